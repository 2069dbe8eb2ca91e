"""SVG pictures, drawn by hand: transparent, and of colours that are legible on light and on dark."""

import math
from html import escape

from . import figures, table
from .programs import FLOORS

TEXT = "#767e87"
FAINT = "#767e8744"
COLOURS = {"carrick": "#2f81f7", "floor": "#8b949e", "peer": "#c9822b"}
FONT = "font-family='system-ui,sans-serif' font-size='13'"

WIDTH = 760
LABELS = 190  # pixels for the names of rows
VALUES = 110  # pixels for figures behind bars
STEP = 26
BAR = 16
TOP = 40


def colour(row):
    name = row.split(" ")[0]
    return COLOURS["carrick" if name == "carrick" else "floor" if name in FLOORS else "peer"]


def text(x, y, words, anchor="start", weight="normal", fill=TEXT):
    return (
        f"<text x='{x:.1f}' y='{y:.1f}' text-anchor='{anchor}' font-weight='{weight}' fill='{fill}' {FONT}>"
        f"{escape(words)}</text>"
    )


def line(x1, y1, x2, y2, stroke=FAINT, width=1):
    return f"<line x1='{x1:.1f}' y1='{y1:.1f}' x2='{x2:.1f}' y2='{y2:.1f}' stroke='{stroke}' stroke-width='{width}'/>"


def document(height, title, parts):
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {height}' width='{WIDTH}' height='{height}' "
        f"role='img' aria-label='{escape(title, quote=True)}'>\n<title>{escape(title)}</title>\n"
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def unit(case):
    return table.HEADS[case.metric] + (", less is better" if case.lower_is_better else "")


def bars(case, rows):
    """A bar a row, from zero, the best first."""
    order = figures.sorted_rows(case, rows)
    values = {row: figures.median(rows[row], case.metric) for row in order}
    scale = (WIDTH - LABELS - VALUES) / max(values.values())
    parts = [text(0, 18, f"{case.name}: {case.title}", weight="bold"), text(WIDTH, 18, unit(case), "end")]
    for i, row in enumerate(order):
        y = TOP + i * STEP
        length = max(1.0, values[row] * scale)
        parts.append(text(LABELS - 10, y + BAR - 3, row, "end", "bold" if row.startswith("carrick") else "normal"))
        parts.append(f"<rect x='{LABELS}' y='{y}' width='{length:.1f}' height='{BAR}' rx='2' fill='{colour(row)}'/>")
        parts.append(text(LABELS + length + 8, y + BAR - 3, table.shown(case.metric, values[row])))
    return document(TOP + len(order) * STEP + 6, f"{case.name}: {case.title}", parts)


PERCENTILES = (("p50_us", "p50"), ("p90_us", "p90"), ("p99_us", "p99"), ("p999_us", "p99.9"))


def ticks(low, high):
    """1, 10, 100, ... that lie in the range."""
    first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
    return [10.0**power for power in range(first, last + 1)]


def percentiles(case, rows):
    """A line a row from p50 to p99.9 with a dot for each, on a logarithmic axis of microseconds."""
    order = [row for row in figures.sorted_rows(case, rows) if figures.median(rows[row], "p50_us")]
    medians = {row: [figures.median(rows[row], field) for field, _ in PERCENTILES] for row in order}
    low = 10 ** math.floor(math.log10(min(min(of) for of in medians.values())))
    high = 10 ** math.ceil(math.log10(max(max(of) for of in medians.values())))

    def x_of(value):
        return LABELS + (WIDTH - LABELS - 30) * math.log(value / low) / math.log(high / low)

    bottom = TOP + len(order) * STEP
    title = f"{case.name}: round trips, p50, p90, p99 and p99.9"
    parts = [text(0, 18, title, weight="bold"), text(WIDTH, 18, "us, logarithmic", "end")]
    for tick in ticks(low, high):
        parts.append(line(x_of(tick), TOP - 8, x_of(tick), bottom))
        parts.append(text(x_of(tick), bottom + 16, f"{tick:g}", "middle"))
    for i, row in enumerate(order):
        y = TOP + i * STEP + BAR / 2
        xs = [x_of(value) for value in medians[row]]
        parts.append(text(LABELS - 10, y + 4, row, "end", "bold" if row.startswith("carrick") else "normal"))
        parts.append(line(xs[0], y, xs[-1], y, colour(row), 2))
        for x, radius in zip(xs, (5, 4, 4, 3)):
            parts.append(f"<circle cx='{x:.1f}' cy='{y:.1f}' r='{radius}' fill='{colour(row)}'/>")
    return document(bottom + 26, title, parts)
