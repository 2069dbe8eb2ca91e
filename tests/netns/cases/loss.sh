#!/usr/bin/env bash
# 1 % of all packets is lost while work is done; no request fails, no link breaks
source "$(dirname "$0")/../lib.sh"

requests=500
puts() { seq "$requests" | sed 's/.*/{"key":"&","data":"bG9zcw=="}/'; }
gets() { seq "$requests" | sed 's/.*/{"key":"&"}/'; }

ipv4_cluster
mark
start n1 n2 n3
expect_all_linked

mark
lose_percent 1
begin=$EPOCHREALTIME
puts | at n1 call n1/store kv.put - >"$work/puts"
gets | at n1 call n3/store kv.get - >"$work/gets"
judge "$requests puts and $requests gets" "$(difference "$begin" "$EPOCHREALTIME") s" 0 60
printf '{"key":"large","data":"%s"}\n' "$(head -c 4M /dev/zero | base64 -w 0)" >"$work/large"
begin=$EPOCHREALTIME
at n1 call n1/store kv.put - <"$work/large" >"$work/large.answer"
judge "a put of 4 MiB" "$(difference "$begin" "$EPOCHREALTIME") s" 0 10
grep -q '"copies":3}' "$work/large.answer" || fail "the large put answers $(cat "$work/large.answer")"
judge "packets lost" "$(lost_packets)" 1 100000
judge "puts with three copies" "$(grep -c '"copies":3}' "$work/puts")" "$requests" "$requests"
judge "gets that found it" "$(grep -c '"data":"bG9zcw=="' "$work/gets")" "$requests" "$requests"
expect_no suspect n1 n2 n3
