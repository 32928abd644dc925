from collections.abc import Callable
from typing import Any

import pytest

from niggle.triage.complaint import Finding, complaints
from niggle.triage.worsening import worsens

type Make = Callable[..., Any]

STEADY = {"before": 1, "first": 3, "peak": 3, "end": 2, "next_morning": 1}
GREW = STEADY | {"first": 1}


@pytest.fixture
def worsening(facts: Make) -> Callable[..., Finding]:
    def found(*args: Any, **kwargs: Any) -> Finding:
        return worsens(complaints(facts(*args, **kwargs))[0])

    return found


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        # On the run: where it ends decides, and whether it stays.
        ({"first": 0, "peak": 2}, "not_met"),
        ({"first": 0, "peak": 5, "end": 5}, "not_met"),
        ({"first": 1, "peak": 4, "next_morning": 2}, "not_met"),
        ({"first": 1, "peak": 4, "next_morning": 3}, "met"),
        ({"first": 2, "peak": 3, "next_morning": 3}, "not_met"),
        ({"first": 0, "peak": 2, "next_morning": 3}, "not_met"),
        # Overnight.
        ({"next_morning": 2}, "not_met"),
        ({"next_morning": 3}, "not_met"),
        ({"next_morning": 4}, "met"),
        ({"before": 3, "next_morning": 4}, "not_met"),
        ({"before": 3, "next_morning": 5}, "met"),
        # At a bone-like site on one side a point the next morning is enough, together with growth on the run.
        ({"site": "shin", "first": 1, "peak": 3, "next_morning": 2}, "met"),
        ({"site": "shin", "first": 1, "peak": 3, "next_morning": 1}, "not_met"),
        ({"site": "shin", "first": 2, "peak": 3, "next_morning": 2}, "not_met"),
        ({"site": "shin", "side": "both", "first": 1, "peak": 3, "next_morning": 2}, "not_met"),
        # By the runner's own word, without a score of the start.
        ({"first": None, "course": "grew", "peak": 4, "next_morning": 3}, "met"),
        ({"first": None, "course": "grew", "peak": 4, "next_morning": 1}, "unknown"),
        ({"first": None, "course": "eased", "peak": 4, "next_morning": 3}, "unknown"),
        # At night.
        ({"night_pain": True, "night_pain_when": "lying_on_it"}, "met"),
        ({"night_pain": False, "night_pain_when": "lying_on_it"}, "not_met"),
    ],
)
def test_a_rise_counts_by_where_it_ends_and_whether_it_stays(
    answers: dict[str, Any], status: str, worsening: Callable[..., Finding], quiet: Make
) -> None:
    assert worsening(quiet(**answers)).status == status


def test_the_numbers_are_named(worsening: Callable[..., Finding], quiet: Make) -> None:
    assert worsening(quiet(next_morning=4)) == Finding("met", "1/10 before, 4/10 the next morning")
    assert worsening(quiet(first=1, peak=4, next_morning=3)).evidence == (
        "1/10 in the first 10 min, 4/10 at worst; 1/10 before, 3/10 the next morning"
    )


@pytest.mark.parametrize(
    "answers",
    [
        {"kind": "skin"},
        {"kind": "muscle_soreness", "site": "quad", "side": "both"},
        {"kind": "muscle_soreness", "site": "calf", "next_morning": 5},
    ],
)
def test_what_is_not_load_does_not_become_a_concern_by_growing(
    answers: dict[str, Any], worsening: Callable[..., Finding], quiet: Make
) -> None:
    grown = {"before": 0, "first": 2, "peak": 3, "end": 3, "next_morning": 4} | answers
    assert worsening(quiet(**grown)).status == "not_met"
    assert worsening(quiet(**grown | {"kind": "joint_tendon_bone"})).status == "met"


def test_a_stitch_that_is_there_the_next_morning_is_none(worsening: Callable[..., Finding], quiet: Make) -> None:
    stitch = {"kind": "stitch_cramp", "site": "other", "before": 0, "first": 0, "peak": 4, "end": 4}
    assert worsening(quiet(**stitch, next_morning=0)).status == "not_met"
    assert worsening(quiet(**stitch, next_morning=4)).status == "met"


def test_a_rise_that_comes_again_is_worse(worsening: Callable[..., Finding], quiet: Make, logged: Make) -> None:
    grew, steady = quiet(**GREW), quiet(**STEADY)
    assert worsening(grew).status == "not_met"
    assert worsening(grew, earlier=(logged(grew, days=-6), logged(steady, days=-3))).status == "met"
    assert worsening(steady, earlier=(logged(grew, days=-6), logged(grew, days=-3))).status == "not_met"
    fourth = (logged(grew, days=-9), logged(steady, days=-6), logged(steady, days=-3))
    assert worsening(grew, earlier=fourth).status == "not_met"
    other_side = quiet(**GREW, site="achilles", side="right")
    assert worsening(grew, earlier=(logged(other_side, days=-3),)).status == "not_met"
    unlogged_between = (logged(grew, days=-6), logged(days=-3), logged(days=-2), logged(days=-1))
    assert worsening(grew, earlier=unlogged_between).status == "met"
    assert worsening(grew, earlier=(logged(quiet(**GREW, kind="skin"), days=-3),)).status == "not_met"


def test_a_morning_a_point_up_counts_when_it_comes_again(
    worsening: Callable[..., Finding], quiet: Make, logged: Make
) -> None:
    def up(morning: int) -> Any:
        return quiet(before=morning - 1, first=3, peak=3, next_morning=morning)

    assert worsening(up(3)).status == "not_met"
    assert worsening(up(3), earlier=(logged(up(3), days=-3),)).status == "met"
    assert worsening(up(2), earlier=(logged(up(2), days=-3),)).status == "not_met"


def test_what_starts_with_the_run_and_eases_has_not_grown(
    worsening: Callable[..., Finding], quiet: Make, logged: Make
) -> None:
    eases = quiet(before=0, first=3, peak=3, end=1, next_morning=0)
    earlier = tuple(logged(eases, days=-day) for day in (6, 4, 2))
    assert worsening(eases, earlier=earlier).status == "not_met"


def test_mornings_a_point_higher_than_the_week_before_are_worse(
    worsening: Callable[..., Finding], quiet: Make, logged: Make
) -> None:
    def mornings(scores: dict[int, int]) -> Any:
        return tuple(
            logged(quiet(before=3, first=3, peak=3, next_morning=score), days=-day) for day, score in scores.items()
        )

    tonight = quiet(before=3, first=3, peak=3, next_morning=3)
    rising = worsening(tonight, earlier=mornings({12: 2, 10: 2, 8: 2, 5: 3, 3: 3}))
    assert rising == Finding("met", "mornings this week 3/10, the week before 2/10 (medians)")
    assert worsening(tonight, earlier=mornings({12: 3, 10: 3, 8: 2, 5: 3})).status == "not_met"
    assert worsening(tonight, earlier=mornings({10: 2, 5: 3})).status == "not_met"
    mild = quiet(before=2, first=2, peak=2, next_morning=2)
    assert worsening(mild, earlier=mornings({12: 1, 10: 1, 8: 1, 5: 2, 3: 2})).status == "not_met"


def test_runs_two_points_worse_than_the_week_before_are_worse(
    worsening: Callable[..., Finding], quiet: Make, logged: Make
) -> None:
    def run(peak: int) -> Any:
        return quiet(before=0, first=peak, peak=peak, end=peak, next_morning=0)

    def worst(scores: dict[int, int]) -> Any:
        return tuple(logged(run(peak), days=-day) for day, peak in scores.items())

    rising = worsening(run(4), earlier=worst({12: 2, 10: 2, 8: 2, 5: 3, 3: 4}))
    assert rising == Finding("met", "worst this week 4/10, the week before 2/10 (medians)")
    assert worsening(run(3), earlier=worst({12: 2, 10: 2, 5: 3})).status == "not_met"
    assert worsening(run(2), earlier=worst({12: 0, 10: 1, 8: 0, 5: 2, 3: 2})).status == "not_met"


def test_what_is_missing_is_named(worsening: Callable[..., Finding], quiet: Make) -> None:
    assert worsening(quiet(next_morning=None, before=None)) == Finding(
        "unknown", "2/10 in the first 10 min, 2/10 at worst; no score before or the next morning"
    )
