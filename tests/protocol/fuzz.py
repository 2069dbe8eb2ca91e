#!/usr/bin/env python3
"""Links of frames that are nearly right, against a real node: fuzz.py KV [SECONDS [SEED]]

Each link has a seed of its own, which is printed when the node does not survive it. Not part of the
tests: by hand, best with a node that was built with sanitizers."""

import random
import struct
import sys
import time

sys.dont_write_bytecode = True

import kv_node
from carrick_client import (
    DEADLINE, EXTENDED, MORE, PREFACE, Client, Closed, Connection, Hello, Kind, ProtocolError,
    Refused, Timeout, deadline_code, endpoint, frame_bytes, text, transfer_block,
)

TARGETS = ["store", "store", "store", "waiting", "nobody", 0]
MESSAGES = [
    "kv.get", "kv.get", "kv.put", "kv.watch", "kv.hint", "kv.compare", "kv.fetch", "kv.replicate",
    "carrick.info", "carrick.members", "carrick.handlers", "carrick.watch_members",
    "carrick.monitor", "no.such",
]


class Frames:
    """Draws the frames of one link."""

    def __init__(self, seed):
        self.draw = random.Random(seed)
        self.posts = {Kind.POST: 0, Kind.POST_URGENT: 0, Kind.POST_BULK: 0}
        self.stream, self.request, self.transfer = 1, 1, 1
        self.owed = {}  # credit, by stream
        self.ended = set()  # streams that were ended or are within an item

    def rarely(self):
        """For what ends the link at once."""
        return self.draw.random() < 0.02

    def number(self):
        return self.draw.choice((0, 1, 2, self.draw.randrange(100), 0xFFFFFFFF))

    def noise(self):
        return self.draw.randbytes(self.draw.choice((0, 1, 4, 8, 9, 40, self.draw.randrange(3000))))

    def body(self, message):
        key = text("k" * self.draw.choice((1, 1, 3, 20000)))
        known = {
            "kv.get": key, "kv.watch": text(self.draw.choice(("", "k"))),
            "kv.put": key + text(self.noise()), "kv.hint": key + bytes(8) + text("x"),
            "carrick.monitor": text(self.draw.choice(("store", "nobody"))) + bytes(16),
        }
        return known.get(message, b"") if self.draw.random() < 0.9 else self.noise()

    def message(self, flags):
        message = self.draw.choice(MESSAGES)
        out = endpoint(self.draw.choice(TARGETS), message)
        if flags & DEADLINE:
            out += struct.pack("<H", deadline_code(self.draw.choice((0, 1, 50, 10000))))
        return out + self.body(message)

    def in_parts(self, kind, id, whole, flags):
        self.transfer += 1
        cut = self.draw.randrange(0 if self.rarely() else 10, len(whole))
        first = transfer_block(self.transfer, len(whole)) + whole[:cut]
        yield kind, id, first, flags | EXTENDED | MORE
        yield Kind.CHUNK, self.transfer, whole[cut:] if self.draw.random() < 0.7 else b"", 0

    def next(self):
        """Some frames: (kind, id, payload, flags)."""
        what = self.draw.random()
        flags = self.draw.choice((0, DEADLINE))
        if what < 0.3:
            self.request += 1
            yield from self.whole_or_parts(Kind.REQUEST, self.request, flags)
        elif what < 0.45:
            kind = self.draw.choice(list(self.posts))
            self.posts[kind] += 1
            yield kind, self.posts[kind], self.message(0), 0
        elif what < 0.6:
            yield from self.whole_or_parts(Kind.OPEN, self.stream, flags)
            self.stream += 2
        elif what < 0.85 and self.stream > 1:
            yield self.of_a_stream(self.draw.randrange(1, self.stream, 2))
        elif what < 0.9:
            yield Kind.CANCEL, self.draw.randrange(self.request + 1), b"", 0
        elif what < 0.98 or not self.rarely():
            yield Kind.PING, self.number(), b"", 0
        elif self.draw.random() < 0.5:
            yield Kind.GOODBYE, 0, struct.pack("<BQ", self.number() & 0xFF, self.number()), 0
        else:
            yield self.draw.randrange(32), self.number(), self.noise(), self.draw.randrange(8) << 5

    def whole_or_parts(self, kind, id, flags):
        whole = self.message(flags)
        if self.draw.random() < 0.2 and len(whole) > 10:
            yield from self.in_parts(kind, id, whole, flags)
        else:
            yield kind, id, whole, flags

    def of_a_stream(self, id):
        kind = self.draw.choice((Kind.ITEM, Kind.ITEM, Kind.HALF_CLOSE, Kind.END, Kind.CREDIT))
        if kind in (Kind.ITEM, Kind.HALF_CLOSE) and id in self.ended and not self.rarely():
            kind = Kind.CREDIT
        if kind == Kind.ITEM:
            more = self.draw.random() < 0.1
            if more:
                self.ended.add(id)
            return kind, id, self.noise(), MORE if more else 0
        if kind == Kind.CREDIT:
            credit = self.draw.randrange(1 << 32) if self.rarely() else self.owed.pop(id, 0)
            return (kind, id, struct.pack("<I", credit), 0) if credit else (Kind.PING, id, b"", 0)
        self.ended.add(id)
        return kind, id, bytes([self.number() & 0xFF]) + b"over" if kind == Kind.END else b"", 0

    def hello(self):
        windows = (0, 100, 5000, 1 << 20, 0xFFFFFFFF)
        return {
            "frame_bytes": self.draw.choice((1024, 5000, 65 * 1024)),
            "stream_window": self.draw.choice(windows), "link_window": self.draw.choice(windows),
            "post_window": self.draw.choice(windows), "streams": self.draw.choice(windows),
            "default_deadline": self.draw.choice((1, 100, 5000)),
        }


def talk(address, seed):
    """One link from its beginning to some end."""
    frames = Frames(seed)
    if frames.draw.random() < 0.2:
        return damaged_handshake(address, frames)
    with Client(address, **frames.hello()) as client:
        for _ in range(frames.draw.randrange(200)):
            said = b"".join(frame_bytes(k, i, p, f) for k, i, p, f in frames.next())
            if frames.draw.random() < 0.005:
                said = damaged(said, frames.draw)
            client.send_bytes(said)
            if frames.draw.random() < 0.3:
                hear(client, frames.owed)
        if frames.draw.random() < 0.3:
            client.send(Kind.GOODBYE, 0, bytes(9))
            hear(client, {})


def damaged(data, draw):
    data = bytearray(data)
    if draw.random() < 0.3:
        return bytes(data[: draw.randrange(len(data) + 1)])
    at = draw.randrange(8 * len(data))
    data[at // 8] ^= 1 << at % 8
    return bytes(data)


def damaged_handshake(address, frames):
    hello = Hello(**frames.hello(), role=frames.draw.randrange(2), cluster="protocol")
    whole = PREFACE + frame_bytes(Kind.HELLO, 0, hello.packed(), 0, True)
    rest = frame_bytes(Kind.APPLICATION, 1, frames.noise(), 0, True) + frames.draw.randbytes(60)
    with Connection(address) as connection:
        connection.send_bytes(damaged(whole + rest, frames.draw))
        hear(connection, {})


def hear(connection, owed):
    """What is there, answering nothing. `owed`: credit, by stream."""
    try:
        while True:
            frame = connection.read_frame(patience=0.001)
            if frame.kind == Kind.ITEM:
                owed[frame.id] = owed.get(frame.id, 0) + len(frame.payload) + 64
    except Timeout:
        pass


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 60
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1 << 32)
    cluster = kv_node.Cluster(sys.argv[1])
    address = cluster.addresses["n1"]
    links, ends_at = 0, time.monotonic() + seconds
    while links == 0 or time.monotonic() < ends_at:
        try:
            talk(address, seed + links)
        except (Closed, Refused, ProtocolError, Timeout, OSError):
            pass
        links += 1
        if links % 50 == 0:
            try:
                with Client(address) as client:
                    client.ask("store", "kv.get", text("a"))
            except Exception as why:
                print(f"after seed {seed + links - 1}: {why!r}\n{cluster.log()[-4000:]}")
                break
    log = cluster.log()
    code = cluster.stop()
    print(f"{links} links from seed {seed}; the nodes ended with exit code {code}")
    sys.exit(log if code != 0 else 0)


if __name__ == "__main__":
    main()
