"""What a definition message says of the data messages that follow it."""

import struct

import numpy as np

from niggle.fit.base_types import BASE_TYPES_BY_NAME
from niggle.fit.layout import Description, DeveloperKey, definition_length, developer_fields, parse_definition
from niggle.fit.write import Block
from tests.fit.files import SECONDS, T0, N, only, session

RECORD = 20


def definition(*fields: tuple[int, int, int], big: bool = False, developer: tuple = ()) -> bytes:
    """A definition without its header byte; fields are (number, size, base type code)."""
    data = struct.pack(">BBHB" if big else "<BBHB", 0, int(big), RECORD, len(fields))
    data += b"".join(bytes(field) for field in fields)
    return data + (bytes([len(developer)]) + b"".join(bytes(field) for field in developer) if developer else b"")


def test_fields_lie_one_behind_the_other_after_the_header_byte():
    layout = parse_definition(definition((253, 4, 0x86), (3, 1, 0x02), (5, 4, 0x86)), False, ())
    assert [(slot.number, slot.position) for slot in layout.slots.values()] == [(253, 1), (3, 5), (5, 6)]
    assert (layout.size, layout.is_regular) == (10, True)
    assert layout.message is not None
    assert layout.message.name == "record"


def test_byte_order_is_in_the_dtypes():
    layout = parse_definition(definition((2, 2, 0x84), big=True), False, ())
    assert layout.slots[2].dtype == ">u2"


def test_a_size_that_does_not_fit_the_type_is_bytes_and_irregular():
    layout = parse_definition(definition((2, 3, 0x84)), False, ())
    assert layout.slots[2].base_type.name == "byte"
    assert layout.slots[2].count == 3
    assert not layout.is_regular


def test_developer_fields_are_apart_and_take_their_room():
    key = DeveloperKey("index:0", 0, 7, "power", "W")
    known = Description(key, BASE_TYPES_BY_NAME["uint16"], None, None)
    data = definition((3, 1, 0x02), developer=((7, 2, 0), (8, 4, 0)))
    assert developer_fields(data) == [(0, 7), (0, 8)]
    layout = parse_definition(data, True, (known, None))
    assert [slot.position for slot in layout.developer_slots] == [2]
    assert (layout.undescribed, layout.size) == (1, 8)


def test_a_definition_that_is_cut_off_has_no_length():
    data = definition((3, 1, 0x02), (2, 2, 0x84))
    assert definition_length(b"\x40" + data, 0) == len(data) + 1
    assert definition_length(b"\x40" + data[:-1], 0) is None
    assert definition_length(b"\x60" + data, 0) is None  # the count of developer fields is missing


def test_times_declared_as_four_bytes():
    stored = (T0 - 631_065_600 + SECONDS).astype("<u4").view(np.uint8).reshape(N, 4)
    block = Block("record", {253: stored, 5: (300 * SECONDS).astype(np.int64)}, base_types={253: "byte", 5: "uint32"})
    assert only(Block(20, block.fields, base_types=block.base_types), session()).distance_m == 3.0 * (N - 1)
