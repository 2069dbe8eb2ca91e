#!/usr/bin/env bash
# three nodes with IPv4 addresses
source "$(dirname "$0")/../lib.sh"

ipv4_cluster
mark
start n1 n2 n3
expect_all_linked
expect_work
