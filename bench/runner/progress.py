"""How far it is, on stderr: a bar on a terminal, else a line a measurement."""

import sys
import time

WIDTH = 30


class Progress:
    def __init__(self, total):
        self.total = total
        self.done = 0
        self.began = time.monotonic()
        self.bar = sys.stderr.isatty()

    def show(self, what):
        """Before a step begins."""
        if not self.bar:
            print(f"[{self.done + 1}/{self.total}] {what}", file=sys.stderr, flush=True)
            return
        full = WIDTH * self.done // max(1, self.total)
        left = self.left()
        print(f"\r\033[K[{'#' * full}{'.' * (WIDTH - full)}] {self.done}/{self.total} {left} {what}", end="", file=sys.stderr, flush=True)

    def step(self):
        self.done += 1

    def clear(self):
        if self.bar:
            print("\r\033[K", end="", file=sys.stderr, flush=True)

    def left(self):
        if self.done == 0:
            return ""
        seconds = (time.monotonic() - self.began) / self.done * (self.total - self.done)
        return f"{int(seconds) // 60}:{int(seconds) % 60:02d} left,"
