"""The programs of a comparison, what each can do, and one run of one."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CARRICK = ROOT / "build/release/bench/carrick"
PEERS = ROOT / "build/bench-peers"
FLOOR = "plain"
FLOORS = ("plain", "asio")
ORDER = ("plain", "asio", "zeromq", "grpc", "caf_io", "erlang", "nng", "thrift", "capnp")
SECONDS_TO_START = 40  # beyond the window; programs end themselves before
SECONDS_OF_FACTS = 180


@dataclass(frozen=True)
class Way:
    """One way of a program to do a workload."""

    peer: str
    path: Path
    workload: str
    mode: str = ""
    handler: str = ""

    def label(self):
        """Handlers and modes of carrick and modes of the floor are rows, others share one."""
        if self.peer == "carrick":
            return " ".join(word for word in (self.peer, self.handler, self.mode) if word)
        if self.peer == FLOOR and self.mode not in ("", "batched"):
            return f"{self.peer} {self.mode}"
        return self.peer


def describe(peer, path):
    out = subprocess.run([path, "--describe"], capture_output=True, text=True, timeout=10, check=True)
    for line in out.stdout.splitlines():
        words = ["" if word == "-" else word for word in line.split()]
        yield Way(peer, path, *words[:3])


def find(with_peers, only):
    """The ways of all programs that are built: carrick, and with peers theirs, the floor first."""
    wanted = [word for word in only.split(",") if word]
    paths = {"carrick": CARRICK} if CARRICK.exists() else {}
    if with_peers:
        paths.update({name: PEERS / name for name in ORDER if (PEERS / name).exists()})
    ways = []
    for peer, path in paths.items():
        if not wanted or peer in wanted:
            ways += describe(peer, path)
    return ways


def run(way, case, asked):
    """The JSON object that it prints, or a sentence why there is none."""
    command = [way.path, *case.arguments(), "--seconds", str(asked.seconds)]
    if way.mode:
        command += ["--mode", way.mode]
    if way.handler:
        command += ["--handler", way.handler]
    if asked.pin:
        command += ["--pin"]
    limit = SECONDS_OF_FACTS if case.facts else asked.seconds + SECONDS_TO_START
    try:
        out = subprocess.run(command, capture_output=True, text=True, timeout=limit)
    except subprocess.TimeoutExpired:
        return None, "did not end in time"
    for line in out.stdout.splitlines():
        if line.startswith("{"):
            return json.loads(line), ""
    said = out.stderr.strip().splitlines()
    return None, said[-1] if said else f"ended with {out.returncode} and said nothing"
