#!/usr/bin/env bash
# each node sends 8 Mbit/s at most: small puts beside one of 4 MiB, over the same links
source "$(dirname "$0")/../lib.sh"

ipv4_cluster '[defaults]' 'ask_deadline = "60s"'
mark
start n1 n2 n3
expect_all_linked
limit_rate 8mbit

mark
printf '{"key":"large","data":"%s"}\n' "$(head -c 4M /dev/zero | base64 -w 0)" >"$work/large"
# To another store, since what one actor sends to one target arrives in order.
coproc small { exec ip netns exec "$prefix-n1" "$kv_program" --config "$file" \
  call n1/other kv.put - --deadline 20s; }
# shellcheck disable=SC2154 # set by coproc
small_pid=$small_PID
ask_small() {
  local begin=$EPOCHREALTIME answer
  printf '{"key":"small","data":""}\n' >&"${small[1]}"
  read -r -t 20 answer <&"${small[0]}" || fail "a small put is not answered"
  case $answer in *'"copies":3}') ;; *) fail "a small put answers $answer" ;; esac
  difference "$begin" "$EPOCHREALTIME"
  echo
}
ask_small >/dev/null # opens the client's link

begin=$EPOCHREALTIME
at n1 call n1/store kv.put - --deadline 60s <"$work/large" >"$work/large.answer" &
large=$!
# More than a small put or an acknowledgement waits.
queued() { [[ $(tc -s -n "$prefix-n1" qdisc show dev eth0) =~ backlog\ ([0-9]{5,}b|[0-9]+Kb) ]]; }
until queued; do kill -0 "$large" || fail "the large put has no need to wait"; done
while queued; do ask_small >>"$work/small.seconds"; done
wait "$large"
took=$(difference "$begin" "$EPOCHREALTIME")
# shellcheck disable=SC1083,SC2093
exec {small[1]}>&-
wait "$small_pid"
grep -q '"copies":3}' "$work/large.answer" || fail "the large put answers $(cat "$work/large.answer")"
# Two copies of 4 MiB are 67 Mbit.
judge "the large put" "$took s" 8 20
[ -e "$work/small.seconds" ] || fail "no small put beside the large one"
sort -n "$work/small.seconds" >"$work/sorted"
count=$(wc -l <"$work/sorted")
judge "small puts beside it" "$count" 5 100000
judge "their median" "$(sed -n "$(((count + 1) / 2))p" "$work/sorted") s" 0 1
judge "the slowest of them" "$(tail -n 1 "$work/sorted") s" 0 3
expect_no suspect n1 n2 n3
