"""JSON lines: one object a measurement, in the fields of docs/performance.md, with its case and round.

A file of them begins with an object "context": where and with which versions they were measured.
"""

import json
import sys


def text(line):
    return json.dumps(line, separators=(",", ":"))


def load(path):
    """The measurements and their context."""
    try:
        with open(path, encoding="utf-8") as file:
            first, *rest = [json.loads(one) for one in file if one.strip()]
        return rest, first["context"]
    except (OSError, ValueError, KeyError) as why:
        sys.exit(f"bench/run: {path}: {why}")
