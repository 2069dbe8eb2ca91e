"""One picture with a curve for each program: throughput against requests in flight."""

import math

from . import cases, charts, figures
from .table import shown

HEIGHT = 420
LEFT, RIGHT, TOP, BOTTOM = 60, 130, 40, 40
LABEL_STEP = 15  # pixels between names at the ends of curves
COLOURS = ("#c9822b", "#3fa35f", "#b6569f", "#c94f4f", "#3f97a3", "#8a74d6", "#a38a3f", "#5f8ac9")


def points(measured):
    """{row: [(requests in flight, requests a second)]} of the rows that have at least three."""
    out = {}
    for name in cases.CURVE:
        case = cases.named(name)
        for row, lines in figures.rows_of(measured, case).items():
            out.setdefault(row, []).append((case.in_flight, figures.median(lines, "per_second")))
    return {row: of for row, of in out.items() if len(of) >= 3}


def apart(ys):
    """The same order, at least LABEL_STEP from each other, as a whole moved little."""
    out = []
    for y in ys:
        out.append(max(y, out[-1] + LABEL_STEP) if out else y)
    over = max(0.0, out[-1] - (HEIGHT - BOTTOM)) if out else 0.0
    return [y - over for y in out]


def colours(rows):
    others = [row for row in rows if figures.is_peer(row)]
    own = {row: COLOURS[i % len(COLOURS)] for i, row in enumerate(sorted(others))}
    return {row: own.get(row, charts.colour(row)) for row in rows}


def in_flight(measured):
    """An SVG, or nothing when there are too few points."""
    of = points(measured)
    if not of:
        return None
    values = [value for row in of.values() for _, value in row]
    low, high = 10 ** math.floor(math.log10(min(values))), 10 ** math.ceil(math.log10(max(values)))
    most = max(count for row in of.values() for count, _ in row)

    def x_of(count):
        return LEFT + (charts.WIDTH - LEFT - RIGHT) * math.log(count) / math.log(most)

    def y_of(value):
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * math.log(value / low) / math.log(high / low)

    title = "Requests a second against requests in flight"
    parts = [charts.text(0, 18, title, weight="bold"), charts.text(charts.WIDTH, 18, "both logarithmic", "end")]
    for tick in charts.ticks(low, high):
        parts.append(charts.line(LEFT, y_of(tick), charts.WIDTH - RIGHT, y_of(tick)))
        parts.append(charts.text(LEFT - 8, y_of(tick) + 4, shown("per_second", tick), "end"))
    for count in sorted({count for row in of.values() for count, _ in row}):
        parts.append(charts.text(x_of(count), HEIGHT - BOTTOM + 18, str(count), "middle"))
    rows = sorted(of, key=lambda row: -of[row][-1][1])
    colour = colours(rows)
    for row, label in zip(rows, apart([y_of(of[row][-1][1]) for row in rows])):
        path = " ".join(f"{x_of(count):.1f},{y_of(value):.1f}" for count, value in of[row])
        parts.append(f"<polyline points='{path}' fill='none' stroke='{colour[row]}' stroke-width='2'/>")
        weight = "bold" if row.startswith("carrick") else "normal"
        parts.append(charts.text(charts.WIDTH - RIGHT + 10, label + 4, row, "start", weight, colour[row]))
    return charts.document(HEIGHT, title, parts)
