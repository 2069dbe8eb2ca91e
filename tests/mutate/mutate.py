#!/usr/bin/env python3
"""Draws small mistakes over the product's sources and looks who finds them. ./dev mutate --help"""

import argparse
import hashlib
import os
import sys

import rules
from record import BadInput, Log, read_equivalents
from trial import SUITES, Bench

TREE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DEFAULT_FOLDERS = ["net", "node", "actors", "membership", "serialization"]
# Of one number, which does not compile again and again.
ATTEMPTS_MAX = 50


def say(text):
    print(text, flush=True)


def number_above_0(text):
    if not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text} is no number above 0")
    return int(text)


def parsed(arguments):
    parser = argparse.ArgumentParser(
        prog="./dev mutate",
        description="Draws small mistakes by text rules (a comparison turned, an off-by-one, a statement "
        "left out, a condition dropped, two arguments swapped, a constant changed) over the sources of "
        "FOLDERs, one at a time: builds a copy in build/mutate, runs the folder's suites and then "
        "`kv sim explore`, and lists what nobody finds. A run goes on where the one before it ended.",
        epilog="folders: " + ", ".join(SUITES) + " (default: " + ", ".join(DEFAULT_FOLDERS)
        + "). Mistakes that change nothing are named in tests/mutate/equivalents.txt.")
    parser.add_argument("--seed", type=number_above_0, default=1, metavar="S")
    parser.add_argument("--count", type=number_above_0, default=100, metavar="N",
                        help="mistakes (default 100)")
    parser.add_argument("--explore", type=number_above_0, default=200, metavar="N",
                        help="seeds of the exploration, from 1 on (default 200)")
    parser.add_argument("--again", action="store_true", help="try survivors of earlier runs again")
    parser.add_argument("--list", action="store_true", help="show what is drawn, and build nothing")
    parser.add_argument("folders", nargs="*", metavar="FOLDER")
    options = parser.parse_args(arguments)
    options.folders = options.folders or [f for f in DEFAULT_FOLDERS
                                          if os.path.isdir(os.path.join(TREE, f))]
    return options


def sources_of(folders):
    found = {}
    for folder in folders:
        top = folder.rstrip("/").split("/")[0]
        path = os.path.join(TREE, folder)
        if top not in SUITES:
            raise BadInput(f"{folder} has no suites that are known here: choose of {', '.join(SUITES)}, "
                           "or a folder below one of them")
        if not os.path.isdir(path):
            raise BadInput(f"{path} is no folder")
        for where, _, files in os.walk(path):
            for name in sorted(files):
                if name.endswith((".cpp", ".hpp")):
                    full = os.path.join(where, name)
                    with open(full, encoding="utf-8") as file:
                        found[os.path.relpath(full, TREE)] = file.read()
    if not found:
        raise BadInput(f"no sources in {', '.join(folders)}")
    return found


def digest_of(sources):
    whole = hashlib.sha256()
    for path in sorted(sources):
        whole.update(f"{path}\0{sources[path]}\0".encode())
    return whole.hexdigest()[:16]


def tried(bench, drawer, equivalents, number):
    """The trial of that number."""
    for attempt in range(ATTEMPTS_MAX):
        mistake = drawer.draw(number, attempt)
        if mistake.key() in equivalents:
            outcome = {"outcome": "equivalent", "by": "", "as": equivalents[mistake.key()]}
        else:
            outcome = bench.try_out(mistake)
        if outcome is not None:
            place = {"path": mistake.path, "line": mistake.line, "rule": mistake.rule,
                     "before": mistake.before, "after": mistake.after}
            return {**place, **outcome, "number": number, "attempt": attempt}
    raise BadInput(f"mistake {number}: none of {ATTEMPTS_MAX} compiles; is the copy in build/mutate whole?")


def mistake_of(trial):
    return rules.Mistake(*(trial[each] for each in ("path", "line", "rule", "before", "after")))


def as_it_stands(trial, equivalents):
    """An equivalent may have been named since."""
    if trial["outcome"] == "survived" and mistake_of(trial).key() in equivalents:
        return {**trial, "outcome": "equivalent", "as": equivalents[mistake_of(trial).key()]}
    return trial


def line_of(trial):
    place = f"{trial['path']}:{trial['line']} ({trial['rule']})"
    by = f" by {trial['by']}: {trial['as']}" if trial["by"] else ""
    return f"{trial['number']:4} {trial['outcome']:10} {place}{by}"


def report(trials):
    survivors = [t for t in trials if t["outcome"] == "survived"]
    if survivors:
        say("\nsurvivors:")
    for trial in survivors:
        say("\n" + mistake_of(trial).diff())
    found = [t for t in trials if t["outcome"] == "found"]
    explored = sum(t["by"] == "exploration" for t in found)
    aside = sum(t["outcome"] == "equivalent" for t in trials)
    say(f"\n{len(trials)} mistakes: {len(found) - explored} found by the suites, {explored} by exploration, "
        f"{len(survivors)} survived, {aside} set aside as equivalent")


def run(options):
    sources = sources_of(options.folders)
    drawer = rules.Drawer(sources, options.seed)
    equivalents = read_equivalents(os.path.join(TREE, "tests/mutate/equivalents.txt"))
    if options.list:
        for number in range(1, options.count + 1):
            say(f"{number:4} {drawer.draw(number).diff()}")
        return
    work = os.path.join(TREE, "build", "mutate")
    log = Log(os.path.join(work, "trials.jsonl"))
    digest = digest_of(sources)
    say(f"{drawer.count()} mistakes are possible in {len(sources)} sources; log: build/mutate/trials.jsonl")
    bench, trials = None, []
    for number in range(1, options.count + 1):
        trial = log.of(digest, options.seed, number)
        if trial is None or (options.again and trial["outcome"] == "survived"):
            if bench is None:
                os.makedirs(work, exist_ok=True)
                jobs = int(os.environ.get("CARRICK_JOBS", os.cpu_count()))
                bench = Bench(TREE, work, sorted({f.split("/")[0] for f in options.folders}),
                              options.explore, jobs, say)
                bench.prepare()
            trial = {**tried(bench, drawer, equivalents, number), "seed": options.seed, "sources": digest}
            log.add(trial)
        trials.append(as_it_stands(trial, equivalents))
        say(line_of(trials[-1]))
    report(trials)


def main(arguments):
    try:
        run(parsed(arguments))
    except BadInput as why:
        print(f"mutate: {why}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("mutate: interrupted; the next run goes on from here", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
