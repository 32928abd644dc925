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
    assert low_and_stable(one).evidence == "worst 3/10, 3/10 in the first 10 min"
    assert resolves_quickly(one).evidence == "1/10 before, 1/10 at the end, 1/10 next morning"
    assert mechanics_unchanged(one).evidence == "no change by your report; the stride measured as usual"


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
    found = stable(quiet(first=peak, peak=peak))
    assert (found.status, found.is_marginal) == (status, is_marginal)


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

    assert with_peaks(1, 1, 2, 2).status == "not_met"
    assert with_peaks(1, 1, 2, 2).evidence.endswith("rising by 0.4 a run lately")
    assert with_peaks(1, 2, 1, 2).status == "met"
    assert with_peaks(2, 1, 2).status == "met"
    assert with_peaks(1, 2, 2).status == "not_met"
    assert with_peaks(1, 2).status == "met", "two runs are no trend"
    assert with_peaks(1, 1, 2, 2, 2, 2, 2).status == "met", "only the last four count"


def test_a_slow_return_is_only_just_met(facts: Make, quiet: Make) -> None:
    def settling(**answers: Any) -> tuple[str, bool]:
        found = resolves_quickly(complaints(facts(quiet(**answers)))[0])
        return found.status, found.is_marginal

    assert settling(hours_to_settle=1) == ("met", False)
    assert settling(hours_to_settle=1.5) == ("met", True)
    assert settling(hours_to_settle=24) == ("met", True)
    assert settling(hours_to_settle=24.5) == ("not_met", False)
    assert settling(hours_to_settle=5, next_morning=None) == ("unknown", True)
