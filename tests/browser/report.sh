#!/usr/bin/env bash
# Writes the report of a run and has headless Chromium lay it out: what a reader must see is there, visible, inside
# its picture and in the colours of the style sheet; nothing was loaded from elsewhere and no error was logged.
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
"$app" sim --level machines --seed 8 --for 60s --report "$work/report.html" >"$work/run.txt"

# The page with a question at its end; the answer is its title.
{
  cat "$work/report.html"
  cat <<'HTML'
<script>
const seen = sel => [...document.querySelectorAll(sel)];
const inside = e => {
  const outer = e.closest('svg').getBoundingClientRect(), r = e.getBoundingClientRect();
  return r.width > 0 && r.height > 0 && r.left >= outer.left - 1 && r.right <= outer.right + 1 &&
    r.top >= outer.top - 1 && r.bottom <= outer.bottom + 1;
};
const color = sel => getComputedStyle(seen(sel)[0]).fill;
document.title = [
  'pictures=' + seen('svg').filter(e => e.getBoundingClientRect().height > 100).length,
  'lives=' + seen('.life').length, 'links=' + seen('.link').length,
  'faults=' + seen('.fault').length, 'requests=' + seen('circle').length,
  'outside=' + seen('.life, .link, .fault, circle').filter(e => !inside(e)).length,
  'colors=' + new Set(['.life', '.link', 'circle.late'].map(color)).size,
  'tips=' + seen('.life title').filter(t => t.textContent.includes(' ran ')).length,
  'elsewhere=' + performance.getEntriesByType('resource').length,
  'wide=' + (document.documentElement.scrollWidth > innerWidth + 1)].join(' ');
</script>
HTML
} >"$work/asked.html"

look() {
  timeout 120 chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage \
    --user-data-dir="$work/profile" --window-size=1300,1500 "$@" 2>"$work/chromium.log"
}
look --dump-dom "file://$work/asked.html" >"$work/dom.html"
answer=$(sed -n 's/.*<title>\(pictures=.*\)<\/title>.*/\1/p' "$work/dom.html")
printf 'browser: %s\n' "$answer"

number() { sed -n "s/.*\b$1=\([a-z0-9]*\).*/\1/p" <<<"$answer"; }
[ "$(number pictures)" = 2 ] || fail "two pictures are wanted"
[ "$(number lives)" -ge 4 ] || fail "the nodes' lives are missing"
[ "$(number links)" -ge 6 ] || fail "the pairs' links are missing"
[ "$(number faults)" -ge 10 ] || fail "the faults are missing"
[ "$(number requests)" -ge 500 ] || fail "the requests are missing"
[ "$(number outside)" = 0 ] || fail "marks stand outside of their picture, or are invisible"
[ "$(number colors)" = 3 ] || fail "lives, links and late requests look the same"
[ "$(number tips)" = "$(number lives)" ] || fail "a life without a tooltip"
[ "$(number elsewhere)" = 0 ] || fail "something is loaded from elsewhere"
[ "$(number wide)" = false ] || fail "the page is wider than its window"

look --screenshot="$work/report.png" "file://$work/report.html" >/dev/null
[ "$(stat -c %s "$work/report.png")" -gt 20000 ] || fail "the screenshot is nearly empty"
echo "browser: the report looks as it should"
