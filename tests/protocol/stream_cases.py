"""Section 8 of docs/protocol.md: streams and their credit."""

import struct

import kv_node
from cases import Case
from carrick_client import MORE, Kind, Reader, Stream, Timeout, endpoint, frame_bytes, text


class Watching(Case):
    def watch(self, client, prefix=None, **named):
        """A stream of changes; it is certain that it has begun."""
        stream = client.open("store", "kv.watch", text(prefix or self.id()), **named)
        client.ask("store", "kv.get", text("k"))
        return stream

    def change(self, client, key=None):
        client.ask("store", "kv.put", kv_node.put(key or self.id(), b"v"))

    def assert_lives(self, client, stream):
        """The stream still brings items."""
        self.change(client)
        item, cost = stream.read_item()
        stream.give(cost)
        self.assertEqual(kv_node.read_change(item)[0], self.id())


class Streams(Watching):
    def test_items_come_until_the_stream_is_ended(self):
        client = self.join()
        stream = self.watch(client)
        for _ in range(3):
            self.assert_lives(client, stream)
        stream.end()
        self.assertEqual(stream.read_end()[0], "ok")
        self.change(client)
        self.assertTrue(client.is_alive())
        self.assertFalse(client._kept)

    def test_the_node_itself_serves_streams(self):
        client = self.join()
        members = client.open(0, "carrick.watch_members")
        seen = [Reader(members.read_item()[0]) for _ in range(2)]
        self.assertEqual({(it.text(), it.text())[1] for it in seen}, {"n1", "n2"})
        monitor = client.open(0, "carrick.monitor", text("store") + bytes(16))
        self.assertEqual(Reader(monitor.read_item()[0]).text(), "watching")
        absent = client.open(0, "carrick.monitor", text("nobody") + bytes(16))
        self.assertEqual(Reader(absent.read_item()[0]).text(), "absent")

    def test_what_cannot_be_opened_ends_at_once(self):
        client = self.join()
        for target, message, body, code in (
            ("nobody", "kv.watch", text(""), "no_handler"), (0, "no.such", b"", "no_handler"),
            ("store", "kv.get", text("a"), "no_handler"),
            ("store", "kv.watch", b"\x09a", "malformed"),
        ):
            with self.subTest(target=target, message=message):
                stream = client.open(target, message, body)
                self.assertEqual(stream.read_end()[0], code)
                stream.end()
        self.assertTrue(client.is_alive())

    def test_a_stream_ends_at_its_deadline_and_has_none_by_default(self):
        client = self.join(default_deadline=100)
        stream = self.watch(client, deadline=300)
        self.assertEqual(stream.read_end()[0], "deadline_exceeded")
        stream.end()
        late = client.open("store", "kv.watch", text("a"), deadline=0)
        self.assertEqual(late.read_end()[0], "deadline_exceeded")


class LargeOpenings(Watching):
    def begin(self, client):
        self.whole = endpoint("store", "kv.watch") + text(self.id())
        client.begin_transfer(Kind.OPEN, 1, 1, len(self.whole), self.whole[:12])
        return Stream(client, 1)

    def test_an_opening_in_parts(self):
        client = self.join()
        stream = self.begin(client)
        client.send(Kind.CHUNK, 1, self.whole[12:])
        client.ask("store", "kv.get", text("k"))
        self.assert_lives(client, stream)

    def test_an_opening_that_is_given_up_ends_as_cancelled(self):
        client = self.join()
        stream = self.begin(client)
        client.send(Kind.CHUNK, 1)
        self.assertEqual(stream.read_end()[0], "cancelled")
        stream.end()
        self.assertTrue(client.is_alive())

    def test_a_stream_may_end_before_its_opening_is_whole(self):
        client = self.join()
        stream = self.begin(client)
        stream.end(1)
        self.assertEqual(stream.read_end()[0], "cancelled")
        client.send(Kind.CHUNK, 1, self.whole[12:])
        self.change(client)
        self.assertTrue(client.is_alive())
        self.assertFalse(client._kept)


class Ends(Watching):
    def test_a_half_close_leaves_the_other_direction_open_and_may_be_said_twice(self):
        client = self.join()
        stream = self.watch(client)
        stream.half_close()
        stream.half_close()
        self.assert_lives(client, stream)
        stream.end()
        self.assertEqual(stream.read_end()[0], "ok")

    def test_an_end_may_be_said_twice(self):
        client = self.join()
        stream = self.watch(client)
        stream.end()
        stream.end(1)
        self.assertEqual(stream.read_end()[0], "ok")
        stream.end()
        stream.half_close()
        self.assertTrue(client.is_alive())
        self.assertFalse(client._kept)

    def test_an_item_behind_the_half_close_ends_the_stream_the_second_time_the_link(self):
        client = self.join()
        for last in (False, True):
            stream = self.watch(client)
            stream.half_close()
            stream.send()
            if last:
                self.assert_link_ends(client, "protocol_error")
            else:
                self.assertEqual(stream.read_end()[0], "protocol_error")
                stream.end()

    def test_an_item_behind_the_end_ends_the_link(self):
        client = self.join()
        stream = self.watch(client)
        client.send_bytes(
            frame_bytes(Kind.END, stream.id, b"\0") + frame_bytes(Kind.ITEM, stream.id)
        )
        self.assert_link_ends(client, "protocol_error")

    def test_parts_of_an_item_without_bytes_are_a_flood_before_they_are_an_overrun(self):
        client = self.join()
        stream = self.watch(client)
        client.send_bytes(frame_bytes(Kind.ITEM, stream.id, b"", MORE) * 2000)
        self.assert_link_ends(client, "flood")

    def test_a_half_close_within_an_item_ends_the_link(self):
        client = self.join()
        stream = self.watch(client)
        stream.send(b"part", MORE)
        stream.half_close()
        self.assert_link_ends(client, "protocol_error")


class Ids(Watching):
    def test_ids_that_cannot_be_opened_end_the_link(self):
        for ids in ([0], [2], [1, 1], [1, 3, 1], [2 * 4097 + 1]):
            with self.subTest(ids):
                client = self.join()
                for id in ids:
                    client.open(0, "carrick.watch_members", id=id)
                self.assert_link_ends(client, "protocol_error")

    def test_openings_may_overtake_each_other(self):
        client = self.join()
        for id in (5, 1, 3, 2 * 4096 + 5):
            stream = client.open(0, "carrick.watch_members", id=id)
            stream.read_item()

    def test_frames_of_streams_that_were_never_opened_end_the_link(self):
        for kind, payload in (
            (Kind.ITEM, b""), (Kind.HALF_CLOSE, b""), (Kind.END, b"\0"), (Kind.CREDIT, bytes(4)),
        ):
            for id in (0, 1, 2):
                with self.subTest(kind=kind, id=id):
                    client = self.join()
                    client.send(kind, id, payload)
                    self.assert_link_ends(client, "protocol_error")

    def test_above_4096_streams_the_next_is_overloaded(self):
        client = self.join()
        opening = endpoint(0, "no.such")
        client.send_bytes(b"".join(frame_bytes(Kind.OPEN, 2 * i + 1, opening) for i in range(4097)))
        end = client.wait_for(Kind.END, id=2 * 4096 + 1)
        self.assertEqual(end.payload[0], 8)
        client.send(Kind.END, 1, b"\0")
        self.assertTrue(client.is_alive())
        client.open(0, "no.such", id=2 * 4097 + 1)
        self.assertEqual(client.wait_for(Kind.END, id=2 * 4097 + 1).payload[0], 5)


class Credit(Watching):
    def test_never_more_than_the_window_comes_whatever_the_hello_says(self):
        client = self.join(stream_window=0xFFFFFFFF, link_window=0xFFFFFFFF)
        self.assertEqual((client.stream_window, client.link_window), (1 << 20, 16 << 20))
        self.assert_window_is_kept(client, self.id() + "k" * 60000)

    def test_the_smaller_window_of_the_hello_is_kept(self):
        self.assert_window_is_kept(self.join(stream_window=1000), self.id())

    def assert_window_is_kept(self, client, key):
        """What does not fit waits until there is credit."""
        stream = self.watch(client)
        self.change(client, key)
        cost = stream.read_item()[1]
        fit = client.stream_window // cost
        for _ in range(fit + 1):
            self.change(client, key)
        for _ in range(fit - 1):
            stream.read_item()
        with self.assertRaises(Timeout):
            stream.next(patience=0.3)
        stream.give(cost)
        stream.read_item()
        stream.give(cost)
        stream.read_item()

    def test_credit_that_is_given_lets_more_items_come(self):
        client = self.join(stream_window=1000)
        stream = self.watch(client)
        for _ in range(50):
            self.assert_lives(client, stream)

    def test_what_the_node_has_consumed_is_credited(self):
        client = self.join()
        stream = client.open(0, "carrick.watch_members")
        for size in (0, 10, 1000):
            stream.send(bytes(size))
        given = 0
        while given < 1010 + 3 * 64:
            given += struct.unpack("<I", stream.next(Kind.CREDIT).payload)[0]
        self.assertEqual(given, 1010 + 3 * 64)

    def test_credit_that_is_not_owed_ends_the_link(self):
        for bytes in (0, 1, 0xFFFFFFFF):
            with self.subTest(bytes):
                client = self.join()
                self.watch(client).give(bytes)
                self.assert_link_ends(client, "protocol_error")

    def test_credit_above_what_is_outstanding_ends_the_link(self):
        client = self.join()
        stream = self.watch(client)
        self.change(client)
        stream.give(stream.read_item()[1] + 1)
        self.assert_link_ends(client, "protocol_error")

    def test_crumbs_of_credit_are_a_flood(self):
        client = self.join()
        stream = self.watch(client)
        self.change(client, self.id() + "k" * 60000)
        crumb = frame_bytes(Kind.CREDIT, stream.id, struct.pack("<I", 1))
        client.send_bytes(crumb * (stream.read_item()[1]))
        self.assert_link_ends(client, "flood")

    def test_a_credit_has_four_bytes(self):
        client = self.join()
        client.send(Kind.CREDIT, self.watch(client).id, bytes(3))
        self.assert_link_ends(client, "protocol_error")

    def beyond_the_window(self, client):
        """At once, so that nothing of what comes first can have been credited."""
        stream = client.open(0, "carrick.watch_members")
        client.send_bytes(
            frame_bytes(Kind.ITEM, stream.id, bytes(10), MORE)
            + frame_bytes(Kind.ITEM, stream.id, bytes(10))
            + frame_bytes(Kind.ITEM, stream.id, bytes(900), MORE)
        )
        return stream

    def test_items_beyond_the_window_end_the_stream_the_second_time_the_link(self):
        client = self.join(stream_window=1000)
        self.assertEqual(self.beyond_the_window(client).read_end()[0], "overrun")
        self.beyond_the_window(client)
        self.assert_link_ends(client, "overrun")

    def test_items_beyond_the_links_window_end_the_link(self):
        client = self.join(link_window=3000)
        for _ in range(2):
            stream = client.open(0, "carrick.watch_members")
            stream.send(bytes(4000), MORE)  # 4064, of which 2048 are free
        self.assert_link_ends(client, "overrun")

    def test_one_item_larger_than_the_window_may_pass_alone(self):
        client = self.join(stream_window=1000, link_window=3000)
        stream = client.open(0, "carrick.watch_members")
        stream.send(bytes(20000), MORE)
        stream.send(bytes(20000))
        given = 0
        while given < 40000 + 128:
            given += struct.unpack("<I", stream.next(Kind.CREDIT).payload)[0]

    def test_what_an_ended_stream_has_under_way_is_credited(self):
        client = self.join()
        stream = client.open("nobody", "kv.watch", text(""))
        stream.send(bytes(100))
        self.assertEqual(stream.read_end()[0], "no_handler")
        self.assertEqual(struct.unpack("<I", stream.next(Kind.CREDIT).payload)[0], 164)
