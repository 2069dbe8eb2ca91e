"""Section 14 of docs/protocol.md, byte by byte."""

import os

from cases import Case
from carrick_client import Kind, Reader, Hello, frame_bytes

DOCUMENT = os.path.join(os.path.dirname(__file__), "..", "..", "docs", "protocol.md")


def documented_bytes():
    """The blocks marked `hex`, in order. What stands behind a bar is for the reader."""
    blocks, inside = [], False
    with open(DOCUMENT, encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("```"):
                inside = line.strip() == "```hex"
                if inside:
                    blocks.append(b"")
            elif inside:
                blocks[-1] += bytes.fromhex(line.split("|")[0])
    return blocks


class Document(Case):
    def test_the_documents_bytes_are_a_clients_link(self):
        joins, accepts, asks, answer, posts, ack, leaves, left, pong = documented_bytes()
        node = self.connect()
        node.send_bytes(joins)
        self.assertEqual(node.read_bytes(8), joins[:8])
        hello = node.read_frame()
        self.assertEqual((hello.kind, Hello.unpacked(hello.payload).node), (Kind.HELLO, b"n1"))
        layouts = node.read_frame()
        self.assertEqual((layouts.kind, layouts.id, layouts.flags), (Kind.APPLICATION, 1, 0))
        node.send_bytes(accepts)
        verdict = accepts[-46:]
        self.assertEqual(node.read_bytes(len(verdict)), verdict)
        for said, heard in ((asks, answer), (posts, ack), (leaves, left[:-8])):
            node.send_bytes(said)
            self.assertEqual(node.read_bytes(len(heard)).hex(" "), heard.hex(" "))
        node.checksum = False
        ping = node.read_frame()
        self.assertEqual(frame_bytes(ping.kind, 1, ping.payload, ping.flags), left[-8:])
        node.send_bytes(pong[:4] + ping.id.to_bytes(4, "little"))
        self.assertEqual(node.read_to_the_end(), b"")

    def test_the_table_of_what_the_node_answers_names_all_that_it_serves(self):
        it = Reader(self.join().ask(0, "carrick.handlers"))
        served = set()
        for _ in range(it.count()):
            actor, message, _, _ = (it.text() for _ in range(4))
            for count in (2 * it.count(), 3):  # fields; reply and items
                for _ in range(count):
                    it.text()
            for _ in range(2 * it.count()):  # fields of the reply
                it.text()
            if not actor:
                served.add(message)
        self.assertEqual(it.left(), 0)
        with open(DOCUMENT, encoding="utf-8") as text:
            rows = [line for line in text if line.startswith("| `carrick.")]
        self.assertEqual(served, {row.split("|")[1].strip(" `") for row in rows})
