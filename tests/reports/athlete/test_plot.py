"""Days across, values up."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niggle.reports.athlete.plot import Days, Values, day_number, stretched

days = st.dates(date(1999, 1, 1), date(2032, 12, 31))


@given(days, st.integers(0, 800), st.integers(2, 8))
def test_named_days_are_within_the_days_and_not_too_many(first, length, most):
    axis = Days(first, first + timedelta(days=length))
    named = [day for day, _ in axis.marks(most=most)]
    assert 1 <= len(named) <= most
    assert all(axis.first <= day <= axis.last for day in named)
    assert len(named) == 1 or all(day.weekday() == 0 for day in named) or all(day.day == 1 for day in named)


def test_of_a_year_months_are_named_and_of_many_the_years():
    year, all_years = Days(date(2025, 3, 5), date(2026, 3, 4)), Days(date(2016, 3, 5), date(2026, 3, 4))
    assert [name for _, name in year.marks(most=4)] == ["Apr 2025", "Jul 2025", "Oct 2025", "Jan 2026"]
    assert [name for _, name in all_years.marks(most=5)] == ["2018", "2020", "2022", "2024", "2026"]


@given(days, st.integers(0, 800), st.floats(0, 1))
def test_days_go_from_edge_to_edge(first, length, share):
    axis = Days(first, first + timedelta(days=length), margin_pct=2)
    at = first.toordinal() + share * (length + 1)
    assert 2 - 1e-6 <= axis.x_pct(at) <= 98 + 1e-6
    assert axis.x_pct(first.toordinal()) == pytest.approx(2)


def test_a_day_is_as_long_by_the_clock_when_the_clock_changes():
    assert day_number(datetime(2026, 3, 29, 12, tzinfo=UTC)) - date(2026, 3, 29).toordinal() == 0.5


def test_what_is_beyond_is_put_on_the_edge():
    values = Values(0, 10, 100, top_px=20)
    assert (values.y_px(-5), values.y_px(0), values.y_px(10), values.y_px(99)) == (120, 120, 20, 20)


def test_nothing_is_drawn_of_nothing():
    assert stretched(100, [("band", []), ("edge", [])]) == ""
