import pytest
from hypothesis import given
from hypothesis import strategies as st

from niggle.fit.crc import crc16


def crc16_by_the_book(data: bytes) -> int:
    """CRC-16/ARC a bit at a time."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc


def test_the_check_value_of_the_catalogue() -> None:
    assert crc16(b"123456789") == 0xBB3D


def test_no_bytes() -> None:
    assert crc16(b"") == 0


@given(st.binary(max_size=600))
def test_any_bytes(data: bytes) -> None:
    assert crc16(data) == crc16_by_the_book(data)


@pytest.mark.parametrize("size", [4095, 4096, 32766, 32767, 32768, 65534, 65535, 100_001])
def test_sizes_around_the_folding(size: int) -> None:
    data = bytes((i * i * 31 + i // 7) & 0xFF for i in range(size))
    assert crc16(data) == crc16_by_the_book(data)


@given(st.binary(min_size=1, max_size=300))
def test_appending_the_checksum_makes_it_zero(data: bytes) -> None:
    assert crc16(data + crc16(data).to_bytes(2, "little")) == 0
