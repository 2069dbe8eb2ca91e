"""What the cases of this folder share: the nodes, and how they are reached."""

import unittest

import carrick_client
import kv_node


class Nodes:
    """Started when first asked for, stopped at the end of the run."""

    program = None
    _running = {}

    @classmethod
    def cluster(cls, fail_after="4s", transport=""):
        """`transport`: lines of that table of the configuration."""
        key = fail_after, transport
        if key not in cls._running:
            cls._running[key] = kv_node.Cluster(cls.program, fail_after, transport)
        return cls._running[key]

    @classmethod
    def stop(cls):
        """Exit codes of all that ran, and the logs of those that did not end well."""
        results = []
        for cluster in cls._running.values():
            log = cluster.log()
            code = cluster.stop()
            results.append((code, log if code != 0 else ""))
        cls._running.clear()
        return results


class Case(unittest.TestCase):
    maxDiff = None

    @property
    def address(self):
        return Nodes.cluster().addresses["n1"]

    def join(self, **fields):
        client = carrick_client.Client(fields.pop("address", self.address), **fields)
        self.addCleanup(client.close)
        return client

    def connect(self, source=None):
        connection = carrick_client.Handshake(self.address, source)
        self.addCleanup(connection.close)
        return connection

    def assert_fails(self, code, call, *arguments, **named):
        """Returns the text of the failure."""
        with self.assertRaises(carrick_client.Failure) as caught:
            call(*arguments, **named)
        self.assertEqual(caught.exception.code, code, caught.exception.text)
        return caught.exception.text

    def assert_link_ends(self, client, code):
        goodbye = client.end_of_link()
        self.assertEqual(goodbye.code, code, goodbye.text)
        return goodbye

    def assert_refused(self, connection, code, temporary):
        verdict = connection.read_refusal()
        self.assertEqual((verdict.code, verdict.temporary), (code, temporary), verdict.text)
        self.assertEqual((verdict.generation, verdict.taken_over), (0, [0, 0, 0]))
        self.assertTrue(verdict.text)
        return verdict.text
