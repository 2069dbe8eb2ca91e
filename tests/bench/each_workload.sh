#!/usr/bin/env bash
# Each workload of a benchmark program does something in a short window: one JSON line. No figure is
# judged.
#   each_workload.sh PROGRAM
set -euo pipefail
program=$1
failed=0
while read -r workload mode handler; do
  options=(--workload "$workload" --seconds 0.3 --warm-up 0.7)
  [ "$mode" = - ] || options+=(--mode "$mode")
  [ "$handler" = - ] || options+=(--handler "$handler")
  case $workload in
    W7) options+=(--count 20) ;;   # links, or streams
    W8) options+=(--count 1000) ;; # requests
    memory) options+=(--count 1000) ;;
    W12) options+=(--warm-up 3) ;; # until ten processes are linked
  esac
  if line=$("$program" "${options[@]}") && [[ $line == '{"workload":"'"$workload"'","peer":"'*'}' ]]; then
    printf 'ok: %s\n' "${options[*]}"
  else
    printf 'FAILED: %s: %s\n' "${options[*]}" "${line:-said nothing}"
    failed=1
  fi
done < <("$program" --describe)
exit "$failed"
