"""Round values for an axis: few, within its edges, and round as they are shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niggle.reports.axis import ticks
from niggle.vocabulary.units import PACE, STEP, Scale


@given(st.floats(-1e3, 1e3), st.floats(0.1, 1e3), st.integers(2, 6))
def test_ticks_are_between_the_edges(low: float, span: float, most: int) -> None:
    values = [value for value, _ in ticks(Scale("ms"), low, low + span, most=most)]
    assert 1 <= len(values) <= most
    assert all(low - 1e-6 <= value <= low + span + 1e-6 for value in values)


def test_they_are_round_in_the_units_of_the_reader() -> None:
    assert [text for _, text in ticks(STEP["metric"], 1000.0, 1210.0, most=3)] == ["1.00", "1.10", "1.20"]
    assert [text for _, text in ticks(STEP["imperial"], 1000.0, 1210.0, most=3)] == ["3.40", "3.60", "3.80"]


def test_a_share_says_that_it_is_one() -> None:
    assert [text for _, text in ticks(Scale("%", 1), 49.2, 51.2, most=3)] == ["50.0 %", "51.0 %"]


@pytest.mark.parametrize("units", ["metric", "imperial"])
@pytest.mark.parametrize(("low", "high"), [(2.4, 3.6), (-0.2, 6.0), (2.9, 3.1)])
def test_a_pace_is_round_and_faster_is_higher(units: str, low: float, high: float) -> None:
    found = ticks(PACE[units], low, high, most=3)
    assert 1 <= len(found) <= 3
    assert [value for value, _ in found] == sorted(value for value, _ in found)
    assert all(low <= value <= high for value, _ in found)
    assert all(text.endswith(("0", "5")) for _, text in found)
