"""Section 3 of docs/protocol.md: who joins, who is refused, and how he hears of it."""

import itertools

import kv_node
from cases import Case
from carrick_client import (
    EXTENDED, MORE, PREFACE, Hello, Kind, Reader, Refused, frame_bytes, header, name_hash,
    verdict_payload,
)


class Joining(Case):
    def test_a_client_joins_without_a_registry(self):
        client = self.join(cluster="protocol")
        self.assertEqual(client.node.node, b"n1")
        self.assertEqual(client.verdict.code, "ok")
        client.ask("store", "kv.get", kv_node.get("nothing"))

    def test_a_client_that_names_no_cluster_takes_the_one_that_answers(self):
        self.assertEqual(self.join(cluster="").node.cluster, b"protocol")

    def test_equal_layout_hashes_need_no_rounds(self):
        theirs = self.join().node.application
        again = self.join(application=theirs)
        self.assertEqual(again.rounds, [])
        again.ask("store", "kv.get", kv_node.get("nothing"))

    def test_a_message_whose_layout_differs_is_refused_and_no_other(self):
        get, put = name_hash("kv.get"), name_hash("kv.put")
        first = self.join()
        it = Reader(first.rounds[0])
        theirs = {it.u32(): it.u64() for _ in range(it.count())}
        client = self.join(layouts={get: theirs[get] ^ 1, put: theirs[put]})
        self.assertEqual(len(client.rounds), 2)
        described = Reader(client.rounds[1])
        self.assertEqual((described.count(), described.u32()), (1, get))
        described = Reader(described.take(described.u32()))
        self.assertEqual((described.text(), described.u8()), ("kv.get", 2))
        fields = [(described.text(), described.text()) for _ in range(described.count())]
        self.assertEqual((fields, described.text()), ([("key", "string")], "kv.value"))
        text = self.assert_fails(
            "version_mismatch", client.ask, "store", "kv.get", kv_node.get("k")
        )
        self.assertIn("kv.get", text)
        client.ask("store", "kv.put", kv_node.put("layouts", b"1"))

    def test_fields_that_a_later_version_appends_are_ignored(self):
        connection = self.connect()
        connection.send_bytes(PREFACE)
        connection.send(Kind.HELLO, 0, Hello().packed() + b"later")
        connection.read_preface()
        connection.read_handshake_frame(Kind.HELLO)

    def test_unknown_features_and_a_nonce_are_ignored(self):
        client = self.join(features=1 << 63 | 6, nonce=bytes(range(32)))
        self.assertTrue(client.is_alive())

    def test_the_last_bytes_of_the_preface_are_not_looked_at(self):
        connection = self.connect()
        connection.send_bytes(PREFACE[:5] + b"\x07\xff\xff")
        connection.send(Kind.HELLO, 0, Hello().packed())
        connection.read_preface()
        connection.read_handshake_frame(Kind.HELLO)

    def test_a_handshake_may_come_byte_by_byte(self):
        connection = self.connect()
        hello = Hello()
        for byte in PREFACE + frame_bytes(Kind.HELLO, 0, hello.packed(), 0, True):
            connection.send_bytes(bytes([byte]))
        connection.read_preface()
        theirs = Hello.unpacked(connection.read_handshake_frame(Kind.HELLO).payload)
        connection.exchange_layouts({}, theirs, hello)
        connection.send(Kind.VERDICT, 0, verdict_payload())
        self.assertEqual(connection.read_handshake_frame(Kind.VERDICT).code, "ok")

    def test_clients_of_one_name_do_not_touch_each_other(self):
        one, other = self.join(node="same"), self.join(node="same")
        self.assertTrue(one.is_alive() and other.is_alive())

    def test_kinds_of_later_versions_are_skipped_in_the_handshake(self):
        connection = self.connect()
        connection.send_bytes(PREFACE)
        for kind in range(24, 32):
            for flags in (0, EXTENDED, MORE, 0xE0):
                connection.send(kind, kind, b"later", flags)
        connection.send(Kind.HELLO, 0, Hello().packed())
        connection.read_preface()
        connection.read_handshake_frame(Kind.HELLO)


class Names(Case):
    def members(self):
        """state, linked and reconnects of n2, as n1 sees it."""
        it = Reader(self.join().ask(0, "carrick.members"))
        it.text(), it.text()
        for _ in range(it.count()):
            node, state, _, _ = (it.text() for _ in range(4))
            for _ in range(it.count()):
                it.text(), it.text()
            linked, _, reconnects = it.u8(), it.u64(), it.u64()
            if node == "n2":
                return state, linked, reconnects
            it.take(7 * 8)
            for _ in range(it.count()):
                it.text(), it.u64()
            it.text(), it.u64()

    def test_a_client_with_a_members_name_is_refused_and_the_member_keeps_its_link(self):
        before = self.members()
        self.assertEqual(before[:2], ("reachable", 1))
        connection = self.connect()
        connection.say_hello(Hello(node="n2"))
        connection.read_preface()
        self.assertIn("name of a member", self.assert_refused(connection, "refused", False))
        self.assertEqual(self.members(), before)

    def test_the_nodes_own_name_is_refused(self):
        connection = self.connect()
        connection.say_hello(Hello(node="n1"))
        connection.read_preface()
        self.assert_refused(connection, "refused", False)

    def test_another_process_under_a_live_members_name_is_a_duplicate(self):
        before = self.members()
        connection = self.connect()
        connection.say_hello(Hello(node="n2", role=0, cluster="protocol"))
        connection.read_preface()
        self.assert_refused(connection, "duplicate_node", False)
        self.assertEqual(self.members(), before)

    def stranger_names(self, primary):
        """Of nodes that are the primary of the pair of them and n1, or are not."""
        names = (f"x{i}" for i in itertools.count())
        return (name for name in names if (name_hash("n1\n" + name) % 2 == 1) == primary)

    def join_as_stranger(self, name):
        return self.join(node=name, role=0, cluster="protocol")

    def test_a_strangers_link_stands_but_nobody_answers_it(self):
        stranger = self.join_as_stranger(next(self.stranger_names(False)))
        text = self.assert_fails("refused", stranger.ask, "store", "kv.get", kv_node.get("k"))
        self.assertIn("member", text)
        stream = stranger.open("store", "kv.watch", kv_node.get(""))
        self.assertEqual(stream.read_end()[0], "refused")
        stranger.post("store", "kv.hint", kv_node.hint("k", 1, "x"))
        self.assertTrue(stranger.is_alive())

    def test_of_two_connections_of_one_process_the_first_stays(self):
        name = next(self.stranger_names(False))
        verdict = None
        while verdict is None:  # they have to come within two seconds
            first = self.join(node=name, role=0, cluster="protocol", incarnation=5)
            try:
                self.join(node=name, role=0, cluster="protocol", incarnation=5).close()
            except Refused as no:
                verdict = no.verdict
        self.assertEqual((verdict.code, verdict.temporary), ("refused", True), verdict.text)
        self.assertTrue(first.is_alive())

    def test_of_a_strangers_posts_the_newest_1024_are_kept_and_the_others_told_as_dropped(self):
        stranger = self.join_as_stranger(next(self.stranger_names(False)))
        for _ in range(1027):
            stranger.post("store", "kv.hint", kv_node.hint("k", 1, "x"))
        ack = stranger.acknowledged(lambda a: a.taken_over[0] == 3)
        self.assertEqual(ack.refused, {"dropped": 3})
        self.assertTrue(stranger.is_alive())
        self.assertFalse(stranger._kept)

    def test_above_64_strangers_the_first_that_came_gives_way(self):
        names = self.stranger_names(False)
        first = self.join_as_stranger(next(names))
        others = [self.join_as_stranger(next(names)) for _ in range(64)]
        self.assert_link_ends(first, "overloaded")
        self.assertTrue(others[0].is_alive())

    def test_the_primary_decides_last(self):
        connection = self.connect()
        hello = Hello(node=next(self.stranger_names(True)), role=0, cluster="protocol")
        connection.say_hello(hello)
        connection.read_preface()
        theirs = Hello.unpacked(connection.read_handshake_frame(Kind.HELLO).payload)
        connection.exchange_layouts({}, theirs, hello)
        self.assertEqual(connection.read_handshake_frame(Kind.VERDICT).code, "ok")
        connection.send(Kind.VERDICT, 0, verdict_payload())
        connection.checksum = False
        connection.send(Kind.PING, 9)
        self.assertEqual(connection.read_frame().kind, Kind.PONG)


class Refusals(Case):
    def refused_hello(self, code, temporary=False, **fields):
        connection = self.connect()
        connection.say_hello(Hello(**fields))
        connection.read_preface()
        return self.assert_refused(connection, code, temporary)

    def test_what_does_not_begin_with_the_magic_hears_nothing(self):
        for start in (b"GET / HTTP/1.1\r\n\r\n", bytes(64), b"CRL\x1a", b"\x16\x03\x01"):
            with self.subTest(start):
                connection = self.connect()
                connection.send_bytes(start)
                self.assertEqual(connection.read_to_the_end(), b"")

    def test_without_a_common_version_the_preface_alone_answers(self):
        for lowest, highest in ((2, 9), (0, 0), (3, 1)):
            with self.subTest(lowest=lowest, highest=highest):
                connection = self.connect()
                connection.send_bytes(PREFACE[:4] + bytes([lowest, highest, 0, 0]))
                self.assertEqual(connection.read_to_the_end(), PREFACE)

    def test_a_zeroed_buffer_behind_the_preface_is_an_error_at_once(self):
        connection = self.connect()
        connection.send_bytes(PREFACE + bytes(8))
        connection.read_preface()
        self.assert_refused(connection, "protocol_error", False)

    def test_a_wrong_checksum_is_a_temporary_refusal(self):
        connection = self.connect()
        whole = bytearray(PREFACE + frame_bytes(Kind.HELLO, 0, Hello().packed(), 0, True))
        whole[30] ^= 1
        connection.send_bytes(whole)
        connection.read_preface()
        self.assert_refused(connection, "protocol_error", True)

    def test_a_frame_above_4_KiB_is_refused_by_its_header_alone(self):
        connection = self.connect()
        connection.send_bytes(PREFACE + header(Kind.HELLO, 0, 4097))
        connection.read_preface()
        self.assert_refused(connection, "too_large", False)

    def test_kinds_that_do_not_exist_and_flags_that_hello_does_not_have(self):
        for kind, flags in ((22, 0), (23, 0), (0, 0), (Kind.HELLO, 0x80), (Kind.HELLO, 0x40)):
            with self.subTest(kind=kind, flags=flags):
                connection = self.connect()
                connection.send_bytes(PREFACE)
                connection.send(kind, 0, Hello().packed(), flags)
                connection.read_preface()
                self.assert_refused(connection, "protocol_error", False)

    def test_frames_of_the_link_before_the_verdict(self):
        for kind in (Kind.PING, Kind.REQUEST, Kind.GOODBYE, Kind.PROOF):
            with self.subTest(kind):
                connection = self.connect()
                connection.send_bytes(PREFACE)
                connection.send(kind)
                connection.read_preface()
                self.assert_refused(connection, "protocol_error", False)

    def test_an_acceptance_before_the_rounds_are_over(self):
        connection = self.connect()
        connection.say_hello(Hello())
        connection.send(Kind.VERDICT, 0, verdict_payload())
        connection.read_preface()
        self.assert_refused(connection, "protocol_error", False)

    def test_a_second_hello(self):
        connection = self.connect()
        connection.say_hello(Hello())
        connection.send(Kind.HELLO, 0, Hello().packed())
        connection.read_preface()
        self.assert_refused(connection, "protocol_error", False)

    def test_a_hello_that_is_cut_short(self):
        whole = Hello().packed()
        for size in (0, 8, 16, 48, len(whole) - 1):
            with self.subTest(size):
                connection = self.connect()
                connection.send_bytes(PREFACE)
                connection.send(Kind.HELLO, 0, whole[:size])
                connection.read_preface()
                self.assert_refused(connection, "protocol_error", False)

    def test_texts_that_are_not_printable_UTF8(self):
        for field in ("cluster", "app_version", "advertised"):
            for text in (b"\xff", b"a\nb", b"\x7f", b"\xc0\x80", b"\xed\xa0\x80", b"a\0"):
                with self.subTest(field=field, text=text):
                    self.refused_hello("protocol_error", **{field: text})

    def test_names_that_no_node_can_have(self):
        for name in (b"", b"a b", b"a/b", b"\xc3\xa4", b"a\n"):
            with self.subTest(name):
                self.refused_hello("protocol_error", node=name)

    def test_numbers_out_of_their_range(self):
        for fields in (
            {"frame_bytes": 1023}, {"frame_bytes": 1 << 24}, {"message_bytes": 65 * 1024 - 1},
            {"default_deadline": 0}, {"fail_after": 0}, {"role": 2},
        ):
            with self.subTest(fields):
                self.refused_hello("protocol_error", **fields)

    def test_numbers_at_the_ends_of_their_range(self):
        for fields in (
            {"frame_bytes": 1024, "message_bytes": 1024}, {"message_bytes": 0xFFFFFFFF},
            {"frame_bytes": 0xFFFFFF}, {"default_deadline": 1}, {"default_deadline": 0xFFFFFFFF},
            {"fail_after": 1}, {"stream_window": 0, "link_window": 0, "post_window": 0},
            {"streams": 0}, {"streams": 0xFFFFFFFF}, {"node": "n" * 255},
        ):
            with self.subTest(fields):
                self.assertTrue(self.join(**fields).is_alive())

    def test_another_cluster_and_a_member_without_one(self):
        self.refused_hello("refused", cluster="another")
        self.refused_hello("refused", cluster="", role=0, node="x")

    def test_a_layout_hash_that_is_short_of_16_bytes(self):
        self.refused_hello("malformed", application=bytes(15))

    def test_rounds_that_are_out_of_order_or_no_layouts(self):
        for number, payload, code in (
            (2, b"\0", "protocol_error"), (1, b"", "malformed"), (1, b"\0\0", "malformed"),
            (1, b"\xff\xff\xff\xff\x7f", "malformed"), (1, bytes(61 * 1024), "malformed"),
        ):
            with self.subTest(number=number, size=len(payload)):
                connection = self.connect()
                connection.say_hello(Hello())
                connection.read_preface()
                connection.read_handshake_frame(Kind.HELLO)
                connection.send(Kind.APPLICATION, number, payload)
                self.assert_refused(connection, code, False)

    def test_a_round_without_an_end_is_too_large(self):
        connection = self.connect()
        connection.say_hello(Hello())
        connection.read_preface()
        connection.read_handshake_frame(Kind.HELLO)
        part = frame_bytes(Kind.APPLICATION, 1, bytes(64 * 1024), MORE, True)
        for _ in range(65):
            connection.send_bytes(part)
        self.assert_refused(connection, "too_large", False)

    def test_whoever_is_refused_by_the_client_is_gone(self):
        connection = self.connect()
        connection.say_hello(Hello())
        connection.read_preface()
        connection.read_handshake_frame(Kind.HELLO)
        connection.send(Kind.VERDICT, 0, verdict_payload(11, 1, b"no"))
        connection.socket.shutdown(1)
        connection.read_to_the_end()

    def test_a_handshake_takes_at_most_5_seconds(self):
        connection = self.connect()
        connection.send_bytes(PREFACE)
        connection.read_preface()
        self.assert_refused(connection, "deadline_exceeded", True)

    def test_silent_connections_shut_nobody_out_and_hear_why_they_give_way(self):
        silent = [self.connect() for _ in range(65)]
        for _ in range(3):
            self.assertTrue(self.join().is_alive())
            silent += [self.connect() for _ in range(10)]
        silent[0].read_preface()
        self.assert_refused(silent[0], "overloaded", True)
