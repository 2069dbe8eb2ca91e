#!/usr/bin/env bash
# Installs the built tree into a fresh prefix and builds the README's program against it, as the README
# says and outside the tree: once with find_package, once with pkg-config. Then runs it as the README does.
#
# usage: package.sh SOURCE_DIR BUILD_DIR WORK_DIR COMPILER; WORK_DIR is emptied.
set -euo pipefail
source_dir=$1 build_dir=$2 work=$3 compiler=$4

fail() { printf 'package: %s\n' "$*" >&2; exit 1; }

# The first fenced block of the README in this language that has `text` in it.
readme_block() {
  awk -v fence="\`\`\`$1" -v text="$2" '
    $0 == fence { inside = 1; block = ""; next }
    inside && /^```$/ { if (index(block, text)) { printf "%s", block; exit } inside = 0; next }
    inside { block = block $0 "\n" }' "$source_dir/README.md"
}

rm -rf "$work"
mkdir -p "$work/consumer"
prefix=$work/prefix

# What the README installs is this tree's libraries with the same flags; it is configured here, and
# built as part of `build_dir`.
cmake --preset install -S "$source_dir" -B "$work/install" >"$work/preset.log"
if grep -q -e -Werror "$work/install/compile_commands.json"; then
  fail "the preset install ends at warnings"
fi
if grep -E "\"file\": \"($source_dir|$work/install)/(tests|bench|examples)/" "$work/install/compile_commands.json"; then
  fail "the preset install builds more than the libraries"
fi

cmake --install "$build_dir" --prefix "$prefix" >"$work/install.log"

readme_block cpp carrick::run >"$work/consumer/counter.cpp"
readme_block toml 'cluster =' >"$work/consumer/cluster.toml"
{
  printf 'cmake_minimum_required(VERSION 3.25)\nproject(consumer LANGUAGES CXX)\n'
  printf 'add_executable(counter counter.cpp)\n'
  readme_block cmake find_package
} >"$work/consumer/CMakeLists.txt"
grep -q find_package "$work/consumer/CMakeLists.txt" || fail "the README shows no find_package"
[ -s "$work/consumer/counter.cpp" ] || fail "the README shows no program"
[ -s "$work/consumer/cluster.toml" ] || fail "the README shows no cluster.toml"

cmake -S "$work/consumer" -B "$work/build" -DCMAKE_PREFIX_PATH="$prefix" \
  -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_BUILD_TYPE=Debug >"$work/configure.log"
cmake --build "$work/build"
counter=$work/build/counter

if command -v pkg-config >/dev/null; then
  pc=$(find "$prefix" -name carrick.pc)
  # shellcheck disable=SC2046 # flags are words
  "$compiler" "$work/consumer/counter.cpp" -o "$work/counter_pc" $(pkg-config --cflags --libs "$pc")
  "$work/counter_pc" version
else
  echo "skipped: the same with carrick.pc (pkg-config is not installed)"
fi

# The README's port may be taken on this machine; --set puts another in its place.
cd "$work/consumer"
listen=nodes.n1.listen=127.0.0.1:$((20000 + RANDOM % 10000))
coproc up { exec "$counter" up --set "$listen" 2>&1; }
# Both variables go away when the process ends.
pid=$up_PID
exec {log}<&"${up[0]}"
trap 'kill -KILL "$pid" 2>/dev/null || true' EXIT
while IFS= read -r -u "$log" line; do
  printf '%s\n' "$line"
  case $line in ready:*) break ;; esac
done
answer=$("$counter" call n1/c counter.add '{"by":2}' --set "$listen")
[ "$answer" = '{"value":2}' ] || fail "counter.add answers $answer"
kill -INT "$pid"
cat <&"$log"
status=0
wait "$pid" || status=$?
[ "$status" = 0 ] || [ "$status" = 130 ] || fail "up ended with $status"
echo "package: built, installed, and answers as the README says"
