"""Stored numbers to physical ones, a column at a time."""

import numpy as np
import pytest

from niggle.fit.base_types import BASE_TYPES_BY_NAME
from niggle.fit.layout import Slot
from niggle.fit.values import merged, packed_bits, physical, stored_values, unrolled


def column(kind: str, data: bytes, *, dtype: str, count: int = 1, rows: int = 1) -> np.ndarray:
    base_type = BASE_TYPES_BY_NAME[kind]
    records = np.frombuffer(data, f"V{len(data) // rows}")
    return stored_values(records, Slot(0, base_type, count, 0, dtype))


def test_no_value_is_nan():
    values = column("uint16", b"\x01\x00\xff\xff\x00\x00", dtype="<u2", rows=3)
    np.testing.assert_array_equal(values, [1.0, np.nan, 0.0])


def test_zero_is_no_value_only_where_the_type_says_so():
    np.testing.assert_array_equal(column("uint8z", b"\x00\x05", dtype="u1", rows=2), [np.nan, 5.0])


def test_byte_order_is_followed():
    assert column("uint16", b"\x01\x02", dtype=">u2") == [0x0102]


def test_bytes_are_missing_only_together():
    values = column("byte", b"\xff\x01\xff\xff", dtype="u1", count=2, rows=2)
    np.testing.assert_array_equal(values, [[255.0, 1.0], [np.nan, np.nan]])


def test_text_ends_at_the_first_nul_and_empty_is_none():
    assert column("string", b"ab\x00z\x00\x00\x00\x00", dtype="S4", rows=2).tolist() == ["ab", None]


def test_64_bits_stay_exact():
    exact = column("uint64", (2**60 + 1).to_bytes(8, "little") + b"\xff" * 8, dtype="<u8", rows=2)
    assert exact.tolist() == [2**60 + 1, None]
    assert column("uint64", (7).to_bytes(8, "little"), dtype="<u8").dtype == np.float64


def test_physical_is_over_the_scale_less_the_offset():
    np.testing.assert_allclose(physical(np.array([2500.0, np.nan]), 5.0, 500.0), [0.0, np.nan])


def test_the_second_fills_what_the_first_lacks():
    first, second = np.array([1.0, np.nan, np.nan]), np.array([9.0, 2.0, np.nan])
    np.testing.assert_array_equal(merged(first, second), [1.0, 2.0, np.nan])
    assert merged(None, second) is second
    assert merged(first, None) is first


def test_bits_of_numbers_and_of_bytes():
    np.testing.assert_array_equal(packed_bits(np.array([0b1011_0101, np.nan]), 4, 4), [0b1011, np.nan])
    np.testing.assert_array_equal(packed_bits(np.array([[0x34, 0x12]]), 8, 8), [0x12])
    assert np.isnan(packed_bits(np.array([[1.0]]), 8, 8)).all()


@pytest.mark.parametrize("start", [0, 250])
def test_a_counter_that_rolls_over_goes_on(start):
    true = start + np.arange(0.0, 900.0, 100.0)
    np.testing.assert_array_equal(unrolled(true % 256, 8, (0,)), true - (start // 256) * 256)


def test_each_file_of_a_chain_counts_from_its_own_start():
    np.testing.assert_array_equal(unrolled(np.array([200.0, 10.0, 5.0, 4.0]), 8, (0, 2)), [200.0, 266.0, 5.0, 260.0])
