"""How far back a trend reaches, and one mark for many runs where a mark for each could not be told apart."""

from dataclasses import replace
from datetime import timedelta

import pytest

from niggle.reports.athlete.spans import MOST_MARKS, grouped, reaches_back_to, span_named


@pytest.fixture
def daily(make_trend):
    """A run a day, so many, the last on 3 March 2026."""

    def make(count):
        (point,) = make_trend("cadence_spm", [170.0]).points
        return [
            replace(point, at=point.at - timedelta(days=number), value=170.0 + number % 7, sensor="strap",
                    band=(168.0, 174.0), is_altered=False)
            for number in reversed(range(count))
        ]  # fmt: skip

    return make


def test_what_can_be_told_apart_stays_a_mark_a_run(daily):
    points = daily(MOST_MARKS)
    assert (grouped(points).points, grouped(points).period) == (points, "run")


@pytest.mark.parametrize(("runs", "period"), [(365, "week"), (1500, "month"), (4000, "quarter"), (20000, "year")])
def test_of_more_a_mark_is_as_short_a_time_as_fits(daily, runs, period):
    found = grouped(daily(runs))
    assert found.period == period
    assert len(found.points) <= MOST_MARKS
    assert sum(point.runs for point in found.points) == runs


def test_a_mark_is_the_median_of_its_runs_and_altered_if_one_is(daily):
    points = daily(365)
    points = [replace(point, is_altered=point is points[-10]) for point in points]
    (mark,) = (mark for mark in grouped(points).points if mark.is_altered)
    assert (mark.value, mark.band, mark.runs) == (173.0, (168.0, 174.0), 7)


def test_two_sensors_are_never_averaged(daily):
    points = [replace(point, sensor="pod", value=190.0) if at % 2 else point for at, point in enumerate(daily(365))]
    assert all(point.value == 190.0 for point in grouped(points).points if point.sensor == "pod")
    assert all(point.value < 180.0 for point in grouped(points).points if point.sensor == "strap")


def test_marks_stand_in_the_order_of_their_days_where_sensors_take_turns(daily):
    points = [replace(point, sensor="pod") if point.at.weekday() in (1, 2) else point for point in daily(365)]
    found = [mark.at for mark in grouped(points).points]
    assert found == sorted(found)


def test_a_span_reaches_back_from_the_newest_run(daily):
    newest = daily(1)[-1].at
    assert reaches_back_to("year", newest) == newest - timedelta(days=365)
    assert reaches_back_to("all", newest) is None
    assert [span_named(name) for name in ("year", "all", "months", "century", None)] == ["year", "all", *["months"] * 3]
