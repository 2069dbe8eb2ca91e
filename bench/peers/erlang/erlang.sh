#!/bin/sh
# Erlang's distribution between two nodes of this machine, without epmd. Modes: one process with all
# requests in flight or many with one each; one or two schedulers a node.
set -eu
beams=$(dirname "$(readlink -f "$0")")
mode=one-s2
buffer_kib=16384
pin=
for word in "$@"; do
  case ${previous:-}$word in
    --mode*) mode=$word ;;
    --workloadW6) buffer_kib=128 ;; # a request waits behind what is in it
  esac
  case $word in
    --describe)
      for workload in W1 W3 W4 W6; do printf '%s one-s2 -\n%s one-s1 -\n' $workload $workload; done
      printf 'W2 %s -\n' one-s2 one-s1 many-s2 many-s1
      printf 'W5 %s -\n' many-s2 many-s1
      exit 0 ;;
    --pin) pin=yes ;;
  esac
  previous=$word
done

# node NAME PROCESSOR ARGUMENT...: ends with this script and after two minutes.
node() {
  name=$1 processor=$2
  shift 2
  set -- erl -noshell -noinput -sname "$name@localhost" -setcookie bench -pa "$beams" \
    -start_epmd false -epmd_module bench_epmd -kernel inet_dist_use_interface '{127,0,0,1}' \
    +S "${mode#*-s}" +zdbbl "$buffer_kib" "$@"
  if [ -n "$pin" ]; then set -- taskset -c "$processor" "$@"; fi
  exec setpriv --pdeathsig KILL -- timeout -k 1 120 setpriv --pdeathsig KILL -- "$@"
}

folder=$(mktemp -d)
export BENCH_PORT_FILE="$folder/port" BENCH_SERVER="server$$@localhost" HOME="$folder"
export ERL_CRASH_DUMP_SECONDS=0
node "server$$" 0 -s bench_server start >/dev/null &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -r "$folder"' EXIT
trap 'exit 1' INT TERM
tries=0
while [ ! -e "$folder/port" ]; do
  tries=$((tries + 1))
  if [ $tries -gt 500 ] || ! kill -0 "$server"; then echo "erlang: no server" >&2; exit 1; fi
  sleep 0.02
done
(node "client$$" 1 -s bench_client start -extra "$@")
