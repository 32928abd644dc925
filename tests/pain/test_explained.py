"""For which runs an answer about a changed stride holds."""

from datetime import UTC, date, datetime, timedelta

import pytest

from niggle.pain.explained import Explained, Explanation, explained_runs
from niggle.pain.join import RunKey

FIRST = datetime(2026, 3, 2, 6, tzinfo=UTC)


def run(days: int, name: str | None = None) -> RunKey:
    at = FIRST + timedelta(days=days)
    return RunKey(name or f"r{days}", at, at.date(), 1800.0)


def day(days: int) -> date:
    return run(days).local_date


RUNS = [run(0), run(2), run(4), run(6)]


def test_an_answer_without_a_day_holds_for_its_run_alone() -> None:
    found = explained_runs([Explanation(by="shoes", run_id="r2", since=None)], RUNS)
    assert found == {"r2": Explained("shoes", day(2), is_first=True)}


def test_an_answer_holds_from_the_first_run_on_or_after_its_day_up_to_its_own() -> None:
    found = explained_runs([Explanation(by="sensor", run_id="r6", since=day(1))], RUNS)
    assert found == {
        "r2": Explained("sensor", day(1), is_first=True),
        "r4": Explained("sensor", day(1), is_first=False),
        "r6": Explained("sensor", day(1), is_first=False),
    }


def test_an_event_that_is_of_no_run_holds_for_the_next() -> None:
    said = [Explanation(by="shoes", run_id=None, since=day(3))]
    assert explained_runs(said, RUNS) == {"r4": Explained("shoes", day(3), is_first=True)}
    assert explained_runs(said, RUNS[:2]) == {}


def test_a_run_that_arrives_late_takes_the_change_over() -> None:
    said = [Explanation(by="shoes", run_id="r6", since=day(3))]
    found = explained_runs(said, [*RUNS, run(3)])
    assert [name for name, one in found.items() if one.is_first] == ["r3"]
    assert found["r4"] == Explained("shoes", day(3), is_first=False)


def test_of_several_answers_on_one_run_the_last_counts_whole() -> None:
    said = [Explanation(by="shoes", run_id="r6", since=day(0)), Explanation(by="nothing", run_id="r6", since=None)]
    assert explained_runs(said, RUNS) == {"r6": Explained("nothing", day(6), is_first=True)}


def test_to_know_of_nothing_holds_for_the_run_alone_whatever_day_is_given() -> None:
    found = explained_runs([Explanation(by="nothing", run_id="r4", since=day(0))], RUNS)
    assert list(found) == ["r4"]


@pytest.mark.parametrize("order", [RUNS, RUNS[::-1]])
def test_the_order_of_the_runs_changes_nothing(order: list[RunKey]) -> None:
    said = [Explanation(by="route", run_id="r4", since=day(1)), Explanation(by="unwell", run_id="gone", since=day(0))]
    assert set(explained_runs(said, order)) == {"r2", "r4"}


def test_what_began_with_a_run_stays_whatever_reaches_over_it_and_whichever_was_said_first() -> None:
    moved = Explanation(by="sensor", run_id="r4", since=day(4))
    shoes = Explanation(by="shoes", run_id="r6", since=day(2))
    found = explained_runs([moved, shoes], RUNS)
    assert found["r4"] == Explained("sensor", day(4), is_first=True)
    assert found == explained_runs([shoes, moved], RUNS)
