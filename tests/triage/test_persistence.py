from collections.abc import Callable
from typing import Any

import pytest

from niggle.load import Load
from niggle.triage.evaluate import evaluate
from niggle.triage.model import LoggedRun, RunFacts

type Make = Callable[..., Any]

CUT, NOT_CUT = Load(None, None, None, True), Load(None, None, None, False)


@pytest.fixture(scope="module")
def before_onset(logged: Make) -> tuple[LoggedRun, ...]:
    """Six weeks of 200 minutes, without a word of pain, up to the day -21."""
    return tuple(logged(days=-day, minutes=50) for day in range(21 + 42, 21, -1) if day % 7 in (0, 2, 4, 6))


def outcome(facts: RunFacts) -> tuple[str, str]:
    found = next(item for item in evaluate(facts).criteria if item.id == "persists_despite_reduced_training")
    return found.status, found.evidence


def episode(logged: Make, quiet: Make, peaks: dict[int, int], *, minutes: float = 30, **answers: Any) -> Any:
    return tuple(
        logged(quiet(first=peak, peak=peak, **answers), days=-day, minutes=minutes) for day, peak in peaks.items()
    )


def test_met_after_a_fortnight_of_fewer_minutes(
    facts: Make, quiet: Make, logged: Make, before_onset: tuple[LoggedRun, ...]
) -> None:
    earlier = before_onset + episode(logged, quiet, {20: 3, 15: 3, 10: 2, 5: 3})
    status, evidence = outcome(facts(quiet(first=3, peak=3), earlier=earlier, minutes=30))
    assert status == "met"
    assert evidence == "day 21 of this episode, pain 3/10 at first and 3/10 lately, with training cut for 14 days"


def test_not_met_when_it_eases_by_a_point(
    facts: Make, quiet: Make, logged: Make, before_onset: tuple[LoggedRun, ...]
) -> None:
    earlier = before_onset + episode(logged, quiet, {20: 3, 17: 3, 14: 3, 10: 2, 5: 2})
    assert outcome(facts(quiet(first=2, peak=2), earlier=earlier))[0] == "not_met"


def test_not_met_when_training_goes_on(
    facts: Make, quiet: Make, logged: Make, before_onset: tuple[LoggedRun, ...]
) -> None:
    peaks = dict.fromkeys((20, 18, 16, 13, 11, 9, 7, 6, 4, 2), 3)
    earlier = before_onset + episode(logged, quiet, peaks, minutes=50)
    assert outcome(facts(quiet(first=3, peak=3), earlier=earlier, minutes=50)) == (
        "not_met",
        "day 21 of this episode, pain 3/10 at first and 3/10 lately; training was not cut",
    )


def test_three_quarters_of_the_usual_minutes_is_cut(
    facts: Make, quiet: Make, logged: Make, before_onset: tuple[LoggedRun, ...]
) -> None:
    logs = episode(logged, quiet, {20: 3, 15: 3, 12: 3, 9: 3, 6: 3, 3: 3}, minutes=50)
    # Usual are 200 minutes a week, so 300 in a fortnight are 25 % fewer: four runs of 50 and these two.
    at_limit = outcome(facts(quiet(first=3, peak=3), earlier=before_onset + logs, minutes=100))
    above = outcome(facts(quiet(first=3, peak=3), earlier=before_onset + logs, minutes=101))
    assert (at_limit[0], above[0]) == ("met", "not_met")


@pytest.mark.parametrize("answer", ["moderately", "a_lot", "stopped"])
def test_the_runners_word_is_enough(answer: str, facts: Make, quiet: Make, logged: Make) -> None:
    earlier = episode(logged, quiet, {16: 3, 10: 3, 5: 3}, reduced_training=answer)
    assert outcome(facts(quiet(first=3, peak=3), earlier=earlier))[0] == "met"
    assert outcome(facts(quiet(first=3, peak=3, reduced_training="no"), earlier=earlier))[0] == "not_met"


@pytest.mark.parametrize("answer", ["no", "a_little"])
def test_a_little_less_is_not_reduced(answer: str, facts: Make, quiet: Make, logged: Make) -> None:
    earlier = episode(logged, quiet, {16: 3, 10: 3, 5: 3}, reduced_training=answer)
    assert outcome(facts(quiet(first=3, peak=3), earlier=earlier))[0] == "not_met"


def test_unknown_when_nobody_can_tell_whether_training_was_cut(facts: Make, quiet: Make, logged: Make) -> None:
    earlier = episode(logged, quiet, {16: 3, 10: 3, 5: 3})
    run = facts(quiet(first=3, peak=3), earlier=earlier)
    assert outcome(run)[0] == "unknown"
    assert any("cut your training" in question for question in evaluate(run).questions)


def test_the_load_stands_in_where_the_weeks_before_onset_are_too_few(facts: Make, quiet: Make, logged: Make) -> None:
    earlier = episode(logged, quiet, {16: 3, 10: 3, 5: 3})
    assert outcome(facts(quiet(first=3, peak=3), earlier=earlier, load=CUT))[0] == "met"
    assert outcome(facts(quiet(first=3, peak=3), earlier=earlier, load=NOT_CUT))[0] == "not_met"


def test_a_week_is_enough_when_it_hurts_more(facts: Make, quiet: Make, logged: Make) -> None:
    for peak, status in ((4, "met"), (3, "not_met")):
        earlier = episode(logged, quiet, {8: peak, 6: peak, 4: peak, 2: peak}, reduced_training="a_lot")
        assert outcome(facts(quiet(first=peak, peak=peak), earlier=earlier))[0] == status
    early = episode(logged, quiet, {6: 5, 4: 5, 2: 5}, reduced_training="a_lot")
    assert outcome(facts(quiet(first=5, peak=5), earlier=early)) == (
        "not_met",
        "day 7 of this episode, too early to tell",
    )


def test_a_missing_worst_never_turns_it_off(facts: Make, quiet: Make, logged: Make) -> None:
    earlier = episode(logged, quiet, {16: 4, 8: 4}, reduced_training="a_lot")
    assert outcome(facts(quiet(first=4, peak=4), earlier=earlier))[0] == "met"
    assert outcome(facts(quiet(first=2, peak=None), earlier=earlier))[0] == "unknown"
    assert outcome(facts(quiet(first=4, peak=None), earlier=earlier))[0] == "met"


def test_of_two_or_three_logs_the_first_and_the_last_are_compared(facts: Make, quiet: Make, logged: Make) -> None:
    one = episode(logged, quiet, {9: 5}, reduced_training="a_lot")
    assert outcome(facts(quiet(first=5, peak=5), earlier=one))[0] == "met"
    assert outcome(facts(quiet(first=4, peak=4), earlier=one))[0] == "not_met"
    two = episode(logged, quiet, {9: 5, 4: 1}, reduced_training="a_lot")
    assert outcome(facts(quiet(first=5, peak=5), earlier=two))[0] == "met"


def test_an_episode_whose_logs_have_no_scores_cannot_be_compared(facts: Make, report: Make, logged: Make) -> None:
    unscored = report(site="knee", reduced_training="a_lot")
    earlier = tuple(logged(unscored, days=-day) for day in (16, 8))
    assert outcome(facts(unscored, earlier=earlier)) == (
        "unknown",
        "day 17 of this episode, too few scores to compare",
    )


def test_a_gap_of_more_than_ten_days_starts_another_episode(facts: Make, quiet: Make, logged: Make) -> None:
    for gap, status in ((10, "met"), (11, "not_met")):
        earlier = episode(logged, quiet, {gap + 8: 3, gap + 4: 3, gap: 3}, reduced_training="a_lot")
        assert outcome(facts(quiet(first=3, peak=3), earlier=earlier))[0] == status


LESS: dict[str, int] = {"volume": 2}
NO_RUNNING: dict[str, int] = {"participation": 3}


@pytest.mark.parametrize("answers", [LESS, {"volume": 3}, NO_RUNNING, {"participation": 1, "volume": 2}])
def test_check_ins_of_a_fortnight_tell_of_a_cut(
    answers: dict[str, int], facts: Make, quiet: Make, logged: Make, week: Make
) -> None:
    earlier = episode(logged, quiet, {16: 3, 10: 3, 5: 3})
    run = facts(quiet(first=3, peak=3), earlier=earlier, weeks=(week(-8, **answers), week(-1, **answers)))
    assert outcome(run) == (
        "met",
        "day 17 of this episode, pain 3/10 at first and 3/10 lately, with training cut for 14 days",
    )


@pytest.mark.parametrize(
    ("weeks", "status"),
    [
        ({-8: LESS, -1: LESS}, "met"),
        ({-8: LESS, -1: NO_RUNNING, 6: LESS}, "met"),
        ({-8: LESS}, "unknown"),  # the next was due yesterday
        ({-15: LESS, -1: LESS}, "met"),
        ({-16: LESS, -1: LESS}, "unknown"),  # what was between is not known
        ({-1: LESS}, "unknown"),
        ({-8: {"pain": 3}, -1: LESS}, "unknown"),  # nothing about the volume
        ({-8: LESS, -1: {"volume": 1}}, "not_met"),
        ({-8: {"participation": 0}, -1: LESS}, "not_met"),  # without trouble, so without a cut
        ({-8: LESS, -1: {"volume": 0, "participation": 1}}, "not_met"),
        ({-8: LESS, -1: LESS, 7: {"volume": 0}}, "met"),  # the week after
    ],
)
def test_a_check_in_holds_until_the_next_is_due(
    weeks: dict[int, dict[str, int]], status: str, facts: Make, quiet: Make, logged: Make, week: Make
) -> None:
    earlier = episode(logged, quiet, {20: 3, 16: 3, 10: 3, 5: 3})
    told = tuple(week(day, **answers) for day, answers in weeks.items())
    assert outcome(facts(quiet(first=3, peak=3), earlier=earlier, weeks=told))[0] == status


def test_a_check_in_from_before_the_pain_is_about_something_else(
    facts: Make, quiet: Make, logged: Make, week: Make
) -> None:
    weeks = tuple(week(day, **LESS) for day in (-17, -7, 0))
    for onset, status in ((16, "unknown"), (18, "met")):
        earlier = episode(logged, quiet, {onset: 3, 10: 3, 5: 3})
        assert outcome(facts(quiet(first=3, peak=3), earlier=earlier, weeks=weeks))[0] == status


def test_diary_and_check_ins_are_heard_together(facts: Make, quiet: Make, logged: Make, week: Make) -> None:
    said = episode(logged, quiet, {16: 3}, reduced_training="a_lot") + episode(logged, quiet, {10: 3, 5: 3})
    unsaid = episode(logged, quiet, {16: 3, 10: 3, 5: 3})
    now = quiet(first=3, peak=3)
    assert outcome(facts(now, earlier=said, weeks=(week(-1, **LESS),)))[0] == "met"
    assert outcome(facts(now, earlier=said, weeks=(week(-1, volume=1),)))[0] == "not_met"
    assert (
        outcome(facts(quiet(first=3, peak=3, reduced_training="no"), earlier=unsaid, weeks=(week(-8, **LESS),)))[0]
        == "not_met"
    )


def test_a_week_with_no_running_at_all_is_a_cut_where_minutes_cannot_tell(
    facts: Make, quiet: Make, logged: Make, week: Make
) -> None:
    earlier = episode(logged, quiet, {8: 5, 7: 5})
    assert outcome(facts(quiet(first=5, peak=5), earlier=earlier, weeks=(week(-1, **NO_RUNNING),)))[0] == "met"
    assert outcome(facts(quiet(first=5, peak=5), earlier=earlier))[0] == "unknown"
