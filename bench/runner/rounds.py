"""Rounds: all programs on one workload, then the next. First each program finds its best mode."""

import contextlib
import random
import sys
from datetime import datetime, timezone

from . import growth, lines, programs
from .progress import Progress


def key(way, case):
    return (case.name, way.label())


def better(case, one, other):
    return one < other if case.lower_is_better else one > other


class Runner:
    def __init__(self, asked, total, keep):
        self.asked = asked
        self.progress = Progress(total)
        self.keep = keep
        self.failed = []

    def measure(self, way, case, number):
        """Prints the line it returns; None after a failure, which is said."""
        name = f"{way.label()} {way.mode}".strip()
        self.progress.show(f"round {number}: {case.name} {name}" if number else f"modes: {case.name} {name}")
        line, why = programs.run(way, case, self.asked)
        self.progress.step()
        self.progress.clear()
        if line is None:
            self.failed.append(f"{case.name} {name}: {why}")
            print(f"failed: {self.failed[-1]}", file=sys.stderr, flush=True)
            return None
        line.update(
            case=case.name,
            row=way.label(),
            round=number,
            at=datetime.now(timezone.utc).isoformat(timespec="seconds"),
            pinned=self.asked.pin,
        )
        print(lines.text(line), flush=True)
        if self.keep:
            print(lines.text(line), file=self.keep, flush=True)
        return line


def jobs_of(ways, cases):
    """For each case the rows with the modes that each may take."""
    for case in cases:
        rows = {}
        for way in ways:
            if way.workload == case.workload:
                rows.setdefault(way.label(), []).append(way)
        yield case, rows


def best_modes(runner, jobs):
    """Where a program has several modes, the best of two tries each."""
    out = {}
    for case, rows in jobs:
        for label, modes in rows.items():
            best = None
            for _ in range(2 if len(modes) > 1 else 0):
                for way in modes:
                    line = runner.measure(way, case, 0)
                    if line and (best is None or better(case, line[case.metric], best[0])):
                        best = (line[case.metric], way)
            out[case.name, label] = best[1] if best else modes[0]
    return out


def steps(jobs, asked):
    """How many measurements there will be."""
    total = len(growth.NAMES) if asked.curves else 0
    for case, rows in jobs:
        rounds = 1 if case.facts else asked.rounds
        modes = sum(len(modes) for modes in rows.values())
        several = sum(len(modes) for modes in rows.values() if len(modes) > 1)
        total += rounds * modes if asked.all_modes else rounds * len(rows) + 2 * several
    return total


def run(ways, cases, context, asked):
    """The measurements of all rounds."""
    jobs = [(case, rows) for case, rows in jobs_of(ways, cases) if rows]
    measured = []
    with contextlib.ExitStack() as files:
        keep = files.enter_context(open(asked.json, "w", encoding="utf-8")) if asked.json else None
        if keep:
            print(lines.text({"context": context}), file=keep, flush=True)
        runner = Runner(asked, steps(jobs, asked), keep)
        best = {} if asked.all_modes else best_modes(runner, jobs)
        for number in range(1, asked.rounds + 1):
            for case, rows in jobs:
                if case.facts and number > 1:
                    continue
                for way in order_of(case, rows, best):
                    line = runner.measure(way, case, number)
                    if line:
                        measured.append(line)
        if asked.curves:
            measured += growth.measure(asked, keep, runner.progress)
    for one in runner.failed:
        print(f"failed: {one}", file=sys.stderr)
    return measured


def order_of(case, rows, best):
    """Another order each time: nobody always follows the same program."""
    ways = [way for label, modes in rows.items() for way in ([best[case.name, label]] if best else modes)]
    random.shuffle(ways)
    return ways
