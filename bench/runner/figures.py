"""Medians over rounds, and ratios inside them."""

import statistics

from . import cases
from .programs import FLOOR, FLOORS


def rows_of(measured, case):
    """{row: {round: line}} of one case, without the tries of modes. Several modes of a row stand apart."""
    out = {}
    several = {}
    for line in measured:
        if line["case"] == case.name and line["round"] > 0:
            several.setdefault(line["row"], set()).add(line.get("mode", ""))
    for line in measured:
        if line["case"] != case.name or line["round"] == 0:
            continue
        row = line["row"]
        if len(several[row]) > 1:
            row = f"{row} ({line['mode']})"
        out.setdefault(row, {})[line["round"]] = line
    return out


def median(lines, field):
    values = [line[field] for line in lines.values() if field in line]
    return statistics.median(values) if values else None


def spread(lines, field):
    """The least and the most of all rounds."""
    values = [line[field] for line in lines.values() if field in line]
    return (min(values), max(values)) if values else None


def is_peer(row):
    """Neither carrick nor a floor."""
    name = row.split(" ")[0]
    return name not in FLOORS and name != "carrick"


def best_peer(case, rows, number):
    """The best value of a round."""
    values = [of[number][case.metric] for row, of in rows.items() if is_peer(row) and number in of]
    if not values:
        return None
    return min(values) if case.lower_is_better else max(values)


def ratio(case, lines, other):
    """The median over rounds of a row's figure to `other(round)`."""
    values = []
    for number, line in lines.items():
        against = other(number)
        if against:
            values.append(line[case.metric] / against)
    return statistics.median(values) if values else None


def to_floor(case, rows, row):
    floor = rows.get(FLOOR, {})
    return ratio(case, rows[row], lambda number: floor[number][case.metric] if number in floor else None)


def to_best_peer(case, rows, row):
    return ratio(case, rows[row], lambda number: best_peer(case, rows, number))


def to_own(measured, row, field, case, other_field, other_name):
    """The median over rounds of a row's figure to its own in another case of the same round."""
    of = rows_of(measured, case).get(row, {})
    other = rows_of(measured, cases.named(other_name)).get(row, {})
    values = [
        line[field] / other[number][other_field]
        for number, line in of.items()
        if field in line and number in other and other_field in other[number]
    ]
    return statistics.median(values) if values else None


def sorted_rows(case, rows):
    """The best first."""
    return sorted(rows, key=lambda row: median(rows[row], case.metric), reverse=not case.lower_is_better)


def measured_cases(measured):
    seen = {line["case"] for line in measured if line["round"] > 0}
    return [case for case in cases.ALL if case.name in seen]
