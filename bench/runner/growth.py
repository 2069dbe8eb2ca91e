"""How the cost of carrick's operations grows: its curves, measured, drawn and fitted."""

import json
import subprocess
import sys
from datetime import datetime, timezone

from . import curves, lines
from .programs import CARRICK
from .table import shown

# As `carrick --curve` names them, and what their x is.
NAMES = {
    "in_flight": "requests in flight on one link, 64 B each way",
    "size": "bytes of a message, each way, one in flight",
    "links": "links of one process, requests on all of them",
    "streams": "streams of one link, an item under way on each",
    "members": "members in one process, all to all",
}
FIGURES = {
    "round trip": ("p50_us", lambda line: line["p50_us"]),
    "time": ("us_per_operation", lambda line: 1e6 / line["per_second"]),
    "processor": ("cpu_s_per_million", lambda line: line["cpu_s_per_million"]),
}
COLOURS = {"round trip": "#c9822b", "time": "#3fa35f", "processor": "#2f81f7"}
SECONDS_MAX = 900


def case_of(name):
    return f"curve {name}"


def measure(asked, keep, progress):
    """The lines of all curves; what fails is said and left out."""
    measured = []
    for name in NAMES:
        progress.show(f"curve: {name}")
        command = [CARRICK, "--curve", name, "--seconds", str(asked.seconds)]
        try:
            out = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS_MAX)
            why = out.returncode and (out.stderr.strip() or f"ended with {out.returncode}")
        except subprocess.TimeoutExpired:
            why = "did not end in time"
        progress.step()
        progress.clear()
        if why:
            print(f"failed: {case_of(name)}: {why}", file=sys.stderr)
            continue
        for text in out.stdout.splitlines():
            line = json.loads(text)
            line.update(case=case_of(name), row="carrick", round=1, pinned=asked.pin)
            line["at"] = datetime.now(timezone.utc).isoformat(timespec="seconds")
            print(lines.text(line), flush=True)
            if keep:
                print(lines.text(line), file=keep, flush=True)
            measured.append(line)
    return measured


def points_of(measured, name):
    return [line for line in measured if line["case"] == case_of(name) and "x" in line]


def fits_of(measured, name):
    return {line["fit"]: line for line in measured if line["case"] == case_of(name) and "fit" in line}


def measured_names(measured):
    return [name for name in NAMES if points_of(measured, name)]


def picture(measured, name):
    points = [line for line in points_of(measured, name) if line["x"] > 0]
    series = {label: [(line["x"], of(line)) for line in points] for label, (_, of) in FIGURES.items()}
    return curves.picture(f"Microseconds an operation: {NAMES[name]}", series, "p50_us", COLOURS, ("processor",))


def cells(measured, name):
    """A row for each point, then the exponent of each figure and its largest step."""
    out = [[name.replace("_", " "), *(f"{label}, us" for label in FIGURES)]]
    for line in points_of(measured, name):
        out.append([curves.count(line["x"]), *(shown("p50_us", of(line)) for _, of in FIGURES.values())])
    fits = fits_of(measured, name)
    for field in ("exponent", "largest_step"):
        out.append([field.replace("_", " "), *(f"{fits[fit][field]:.2f}" for fit, _ in FIGURES.values())])
    return out
