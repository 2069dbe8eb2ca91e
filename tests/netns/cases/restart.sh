#!/usr/bin/env bash
# n2 is killed (SIGKILL) and started again
source "$(dirname "$0")/../lib.sh"

ipv4_cluster
mark
start n1 n2 n3
expect_all_linked
expect_work

mark
send_signal KILL n2
expect n1 suspect n2 0 3
expect n3 suspect n2 0 3
mark
start n2
expect n1 restarted n2 0 6
expect n3 restarted n2 0 6
expect_work
