#!/usr/bin/env bash
# Explores PROGRAM, which has a mistake: it is found by INVARIANT within 200 seeds, made smaller, its page has what the
# clients did, and the line that is printed for it finds it again.
#
# usage: found.sh PROGRAM CLUSTER_FILE WORK_DIR INVARIANT; WORK_DIR is emptied.
set -euo pipefail
program=$1 file=$2 work=$3 invariant=$4

fail() { printf 'kv_bugs: %s\n' "$*" >&2; exit 1; }

rm -rf "$work"
mkdir -p "$work"
cd "$work"
code=0
"$program" sim explore -c "$file" --seeds 1..200 --shrink --report run.html >out 2>err || code=$?
cat out err
[ "$code" = 20 ] || fail "exit code $code, not 20"
seed=$(tail -n 1 out)
grep -q "^seed $seed: $invariant at " out || fail "seed $seed is not found by $invariant"
[ -s "seed-$seed.toml" ] || fail "there is no smaller plan"
grep -q "$invariant" run.html || fail "the page does not name the invariant"
grep -q '<pre class="exhibit">.*to' run.html || fail "the page has no history"
again=$(sed -n 's/^  again: //p' err | tail -n 1)
code=0
bash -c "$again" >again.out 2>again.err || code=$?
[ "$code" = 20 ] || fail "again: exit code $code, not 20"
[ "$(tail -n 1 again.out)" = "$seed" ] || fail "again: another seed"
grep -q "^$invariant at " again.out || fail "again: another finding"
echo "kv_bugs: found by seed $seed"
