"""Nodes of examples/kv, started as a user starts them, and the messages that they serve."""

import json
import os
import signal
import struct
import subprocess
import tempfile
import threading

from carrick_client import PATIENCE, Reader, text

# An actor "waiting" answers no kv.get: it never learns that it is alone.
CLUSTER = """
schema = 1
cluster = "protocol"
app_version = "1.0"

[nodes.n1]
listen = "127.0.0.1:0"
actors = [
  { name = "store", type = "kv.store" },
  { name = "waiting", type = "kv.store", options = { alone_after_ms = 86400000 } },
]

[nodes.n2]
listen = "127.0.0.1:0"
actors = [{ name = "store", type = "kv.store" }]

[membership]
fail_after = "%s"

[transport]
%s
"""


class Cluster:
    """Two linked nodes, n1 and n2, in processes of their own."""

    def __init__(self, program, fail_after="4s", transport=""):
        self._folder = tempfile.TemporaryDirectory(prefix="carrick-protocol-")
        file = os.path.join(self._folder.name, "cluster.toml")
        with open(file, "w") as out:
            out.write(CLUSTER % (fail_after, transport))
        self._log = open(os.path.join(self._folder.name, "log"), "w+b")
        self._process = subprocess.Popen(
            [program, "up", file, "--auto-ports", "-o", "jsonl"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self._log,
        )
        self._stopping = False  # a second signal kills
        self.addresses = {}
        self._linked = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if not self._linked.wait(PATIENCE):
            self.stop()
            raise RuntimeError("the nodes do not link")

    def _read(self):
        linked = set()
        for line in self._process.stdout:
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if event.get("event") == "listening":
                self.addresses[event["node"]] = event["address"]
            if event.get("event") == "linked":
                linked.add(event["node"])
            if linked == {"n1", "n2"}:
                self._linked.set()

    def log(self):
        self._log.seek(0)
        return self._log.read().decode()

    def runs(self):
        return self._process.poll() is None

    def begin_stop(self):
        if self.runs() and not self._stopping:
            self._stopping = True
            self._process.send_signal(signal.SIGTERM)

    def stop(self):
        """Ends both nodes; returns the exit code of `up`."""
        self.begin_stop()
        if self._log.closed:
            return self._process.returncode
        try:
            result = self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            result = self._process.wait()
        self._reader.join(PATIENCE)
        self._process.stdout.close()
        self._log.close()
        self._folder.cleanup()
        return result


# -- the messages of kv ---------------------------------------------------------------------------


def get(key):
    return text(key)


def put(key, data):
    return text(key) + text(data)


def hint(key, counter, node):
    return text(key) + struct.pack("<Q", counter) + text(node)


def read_version(it):
    return it.u64(), it.text()


def read_value(body):
    """Of kv.get: the data, or nothing."""
    it = Reader(body)
    found, data = it.u8(), it.take(it.count())
    read_version(it)
    return data if found else None


def read_change(body):
    it = Reader(body)
    return it.text(), read_version(it)
