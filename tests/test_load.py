import random
from datetime import UTC, datetime, timedelta

import pytest

from niggle.load import Load, RunLoad, is_cut, limits, loads, minutes_in, thresholds, usual_week_min
from niggle.triage.rules import references

START = datetime(2026, 1, 5, 6, tzinfo=UTC)


def run(day: float, km: float | None = 10.0, minutes: float = 50.0) -> RunLoad:
    distance_m = None if km is None else km * 1000
    return RunLoad(f"run{day:g}", START + timedelta(days=day), distance_m, minutes * 60)


def weeks(count: int, *, minutes: float = 50.0, start: float = 0.0) -> list[RunLoad]:
    """Three runs a week."""
    return [run(start + 7 * week + day, minutes=minutes) for week in range(count) for day in (0, 2, 5)]


def test_a_first_run_has_nothing_to_compare_with() -> None:
    assert loads([run(0)]) == [Load(None, None, 50.0, None)]
    assert loads([]) == []


def test_the_longest_of_the_thirty_days_before() -> None:
    found = loads([run(0, 20), run(10, 8), run(30, 10), run(31, 12)])
    assert [one.longest_30d_m for one in found] == [None, 20_000, 20_000, 10_000]
    assert found[1].distance_over_longest_pct == pytest.approx(-60)
    assert found[3].distance_over_longest_pct == pytest.approx(20)


def test_a_distance_that_was_not_measured_is_unknown_and_not_zero() -> None:
    found = loads([run(0, None), run(1, 10), run(2, None), run(3, 0), run(40, 0), run(41, 5)])
    assert [one.longest_30d_m for one in found] == [None, None, 10_000, 10_000, None, 0]
    assert [one.distance_over_longest_pct for one in found] == [None, None, None, -100, None, None]


def test_minutes_of_the_seven_days_that_end_with_the_run() -> None:
    found = loads([run(0), run(3), run(7), run(7.5)])
    assert [one.minutes_7d for one in found] == [50, 100, 100, 150]


def test_two_runs_at_the_same_moment_do_not_precede_each_other() -> None:
    twin = RunLoad("twin", START, 20_000, 3000)
    assert [one.longest_30d_m for one in loads([run(0), twin])] == [None, None]


def test_reduced_needs_a_fortnight_and_four_active_weeks_before() -> None:
    assert loads(weeks(5))[-1].is_reduced is None
    assert loads(weeks(7))[-1].is_reduced is False


@pytest.mark.parametrize(("minutes", "reduced"), [(37.5, True), (38.0, False), (10.0, True), (80.0, False)])
def test_reduced_is_a_quarter_less_than_the_usual_week(minutes: float, reduced: bool) -> None:
    cut = [run(42 + day, minutes=minutes) for day in (2, 4, 7, 9, 12, 14)]
    assert loads(weeks(6) + cut)[-1].is_reduced is reduced


def test_weeks_off_do_not_make_the_usual_smaller() -> None:
    # Four active weeks, three off, then running again: the usual is still what it was.
    again = [run(49 + day) for day in (0, 2, 5, 7, 9, 12)]
    assert loads(weeks(4) + again)[-1].is_reduced is False
    assert loads([*weeks(4), run(49)])[-1].is_reduced is True


def test_weeks_too_far_back_say_nothing() -> None:
    assert loads([*weeks(6), run(42 + 14 + 12 * 7)])[-1].is_reduced is None


def test_the_usual_week_is_the_median_of_the_last_four_active_ones() -> None:
    runs = [run(7 * week, minutes=minutes) for week, minutes in enumerate([10, 20, 30, 40, 50])]
    assert usual_week_min(runs, before=START + timedelta(days=34)) == 35
    assert usual_week_min(runs, before=START + timedelta(days=20)) is None
    assert usual_week_min([], before=START) is None


def test_minutes_between_leave_out_the_start_and_take_in_the_end() -> None:
    runs = [run(0), run(1), run(2)]
    assert minutes_in(runs, after=START, until=START + timedelta(days=2)) == 100


def test_a_cut_is_from_the_threshold_on() -> None:
    assert is_cut(75, 100)
    assert not is_cut(75.1, 100)


def test_order_of_import_changes_nothing_and_later_runs_neither() -> None:
    chance = random.Random(3)
    runs = [
        run(day + chance.random(), chance.choice([None, 5.5, 9.1, 14.3]), 60 * chance.random()) for day in range(120)
    ]
    wanted = dict(zip((one.run_id for one in runs), loads(runs), strict=True))
    shuffled = chance.sample(runs, len(runs))
    assert dict(zip((one.run_id for one in shuffled), loads(shuffled), strict=True)) == wanted
    assert loads(runs[:50]) == [wanted[one.run_id] for one in runs[:50]]
    # A run of long ago that arrives late leaves no trace, not even in the last digit.
    assert loads([run(-400, 42, 250), *runs])[1:] == [wanted[one.run_id] for one in runs]


class CountedRun:
    """A run that counts how often its start is looked at."""

    looks = 0
    distance_m = 10_000.0
    moving_time_s = 3000.0

    def __init__(self, day: int) -> None:
        self.run_id = f"run{day}"
        self._at = START + timedelta(days=day)

    @property
    def started_at(self) -> datetime:
        CountedRun.looks += 1
        return self._at


def test_ten_times_the_runs_cost_about_ten_times_as_much() -> None:
    def looks(count: int) -> int:
        CountedRun.looks = 0
        loads([CountedRun(day) for day in range(count)])  # type: ignore[misc]
        return CountedRun.looks

    assert looks(2000) < 20 * looks(200)


def test_every_threshold_has_a_unit_a_basis_and_known_sources() -> None:
    for row in thresholds():
        assert row["unit"]
        assert row["why"]
        assert row["basis"] in ("evidence", "convention")
        assert set(row["references"]) <= set(references())
        assert row["references"] or row["basis"] == "convention"
    assert limits()["reduced_by_pct"] == 25
