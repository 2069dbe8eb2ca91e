#!/usr/bin/env bash
# nodes listen on all addresses and advertise one: IPv4, IPv6, a name
source "$(dirname "$0")/../lib.sh"

make_network
cluster_of
member n1 0.0.0.0:7101 10.71.0.1:7101
member n2 '[::]:7102' '[fd71::2]:7102'
member n3 0.0.0.0:7103 n3.kv.test:7103
for node in "${nodes[@]}"; do knows "$node" n3.kv.test 10.71.0.3; done
mark
start n1 n2 n3
expect_all_linked
expect_work
