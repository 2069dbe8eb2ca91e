"""Sections 2 and 9 of docs/protocol.md: frames, anomalies, liveness, goodbye."""

import struct

import kv_node
from cases import Case, Nodes
from carrick_client import (
    DEADLINE, EXTENDED, MORE, Closed, Goodbye, Kind, Timeout, endpoint, header,
)

GET = endpoint("store", "kv.get") + kv_node.get("k")


class Frames(Case):
    def test_kinds_of_later_versions_are_skipped_whatever_their_flags(self):
        client = self.join()
        for kind in range(24, 32):
            for flags in range(0, 256, 32):
                client.send(kind, 1, GET, flags)
        self.assertTrue(client.is_alive())
        client.post("store", "kv.hint", kv_node.hint("later", 1, "x"))
        self.assertEqual(client.acknowledged(lambda a: a.taken_over[0]).taken_over, [1, 0, 0])
        self.assertEqual(client.leave().processed, 0)

    def test_kinds_that_do_not_exist_end_the_link(self):
        for kind in (0, 22, 23):
            with self.subTest(kind):
                client = self.join()
                client.send(kind)
                self.assert_link_ends(client, "protocol_error")

    def test_flags_that_a_kind_does_not_define_end_the_link(self):
        defined = {
            Kind.REQUEST: 0xE0, Kind.OPEN: 0xE0, Kind.RESPONSE: 0xC0, Kind.POST: 0xC0,
            Kind.POST_URGENT: 0xC0, Kind.POST_BULK: 0xC0, Kind.ITEM: 0xC0, Kind.CHUNK: 0x40,
        }
        for kind in range(Kind.GOODBYE, Kind.CHUNK + 1):
            for flag in (DEADLINE, MORE, EXTENDED):
                if flag & defined.get(kind, 0):
                    continue
                with self.subTest(kind=kind, flag=flag):
                    client = self.join()
                    client.send_bytes(header(kind, 0, 0, flag))
                    self.assert_link_ends(client, "protocol_error")

    def test_frames_of_the_handshake_end_the_link(self):
        for kind in (Kind.HELLO, Kind.PROOF, Kind.APPLICATION, Kind.VERDICT):
            with self.subTest(kind):
                client = self.join()
                client.send(kind)
                self.assert_link_ends(client, "protocol_error")

    def test_a_length_above_frame_bytes_is_too_large_by_the_header_alone(self):
        client = self.join()
        client.send_bytes(header(Kind.REQUEST, 1, client.node.frame_bytes + 1))
        self.assert_link_ends(client, "too_large")

    def test_a_zeroed_buffer_ends_the_link(self):
        client = self.join()
        client.send_bytes(bytes(4096))
        self.assert_link_ends(client, "protocol_error")

    def test_what_has_a_fixed_payload_or_the_id_0_has_it(self):
        for kind, id, payload in (
            (Kind.PING, 1, b"x"), (Kind.PONG, 1, b"x"), (Kind.CANCEL, 1, b"x"),
            (Kind.GOODBYE, 1, bytes(9)), (Kind.GOODBYE, 0, bytes(8)),
            (Kind.POST_ACK, 1, bytes(33)), (Kind.POST_ACK, 0, bytes(32)),
            (Kind.POST_ACK, 0, bytes(34)), (Kind.FAILURE, 1, b""), (Kind.FAILURE, 1, b"\0"),
            (Kind.REQUEST, 1, bytes(7)), (Kind.OPEN, 1, bytes(7)), (Kind.POST, 1, bytes(7)),
        ):
            with self.subTest(kind=kind, id=id, size=len(payload)):
                client = self.join()
                client.send(kind, id, payload)
                self.assert_link_ends(client, "protocol_error")

    def test_a_part_of_a_message_without_a_transfer_ends_the_link(self):
        for kind in (Kind.REQUEST, Kind.RESPONSE, Kind.POST, Kind.OPEN):
            with self.subTest(kind):
                client = self.join()
                client.send(kind, 1, GET, MORE)
                self.assert_link_ends(client, "protocol_error")

    def test_frames_may_come_byte_by_byte(self):
        client = self.join()
        for byte in header(Kind.PING, 5) + header(Kind.REQUEST, 1, len(GET)) + GET:
            client.send_bytes(bytes([byte]))
        self.assertEqual(client.wait_for(Kind.PONG).id, 5)
        client.answer(1)


class Anomalies(Case):
    def test_what_a_race_can_cause_is_forgiven(self):
        client = self.join()
        client.send(Kind.PONG, 5)
        client.send(Kind.RESPONSE, 5, b"an answer that nobody waits for")
        client.send(Kind.FAILURE, 6, b"\x01")
        client.send(Kind.CANCEL, 7)
        self.assertTrue(client.is_alive())

    def test_more_than_1000_of_them_at_once_are_a_flood(self):
        for kind, payload in (
            (Kind.PONG, b""), (Kind.RESPONSE, b"x"), (Kind.CANCEL, b""), (25, b"later"),
        ):
            with self.subTest(kind):
                client = self.join()
                # The budget is filled again by 100 a second.
                for _ in range(30):
                    client.send_bytes((header(kind, 5, len(payload)) + payload) * 1000)
                self.assert_link_ends(client, "flood")

    def test_of_pings_that_come_together_the_newest_is_answered(self):
        client = self.join()
        client.send_bytes(b"".join(header(Kind.PING, id) for id in range(1, 400)))
        while client.wait_for(Kind.PONG).id != 399:
            pass


class Goodbyes(Case):
    def test_a_goodbye_is_answered_by_one_and_counts_what_was_taken(self):
        client = self.join()
        client.ask("store", "kv.get", kv_node.get("k"))
        client.open(0, "carrick.watch_members").end()
        self.assertEqual(client.leave().processed, 2)

    def test_what_runs_is_answered_before_the_end_and_what_is_new_is_not_begun(self):
        client = self.join()
        running = client.request("waiting", "kv.get", kv_node.get("k"), deadline=1500)
        client.send(Kind.GOODBYE, 0, struct.pack("<BQ", 0, 0))
        answer = Goodbye(client.wait_for(Kind.GOODBYE).payload)
        self.assertEqual((answer.code, answer.processed), ("ok", 1))
        self.assert_fails("unreachable", client.ask, "store", "kv.get", kv_node.get("k"))
        self.assertEqual(
            client.open(0, "carrick.watch_members").read_end()[0], "unreachable"
        )
        self.assert_fails("deadline_exceeded", client.answer, running)
        client.send(Kind.END, 1, b"\0")
        with self.assertRaises(Closed):
            client.wait_for()

    def test_a_node_that_stops_says_so_and_waits_for_what_runs(self):
        cluster = kv_node.Cluster(Nodes.program)
        self.addCleanup(cluster.stop)
        client = self.join(address=cluster.addresses["n1"])
        running = client.request("waiting", "kv.get", kv_node.get("k"), deadline=1000)
        client.ask("store", "kv.get", kv_node.get("k"))
        cluster.begin_stop()
        goodbye = Goodbye(client.wait_for(Kind.GOODBYE).payload)
        self.assertEqual((goodbye.code, goodbye.processed), ("draining", 2))
        client.send(Kind.GOODBYE, 0, struct.pack("<BQ", 0, 0))
        self.assert_fails("deadline_exceeded", client.answer, running)
        with self.assertRaises(Closed):
            client.wait_for()
        self.assertEqual(cluster.stop(), 0)

    def test_a_second_goodbye_is_forgiven(self):
        client = self.join()
        running = client.request("waiting", "kv.get", kv_node.get("k"), deadline=500)
        client.send_bytes((header(Kind.GOODBYE, 0, 9) + bytes(9)) * 2)
        client.wait_for(Kind.GOODBYE)
        self.assert_fails("deadline_exceeded", client.answer, running)
        with self.assertRaises(Closed):
            client.wait_for()

    def test_a_connection_that_just_ends_takes_nothing_with_it(self):
        for half in (True, False):
            client = self.join()
            client.request("waiting", "kv.get", kv_node.get("k"))
            if half:
                client.socket.shutdown(1)
                client.read_to_the_end()
            client.close()
        self.assertTrue(self.join().is_alive())


class Liveness(Case):
    """On nodes for which a silent link is dead after two seconds."""

    def join_quick(self):
        return self.join(address=Nodes.cluster("2s").addresses["n1"])

    def test_a_silent_client_is_pinged_and_then_given_up(self):
        client = self.join_quick()
        self.assertEqual(client.wait_for(Kind.PING).payload, b"")
        self.assert_link_ends_unanswered(client)

    def assert_link_ends_unanswered(self, client):
        while True:
            frame = client.wait_for(Kind.PING, Kind.GOODBYE)
            if frame.kind == Kind.GOODBYE:
                self.assertEqual(Goodbye(frame.payload).code, "link_lost")
                return

    def test_a_client_that_answers_pings_stays(self):
        client = self.join_quick()
        for _ in range(5):
            client.send(Kind.PONG, client.wait_for(Kind.PING).id)
        self.assertTrue(client.is_alive())

    def test_a_frame_that_goes_on_too_slowly_ends_the_link(self):
        client = self.join_quick()
        client.send_bytes(header(Kind.REQUEST, 1, 60000))
        for _ in range(1000):
            client.send_bytes(b"x")
            try:
                goodbye = Goodbye(client.wait_for(Kind.GOODBYE, patience=0.05).payload)
                break
            except Timeout:
                pass
        self.assertEqual(goodbye.code, "link_lost")
