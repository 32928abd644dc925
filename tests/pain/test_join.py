import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from niggle.pain.join import RunKey, join_reports, merge_reports
from niggle.pain.model import PainReport

DAY = datetime(2026, 3, 2, tzinfo=UTC)


def run(run_id: str, hour: float, *, minutes: float = 40) -> RunKey:
    started_at = DAY + timedelta(hours=hour)
    return RunKey(run_id, started_at, started_at.date(), minutes * 60)


def report(**answers: Any) -> PainReport:
    return PainReport(report_id="r", athlete_id="me", **answers)


RUNS = [run("morning", 6), run("noon", 12, minutes=70), run("evening", 18), run("next", 30)]


def joined(runs: list[RunKey] = RUNS, **answers: Any) -> str | None:
    return join_reports([report(**answers)], runs)["r"]


def at(hour: float) -> datetime:
    return DAY + timedelta(hours=hour)


def test_the_run_id_decides_alone() -> None:
    assert joined(run_id="noon", started_at=at(6), date=DAY.date()) == "noon"
    assert joined(run_id="not yet here", started_at=at(6), date=DAY.date()) is None


@pytest.mark.parametrize(
    ("hour", "run_id"),
    [
        (6, "morning"), (8.9, "morning"), (9, "morning"), (9.1, "noon"), (24, "evening"), (24.01, "next"),
        (-6, "morning"), (-6.01, None), (42, "next"), (42.01, None),
    ],
)  # fmt: skip
def test_the_nearest_start_within_twelve_hours(hour: float, run_id: str | None) -> None:
    assert joined(started_at=at(hour)) == run_id


def test_a_start_that_fits_no_run_waits_even_on_the_right_day() -> None:
    assert joined([run("late", 23)], started_at=at(1), date=DAY.date()) is None


def test_the_local_day_and_of_several_runs_the_longest() -> None:
    assert joined(date=date(2026, 3, 3)) == "next"
    assert joined(date=date(2026, 3, 4)) is None
    assert joined(date=DAY.date()) == "noon"


@pytest.mark.parametrize(("hour", "run_id"), [(7, "morning"), (13, "noon"), (40, "evening"), (5, "noon")])
def test_of_several_runs_the_last_before_the_report(hour: float, run_id: str) -> None:
    assert joined(date=DAY.date(), reported_at=at(hour)) == run_id


def test_nothing_to_go_by_and_no_runs() -> None:
    assert joined() is None
    assert joined([], started_at=at(6)) is None
    assert joined([], date=DAY.date()) is None


def test_the_order_of_runs_changes_nothing() -> None:
    runs = [*RUNS, run("twin", 6), run("as long", 3, minutes=70)]
    wanted = [joined(runs, started_at=at(5)), joined(runs, started_at=at(7)), joined(runs, date=DAY.date())]
    assert wanted == ["morning", "morning", "as long"]
    shuffle = random.Random(1)
    for _ in range(10):
        shuffle.shuffle(runs)
        assert [
            joined(runs, started_at=at(5)),
            joined(runs, started_at=at(7)),
            joined(runs, date=DAY.date()),
        ] == wanted


def test_every_report_has_an_answer() -> None:
    reports = [
        PainReport(report_id="a", athlete_id="me", run_id="noon"),
        PainReport(report_id="b", athlete_id="me", date=date(2020, 1, 1)),
    ]
    assert join_reports(reports, RUNS) == {"a": "noon", "b": None}


def test_later_answers_win_and_what_they_leave_out_stays() -> None:
    first = report(site="knee", side="left", peak=3, limped=True, note="stiff")
    second = report(site="knee", side="left", peak=0, limped=False)
    other = report(site="knee", side="right", peak=1)
    assert merge_reports([first, other, second]) == (
        report(site="knee", side="left", peak=0, limped=False, note="stiff"),
        other,
    )
    assert merge_reports([]) == ()
