#!/usr/bin/env bash
# each node sends 8 Mbit/s at most: small requests beside a value of 4 MiB
source "$(dirname "$0")/../lib.sh"

ipv4_cluster '[defaults]' 'ask_deadline = "60s"'
mark
start n1 n2 n3
expect_all_linked
limit_rate 8mbit

mark
printf '{"key":"large","data":"%s"}\n' "$(head -c 4M /dev/zero | base64 -w 0)" >"$work/large"
coproc small { exec ip netns exec "$prefix-n1" "$kv_program" --config "$file" \
  call n1/store kv.put - --deadline 20s; }
others+=("$small_PID")
# The first opens the client's link.
ask_small() {
  local begin=$EPOCHREALTIME answer
  printf '{"key":"small","data":""}\n' >&"${small[1]}"
  read -r -t 20 answer <&"${small[0]}" || fail "a small put is not answered"
  case $answer in *'"copies":3}') ;; *) fail "a small put answers $answer" ;; esac
  difference "$begin" "$EPOCHREALTIME"
  echo
}
ask_small >/dev/null

begin=$EPOCHREALTIME
at n1 call n1/store kv.put - --deadline 60s <"$work/large" >"$work/large.answer" &
large=$!
while kill -0 "$large" 2>/dev/null; do ask_small >>"$work/small.seconds"; done
wait "$large"
took=$(difference "$begin" "$EPOCHREALTIME")
grep -q '"copies":3}' "$work/large.answer" || fail "the large put answers $(cat "$work/large.answer")"
# Two copies of 4 MiB are 67 Mbit.
judge "seconds for the large put" "$took" 8 20
sort -n "$work/small.seconds" >"$work/sorted"
count=$(wc -l <"$work/sorted")
judge "small puts beside it" "$count" 10 100000
judge "median of them in seconds" "$(sed -n "$(((count + 1) / 2))p" "$work/sorted")" 0 1
judge "slowest of them in seconds" "$(tail -n 1 "$work/sorted")" 0 3
expect_no suspect n1 n2 n3
