"""A client of Carrick's link protocol, version 1, written from docs/protocol.md alone.

It is as plain as a client can be: blocking sockets, one thread, whole frames. What it does not do
by itself (give credit, keep to a window) its user may do wrong, on purpose."""

import collections
import enum
import os
import select
import socket
import struct
import time

from xxh3 import xxh3_64

MAGIC = b"CRK\x1a"
PREFACE = MAGIC + bytes([1, 1, 0, 0])

# Nothing here should ever take as long; it keeps a failing test from hanging.
PATIENCE = 30.0


class Kind(enum.IntEnum):
    HELLO = 1
    PROOF = 2
    APPLICATION = 3
    VERDICT = 4
    GOODBYE = 5
    PING = 6
    PONG = 7
    REQUEST = 8
    RESPONSE = 9
    FAILURE = 10
    CANCEL = 11
    POST = 12
    POST_URGENT = 13
    POST_BULK = 14
    POST_ACK = 15
    OPEN = 16
    ITEM = 17
    HALF_CLOSE = 18
    END = 19
    CREDIT = 20
    CHUNK = 21


DEADLINE, MORE, EXTENDED = 0x20, 0x40, 0x80

CODES = (
    "ok cancelled deadline_exceeded unreachable link_lost no_handler invalid_argument not_found "
    "overloaded draining version_mismatch refused duplicate_node overrun internal protocol_error "
    "too_large malformed removed dropped address_in_use bad_config stalled flood ended"
).split()


def code_name(number):
    return CODES[number] if number < len(CODES) else "internal"


def name_hash(name):
    """FNV-1a-32: how actors and messages are named on the wire."""
    h = 2166136261
    for byte in name.encode():
        h = (h ^ byte) * 16777619 & 0xFFFFFFFF
    return h


def deadline_code(milliseconds):
    exponent = max(0, milliseconds.bit_length() - 12)
    return exponent << 12 | milliseconds >> exponent


def endpoint(target, message):
    """Names, or numbers; the target 0 is the node itself."""
    number = [name_hash(each) if isinstance(each, str) else each for each in (target, message)]
    return struct.pack("<II", *number)


# -- frames ---------------------------------------------------------------------------------------

Frame = collections.namedtuple("Frame", "kind flags id payload")


def header(kind, id=0, length=0, flags=0):
    return struct.pack("<I", length | (kind | flags) << 24) + struct.pack("<I", id)


def frame_bytes(kind, id=0, payload=b"", flags=0, checksum=False):
    whole = header(kind, id, len(payload), flags) + payload
    return whole + struct.pack("<I", xxh3_64(whole) & 0xFFFFFFFF) if checksum else whole


def transfer_block(transfer, total):
    return struct.pack("<HBBII", 10, 131, 8, transfer, total)


class Closed(Exception):
    """The other side has closed the connection."""


class Timeout(Exception):
    """Nothing came for as long as PATIENCE."""


class ProtocolError(Exception):
    """The node sent what the document does not allow."""


class Connection:
    """Bytes and frames over a socket."""

    def __init__(self, address, source=None):
        host, port = address.rsplit(":", 1)
        self.socket = socket.create_connection(
            (host, int(port)), timeout=PATIENCE, source_address=(source, 0) if source else None
        )
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.checksum = True
        self._in = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def send_bytes(self, data):
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass  # what the node said before it closed is still to be read

    def send(self, kind, id=0, payload=b"", flags=0):
        self.send_bytes(frame_bytes(kind, id, payload, flags, self.checksum))

    def _fill(self, patience):
        if not select.select([self.socket], [], [], patience)[0]:
            raise Timeout()
        try:
            more = self.socket.recv(1 << 18)
        except ConnectionResetError:
            raise Closed() from None
        if not more:
            raise Closed()
        self._in += more

    def read_bytes(self, count, patience=PATIENCE):
        """Exactly so many; what has come stays for the next call if they do not come."""
        until = time.monotonic() + patience
        while len(self._in) < count:
            self._fill(max(0.0, until - time.monotonic()))
        taken, self._in = self._in[:count], self._in[count:]
        return taken

    def read_to_the_end(self):
        """All that comes until the other side closes."""
        try:
            while True:
                self._fill(PATIENCE)
        except Closed:
            taken, self._in = self._in, b""
            return taken

    def read_frame(self, patience=PATIENCE):
        until = time.monotonic() + patience
        while True:
            if len(self._in) >= 8:
                first, id = struct.unpack_from("<II", self._in)
                size = 8 + (first & 0xFFFFFF) + (4 if self.checksum else 0)
                if len(self._in) >= size:
                    break
            self._fill(max(0.0, until - time.monotonic()))
        whole, self._in = self._in[:size], self._in[size:]
        if self.checksum:
            whole, sum = whole[:-4], whole[-4:]
            if struct.unpack("<I", sum)[0] != xxh3_64(whole) & 0xFFFFFFFF:
                raise ProtocolError("wrong checksum")
        return Frame(first >> 24 & 0x1F, first >> 24 & 0xE0, id, whole[8:])


# -- the handshake --------------------------------------------------------------------------------


class Hello:
    """The payload of a hello; every field can be given."""

    NUMBERS = "frame_bytes message_bytes stream_window link_window post_window streams".split()
    TEXTS = "cluster node app_version advertised".split()

    def __init__(self, **given):
        self.features = 0
        self.incarnation = int.from_bytes(os.urandom(8), "little")
        self.role = 1
        self.frame_bytes = 65 * 1024
        self.message_bytes = 16 << 20
        self.stream_window = 1 << 20
        self.link_window = 16 << 20
        self.post_window = 4 << 20
        self.streams = 4096
        self.default_deadline = 5000
        self.fail_after = 4000
        self.nonce = bytes(32)
        self.cluster = b""
        self.node = b"client-" + os.urandom(6).hex().encode()
        self.app_version = b""
        self.advertised = b""
        self.application = bytes(16)
        self.post_epoch = 0
        for name, value in given.items():
            getattr(self, name)
            setattr(self, name, value.encode() if isinstance(value, str) else value)

    def packed(self):
        out = struct.pack("<QQB", self.features, self.incarnation, self.role)
        out += struct.pack("<6I", *(getattr(self, name) for name in self.NUMBERS))
        out += struct.pack("<II", self.default_deadline, self.fail_after) + self.nonce
        for name in self.TEXTS:
            text = getattr(self, name)
            out += bytes([len(text)]) + text
        out += struct.pack("<H", len(self.application)) + self.application
        return out + struct.pack("<Q", self.post_epoch)

    @classmethod
    def unpacked(cls, payload):
        it = Reader(payload)
        h = cls()
        h.features, h.incarnation, h.role = it.u64(), it.u64(), it.u8()
        for name in cls.NUMBERS + ["default_deadline", "fail_after"]:
            setattr(h, name, it.u32())
        h.nonce = it.take(32)
        for name in cls.TEXTS:
            setattr(h, name, it.take(it.u8()))
        h.application = it.take(it.u16())
        h.post_epoch = it.u64()
        return h


class Verdict:
    def __init__(self, payload):
        it = Reader(payload)
        self.code = code_name(it.u8())
        self.temporary = it.u8() != 0
        self.generation = it.u64()
        self.taken_over = [it.u64() for _ in range(3)]
        self.text = it.rest().decode()


def verdict_payload(code=0, temporary=0, text=b""):
    return struct.pack("<BB4Q", code, temporary, 0, 0, 0, 0) + text


class Refused(Exception):
    def __init__(self, verdict):
        super().__init__(f"{verdict.code}: {verdict.text}")
        self.verdict = verdict


class Handshake(Connection):
    """A connection step by step, for who wants to do one of them in another way."""

    def say_hello(self, hello):
        self.send_bytes(PREFACE)
        self.send(Kind.HELLO, 0, hello.packed())

    def read_preface(self):
        preface = self.read_bytes(8)
        if preface[:4] != MAGIC:
            raise ProtocolError("no preface")
        return preface

    def read_handshake_frame(self, kind):
        """The next frame, of that kind; a verdict that refuses is raised."""
        frame = self.read_frame()
        if frame.kind == Kind.VERDICT:
            verdict = Verdict(frame.payload)
            if verdict.code != "ok" or kind == Kind.VERDICT:
                if verdict.code != "ok":
                    raise Refused(verdict)
                return verdict
        if frame.kind != kind:
            raise ProtocolError(f"frame {frame.kind} instead of {kind}")
        return frame

    def read_refusal(self):
        """The verdict that refuses, then the end of the connection."""
        while True:
            frame = self.read_frame()
            if frame.kind == Kind.VERDICT:
                break
        if self.read_to_the_end():
            raise ProtocolError("bytes behind a refusal")
        return Verdict(frame.payload)

    def read_round(self, number):
        whole = b""
        while True:
            frame = self.read_handshake_frame(Kind.APPLICATION)
            if frame.id != number:
                raise ProtocolError(f"round {frame.id} instead of {number}")
            whole += frame.payload
            if not frame.flags & MORE:
                return whole

    def exchange_layouts(self, ours, theirs_hello, hello):
        """`ours`: layout hash by message id. Describes none of its messages, so those that differ
        are refused. Returns what the node said in its rounds."""
        if hello.application == theirs_hello.application:
            return []
        entries = b"".join(struct.pack("<IQ", id, ours[id]) for id in sorted(ours))
        self.send(Kind.APPLICATION, 1, count(len(ours)) + entries)
        rounds = [self.read_round(1)]
        it = Reader(rounds[0])
        theirs = {it.u32(): it.u64() for _ in range(it.count())}
        if any(id in theirs and theirs[id] != hash for id, hash in ours.items()):
            self.send(Kind.APPLICATION, 2, count(0))
            rounds.append(self.read_round(2))
        return rounds


# -- the link -------------------------------------------------------------------------------------


class Failure(Exception):
    def __init__(self, code, text):
        super().__init__(f"{code}: {text}")
        self.code, self.text = code, text


class Goodbye:
    def __init__(self, payload):
        it = Reader(payload)
        self.code, self.processed = code_name(it.u8()), it.u64()
        self.text = it.rest().decode()


class PostAck:
    def __init__(self, payload):
        it = Reader(payload)
        self.taken_over = [it.u64() for _ in range(3)]
        self.consumed = it.u64()
        self.refused = {code_name(it.u8()): it.u64() for _ in range(it.u8())}
        if it.rest():
            raise ProtocolError("an acknowledgement is too long")


class Client(Handshake):
    """A link. Pings are answered whenever it reads; frames that nobody asked for yet are kept."""

    def __init__(self, address, layouts=None, source=None, **fields):
        super().__init__(address, source)
        self.hello = Hello(**fields)
        try:
            self._join(layouts or {})
        except BaseException:
            self.close()
            raise

    def _join(self, layouts):
        self.say_hello(self.hello)
        self.read_preface()
        self.node = Hello.unpacked(self.read_handshake_frame(Kind.HELLO).payload)
        self.rounds = self.exchange_layouts(layouts, self.node, self.hello)
        self.send(Kind.VERDICT, 0, verdict_payload())
        self.verdict = self.read_handshake_frame(Kind.VERDICT)
        self.checksum = bool(self.hello.features & self.node.features & 1)
        self.stream_window = min(self.hello.stream_window, self.node.stream_window)
        self.link_window = min(self.hello.link_window, self.node.link_window)
        self.post_window = min(self.hello.post_window, self.node.post_window)
        self._kept = collections.deque()
        self._last_request = 0
        self._next_stream = 1
        self._sequences = {Kind.POST: 0, Kind.POST_URGENT: 0, Kind.POST_BULK: 0}

    def wait_for(self, *kinds, id=None, patience=PATIENCE):
        """The next frame of these kinds (and for that id); others stay for later."""
        wanted = lambda f: f.kind in kinds and (id is None or f.id == id)
        for frame in self._kept:
            if wanted(frame):
                self._kept.remove(frame)
                return frame
        until = time.monotonic() + patience
        while True:
            frame = self.read_frame(max(0.0, until - time.monotonic()))
            if frame.kind == Kind.PING and Kind.PING not in kinds:
                self.send(Kind.PONG, frame.id)
            elif wanted(frame):
                return frame
            else:
                self._kept.append(frame)

    def end_of_link(self):
        """The goodbye of the node, then the end of the connection."""
        goodbye = Goodbye(self.wait_for(Kind.GOODBYE).payload)
        self.socket.shutdown(socket.SHUT_WR)
        self.read_to_the_end()
        return goodbye

    def leave(self):
        """Says goodbye and waits for the end. Returns the node's answer."""
        self.send(Kind.GOODBYE, 0, struct.pack("<BQ", 0, 0))
        answer = Goodbye(self.wait_for(Kind.GOODBYE).payload)
        try:
            while True:
                self.wait_for()  # its last ping is answered by that
        except Closed:
            return answer

    def is_alive(self):
        """Whether the link still stands: a ping is answered."""
        self.send(Kind.PING, 77)
        try:
            return self.wait_for(Kind.PONG, Kind.GOODBYE).kind == Kind.PONG
        except Closed:
            return False

    # requests

    def request(self, target, message, body=b"", deadline=None, id=None, flags=0):
        if id is None:
            self._last_request += 1
            id = self._last_request
        at = endpoint(target, message)
        if deadline is not None:
            at += struct.pack("<H", deadline_code(deadline))
            flags |= DEADLINE
        self.send(Kind.REQUEST, id, at + body, flags)
        return id

    def answer(self, id, patience=PATIENCE):
        """The body of the answer, of whatever length; a failure is raised."""
        frame = self.wait_for(Kind.RESPONSE, Kind.FAILURE, id=id, patience=patience)
        if frame.kind == Kind.FAILURE:
            raise Failure(code_name(frame.payload[0]), frame.payload[1:].decode())
        return self._whole(frame)

    def ask(self, target, message, body=b"", deadline=None):
        return self.answer(self.request(target, message, body, deadline))

    def begin_transfer(self, kind, id, transfer, total, first):
        """The first frame of a large message; `total` is what it announces."""
        self.send(kind, id, transfer_block(transfer, total) + first, EXTENDED | MORE)

    def _whole(self, frame):
        if not frame.flags & EXTENDED:
            return frame.payload
        it = Reader(frame.payload)
        block, payload = Reader(it.take(it.u16())), it.rest()
        while block.left():
            type, data = block.u8(), Reader(block.take(block.u8()))
            if type == 131:
                transfer, total = data.u32(), data.u32()
        while len(payload) < total:
            payload += self.wait_for(Kind.CHUNK, id=transfer).payload
        return payload

    # posts

    def post(self, target, message, body=b"", lane=Kind.POST):
        self._sequences[lane] += 1
        self.send(lane, self._sequences[lane], endpoint(target, message) + body)

    def acknowledged(self, until):
        """Acknowledgements until one satisfies; that one."""
        while True:
            ack = PostAck(self.wait_for(Kind.POST_ACK).payload)
            if until(ack):
                return ack

    # streams

    def open(self, target, message, body=b"", deadline=None, id=None):
        if id is None:
            id = self._next_stream
            self._next_stream += 2
        at, flags = endpoint(target, message), 0
        if deadline is not None:
            at += struct.pack("<H", deadline_code(deadline))
            flags = DEADLINE
        self.send(Kind.OPEN, id, at + body, flags)
        return Stream(self, id)


class Stream:
    """One stream. Credit is given by its user, with give()."""

    def __init__(self, client, id):
        self.client, self.id = client, id

    def send(self, item=b"", flags=0):
        self.client.send(Kind.ITEM, self.id, item, flags)

    def give(self, bytes):
        self.client.send(Kind.CREDIT, self.id, struct.pack("<I", bytes))

    def half_close(self):
        self.client.send(Kind.HALF_CLOSE, self.id)

    def end(self, code=0, text=b""):
        self.client.send(Kind.END, self.id, bytes([code]) + text)

    def next(self, *kinds, patience=PATIENCE):
        """The next frame of this stream."""
        wanted = kinds or (Kind.ITEM, Kind.HALF_CLOSE, Kind.END, Kind.CREDIT)
        return self.client.wait_for(*wanted, id=self.id, patience=patience)

    def read_item(self):
        """One whole item, of however many frames, and what they cost. The end is raised."""
        item, cost = b"", 0
        while True:
            frame = self.next(Kind.ITEM, Kind.END)
            if frame.kind == Kind.END:
                raise Failure(*self._end_of(frame))
            item += frame.payload
            cost += len(frame.payload) + 64
            if not frame.flags & MORE:
                return item, cost

    def read_end(self):
        """The terminal status, from the end frame: (code, text)."""
        return self._end_of(self.next(Kind.END))

    @staticmethod
    def _end_of(frame):
        return code_name(frame.payload[0]), frame.payload[1:].decode()


# -- bodies (docs/encoding.md) --------------------------------------------------------------------


def count(number):
    out = b""
    while number >= 0x80:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def text(value):
    data = value.encode() if isinstance(value, str) else value
    return count(len(data)) + data


class Reader:
    """Reads values one behind the other."""

    def __init__(self, data):
        self._data, self._at = data, 0

    def take(self, size):
        if size > self.left():
            raise ProtocolError("bytes are missing")
        self._at += size
        return self._data[self._at - size : self._at]

    def left(self):
        return len(self._data) - self._at

    def rest(self):
        return self.take(self.left())

    def _number(self, format, size):
        return struct.unpack(format, self.take(size))[0]

    def u8(self):
        return self._number("<B", 1)

    def u16(self):
        return self._number("<H", 2)

    def u32(self):
        return self._number("<I", 4)

    def u64(self):
        return self._number("<Q", 8)

    def count(self):
        value, shift = 0, 0
        while True:
            byte = self.u8()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def text(self):
        return self.take(self.count()).decode()
