"""What is told of an athlete's runs and sources, and that it is told once."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niggle.notify.matters import FRESH, Matter, RunStatus, matters_of_runs, matters_of_sources, news, review

START = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
LONG_AGO = START - timedelta(days=400)


def runs_of(*statuses: str, days_apart: float = 1.0, first: int = 1) -> list[RunStatus]:
    """One run a day with these statuses; "ask" is an unreported altered stride."""
    return [
        RunStatus(
            f"run{number}",
            START + timedelta(days=number * days_apart),
            "check_in" if status == "ask" else status,
            asks=status == "ask",
        )
        for number, status in enumerate(statuses, first)
    ]


def keys(matters: Sequence[Matter]) -> list[str]:
    return [matter.key for matter in matters]


def told_over_nights(*nights: Sequence[RunStatus]) -> list[list[str]]:
    """What each night tells an address that begins with the first."""
    known: list[Matter] = []
    begun_at, told = None, []
    for runs in nights:
        fresh = news(matters_of_runs("ada", runs, begun_at=begun_at), known)
        known += fresh
        told.append(keys(fresh))
        if begun_at is None and runs:
            begun_at = max(run.started_at for run in runs)
    return told


@pytest.mark.parametrize("status", ["concern", "red_flag"])
def test_a_new_status_is_told_once_and_going_on_is_not_news(status: str) -> None:
    runs = runs_of("clear", status, status, status)
    assert told_over_nights(runs[:1], runs[:2], runs[:3], runs) == [[], [f"{status}:ada:run2"], [], []]


@pytest.mark.parametrize("status", ["clear", "monitor", "adapt", "check_in"])
def test_milder_statuses_are_not_told(status: str) -> None:
    runs = runs_of("clear", status)
    assert told_over_nights(runs[:1], runs) == [[], []]


def test_a_red_flag_after_a_concern_is_new_and_the_way_back_is_not() -> None:
    runs = runs_of("clear", "concern", "red_flag", "concern", "concern")
    nights = [runs[:count] for count in range(1, 6)]
    assert told_over_nights(*nights) == [[], ["concern:ada:run2"], ["red_flag:ada:run3"], [], []]


def test_a_red_flag_told_at_once_makes_the_concern_after_it_no_news() -> None:
    runs = runs_of("clear", "red_flag", "concern")
    assert told_over_nights(runs[:1], runs[:2], runs) == [[], ["red_flag:ada:run2"], []]


def test_a_concern_after_clear_runs_is_a_new_spell() -> None:
    runs = runs_of("clear", "concern", "clear", "concern")
    nights = [runs[:count] for count in range(1, 5)]
    assert told_over_nights(*nights) == [[], ["concern:ada:run2"], [], ["concern:ada:run4"]]


def test_a_question_is_about_the_newest_run_alone() -> None:
    runs = runs_of("clear", "ask", "ask", "clear")
    assert told_over_nights(runs[:1], runs[:2], runs[:3], runs) == [[], ["question:run2"], ["question:run3"], []]


def test_years_of_history_tell_of_the_newest_run_at_most() -> None:
    history = runs_of("concern", "red_flag", "clear", "concern", "clear", "red_flag", "ask", days_apart=0.4)
    assert told_over_nights(history, history) == [["question:run7"], []]


def test_a_concern_of_two_runs_ago_that_the_same_night_brought_is_told() -> None:
    runs = runs_of("clear", "concern", "clear")
    assert told_over_nights(runs[:1], runs) == [[], ["concern:ada:run2"]]


def test_what_arrives_late_is_no_news() -> None:
    late = RunStatus("late", START - timedelta(days=1), "concern")
    old = RunStatus("old", START + timedelta(days=10) - FRESH - timedelta(minutes=1), "concern")
    newest = RunStatus("new", START + timedelta(days=10), "clear")
    before = runs_of("clear")
    assert told_over_nights(before, [*before, late], [*before, late, old, newest]) == [[], [], []]


def test_a_late_run_that_lengthens_or_splits_a_spell_does_not_tell_it_again() -> None:
    runs = runs_of("clear", "concern", "concern")
    earlier = RunStatus("earlier", runs[1].started_at - timedelta(hours=3), "concern")
    between = RunStatus("between", runs[1].started_at + timedelta(hours=3), "clear")
    first = [["concern:ada:run2"]]
    assert told_over_nights(runs[:1], runs, [*runs, earlier])[1:] == [*first, []]
    assert told_over_nights(runs[:1], runs, [*runs, between])[1:] == [*first, []]


def test_a_run_that_got_another_id_does_not_tell_again() -> None:
    runs = runs_of("clear", "concern")
    (told,) = matters_of_runs("ada", runs, begun_at=LONG_AGO)
    renamed = [runs[0], RunStatus("richer", runs[1].started_at, "concern")]
    known = Matter(told.kind, "ada", told.key, run_id="richer")  # as the store gives the id that the run has now
    assert news(matters_of_runs("ada", renamed, begun_at=LONG_AGO), [known]) == []


STATUSES = st.lists(st.sampled_from(["clear", "monitor", "ask", "adapt", "concern", "red_flag"]), max_size=12)


@given(STATUSES, st.randoms(use_true_random=False))
def test_the_same_state_twice_tells_nothing_the_second_time_in_whatever_order(statuses, random) -> None:
    runs = runs_of(*statuses)
    shuffled = random.sample(runs, len(runs))
    first = matters_of_runs("ada", runs, begun_at=LONG_AGO)
    assert matters_of_runs("ada", shuffled, begun_at=LONG_AGO) == first
    fresh = news(first, [])
    assert news(first, fresh) == []


@given(STATUSES)
def test_night_after_night_each_spell_and_question_is_told_at_most_once(statuses) -> None:
    runs = runs_of(*statuses)
    told = [key for night in told_over_nights(*(runs[:count] for count in range(len(runs) + 1))) for key in night]
    assert len(told) == len(set(told))
    for number in range(2, len(runs) + 1):  # the first is what was there before
        run = runs[number - 1]
        if run.status == "red_flag" and runs[number - 2].status != "red_flag":
            assert f"red_flag:ada:{run.run_id}" in told
        if run.asks:
            assert f"question:{run.run_id}" in told


@given(STATUSES)
def test_matters_of_others_do_not_count_as_told(statuses) -> None:
    runs = runs_of(*statuses)
    ada, ben = (matters_of_runs(name, runs, begun_at=LONG_AGO) for name in ("ada", "ben"))
    about_runs = [matter for matter in ben if matter.kind != "question"]  # their ids would differ
    assert [matter for matter in news(ben, ada) if matter.kind != "question"] == news(about_runs, [])


def test_a_source_is_told_once_and_again_after_a_fortnight() -> None:
    def told(days: float, known: list[Matter]) -> list[Matter]:
        return news(matters_of_sources("ada", {"garmin": START}, now=START + timedelta(days=days)), known)

    first = told(0, [])
    assert keys(first) == ["source:ada:garmin:2026-03-02"]
    assert told(13.9, first) == []
    second = told(14, first)
    assert keys(second) == ["source:ada:garmin:2026-03-16"]
    assert told(27, first + second) == []


def test_a_source_that_was_well_in_between_is_told_again() -> None:
    first = matters_of_sources("ada", {"garmin": START}, now=START)
    later = START + timedelta(days=3)
    assert keys(news(matters_of_sources("ada", {"garmin": later}, now=later), first)) == [
        "source:ada:garmin:2026-03-05"
    ]


def test_what_waits_is_dropped_when_it_is_no_longer_so() -> None:
    before = matters_of_runs("ada", runs_of("clear", "ask"), begun_at=LONG_AGO)
    reviewed = review(before, [], matters_of_runs("ada", runs_of("clear", "clear"), begun_at=LONG_AGO))
    assert (keys(reviewed.over), reviewed.kept, reviewed.due) == (["question:run2"], (), ())


def test_what_waits_and_goes_on_is_due_as_it_is_now() -> None:
    waiting = matters_of_runs("ada", runs_of("clear", "concern"), begun_at=LONG_AGO)
    reviewed = review(waiting, [], matters_of_runs("ada", runs_of("clear", "concern", "concern"), begun_at=LONG_AGO))
    assert (reviewed.over, keys(reviewed.kept)) == ((), ["concern:ada:run2"])
    assert [matter.run_id for matter in reviewed.due] == ["run3"]


@pytest.mark.parametrize(("was", "now"), [("concern", "red_flag"), ("red_flag", "concern")])
def test_a_status_that_has_changed_while_it_waited_is_told_as_what_it_is_now(was: str, now: str) -> None:
    waiting = matters_of_runs("ada", runs_of("clear", was), begun_at=LONG_AGO)
    current = matters_of_runs("ada", runs_of("clear", now), begun_at=LONG_AGO)
    reviewed = review(waiting, [], current)
    assert (keys(reviewed.over), keys(reviewed.new)) == ([f"{was}:ada:run2"], [f"{now}:ada:run2"])
    assert keys(reviewed.due) == [f"{now}:ada:run2"]
    assert news(current, reviewed.new) == []


def test_a_source_that_is_well_again_is_dropped_and_one_that_waits_for_long_is_kept() -> None:
    waiting = matters_of_sources("ada", {"garmin": START}, now=START)
    assert review(waiting, [], []).due == ()
    later = matters_of_sources("ada", {"garmin": START}, now=START + timedelta(days=15))
    assert keys(review(waiting, [], later).kept) == ["source:ada:garmin:2026-03-02"]
