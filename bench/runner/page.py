"""docs/performance.md between its markers, and the pictures beside it."""

import sys

from . import charts, curves, figures, growth, table
from .programs import ROOT

PAGE = ROOT / "docs/performance.md"
PICTURES = ROOT / "docs/performance"
BEGIN = "<!-- bench/run writes from here -->"
END = "<!-- bench/run writes to here -->"


def heading(measured, context):
    counted = [line for line in measured if line["round"] > 0]
    first, last = min(line["at"] for line in counted), max(line["at"] for line in counted)
    rounds = len({line["round"] for line in counted})
    windows = sorted(line.get("seconds", 0) for line in counted if "per_second" in line) or [0]
    pinned = "each process on one processor" if counted[0]["pinned"] else "unpinned"
    facts = [
        f"Measured from {first[:16].replace('T', ' ')} to {last[:16].replace('T', ' ')} UTC on {context['machine']}.",
        f"Medians over {rounds} rounds of {windows[len(windows) // 2]:.1f} s a measurement, {pinned}.",
    ]
    if context["versions"]:
        facts.append(f"Debian's packages: {context['versions']}.")
    return "\n".join(facts)


def picture(name, content):
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / f"{name}.svg").write_text(content, encoding="utf-8")
    return f"performance/{name}.svg"


def section(case, measured):
    parts = [f"### {case.name}: {case.title}"]
    if not case.facts:
        parts += pictures(case, figures.rows_of(measured, case))
    parts.append(table.markdown(table.cells_of(case, measured)))
    return "\n\n".join(parts)


def pictures(case, rows):
    name = case.name.lower().replace("-", "_")
    parts = [f"![{case.name}]({picture(name, charts.bars(case, rows))})"]
    if case.lower_is_better:
        parts.append(f"![{case.name}, percentiles]({picture(name + '_percentiles', charts.percentiles(case, rows))})")
    return parts


def grows(name, measured):
    drawn = picture(f"curve_{name}", growth.picture(measured, name))
    return "\n\n".join(
        [
            f"### Cost against {growth.NAMES[name]}",
            f"![{name}]({drawn})",
            table.markdown(growth.cells(measured, name)),
        ]
    )


def generated(measured, context):
    parts = [heading(measured, context)]
    curve = curves.in_flight(measured)
    if curve:
        parts.append("### Requests a second against requests in flight, 64 B each way")
        parts.append(f"![requests in flight]({picture('in_flight', curve)})")
    parts += [section(case, measured) for case in figures.measured_cases(measured)]
    parts += [grows(name, measured) for name in growth.measured_names(measured)]
    return "\n\n".join(parts)


def write(measured, context):
    page = PAGE.read_text(encoding="utf-8")
    if BEGIN not in page or END not in page:
        sys.exit(f"bench/run: {PAGE} has lost its markers")
    before, rest = page.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    PAGE.write_text(f"{before}{BEGIN}\n\n{generated(measured, context)}\n\n{END}{after}", encoding="utf-8")
    print(f"bench/run: wrote {PAGE.relative_to(ROOT)}", file=sys.stderr)
