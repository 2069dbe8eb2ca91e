#!/usr/bin/env bash
# host names; one of them is known to nobody at first
source "$(dirname "$0")/../lib.sh"

make_network
cluster_of
for node in "${nodes[@]}"; do
  member "$node" "$node.kv.test:7101"
  knows "$node" "$node.kv.test" "10.71.0.${node#n}"
done
knows n1 n2.kv.test 10.71.0.2
knows n2 n1.kv.test fd71::1
mark
start n1 n2 n3
expect n1 reachable n2 0 6
expect_no reachable n3

mark
for node in n1 n2; do knows "$node" n3.kv.test 10.71.0.3; done
expect n1 reachable n3 0 6
expect n2 reachable n3 0 6
expect_work
