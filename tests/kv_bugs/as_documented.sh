#!/usr/bin/env bash
# Runs the commands of DOCUMENT (docs/testing.md, chapter 6) with PROGRAM, a kv that has the mistake of that chapter: the seed
# is found, shown and made smaller as the page says. The smaller plan then finds nothing in FIXED.
#
# usage: as_documented.sh PROGRAM FIXED CLUSTER_FILE DOCUMENT WORK_DIR INVARIANT; WORK_DIR is emptied.
set -euo pipefail
program=$1 fixed=$2 file=$3 document=$4 work=$5 invariant=$6

fail() { printf 'as_documented: %s\n' "$*" >&2; exit 1; }

rm -rf "$work"
mkdir -p "$work/bin"
cd "$work"
cp "$file" cluster.toml
ln -s "$program" bin/kv
commands=$(sed -n '/^ *```sh$/,/^ *```$/p' "$document" | grep -v '```')
lines=$(wc -l <<<"$commands")
[ "$lines" -ge 4 ] || fail "$document has only $lines commands"
code=0
PATH="$work/bin:$PATH" bash -c "set -x; $commands; echo \$seed >seed" >out 2>err || code=$?
[ "$code" = 0 ] || { cat out err; fail "exit code $code"; }
seed=$(cat seed)
found=$(grep -c "^$invariant at " out) || true
[ "$found" = 3 ] || { cat out err; fail "$invariant was found $found times by the commands behind the exploration, not 3 times"; }
[ -s run.html ] || fail "there is no page"
"$fixed" sim --seed "$seed" --faults "seed-$seed.toml" >fixed.out || { cat fixed.out; fail "the plan finds something in $fixed"; }
echo "as_documented: seed $seed"
