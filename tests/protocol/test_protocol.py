#!/usr/bin/env python3
"""A client of another make against real nodes: test_protocol.py KV [unittest's options] [CASE...]

KV is the program of examples/kv, a CASE as in `stream_cases.Credit`. What the cases say is
docs/protocol.md's; a number in their names is a limit that stands there."""

import sys
import unittest

sys.dont_write_bytecode = True

from cases import Nodes

ALL = [
    f"{subject}_cases"
    for subject in ("hash", "document", "handshake", "link", "request", "post", "stream", "bound")
]


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    Nodes.program, *words = sys.argv[1:]
    options = [word for word in words if word.startswith("-")]
    cases = [word for word in words if word not in options] or ALL
    run = unittest.main(module=None, argv=[sys.argv[0], *options, *cases], exit=False)
    ended = Nodes.stop()
    for code, log in ended:
        if code != 0:
            print(f"the nodes ended with exit code {code}\n{log}", file=sys.stderr)
    sys.exit(not run.result.wasSuccessful() or any(code != 0 for code, _ in ended))


if __name__ == "__main__":
    main()
