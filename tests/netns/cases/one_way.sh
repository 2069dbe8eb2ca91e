#!/usr/bin/env bash
# nothing passes from n1 to n2, everything from n2 to n1
source "$(dirname "$0")/../lib.sh"

ipv4_cluster
mark
start n1 n2 n3
expect_all_linked

mark
cut_way n1 n2
expect n1 suspect n2 2 8 # n2 ends the link, 4 s after the last byte that came: until then n1 hears it
expect n2 suspect n1 0 4
expect_no suspect n3
# No link comes up with one direction alone.
await n1 failed n2
await n2 failed n1
expect_no reachable n1 n2
mark
heal
expect n1 reachable n2 0 6
expect n2 reachable n1 0 6
expect_work
