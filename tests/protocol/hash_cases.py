"""XXH3-64 against values of the C library xxhash 0.8."""

import unittest

from xxh3 import xxh3_64

KNOWN = (
    (0, 0x2d06800538d394c2),
    (1, 0xc44bdff4074eecdb),
    (2, 0x9093381c8763d62e),
    (3, 0xc3489259e968ad9e),
    (4, 0xd3d60c1519014e89),
    (8, 0xb88dee77f6bf6980),
    (9, 0x03688dcad730d826),
    (16, 0x9da23836adf2be1e),
    (17, 0xf34c3c9cf5a112d1),
    (32, 0x99cb9ad0f1a11fbe),
    (33, 0xc077b45492d29cde),
    (64, 0x6efb76ff16f37561),
    (65, 0x2640848e9137156b),
    (96, 0x764d2d5db92942df),
    (97, 0x077acb7e5f4fd940),
    (128, 0x65f3c2c00fa93185),
    (129, 0x28065c6ec25f5b25),
    (143, 0x2a0cabb0c54e9ca6),
    (144, 0x600e8d345ff9620d),
    (240, 0x4917a75c0ef8eed7),
    (241, 0x541b19226f0052e8),
    (255, 0xd7b24287b3dcf385),
    (256, 0xf2331523b74cf0a4),
    (257, 0x33074291cf400551),
    (1023, 0x4e4c866306f8b848),
    (1024, 0xba464919c6bb3ccd),
    (1025, 0x2aa0034e7827ee42),
    (1088, 0x6120d50233c9c660),
    (2048, 0x956f98bea3210c05),
    (2049, 0xe26adc81a9c9e336),
    (5000, 0xe69c7c10fe601e8d),
    (65557, 0xfb8381a556b481d1),
)


class Hash(unittest.TestCase):
    def test_the_hash_is_that_of_the_C_library_at_every_kind_of_length(self):
        data = bytes((i * 7 + i // 251) & 0xFF for i in range(70000))
        for size, expected in KNOWN:
            with self.subTest(size):
                self.assertEqual(xxh3_64(data[:size]), expected)
