"""What has been tried, and which mistakes are none: the log and the list of equivalents."""

import json
import os


class BadInput(Exception):
    """What the user gave is wrong; the text says where and what to do."""


class Log:
    """A file of JSON lines, one a trial, appended when it ends. Of two for one number the later counts."""

    def __init__(self, path):
        self.path = path
        self.trials = {}
        self.whole_bytes = 0
        if os.path.exists(path):
            with open(path, "rb") as file:
                self.read(file)

    def read(self, file):
        for line_number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                return  # it was cut off: that trial is run again
            try:
                self.keep(json.loads(line))
            except (ValueError, KeyError, TypeError):
                raise BadInput(
                    f"{self.path}:{line_number} is no trial: remove that line, or the file, to start anew"
                ) from None
            self.whole_bytes += len(line)

    def keep(self, trial):
        self.trials[trial["sources"], trial["seed"], trial["number"]] = trial

    def of(self, sources, seed, number):
        return self.trials.get((sources, seed, number))

    def add(self, trial):
        self.keep(trial)
        line = (json.dumps(trial, sort_keys=True) + "\n").encode()
        os.makedirs(os.path.dirname(self.path), exist_ok=True)
        with open(self.path, "ab") as file:
            file.truncate(self.whole_bytes)
            file.write(line)
        self.whole_bytes += len(line)


def read_equivalents(path):
    """{key of a mistake: why it changes nothing}. Blocks, with an empty line between them:

    net/outbox.cpp
    -the line as it is
    +the line as it would be
    why
    """
    if not os.path.exists(path):
        return {}
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    known, block, first = {}, [], 1
    for number, line in enumerate(lines + [""], 1):
        if line.startswith("#"):
            continue
        if line.strip():
            first = first if block else number
            block.append(line)
        elif block:
            if len(block) < 4 or block[1][0] != "-" or block[2][0] != "+":
                raise BadInput(
                    f"{path}:{first}: an equivalent is a path, a line with -, one with +, and why"
                )
            known[block[0].strip(), block[1][1:].strip(), block[2][1:].strip()] = " ".join(block[3:])
            block = []
    return known
