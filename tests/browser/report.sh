#!/usr/bin/env bash
# Writes the reports of a run, of one with a finding of the application, and of a replay, and has headless Chromium lay
# them out: what a reader must see is there, visible, inside its picture and in the colours of the style sheet; nothing
# was loaded from elsewhere and no error was logged.
#
# usage: report.sh TOOL_APP WORK_DIR; WORK_DIR is emptied.
set -euo pipefail
app=$1 work=$2

fail() { printf 'browser: %s\n' "$*" >&2; exit 1; }

if ! command -v chromium >/dev/null; then
  echo "skipped: chromium is not installed (./dev setup installs it)"
  exit 77
fi

rm -rf "$work"
mkdir -p "$work"
{
  printf 'schema = 1\ncluster = "shown"\n'
  for node in n1 n2 n3 n4; do
    printf '[nodes.%s]\nlisten = "127.0.0.1:71%s"\nactors = [{ name = "store", type = "probe.store" }]\n' \
      "$node" "0${node#n}"
  done
} >"$work/cluster.toml"
too_many='nodes.n2.actors=[{name="store",type="probe.store",options={first_note=1000}}]'
app_sim() { "$app" sim "$@" -c "$work/cluster.toml" --for 60s; }
app_sim --seed 8 --report "$work/run.html" >"$work/run.txt"
app_sim replay 9 --report "$work/replay.html" >"$work/replay.txt"
code=0
app_sim --set "$too_many" --report "$work/finding.html" >"$work/finding.txt" || code=$?
[ "$code" = 20 ] || fail "exit code $code of a run with a finding, not 20"

# A page with a question at its end; the answer is its title.
ask_page() {
  cat "$1"
  cat <<'HTML'
<script>
const seen = sel => [...document.querySelectorAll(sel)];
const inside = e => {
  const outer = e.closest('svg').getBoundingClientRect(), r = e.getBoundingClientRect();
  return r.width > 0 && r.height > 0 && r.left >= outer.left - 1 && r.right <= outer.right + 1 &&
    r.top >= outer.top - 1 && r.bottom <= outer.bottom + 1;
};
const color = sel => seen(sel).length && getComputedStyle(seen(sel)[0]).fill;
document.title = [
  'pictures=' + seen('svg').filter(e => e.getBoundingClientRect().height > 100).length,
  'lives=' + seen('.life').length, 'links=' + seen('.link').length,
  'faults=' + seen('.fault').length, 'requests=' + seen('circle').length,
  'outside=' + seen('.life, .link, .fault, circle').filter(e => !inside(e)).length,
  'colors=' + new Set(['.life', '.link', 'circle.late'].map(color)).size,
  'tips=' + seen('.life title').filter(t => t.textContent.includes(' ran ')).length,
  'elsewhere=' + performance.getEntriesByType('resource').length,
  'exhibits=' + seen('pre.exhibit').filter(e => e.getBoundingClientRect().height > 10).length,
  'bad=' + seen('.verdict.bad').length,
  'wide=' + (document.documentElement.scrollWidth > innerWidth + 1)].join(' ');
</script>
HTML
}

look() {
  timeout 120 chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage \
    --user-data-dir="$work/profile" --window-size=1300,1500 "$@" 2>"$work/chromium.log"
}

# answer_of NAME: what Chromium says of the page of that name.
answer_of() {
  ask_page "$work/$1.html" >"$work/asked.html"
  look --dump-dom "file://$work/asked.html" >"$work/dom.html"
  answer=$(sed -n 's/.*<title>\(pictures=.*\)<\/title>.*/\1/p' "$work/dom.html")
  printf 'browser: %s: %s\n' "$1" "$answer"
}
number() { sed -n "s/.*\b$1=\([a-z0-9]*\).*/\1/p" <<<"$answer"; }

for page in run replay; do
  answer_of $page
  [ "$(number pictures)" = 2 ] || fail "two pictures are wanted"
  [ "$(number lives)" -ge 4 ] || fail "the nodes' lives are missing"
  [ "$(number links)" -ge 6 ] || fail "the pairs' links are missing"
  [ "$(number faults)" -ge 10 ] || fail "the faults are missing"
  [ "$(number requests)" -ge 500 ] || fail "the requests are missing"
  [ "$(number outside)" = 0 ] || fail "marks stand outside of their picture, or are invisible"
  [ "$(number colors)" = 3 ] || fail "lives, links and late requests look the same"
  [ "$(number tips)" = "$(number lives)" ] || fail "a life without a tooltip"
  [ "$(number elsewhere)" = 0 ] || fail "something is loaded from elsewhere"
  [ "$(number exhibits)" = 0 ] || fail "an exhibit without a finding"
  [ "$(number wide)" = false ] || fail "the page is wider than its window"
done

answer_of finding
[ "$(number bad)" = 1 ] || fail "the finding is not told"
[ "$(number exhibits)" = 1 ] || fail "what the application shows is missing"
[ "$(number elsewhere)" = 0 ] || fail "something is loaded from elsewhere"

look --screenshot="$work/report.png" "file://$work/run.html" >/dev/null
[ "$(stat -c %s "$work/report.png")" -gt 20000 ] || fail "the screenshot is nearly empty"
echo "browser: the report looks as it should"
