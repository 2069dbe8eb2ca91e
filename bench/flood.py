#!/usr/bin/env python3
"""What one client costs a node and its other clients, at its worst: flood.py KV [CASE...]

KV is the program of examples/kv. For each case: the node's resident memory before, at most and
after, and how long another client's small requests took meanwhile, beside the same without it.
Times are those of a Python client on this machine: only their ratio says something."""

import multiprocessing
import os
import statistics
import struct
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tests/protocol"))

import kv_node
from carrick_client import Client, Closed, Kind, Refused, Timeout, count, endpoint, frame_bytes, text

MIB = 1 << 20
LARGE = b"x" * 60_000


# -- what is measured -----------------------------------------------------------------------------


def probe(address, ready, stop, results):
    """Another client: one small request after the other."""
    client = Client(address)
    client.ask("store", "kv.put", kv_node.put("small", b"value"))
    took = []
    ready.set()
    while not stop.is_set():
        began = time.perf_counter()
        client.ask("store", "kv.get", kv_node.get("small"))
        took.append(time.perf_counter() - began)
        time.sleep(0.001)
    results.put(took)


class Probe:
    def __init__(self, address):
        self._stop, ready = multiprocessing.Event(), multiprocessing.Event()
        self._results = multiprocessing.Queue()
        self._process = multiprocessing.Process(
            target=probe, args=(address, ready, self._stop, self._results)
        )
        self._process.start()
        ready.wait()

    def end(self):
        self._stop.set()
        took = sorted(self._results.get())
        self._process.join()
        return Latency(took)


class Latency:
    def __init__(self, took):
        self.p50 = statistics.median(took) * 1000
        self.p99 = took[min(len(took) - 1, len(took) * 99 // 100)] * 1000
        self.worst = took[-1] * 1000


class Memory:
    """Resident memory of a process, looked at every few milliseconds."""

    def __init__(self, process):
        self._process, self._ends = process, threading.Event()
        self.before = self.most = self.now()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def now(self):
        with open(f"/proc/{self._process}/statm") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MIB

    def _watch(self):
        while not self._ends.wait(0.005):
            self.most = max(self.most, self.now())

    def end(self):
        self._ends.set()
        self._thread.join()


# -- what is done to the node ---------------------------------------------------------------------


def flooder(address):
    """A link from another host than the probe's."""
    return Client(address, source="127.0.0.2")


def requests(client, count, target, message, body=b"", first=1):
    """So many requests in one write."""
    at = endpoint(target, message)
    client.send_bytes(
        b"".join(
            frame_bytes(Kind.REQUEST, first + i, at + body, checksum=client.checksum)
            for i in range(count)
        )
    )


def read_answers(client, count):
    """Reads so many verdicts; returns how many were failures."""
    failures = 0
    for _ in range(count):
        failures += client.wait_for(Kind.RESPONSE, Kind.FAILURE).kind == Kind.FAILURE
    return failures


def asked_and_read(client, count, target, message, body=b""):
    """Reads the answers while it asks, behind what the client has asked before."""
    writer = threading.Thread(target=requests, args=(client, count, target, message, body, 10))
    writer.start()
    refused = read_answers(client, count)
    writer.join()
    return f"{refused} refused"


def handlers(address):
    return asked_and_read(flooder(address), 30_000, 0, "carrick.handlers")


def gets(address, count, key, value):
    client = flooder(address)
    client.ask("store", "kv.put", kv_node.put(key, value))
    return asked_and_read(client, count, "store", "kv.get", kv_node.get(key))


def small_requests(address):
    return gets(address, 100_000, "small", b"1815")


def large_answers(address):
    return gets(address, 8_000, "large", LARGE)


def unread_answers(address, count=30_000):
    client = flooder(address)
    client.ask("store", "kv.put", kv_node.put("large", LARGE))
    client.socket.settimeout(2.0)
    try:
        requests(client, count, "store", "kv.get", kv_node.get("large"), 10)
    except (TimeoutError, OSError):
        pass
    time.sleep(2)
    refused = answered = 0
    try:
        while refused + answered < count:
            frame = client.wait_for(Kind.RESPONSE, Kind.FAILURE, patience=2)
            refused += frame.kind == Kind.FAILURE
            answered += frame.kind == Kind.RESPONSE
    except (Closed, Timeout):
        pass
    client.close()
    return f"{answered} answered, {refused} refused"


def unread_by_an_inline_handler(address):
    client = flooder(address)
    client.socket.settimeout(2.0)
    try:
        for i in range(8):
            requests(client, 30_000, 0, "carrick.handlers", first=1 + 30_000 * i)
    except (TimeoutError, OSError):
        pass
    time.sleep(1)
    client.close()
    return ""


def openings(address):
    """Streams that are opened with much and never used."""
    clients = [flooder(address) for _ in range(4)]
    body = text(b"p" * 60_000)
    for client in clients:
        client.socket.settimeout(5.0)
        try:
            for _ in range(4_000):
                client.open("store", "kv.watch", body)
        except (TimeoutError, OSError):
            pass
    time.sleep(1)
    for client in clients:
        client.close()
    return ""


def unfinished_requests(address):
    """Large requests that are announced and begun, and never finished."""
    clients = [flooder(address) for _ in range(20)]
    for client in clients:
        for i in range(64):
            part = endpoint("store", "kv.put") + bytes(40_000)
            client.begin_transfer(Kind.REQUEST, i + 1, i + 1, MIB, part)
            for _ in range(20):
                client.send(Kind.CHUNK, i + 1, bytes(40_000), 0x40)
    time.sleep(1)
    for client in clients:
        client.close()
    return ""


def slow_work_on_many_links(address):
    """30 links of one host, each with some requests under way that take the actor long."""
    keys = [text(f"k{i:05}") for i in range(6_000)]
    body = count(len(keys)) + b"".join(keys)
    clients = [flooder(address) for _ in range(30)]
    rounds, each = 3, 4
    for i in range(rounds):
        for client in clients:
            requests(client, each, "store", "kv.fetch", body, 1 + each * i)
        refused = sum(read_answers(client, each) for client in clients)
    for client in clients:
        client.close()
    return f"{rounds * each * len(clients)} requests, {refused} of the last refused"


def handlers_on_many_links(address):
    clients = [flooder(address) for _ in range(30)]
    for i in range(4):
        for client in clients:
            requests(client, 200, 0, "carrick.handlers", first=1 + 200 * i)
        for client in clients:
            read_answers(client, 200)
    for client in clients:
        client.close()
    return ""


def many_links(address):
    clients, refused = [], 0
    for _ in range(1_500):
        try:
            clients.append(flooder(address))
        except (Refused, Closed, ConnectionError):
            refused += 1
    for client in clients:
        client.close()
    return f"{len(clients)} links, {refused} refused"


CASES = {
    "100,000 small requests": small_requests,
    "30,000 carrick.handlers": handlers,
    "8,000 answers of 60 KB": large_answers,
    "30,000 answers of 60 KB, unread": unread_answers,
    "240,000 carrick.handlers, unread": unread_by_an_inline_handler,
    "16,000 openings of 60 KB": openings,
    "1,280 unfinished requests of 1 MiB": unfinished_requests,
    "1,500 links of one address": many_links,
    "30 links of one host, slow requests": slow_work_on_many_links,
    "30 links of one host, carrick.handlers": handlers_on_many_links,
}


def node_of(up):
    """The process of the node n1, a child of `up`."""
    import subprocess

    children = subprocess.run(["pgrep", "-P", str(up)], capture_output=True, text=True).stdout.split()
    for child in children:
        with open(f"/proc/{child}/cmdline", "rb") as line:
            if b"n1" in line.read().split(b"\0"):
                return int(child)
    return int(children[0])


def measured(address, process, case):
    memory = Memory(process)
    prober = Probe(address)
    note = case(address)
    latency = prober.end()
    time.sleep(1.5)
    memory.end()
    return memory, latency, note


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    chosen = [name for name in CASES if not sys.argv[2:] or any(w in name for w in sys.argv[2:])]
    cluster = kv_node.Cluster(sys.argv[1])
    try:
        address, process = cluster.addresses["n1"], node_of(cluster._process.pid)
        row = "{:36} {:>7} {:>7} {:>7}   {:>6} {:>7} {:>7} {:>6}  {}"
        print(row.format("", "MiB", "most", "after", "p50 ms", "p99 ms", "worst", "ratio", ""))
        memory, alone, _ = measured(address, process, lambda _: time.sleep(3))
        for name in ["nothing", *chosen]:
            if name == "nothing":
                latency, note = alone, ""
            else:
                memory, latency, note = measured(address, process, CASES[name])
            print(
                row.format(
                    name, f"{memory.before:.0f}", f"{memory.most:.0f}", f"{memory.now():.0f}",
                    f"{latency.p50:.2f}", f"{latency.p99:.2f}", f"{latency.worst:.1f}",
                    f"{latency.p99 / alone.p99:.1f}", note,
                ),
                flush=True,
            )
    finally:
        cluster.stop()


if __name__ == "__main__":
    main()
