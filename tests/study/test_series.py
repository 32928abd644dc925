"""The runs of one runner, out of one table or several."""

from dataclasses import replace

import numpy as np

from niggle.study.series import CONSTANT_SPEED_MPS, gather
from niggle.study.table import StudyRow

NAME = "stance_time_balance_left_pct"


def rows(label, days, balance=50.5, **numbers):
    return [StudyRow(label, float(day), {NAME: balance + 0.1 * (day % 3), **numbers}) for day in days]


def test_neither_the_order_of_tables_nor_of_rows_matters():
    one, two = rows("A", range(20)) + rows("A", range(20), 51.0), rows("B", range(10))
    shuffled = list(np.random.default_rng(1).permutation(np.array(one, dtype=object)))
    assert gather({"x": one, "y": two}) == gather({"y": two, "x": shuffled})


def test_the_same_letter_in_two_tables_is_two_runners():
    found = gather({"club.csv": rows("A", range(10)), "other.csv": rows("A", range(8), 49.0)})
    assert [(one.label, len(one.rows)) for one in found] == [("A (club.csv)", 10), ("A (other.csv)", 8)]


def test_a_table_that_goes_on_after_another_is_of_the_same_runner():
    (one,) = gather({"second.csv": rows("A", range(10, 15)), "first.csv": rows("A", range(10))})
    assert [row.day for row in one.rows] == list(range(15))


def test_a_table_given_twice_counts_once():
    (one,) = gather({"a.csv": rows("A", range(10)), "copy.csv": rows("A", range(10))[::-1]})
    assert len(one.rows) == 10


def test_a_sensor_stays_until_another_is_named():
    named = [None, "1", None, "2", None]
    given = [replace(row, sensor=sensor) for row, sensor in zip(rows("A", range(5)), named, strict=True)]
    (one,) = gather({"t": given})
    assert [row.sensor for row in one.rows] == ["1", "1", "1", "2", "2"]


def test_a_speed_that_nobody_measured_is_constant_and_a_missing_one_is_not_made_up():
    (without,) = gather({"t": rows("A", range(3))})
    assert {row.number("speed_mps") for row in without.rows} == {CONSTANT_SPEED_MPS}
    (some,) = gather({"t": [*rows("A", range(2), speed_mps=2.8), *rows("A", [2])]})
    assert np.isnan(some.rows[2].number("speed_mps"))


def test_the_sign_is_that_of_the_side_leant_to():
    (left,), (right,) = gather({"t": rows("A", range(4), 50.4)}), gather({"t": rows("A", range(4), 49.2)})
    assert (left.sign, right.sign) == (1, -1)
