from collections.abc import Callable
from typing import Any

import pytest

from niggle.triage.complaint import Finding, complaints
from niggle.triage.monitor import low_and_stable, mechanics_unchanged, resolves_quickly, warms_up

type Make = Callable[..., Any]


@pytest.fixture
def stable(facts: Make) -> Callable[..., Finding]:
    def found(*args: Any, **kwargs: Any) -> Finding:
        return low_and_stable(complaints(facts(*args, **kwargs))[0])

    return found


def test_evidence_has_the_numbers(facts: Make, quiet: Make) -> None:
    one = complaints(facts(quiet(first=3, peak=3)))[0]
    assert warms_up(one).evidence == "pain 3/10 in the first 10 min, 1/10 at the end"
    assert low_and_stable(one).evidence == (
        "worst 3/10, 3/10 in the first 10 min, eased to 1/10 and no worse the next morning"
    )
    assert resolves_quickly(one).evidence == "1/10 before, 1/10 at the end, 1/10 next morning"
    assert mechanics_unchanged(one).evidence == "no change reported; the stride measured as usual"


def test_easing_at_a_bone_like_site_is_told_but_does_not_count(facts: Make, quiet: Make) -> None:
    found = warms_up(complaints(facts(quiet(site="shin")))[0])
    assert found.status == "not_met"
    assert found.evidence.endswith("but at the shin easing does not tell much")
    assert warms_up(complaints(facts(quiet(site="shin", first=0, peak=0, end=0)))[0]).status == "met"


@pytest.mark.parametrize(
    ("peak", "status", "is_marginal"),
    [(2, "met", False), (3, "met", True), (5, "met", True), (6, "not_met", False), (10, "not_met", False)],
)
def test_green_amber_and_red(
    peak: int, status: str, is_marginal: bool, stable: Callable[..., Finding], quiet: Make
) -> None:
    found = stable(quiet(site="knee", first=peak, peak=peak))
    assert (found.status, found.is_marginal) == (status, is_marginal)


@pytest.mark.parametrize(
    ("answers", "is_marginal"),
    [
        ({}, False),
        ({"end": 3}, True),
        ({"next_morning": 2}, True),
        ({"next_morning": None}, True),
        ({"before": None}, True),
        ({"site": "hamstring"}, True),
    ],
)
def test_a_tendon_may_reach_five_if_it_eases_and_is_no_worse_the_next_morning(
    answers: dict[str, Any], is_marginal: bool, stable: Callable[..., Finding], quiet: Make
) -> None:
    settling = {"before": 1, "first": 5, "peak": 5, "end": 2, "next_morning": 1}
    assert stable(quiet(**settling | answers)).is_marginal == is_marginal


def test_a_missing_worst_is_at_least_the_larger_of_the_others(stable: Callable[..., Finding], quiet: Make) -> None:
    found = stable(quiet(first=3, peak=None, end=4))
    assert (found.status, found.is_marginal) == ("unknown", True)
    assert found.evidence.startswith("at least 4/10 (worst not given)")
    assert not stable(quiet(first=2, peak=None)).is_marginal
    assert stable(quiet(first=6, peak=None)).status == "not_met"


def test_a_worst_below_another_score_is_not_believed(stable: Callable[..., Finding], quiet: Make) -> None:
    assert stable(quiet(first=7, peak=2)).status == "not_met"


def test_a_rising_trend_over_the_episode_is_not_stable(
    stable: Callable[..., Finding], quiet: Make, logged: Make
) -> None:
    def with_peaks(*peaks: int) -> Finding:
        *before, now = peaks
        earlier = tuple(
            logged(quiet(first=peak, peak=peak), days=-3 * (len(before) - at)) for at, peak in enumerate(before)
        )
        return stable(quiet(first=now, peak=now), earlier=earlier)

    assert with_peaks(2, 2, 3, 3).status == "not_met"
    assert with_peaks(2, 2, 3, 3).evidence.endswith("rising by 0.4 a run lately")
    assert with_peaks(2, 3, 2, 3).status == "met"
    assert with_peaks(3, 2, 3).status == "met"
    assert with_peaks(2, 3, 3).status == "not_met"
    assert with_peaks(2, 3).status == "met", "two runs are no trend"
    assert with_peaks(2, 2, 3, 3, 3, 3, 3).status == "met", "only the last four count"
    assert with_peaks(0, 1, 2).status == "met", "within the green line it may go as it likes"


def test_the_next_morning_decides_unless_it_took_longer_than_a_day(facts: Make, quiet: Make) -> None:
    def settling(**answers: Any) -> str:
        return resolves_quickly(complaints(facts(quiet(**answers)))[0]).status

    assert settling(hours_to_settle=24) == "met"
    assert settling(hours_to_settle=24.5) == "not_met"
    assert settling(hours_to_settle=5, next_morning=None) == "unknown"


@pytest.mark.parametrize(
    ("answers", "is_waived"),
    [
        ({}, True),
        ({"before": 5}, True),  # eased on the run
        ({"peak": 3}, False),
        ({"peak": None}, False),
        ({"next_morning": 3}, False),
        ({"site": "shin"}, False),
        ({"site": "shin", "night_pain": False, "bony_point": False, "pain_on_hopping": False}, True),
        ({"site": "shin", "night_pain": False, "bony_point": False}, False),
        ({"site": "shin", "side": "both"}, True),
    ],
)
def test_easing_is_waived_within_the_green_line_unless_it_may_be_of_bone(
    answers: dict[str, Any], is_waived: bool, facts: Make, quiet: Make
) -> None:
    assert warms_up(complaints(facts(quiet(**{"first": 2, "end": 2} | answers)))[0]).is_waived == is_waived
