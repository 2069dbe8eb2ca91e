"""XXH3-64 with seed 0 and the default secret. The checksum of a frame is its low 32 bits
(docs/protocol.md, section 2)."""

import struct

_MASK32 = 0xFFFFFFFF
_MASK64 = 0xFFFFFFFFFFFFFFFF

_PRIME32 = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D)
_PRIME64 = (
    0x9E3779B185EBCA87,
    0xC2B2AE3D27D4EB4F,
    0x165667B19E3779F9,
    0x85EBCA77C2B2AE63,
    0x27D4EB2F165667C5,
)

_SECRET = bytes.fromhex(
    "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671f"
    "cb79e64eccc0e578825ad07dccff7221b8084674f743248ee03590e6813a264c"
    "3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8"
    "a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364"
    "eac5ac8334d3ebc3c581a0fffa1363eb170ddd51b7f0da49d316552629d4689e"
    "2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e"
)

_STRIPE = 64
_STRIPES_A_BLOCK = (len(_SECRET) - _STRIPE) // 8
_BLOCK = _STRIPE * _STRIPES_A_BLOCK


def _u32(data, at):
    return struct.unpack_from("<I", data, at)[0]


def _u64(data, at):
    return struct.unpack_from("<Q", data, at)[0]


def _swap64(value):
    return int.from_bytes(value.to_bytes(8, "little"), "big")


def _rotated(value, bits):
    return (value << bits | value >> (64 - bits)) & _MASK64


def _folded_product(a, b):
    product = a * b
    return (product & _MASK64) ^ (product >> 64)


def _avalanche(h):
    h ^= h >> 37
    h = h * 0x165667919E3779F9 & _MASK64
    return h ^ h >> 32


def _xxh64_avalanche(h):
    h ^= h >> 33
    h = h * _PRIME64[1] & _MASK64
    h ^= h >> 29
    h = h * _PRIME64[2] & _MASK64
    return h ^ h >> 32


def _up_to_16(data):
    size = len(data)
    if size > 8:
        low = _u64(data, 0) ^ _u64(_SECRET, 24) ^ _u64(_SECRET, 32)
        high = _u64(data, size - 8) ^ _u64(_SECRET, 40) ^ _u64(_SECRET, 48)
        return _avalanche((size + _swap64(low) + high + _folded_product(low, high)) & _MASK64)
    if size >= 4:
        both = _u32(data, size - 4) + (_u32(data, 0) << 32)
        h = both ^ _u64(_SECRET, 8) ^ _u64(_SECRET, 16)
        h ^= _rotated(h, 49) ^ _rotated(h, 24)
        h = h * 0x9FB21C651E98DF25 & _MASK64
        h ^= (h >> 35) + size
        h = h * 0x9FB21C651E98DF25 & _MASK64
        return h ^ h >> 28
    if size > 0:
        combined = data[0] << 16 | data[size >> 1] << 24 | data[-1] | size << 8
        return _xxh64_avalanche(combined ^ _u32(_SECRET, 0) ^ _u32(_SECRET, 4))
    return _xxh64_avalanche(_u64(_SECRET, 56) ^ _u64(_SECRET, 64))


def _mixed(data, at, secret_at):
    return _folded_product(
        _u64(data, at) ^ _u64(_SECRET, secret_at), _u64(data, at + 8) ^ _u64(_SECRET, secret_at + 8)
    )


def _up_to_128(data):
    size = len(data)
    total = size * _PRIME64[0]
    for i in range((size - 1) // 32 + 1):
        total += _mixed(data, 16 * i, 32 * i)
        total += _mixed(data, size - 16 * (i + 1), 32 * i + 16)
    return _avalanche(total & _MASK64)


def _up_to_240(data):
    size = len(data)
    total = size * _PRIME64[0] + sum(_mixed(data, 16 * i, 16 * i) for i in range(8))
    total = _avalanche(total & _MASK64)
    total += sum(_mixed(data, 16 * i, 16 * (i - 8) + 3) for i in range(8, size // 16))
    total += _mixed(data, size - 16, 136 - 17)
    return _avalanche(total & _MASK64)


def _take_stripe(lanes, data, at, secret_at):
    values = struct.unpack_from("<8Q", data, at)
    keys = struct.unpack_from("<8Q", _SECRET, secret_at)
    for i in range(8):
        keyed = values[i] ^ keys[i]
        lanes[i ^ 1] += values[i]
        lanes[i] += (keyed & _MASK32) * (keyed >> 32)
    for i in range(8):
        lanes[i] &= _MASK64


def _scramble(lanes):
    keys = struct.unpack_from("<8Q", _SECRET, len(_SECRET) - _STRIPE)
    for i in range(8):
        lanes[i] = (lanes[i] ^ lanes[i] >> 47 ^ keys[i]) * _PRIME32[0] & _MASK64


def _long(data):
    size = len(data)
    lanes = [
        _PRIME32[2], _PRIME64[0], _PRIME64[1], _PRIME64[2],
        _PRIME64[3], _PRIME32[1], _PRIME64[4], _PRIME32[0],
    ]
    blocks = (size - 1) // _BLOCK
    for block in range(blocks):
        for stripe in range(_STRIPES_A_BLOCK):
            _take_stripe(lanes, data, block * _BLOCK + stripe * _STRIPE, 8 * stripe)
        _scramble(lanes)
    for stripe in range((size - 1 - blocks * _BLOCK) // _STRIPE):
        _take_stripe(lanes, data, blocks * _BLOCK + stripe * _STRIPE, 8 * stripe)
    _take_stripe(lanes, data, size - _STRIPE, len(_SECRET) - _STRIPE - 7)
    total = size * _PRIME64[0]
    for i in range(4):
        total += _folded_product(
            lanes[2 * i] ^ _u64(_SECRET, 11 + 16 * i), lanes[2 * i + 1] ^ _u64(_SECRET, 19 + 16 * i)
        )
    return _avalanche(total & _MASK64)


def xxh3_64(data):
    """The hash of any bytes as a number."""
    data = bytes(data)
    if len(data) <= 16:
        return _up_to_16(data)
    if len(data) <= 128:
        return _up_to_128(data)
    if len(data) <= 240:
        return _up_to_240(data)
    return _long(data)
