"""Compressed timestamps: five bits of seconds in the header of a message."""

import numpy as np

from niggle.fit.layout import parse_definition
from niggle.fit.timestamps import gather, header_timestamps

FULL = parse_definition(b"\x00\x00\x14\x00\x01\xfd\x04\x86", False, ())
SHORT = parse_definition(b"\x00\x00\x14\x00\x01\x03\x01\x02", False, ())


def times_of(base: int, offsets: list[int]) -> list[int]:
    """One message with a full time, then short ones with these five bits."""
    body = b"\x00" + base.to_bytes(4, "little")
    headers, starts = [0x00], [0]
    for offset in offsets:
        starts.append(len(body))
        headers.append(0xA0 | offset)
        body += bytes([0xA0 | offset, 150])
    found = header_timestamps(
        body, np.array(starts), np.array(headers, np.uint8), np.array([0] + [1] * len(offsets)), [FULL, SHORT]
    )
    assert found is not None
    return found.tolist()


def test_each_counts_on_from_the_one_before():
    base = 32 * 1000 + 5
    assert times_of(base, [6, 7, 31]) == [-1, base + 1, base + 2, base + 26]


def test_five_bits_roll_over():
    base = 32 * 1000 + 30
    assert times_of(base, [31, 0, 2, 1]) == [-1, base + 1, base + 2, base + 4, base + 35]


def test_without_such_headers_there_are_none():
    assert header_timestamps(b"\x00" * 5, np.array([0]), np.array([0], np.uint8), np.array([0]), [FULL]) is None


def test_messages_are_gathered_from_where_they_begin():
    assert [bytes(one) for one in gather(b"abcdef", np.array([1, 4]), 2)] == [b"bc", b"ef"]
