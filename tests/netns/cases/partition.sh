#!/usr/bin/env bash
# nothing passes between n1 and n2; n3 keeps its links to both
source "$(dirname "$0")/../lib.sh"

ipv4_cluster
mark
start n1 n2 n3
expect_all_linked

mark
cut n1 n2
expect n1 suspect n2 0 4
expect n2 suspect n1 0 4
expect_no suspect n3
mark
heal
expect n1 reachable n2 0 6
expect n2 reachable n1 0 6
expect_work
