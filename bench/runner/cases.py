"""What is measured: each case is a workload with its sizes, and the figure that decides."""

import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    name: str  # as tables show it
    workload: str
    size: int
    in_flight: int
    title: str
    metric: str  # a field of the JSON line
    lower_is_better: bool = False
    columns: tuple = ()  # further fields of its table
    facts: bool = False  # measured once, by carrick alone; its fields are what it is about

    def arguments(self):
        if self.facts:
            return ["--workload", self.workload]
        out = ["--workload", self.workload, "--size", str(self.size)]
        if self.in_flight:
            out += ["--in-flight", str(self.in_flight)]
        return out


REQUESTS = ("p50_us", "p99_us", "cpu_s_per_million", "rss_kib")
POSTS = ("cpu_s_per_million", "rss_kib")

ALL = (
    Case("W1", "W1", 64, 1, "one request in flight, 64 B each way", "p50_us", True, ("p99_us", "p999_us")),
    Case("W2-8", "W2", 64, 8, "8 requests in flight on one link, 64 B each way", "per_second", columns=REQUESTS),
    Case("W2-64", "W2", 64, 64, "64 requests in flight on one link, 64 B each way", "per_second", columns=REQUESTS),
    Case("W2-512", "W2", 64, 512, "512 requests in flight on one link, 64 B each way", "per_second", columns=REQUESTS),
    Case("W3", "W3", 64, 0, "one-way messages of 64 B, counted by the receiver", "per_second", columns=POSTS),
    Case("W4-64K", "W4", 64 * 1024, 0, "one-way messages of 64 KiB", "bytes_per_second", columns=POSTS),
    Case("W4-1M", "W4", 1024 * 1024, 0, "one-way messages of 1 MiB", "bytes_per_second", columns=POSTS),
    Case("W5", "W5", 64, 1000, "1,000 callers on one link, one request each", "per_second", columns=REQUESTS),
    Case("W6", "W6", 64, 1, "one request in flight beside bulk on the same link", "p99_us", True, ("p50_us", "bytes_per_second")),
    Case("W7", "W7", 0, 0, "what an idle link and an idle stream hold", "", facts=True),
    Case("W8", "W8", 0, 0, "the peer is stopped, then killed, with requests outstanding", "", facts=True),
    Case("W9", "W9", 64, 0, "a stream, items of 64 B each way", "per_second", columns=POSTS),
    Case("W10", "W10", 64, 512, "typed requests", "per_second", columns=REQUESTS),
    Case("W11", "W11", 64, 512, "requests between actors, 64 B each way", "per_second", columns=REQUESTS),
    Case("W12-64", "W12", 64, 32, "10 processes, all to all, 64 B, 32 requests in flight on each link", "per_second", columns=REQUESTS),
    Case("W12-4K", "W12", 4096, 32, "10 processes, all to all, 4 KiB, 32 requests in flight on each link", "per_second", columns=REQUESTS),
    Case("memory", "memory", 0, 0, "what a pending request holds, and what a burst leaves", "", facts=True),
)


# Requests in flight, for a curve over them.
CURVE = ("W1", "W2-8", "W2-64", "W2-512")


def chosen(only):
    """Cases of workloads as in "W1,W2", or of names as in "W2-64"; all for an empty text."""
    wanted = [word.strip() for word in only.split(",") if word.strip()]
    known = {case.workload for case in ALL} | {case.name for case in ALL}
    for word in wanted:
        if word not in known:
            sys.exit(f"bench/run: no workload {word}; there are {', '.join(sorted(known))}")
    return [case for case in ALL if not wanted or case.workload in wanted or case.name in wanted]


def named(name):
    return next(case for case in ALL if case.name == name)
