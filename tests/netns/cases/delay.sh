#!/usr/bin/env bash
# all links lead through proxies that hold everything back for 50 ms
source "$(dirname "$0")/../lib.sh"

make_network
cluster_of
for node in "${nodes[@]}"; do
  member "$node" "0.0.0.0:710${node#n}" "10.71.0.254:710${node#n}"
  delay_way_to "$node" 50
done
mark
start n1 n2 n3
expect_all_linked
expect_work

# A link is measured once it is idle.
round_trip_ms() {
  at n1 members n1 -o jsonl | sed -n 's/.*"node":"n2".*"round_trip_us":\([0-9]*\).*/\1/p' |
    awk '{ printf "%.1f", $1 / 1000 }'
}
for ((i = 0; i < 10; ++i)); do
  measured=$(round_trip_ms)
  [ "$measured" = 0.0 ] || break
  sleep 1
done
judge "round trip between n1 and n2" "$measured ms" 100 300
expect_no suspect n1 n2 n3
