"""Numbers and moments as people and programs write them."""

import math
from datetime import UTC, datetime

import numpy as np
import pytest

from niggle.tracks.texts import moment, moments, number, numbers

AT = datetime(2026, 3, 2, 6, 31, 5, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02T06:31:05Z",
        "2026-03-02 06:31:05",
        " 2026-03-02T6:31:05z ",
        "2026-03-02T07:31:05+01:00",
        "2026-03-02T07:31:05+01",
        "2026-03-02T01:01:05-0530",
        "2026/3/2 6:31:5",
        "20260302T063105Z",
        "2026-03-02T06:31:05 UTC",
        "2026-03-02T06:31:05+00:00Z",
        "2026-03-02T 6:31: 5Z",
    ],
)
def test_one_moment_in_many_forms(text):
    assert moment(text) == AT


def test_fractions_of_a_second_are_kept():
    assert moment("2026-03-02T06:31:05,25Z") == AT + 0.25


@pytest.mark.parametrize(
    "text", [None, "", "yesterday", "2026-02-30T06:00:00Z", "1969-12-31T00:00:00Z", "9001-01-01T00:00Z"]
)
def test_what_is_no_moment_is_nan(text):
    assert math.isnan(moment(text))
    assert np.isnan(moments([text])).all()


def test_numbers_with_point_and_with_comma():
    np.testing.assert_array_equal(
        numbers(["1.5", "1,5", " -2 ", None, "x", "inf", "nan"]), [1.5, 1.5, -2] + [np.nan] * 4
    )
    assert number("3,25") == 3.25
    assert number("") is None


@pytest.mark.parametrize(
    "text", ["2026-03-02", "20260302", "20261112", "05:06:07", "1" * 5000, "2026-03-02T06" + " " * 500]
)
def test_what_is_only_part_of_a_moment_is_none(text):
    assert math.isnan(moment(text))
