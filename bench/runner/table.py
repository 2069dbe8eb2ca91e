"""Tables of medians and ratios, for a terminal and for Markdown."""

from . import figures

HEADS = {
    "p50_us": "p50 us",
    "p90_us": "p90 us",
    "p99_us": "p99 us",
    "p999_us": "p99.9 us",
    "per_second": "a second",
    "bytes_per_second": "GiB/s",
    "cpu_s_per_million": "CPU s per M",
    "rss_kib": "peak RSS MiB",
}


def three_digits(value):
    """12.3 k, 4.56 M: what a person reads."""
    for limit, by, unit in ((1e6, 1e6, " M"), (1e4, 1e3, " k")):
        if value >= limit:
            return f"{value / by:.3g}{unit}" if value < 1000 * by else f"{value / by:.0f}{unit}"
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"


def shown(field, value):
    if value is None:
        return "-"
    if field == "bytes_per_second":
        return f"{value / 2**30:.2f}"
    if field == "rss_kib":
        return f"{value / 1024:.0f}" if value >= 10240 else f"{value / 1024:.1f}"
    return three_digits(value)


def times(value):
    return "-" if value is None else f"{value:.3g}" if value < 1000 else f"{value:.0f}"


def beside_bulk(measured, case, row):
    """What W6 is about: requests against those without bulk, bulk against bulk without requests."""
    return [
        times(figures.to_own(measured, row, "p99_us", case, "p99_us", "W1")),
        times(figures.to_own(measured, row, "bytes_per_second", case, "bytes_per_second", "W4-64K")),
    ]


def rows_shown(case, measured):
    """Heads, then the cells of each row, the best first."""
    rows = figures.rows_of(measured, case)
    columns = (case.metric, *case.columns)
    heads = ["", *(HEADS[column] for column in columns)]
    if case.workload == "W6":
        heads += ["p99 to own W1", "bulk to own W4"]
    out = [[*heads, "least to most", "to floor", "to best peer", "mode"]]
    for row in figures.sorted_rows(case, rows):
        lines = rows[row]
        least, most = figures.spread(lines, case.metric)
        cells = [row, *(shown(column, figures.median(lines, column)) for column in columns)]
        if case.workload == "W6":
            cells += beside_bulk(measured, case, row)
        cells += [
            f"{shown(case.metric, least)} to {shown(case.metric, most)}",
            times(figures.to_floor(case, rows, row)),
            times(figures.to_best_peer(case, rows, row)),
            next(iter(lines.values())).get("mode", ""),
        ]
        out.append(cells)
    return out


WORDS = ("workload", "peer", "mode", "handler", "transport", "case", "row", "round", "at", "pinned")


def facts(case, measured):
    """Each figure of each row, in a line of its own."""
    out = [["", "figure", "value"]]
    for row, lines in figures.rows_of(measured, case).items():
        for field in next(iter(lines.values())):
            if field not in WORDS:
                out.append([row, field.replace("_", " "), three_digits(figures.median(lines, field))])
    return out


def cells_of(case, measured):
    return facts(case, measured) if case.facts else rows_shown(case, measured)


def aligned(cells):
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) if i == 0 else cell.rjust(width) for i, (cell, width) in enumerate(zip(row, widths)))
        for row in cells
    )


def markdown(cells):
    heads, *body = cells
    rule = ["---"] + ["---:"] * (len(heads) - 1)
    return "\n".join("| " + " | ".join(row) + " |" for row in (heads, rule, *body))


def text(measured):
    """All cases, medians over the rounds."""
    parts = []
    for case in figures.measured_cases(measured):
        rows = figures.rows_of(measured, case)
        rounds = max(len(lines) for lines in rows.values())
        parts.append(f"\n{case.name}: {case.title} (medians of {rounds})\n" + aligned(cells_of(case, measured)))
    return "\n".join(parts)
