"""Sections 4, 6 and 7 of docs/protocol.md: requests, large messages, extensions."""

import struct

import kv_node
from cases import Case, Nodes
from carrick_client import EXTENDED, MORE, Kind, endpoint, frame_bytes, text, transfer_block

MIB = 1 << 20


class Requests(Case):
    def test_what_is_put_is_got(self):
        client = self.join()
        client.ask("store", "kv.put", kv_node.put("a", b"\x00\xff value"))
        answer = client.ask("store", "kv.get", kv_node.get("a"))
        self.assertEqual(kv_node.read_value(answer), b"\x00\xff value")

    def test_many_requests_at_once_have_one_answer_each(self):
        client = self.join()
        ids = [client.request("store", "kv.get", kv_node.get(f"{i}")) for i in range(2000)]
        for id in reversed(ids):
            client.answer(id)
        self.assertTrue(client.is_alive())
        self.assertFalse(client._kept)

    def test_an_id_may_be_used_again_once_it_is_answered(self):
        client = self.join()
        for _ in range(3):
            client.answer(client.request("store", "kv.get", kv_node.get("a"), id=5))
        for id in (0, 0xFFFFFFFF):
            client.answer(client.request("store", "kv.get", kv_node.get("a"), id=id))

    def test_an_id_that_is_open_ends_the_link(self):
        client = self.join()
        client.request("waiting", "kv.get", kv_node.get("a"), id=5)
        client.request("store", "kv.get", kv_node.get("a"), id=5)
        self.assert_link_ends(client, "protocol_error")

    def test_whom_a_request_reaches(self):
        client = self.join()
        for target, message, body, code, named in (
            (0, "carrick.info", b"", None, None),
            (0, "carrick.members", b"", None, None),
            (0, "carrick.handlers", b"", None, None),
            (0, "carrick.actors", b"", None, None),
            # Served by two actors of this node:
            (0, "kv.get", kv_node.get("a"), "no_handler", "store/kv.get"),
            (0, "no.such", b"", "no_handler", "n1"),
            ("nobody", "kv.get", kv_node.get("a"), "no_handler", "store/kv.get"),
            ("store", "no.such", b"", "no_handler", "kv.get"),
            ("store", "carrick.info", b"", "no_handler", "store"),
            ("store", "kv.hint", kv_node.hint("a", 1, "x"), "no_handler", None),
            ("store", "kv.watch", text(""), "no_handler", None),
            ("store", "kv.get", b"", "malformed", "kv.get"),
            ("store", "kv.get", b"\x05ab", "malformed", "kv.get"),
            ("store", "kv.get", text("a") + b"x", "malformed", "kv.get"),
            ("store", "kv.get", b"\x01\xff", "malformed", "kv.get"),
            (0, "carrick.info", b"x", "malformed", "carrick.info"),
            ("store", "kv.put", kv_node.put("", b""), "invalid_argument", "key"),
        ):
            with self.subTest(target=target, message=message, body=body):
                if code is None:
                    client.ask(target, message, body)
                else:
                    said = self.assert_fails(code, client.ask, target, message, body)
                    self.assertIn(named or "", said)

    def test_the_node_stands_for_the_only_actor_that_serves_a_message(self):
        client = self.join(address=Nodes.cluster().addresses["n2"])
        client.ask(0, "kv.get", kv_node.get("a"))


class Deadlines(Case):
    def test_a_request_with_a_deadline_of_its_own_ends_at_it(self):
        client = self.join(default_deadline=3600000)
        self.assert_fails("deadline_exceeded", client.ask, "waiting", "kv.get", text("a"), 200)
        self.assert_fails("deadline_exceeded", client.ask, "store", "kv.get", text("a"), 0)
        client.ask("store", "kv.get", text("a"), deadline=0xFFF << 15)  # lowered to 24 h

    def test_a_request_without_one_has_the_default_of_the_hello(self):
        client = self.join(default_deadline=200)
        self.assert_fails("deadline_exceeded", client.ask, "waiting", "kv.get", text("a"))

    def test_an_unfinished_request_is_gone_at_its_deadline(self):
        for deadline, default in ((None, 200), (200, 3600000)):
            with self.subTest(deadline=deadline):
                client = self.join(default_deadline=default)
                whole = endpoint("store", "kv.put") + kv_node.put("a", bytes(200))
                flags = EXTENDED | MORE
                if deadline is not None:
                    whole = whole[:8] + struct.pack("<H", deadline) + whole[8:]
                    flags |= 0x20
                block = transfer_block(1, len(whole))
                client.send(Kind.REQUEST, 1, block + whole[:50], flags)
                self.assert_fails("deadline_exceeded", client.answer, 1)
                client.send(Kind.CHUNK, 1, whole[50:])  # taken in and dropped
                client.ask("store", "kv.get", text("a"))


class Cancelling(Case):
    def test_a_cancelled_request_is_still_answered_once(self):
        client = self.join()
        id = client.request("waiting", "kv.get", text("a"))
        client.send(Kind.CANCEL, id)
        self.assert_fails("cancelled", client.answer, id)
        self.assertTrue(client.is_alive())
        self.assertFalse(client._kept)

    def test_a_cancel_that_crosses_the_answer_is_no_anomaly(self):
        client = self.join()
        for _ in range(3000):
            id = client.request("store", "kv.get", text("a"))
            client.answer(id)
            client.send(Kind.CANCEL, id)
        self.assertTrue(client.is_alive())

    def test_a_cancel_of_what_was_never_asked_is_forgiven(self):
        client = self.join()
        client.send(Kind.CANCEL, 999)
        self.assertTrue(client.is_alive())


class Limits(Case):
    def test_above_16384_running_requests_the_next_is_overloaded(self):
        client = self.join()
        body = endpoint("waiting", "kv.get") + text("a")
        client.send_bytes(
            b"".join(frame_bytes(Kind.REQUEST, id, body) for id in range(1, 16386))
        )
        self.assert_fails("overloaded", client.answer, 16385)
        client.send(Kind.CANCEL, 1)
        self.assert_fails("cancelled", client.answer, 1)
        client.ask("store", "kv.get", text("a"))

    def test_above_64_MiB_of_announced_requests_the_next_is_overloaded(self):
        client = self.join()
        for i in range(1, 6):
            client.begin_transfer(Kind.REQUEST, i, i, 16 * MIB, endpoint("store", "kv.put"))
        self.assert_fails("overloaded", client.answer, 5)
        client.send(Kind.CHUNK, 1)  # given up
        client.ask("store", "kv.get", text("a"))
        client.begin_transfer(Kind.REQUEST, 6, 6, 16 * MIB, bytes(8))
        client.send(Kind.CHUNK, 6)
        self.assertTrue(client.is_alive())
        self.assertFalse(client._kept)

    def test_an_answer_above_message_bytes_of_the_hello_is_too_large(self):
        self.join().ask("store", "kv.put", kv_node.put("big", bytes(5000)))
        client = self.join(frame_bytes=1024, message_bytes=4096)
        self.assert_fails("too_large", client.ask, "store", "kv.get", text("big"))
        client.ask("store", "kv.put", kv_node.put("big", bytes(3000)))
        got = client.ask("store", "kv.get", text("big"))
        self.assertEqual(kv_node.read_value(got), bytes(3000))

    def test_no_frame_of_the_node_is_above_frame_bytes_of_the_hello(self):
        client = self.join(frame_bytes=1024)
        client.ask("store", "kv.put", kv_node.put("frames", bytes(500)))
        answer = client.ask(0, "carrick.handlers")
        self.assertGreater(len(answer), 1024)
        client.send(Kind.REQUEST, 9, endpoint(0, "carrick.handlers"))
        while True:
            frame = client.wait_for(Kind.RESPONSE, Kind.CHUNK)
            self.assertLessEqual(len(frame.payload), 1024)
            if not frame.flags & MORE:
                break


class LargeMessages(Case):
    def send_in_parts(self, client, kind, id, payload, transfer=1, part=30000):
        client.begin_transfer(kind, id, transfer, len(payload), payload[:part])
        for at in range(part, len(payload), part):
            rest = payload[at : at + part]
            client.send(Kind.CHUNK, transfer, rest, MORE if at + part < len(payload) else 0)

    def test_a_request_and_its_answer_in_parts(self):
        client = self.join()
        data = bytes(range(256)) * 1200
        self.send_in_parts(
            client, Kind.REQUEST, 1, endpoint("store", "kv.put") + kv_node.put("parts", data)
        )
        client.answer(1)
        client._last_request = 1
        got = client.ask("store", "kv.get", text("parts"))
        self.assertEqual(kv_node.read_value(got), data)

    def test_a_transfer_that_is_given_up_is_dropped_without_an_answer(self):
        client = self.join()
        client.begin_transfer(Kind.REQUEST, 1, 1, 100, endpoint("store", "kv.get"))
        client.send(Kind.CHUNK, 1)
        self.assertTrue(client.is_alive())
        self.assertFalse(client._kept)
        client._last_request = 0
        client.ask("store", "kv.get", text("a"))

    def test_a_message_above_message_bytes_fails_and_its_parts_are_dropped(self):
        client = self.join()
        client.begin_transfer(Kind.REQUEST, 1, 1, 17 * MIB, bytes(8))
        self.assert_fails("too_large", client.answer, 1)
        client.send(Kind.CHUNK, 1, bytes(1000), MORE)
        client.send(Kind.CHUNK, 1)
        self.assertTrue(client.is_alive())

    def test_a_part_without_bytes_is_forgiven(self):
        client = self.join()
        whole = endpoint("store", "kv.get") + text("parts")
        client.begin_transfer(Kind.REQUEST, 1, 1, len(whole), whole[:9])
        client.send(Kind.CHUNK, 1, b"", MORE)
        client.send(Kind.CHUNK, 1, whole[9:])
        client.answer(1)

    def test_impossible_parts_end_the_link(self):
        first = transfer_block(1, 20) + bytes(8)
        begin = (Kind.REQUEST, 1, first, EXTENDED | MORE)
        for frames in (
            [(Kind.CHUNK, 1, b"x")],  # of no transfer
            [begin, (Kind.CHUNK, 2, bytes(12))],
            [begin, (Kind.CHUNK, 1, bytes(13))],  # beyond the total
            [begin, (Kind.CHUNK, 1, bytes(12), MORE)],  # whole, and yet more
            [begin, (Kind.CHUNK, 1, bytes(11))],  # short, and not empty
            [begin, (Kind.CHUNK, 1, bytes(12)), (Kind.CHUNK, 1, b"x")],  # over
            [begin, (Kind.REQUEST, 2, first, EXTENDED | MORE)],  # an id that is in use
            [(Kind.REQUEST, 1, transfer_block(1, 8) + bytes(8), EXTENDED | MORE)],  # not short
            [(Kind.REQUEST, 1, transfer_block(1, 7) + bytes(7), EXTENDED | MORE)],
            [(Kind.POST, 1, first, EXTENDED | MORE)],  # outside its lane
            [(Kind.ITEM, 1, first, EXTENDED | MORE)],
            [(Kind.REQUEST, 1, first, EXTENDED)],  # a transfer without more
        ):
            with self.subTest(frames):
                client = self.join()
                for frame in frames:
                    client.send(*frame)
                self.assert_link_ends(client, "protocol_error")

    def test_above_64_open_transfers_the_link_ends(self):
        client = self.join()
        for i in range(1, 65):
            client.begin_transfer(Kind.REQUEST, i, i, 100, bytes(8))
        self.assertTrue(client.is_alive())
        client.begin_transfer(Kind.REQUEST, 65, 65, 100, bytes(8))
        self.assert_link_ends(client, "protocol_error")


class Extensions(Case):
    def ask_with(self, client, entries):
        block = struct.pack("<H", len(entries)) + entries
        id = client.request(0, 0, b"", id=1)  # only for its number
        client.wait_for(Kind.FAILURE, id=id)
        client.send(Kind.REQUEST, 2, block + endpoint("store", "kv.get") + text("a"), EXTENDED)
        return client.answer(2)

    def test_unknown_types_below_128_are_skipped(self):
        for entries in (b"", b"\x01\x1a" + bytes(26), b"\x02\x00", b"\x7f\x03abc\x05\x01x"):
            with self.subTest(entries):
                self.ask_with(self.join(), entries)

    def test_unknown_types_from_128_on_fail_the_message(self):
        for type in (128, 129, 130, 255):
            with self.subTest(type):
                client = self.join()
                self.assert_fails("version_mismatch", self.ask_with, client, bytes([type, 0]))
                self.assertTrue(client.is_alive())

    def test_a_damaged_block_ends_the_link(self):
        for payload in (
            b"", b"\x01", b"\x05\0abc", b"\x01\0\x05", b"\x02\0\x05\x01", b"\x03\0\x83\x01x",
        ):
            with self.subTest(payload):
                client = self.join()
                client.send(Kind.REQUEST, 1, payload, EXTENDED)
                self.assert_link_ends(client, "protocol_error")
