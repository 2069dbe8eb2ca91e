"""Section 5 of docs/protocol.md: posts and their acknowledgements."""

import struct

import kv_node
from cases import Case
from carrick_client import Kind, endpoint

HINT = kv_node.hint("posted", 1, "x")
MIB = 1 << 20


class Posts(Case):
    def test_posts_are_acknowledged_in_each_lane(self):
        client = self.join()
        for lane, times in ((Kind.POST, 3), (Kind.POST_URGENT, 2), (Kind.POST_BULK, 1)):
            for _ in range(times):
                client.post("store", "kv.hint", HINT, lane)
        cost = 6 * (len(HINT) + 64)
        ack = client.acknowledged(lambda a: a.consumed == cost)
        self.assertEqual((ack.taken_over, ack.refused), ([3, 2, 1], {}))

    def test_a_refused_post_is_taken_over_and_told_with_its_reason(self):
        client = self.join()
        client.post("nobody", "kv.hint", HINT)
        client.post("store", "no.such", HINT)
        client.post("store", "kv.hint", b"")
        client.post("store", "kv.get", kv_node.get("a"))
        client.post("store", "kv.hint", HINT)
        ack = client.acknowledged(lambda a: a.consumed == 3 * len(HINT) + 2 + 5 * 64)
        self.assertEqual(ack.taken_over, [5, 0, 0])
        self.assertEqual(ack.refused, {"no_handler": 3, "malformed": 1})

    def test_a_gap_or_a_repetition_ends_the_link(self):
        for numbers in ([2], [0], [1, 1], [1, 3], [1, 2, 1]):
            with self.subTest(numbers):
                client = self.join()
                for number in numbers:
                    client.send(Kind.POST, number, endpoint("store", "kv.hint") + HINT)
                self.assert_link_ends(client, "protocol_error")

    def test_each_lane_has_numbers_of_its_own(self):
        client = self.join()
        client.send(Kind.POST, 1, endpoint("store", "kv.hint") + HINT)
        client.send(Kind.POST_URGENT, 2, endpoint("store", "kv.hint") + HINT)
        self.assert_link_ends(client, "protocol_error")

    def test_a_large_post_in_parts(self):
        client = self.join()
        body = kv_node.hint("k" * 100000, 1, "x")
        whole = endpoint("store", "kv.hint") + body
        client.begin_transfer(Kind.POST_BULK, 1, 7, len(whole), whole[:50000])
        client.send(Kind.CHUNK, 7, whole[50000:])
        ack = client.acknowledged(lambda a: a.consumed == len(body) + 64)
        self.assertEqual((ack.taken_over, ack.refused), ([0, 0, 1], {}))

    def test_of_large_posts_that_overtake_each_other_none_is_told_before_the_first(self):
        client = self.join()
        whole = endpoint("store", "kv.hint") + HINT
        for i in (1, 2):
            client.begin_transfer(Kind.POST_BULK, i, i, len(whole), whole[:10])
        client.send(Kind.CHUNK, 2, whole[10:])
        ack = client.acknowledged(lambda a: a.consumed == len(HINT) + 64)
        self.assertEqual(ack.taken_over, [0, 0, 0])
        client.send(Kind.CHUNK, 1, whole[10:])
        ack = client.acknowledged(lambda a: a.consumed == 2 * (len(HINT) + 64))
        self.assertEqual(ack.taken_over, [0, 0, 2])

    def test_a_large_post_that_is_given_up_is_refused_as_cancelled(self):
        client = self.join()
        client.begin_transfer(Kind.POST_BULK, 1, 7, 100, bytes(50))
        client.send(Kind.CHUNK, 7)
        ack = client.acknowledged(lambda a: a.consumed == 92 + 64)
        self.assertEqual((ack.taken_over, ack.refused), ([0, 0, 1], {"cancelled": 1}))

    def test_one_post_may_always_be_under_way_and_no_second_beyond_the_window(self):
        client = self.join(post_window=100)
        self.assertEqual(client.post_window, 100)
        client.begin_transfer(Kind.POST_BULK, 1, 1, MIB, bytes(8))
        self.assertTrue(client.is_alive())
        client.send(Kind.POST, 1, endpoint("store", "kv.hint") + HINT)
        self.assert_link_ends(client, "overrun")

    def test_a_window_larger_than_the_nodes_is_the_nodes(self):
        client = self.join(post_window=0xFFFFFFFF)
        self.assertEqual(client.post_window, 4 * MIB)
        for i in (1, 2):
            client.begin_transfer(Kind.POST_BULK, i, i, 3 * MIB, bytes(8))
        self.assert_link_ends(client, "overrun")

    def test_an_acknowledgement_of_what_was_never_sent_ends_the_link(self):
        for ack in (
            struct.pack("<4QB", 1, 0, 0, 0, 0), struct.pack("<4QB", 0, 0, 0, 1, 0),
            struct.pack("<4QB", 0, 0, 0, 0, 1) + struct.pack("<BQ", 5, 1),
        ):
            with self.subTest(ack):
                client = self.join()
                client.send(Kind.POST_ACK, 0, ack)
                self.assert_link_ends(client, "protocol_error")
        client = self.join()
        client.send(Kind.POST_ACK, 0, bytes(33))
        self.assertTrue(client.is_alive())

    def test_a_clients_posts_are_of_one_link_whatever_it_offers(self):
        for fields in ({}, {"features": 8, "post_epoch": 77}):
            client = self.join(**fields, node="resumes", incarnation=5)
            self.assertEqual((client.node.features & 8, client.node.post_epoch), (0, 0))
            self.assertEqual((client.verdict.generation, client.verdict.taken_over), (0, [0] * 3))
            client.post("store", "kv.hint", HINT)
            client.acknowledged(lambda a: a.taken_over == [1, 0, 0])
