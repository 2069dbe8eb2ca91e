"""Pictures of curves, and that of throughput against requests in flight, a curve for each program."""

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


def picture(title, series, field, colour, bold):
    """An SVG with a curve for each of {name: [(x, value)]}, both axes logarithmic; x is above zero."""
    values = [value for of in series.values() for _, value in of]
    xs = sorted({x for of in series.values() for x, _ in of})
    low, high = 10 ** math.floor(math.log10(min(values))), 10 ** math.ceil(math.log10(max(values)))

    def x_of(x):
        return LEFT + (charts.WIDTH - LEFT - RIGHT) * math.log(x / xs[0]) / math.log(xs[-1] / xs[0])

    def y_of(value):
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * math.log(value / low) / math.log(high / low)

    parts = [charts.text(0, 18, title, weight="bold"), charts.text(charts.WIDTH, 18, "both logarithmic", "end")]
    for tick in charts.ticks(low, high):
        parts.append(charts.line(LEFT, y_of(tick), charts.WIDTH - RIGHT, y_of(tick)))
        parts.append(charts.text(LEFT - 8, y_of(tick) + 4, shown(field, tick), "end"))
    for x in xs:
        parts.append(charts.text(x_of(x), HEIGHT - BOTTOM + 18, count(x), "middle"))
    names = sorted(series, key=lambda name: -series[name][-1][1])
    for name, label in zip(names, apart([y_of(series[name][-1][1]) for name in names])):
        path = " ".join(f"{x_of(x):.1f},{y_of(value):.1f}" for x, value in series[name])
        parts.append(f"<polyline points='{path}' fill='none' stroke='{colour[name]}' stroke-width='2'/>")
        weight = "bold" if name in bold else "normal"
        parts.append(charts.text(charts.WIDTH - RIGHT + 10, label + 4, name, "start", weight, colour[name]))
    return charts.document(HEIGHT, title, parts)


def count(x):
    """64, 4 k, 1 M: powers of two as powers of two."""
    for unit, by in (("M", 2**20), ("k", 2**10)):
        if x >= by and x % by == 0:
            return f"{x // by} {unit}"
    return f"{x // 1000} k" if x >= 10_000 and x % 1000 == 0 else str(x)


def in_flight(measured):
    """Requests a second of all rows against requests in flight, or nothing when there are too few points."""
    of = points(measured)
    if not of:
        return None
    own = [row for row in of if row.startswith("carrick")]
    return picture("Requests a second against requests in flight", of, "per_second", colours(of), own)
