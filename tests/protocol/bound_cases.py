"""Sections 3, 4 and 8 of docs/protocol.md: what one client may make a node hold, and others wait."""

import array
import fcntl
import termios
import time

import carrick_client
import kv_node
from cases import Case, Nodes
from carrick_client import Kind, endpoint, frame_bytes, text

SMALL = """
message_max = "1MiB"
held_max = "1MiB"
accept.clients_of_host = 4
"""


class Bounds(Case):
    @property
    def address(self):
        return Nodes.cluster(transport=SMALL).addresses["n1"]

    def ask_unread(self, client, count, target, message, body=b""):
        at = endpoint(target, message)
        client.send_bytes(
            b"".join(
                frame_bytes(Kind.REQUEST, 1000 + i, at + body, checksum=client.checksum)
                for i in range(count)
            )
        )

    def wait_until_nothing_comes(self, client):
        """The sockets are full, or the node has done all that it was asked."""
        before, waiting = -1, array.array("i", [0])
        while waiting[0] != before:
            before = waiting[0]
            time.sleep(0.5)
            fcntl.ioctl(client.socket, termios.FIONREAD, waiting)

    def verdicts(self, client, count):
        """How often each came: 'ok', or the name of a failure."""
        found = {}
        for _ in range(count):
            frame = client.wait_for(Kind.RESPONSE, Kind.FAILURE)
            ok = frame.kind == Kind.RESPONSE
            code = "ok" if ok else carrick_client.code_name(frame.payload[0])
            found[code] = found.get(code, 0) + 1
        return found

    def test_what_an_actor_is_asked_waits_until_its_answers_are_read(self):
        address = super().address  # with the usual 64 MiB
        client, other = self.join(address=address, default_deadline=60_000), self.join(address=address)
        client.ask("store", "kv.put", kv_node.put("large", b"x" * 60_000))
        self.ask_unread(client, 2_000, "store", "kv.get", kv_node.get("large"))
        for _ in range(50):
            value = kv_node.read_value(other.ask("store", "kv.get", kv_node.get("large")))
            self.assertEqual(len(value), 60_000)
        self.assertEqual(self.verdicts(client, 2_000), {"ok": 2_000})

    def test_what_the_node_itself_is_asked_is_overloaded_while_its_answers_are_not_read(self):
        client = self.join()
        size = len(client.ask(0, "carrick.handlers"))
        self.ask_unread(client, 16_000, 0, "carrick.handlers")
        other = self.join()
        for _ in range(50):
            other.ask(0, "carrick.info")
        self.wait_until_nothing_comes(client)
        found = self.verdicts(client, 16_000)
        if 16_000 * size > 20 << 20:  # more than sockets and the node's 1 MiB take
            self.assertGreater(found.get("overloaded", 0), 0)
        self.assertEqual(sum(found.values()), 16_000)
        self.assertLessEqual(set(found), {"ok", "overloaded"})
        client.ask(0, "carrick.info")

    def test_openings_are_bounded_until_their_streams_have_gone(self):
        client = self.join()
        streams = [client.open("store", "kv.watch", text(b"p" * 60_000)) for _ in range(30)]
        for stream in streams[17:]:
            self.assertEqual(stream.read_end()[0], "overloaded")
            stream.end()
        for stream in streams[:17]:
            stream.end()
            stream.read_end()
        again = client.open("store", "kv.watch", text(b"p" * 60_000))
        self.assertFalse(self.ends_soon(client, again))

    def ends_soon(self, client, stream):
        """Whether an `end` came before the answer to what was asked behind the opening."""
        client.ask("store", "kv.get", kv_node.get("small"))
        return any(f.kind == Kind.END and f.id == stream.id for f in client._kept)

    def test_clients_of_one_host_are_bounded_and_others_get_in(self):
        clients = [self.join(source="127.0.0.9") for _ in range(4)]
        connection = carrick_client.Handshake(self.address, "127.0.0.9")
        self.addCleanup(connection.close)
        connection.say_hello(carrick_client.Hello())
        connection.read_preface()
        refused = self.assert_refused(connection, "overloaded", True)
        self.assertIn("clients_of_host = 4", refused)
        self.join(source="127.0.0.10").ask(0, "carrick.info")
        clients[0].leave()
        self.join(source="127.0.0.9").ask(0, "carrick.info")
