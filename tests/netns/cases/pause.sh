#!/usr/bin/env bash
# n2 is stopped (SIGSTOP) until it counts as failed, and goes on (SIGCONT)
source "$(dirname "$0")/../lib.sh"

ipv4_cluster
mark
start n1 n2 n3
expect_all_linked

mark
send_signal STOP n2
expect n1 suspect n2 0 4
expect n3 suspect n2 0 4
expect n1 failed n2 4 10
expect n3 failed n2 4 10
mark
send_signal CONT n2
expect n1 reachable n2 0 6
expect n3 reachable n2 0 6
expect_no restarted n2
expect_work
