"""Days into months: every run in exactly one cell, whatever the year and the time zone."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from niggle.reports.athlete.calendar import WEEKDAYS, months_between
from niggle.reports.athlete.view import RunLine

ZONES = ("UTC", "Europe/London", "Pacific/Auckland", "America/Los_Angeles", "Pacific/Apia")
STATUSES = ("red_flag", "concern", "adapt", "check_in", "monitor", "clear")


def run(start: datetime, status: str = "clear", *, provisional: bool = False, run_id: str = "r") -> RunLine:
    return RunLine(
        run_id=run_id, local_start=start, distance_m=None, moving_time_s=None, status=status, provisional=provisional
    )


def days_of(months):
    return [day for month in months for week in month.weeks for day in week if day is not None]


instants = st.integers(0, 480 * 1440).map(lambda minute: datetime(2023, 12, 1, tzinfo=UTC) + timedelta(minutes=minute))


@settings(deadline=None)
@given(st.lists(instants, min_size=1, max_size=30), st.sampled_from(ZONES))
def test_every_run_is_in_exactly_one_cell_that_of_its_own_day(starts, zone):
    runs = [run(start.astimezone(ZoneInfo(zone)), run_id=str(number)) for number, start in enumerate(starts)]
    first, last = (function(one.local_start for one in runs).date() for function in (min, max))
    cells = days_of(months_between(runs, first, last, as_of=last))
    found = {one.run_id: cell.day for cell in cells for one in cell.runs}
    assert sum(len(cell.runs) for cell in cells) == len(runs)
    assert found == {one.run_id: one.local_start.date() for one in runs}


@settings(deadline=None)
@given(st.dates(date(1999, 1, 1), date(2032, 12, 31)), st.integers(0, 500))
def test_months_are_whole_and_weeks_begin_on_monday(first, length):
    last = first + timedelta(days=length)
    months = months_between([], first, last, as_of=last)
    days = [cell.day for cell in days_of(months)]
    assert days[0] == first.replace(day=1)
    assert days[-1] >= last
    assert (days[-1] + timedelta(days=1)).day == 1
    assert [later - day for day, later in pairwise(days)] == [timedelta(days=1)] * (len(days) - 1)
    for month in months:
        assert all(len(week) == len(WEEKDAYS) for week in month.weeks)
        assert all(cell is None or cell.day.weekday() == at for week in month.weeks for at, cell in enumerate(week))


@pytest.mark.parametrize(("year", "length"), [(2024, 366), (2025, 365), (2000, 366), (1900, 365)])
def test_a_year_has_all_its_days(year, length):
    months = months_between([], date(year, 1, 1), date(year, 12, 31), as_of=date(year, 12, 31))
    assert [month.name for month in months][::11] == [f"January {year}", f"December {year}"]
    assert len(days_of(months)) == length


def test_days_after_the_newest_run_are_ahead():
    cells = days_of(months_between([], date(2026, 2, 1), date(2026, 2, 24), as_of=date(2026, 2, 24)))
    assert [cell.day.day for cell in cells if cell.is_ahead] == [25, 26, 27, 28]


def test_a_run_after_midnight_abroad_is_on_the_day_where_the_runner_lives():
    late = datetime(2026, 2, 24, 23, 30, tzinfo=UTC).astimezone(ZoneInfo("Pacific/Auckland"))
    cells = days_of(months_between([run(late)], late.date(), late.date(), as_of=late.date()))
    assert [cell.day for cell in cells if cell.runs] == [date(2026, 2, 25)]


@given(st.permutations(STATUSES))
def test_a_day_looks_like_the_worst_of_its_runs(statuses):
    start = datetime(2026, 2, 24, 7, tzinfo=UTC)
    runs = [run(start + timedelta(hours=at), status, run_id=status) for at, status in enumerate(statuses)]
    (cell,) = (
        cell for cell in days_of(months_between(runs, start.date(), start.date(), as_of=start.date())) if cell.runs
    )
    assert [one.status for one in cell.runs] == list(STATUSES)
    assert cell.worst is not None
    assert cell.worst.status == "red_flag"


@pytest.mark.parametrize(("status", "is_open"), [("clear", True), ("monitor", False), ("concern", False)])
def test_of_two_as_bad_the_settled_one_counts_and_of_two_clear_ones_the_open_one(status, is_open):
    start = datetime(2026, 2, 24, 7, tzinfo=UTC)
    runs = [run(start, status, provisional=True, run_id="open"), run(start, status, run_id="settled")]
    for order in (runs, runs[::-1]):
        cells = days_of(months_between(order, start.date(), start.date(), as_of=start.date()))
        (worst,) = (cell.worst for cell in cells if cell.worst is not None)
        assert worst.provisional is is_open
