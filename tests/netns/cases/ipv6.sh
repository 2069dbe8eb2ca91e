#!/usr/bin/env bash
# three nodes with IPv6 addresses; one is cut off from both, misses a put, and gets it later
source "$(dirname "$0")/../lib.sh"

make_network
cluster_of
for node in "${nodes[@]}"; do member "$node" "[fd71::${node#n}]:7101"; done
mark
start n1 n2 n3
expect_all_linked
expect_work

mark
cut n1 n2
cut n3 n2
expect n1 suspect n2 0 4
expect n3 suspect n2 0 4
put n1 missed 2
expect_has n3 missed
! has n2 missed || fail "n2 has what was put while it was cut off"
mark
heal
expect n1 reachable n2 0 6
expect n3 reachable n2 0 6
expect_has n2 missed
expect_work
