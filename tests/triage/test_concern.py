from collections.abc import Callable
from typing import Any

import pytest

from niggle.triage.complaint import Finding, complaints
from niggle.triage.concern import (
    affects_mood_sleep_confidence,
    alters_stride,
    limp_prompt,
    limping,
    sharp,
)

type Make = Callable[..., Any]


def test_the_altered_stride_is_told_with_its_number(facts: Make, quiet: Make, stride: Make) -> None:
    found = alters_stride(complaints(facts(quiet(), verdict=stride("altered")))[0])
    assert found.evidence == (
        "the stride measured as altered after about 23 min: "
        "left foot's share of ground contact 49.1 %, usually 50.3 %, longer on the right by 1.2 points, as one does to "
        "spare the left, with pain"
    )


def test_no_pain_with_an_odd_stride_asks_about_the_equipment(facts: Make, report: Make, stride: Make) -> None:
    found = alters_stride(complaints(facts(report(peak=0), verdict=stride("possibly_altered")))[0])
    assert found.status == "unknown"
    assert "shoes, strap or route" in found.evidence


@pytest.mark.parametrize(
    ("answers", "urgent"),
    [({}, False), ({"peak": 4, "first": 4}, True), ({"peak": 3, "first": 3}, False), ({"site": "foot"}, True)],
)
def test_sharp_is_more_urgent_when_strong_or_at_bone(
    answers: dict[str, Any], urgent: bool, facts: Make, quiet: Make
) -> None:
    found = sharp(complaints(facts(quiet(quality="sharp", **answers)))[0])
    assert found.wording == ("sharp_urgent" if urgent else None)


def test_sharp_again_within_three_runs_is_urgent(facts: Make, quiet: Make, logged: Make) -> None:
    def urgent(*qualities: str) -> bool:
        earlier = tuple(
            logged(quiet(quality=quality), days=-2 * at) for at, quality in reversed(list(enumerate(qualities, 1)))
        )
        return sharp(complaints(facts(quiet(quality="sharp"), earlier=earlier))[0]).wording is not None

    assert urgent("dull", "sharp")
    assert not urgent("dull", "dull", "sharp")


@pytest.mark.parametrize(
    ("balance_pp", "z", "asks"), [(2.0, 4.0, True), (-2.0, -4.0, True), (1.9, 9.0, False), (3.0, 3.9, False)]
)
def test_the_balance_asks_for_a_limp_from_both_thresholds_on(
    balance_pp: float, z: float, asks: bool, facts: Make, stride: Make
) -> None:
    one = complaints(facts(verdict=stride("altered", balance_pp=balance_pp, z=z)))[0]
    assert (limp_prompt(one) is not None) == asks
    assert limping(one).status == "unknown"


@pytest.mark.parametrize(("balance_pp", "status"), [(-3.0, "met"), (-1.0, "unknown")])
def test_a_limp_without_a_word_on_pain_counts_when_the_balance_bears_it_out(
    balance_pp: float, status: str, facts: Make, report: Make, stride: Make
) -> None:
    for told in (report(limped=True), report(peak=0, limped=True)):
        found = limping(complaints(facts(told, verdict=stride("usual", balance_pp=balance_pp, z=3 * balance_pp)))[0])
        assert found.status == status


def test_an_unmeasured_balance_asks_nothing(facts: Make, stride: Make) -> None:
    verdict = stride("altered", balance_pp=float("nan"), z=float("nan"))
    assert limp_prompt(complaints(facts(verdict=verdict))[0]) is None


SILENT_ON_MOOD: dict[str, None] = dict.fromkeys(("affected_mood", "affected_sleep", "affected_confidence"))
WEEK_YES = {"mood_because_of_pain": True}
WEEK_NO = dict.fromkeys(("mood_because_of_pain", "sleep_because_of_pain", "confidence_because_of_pain"), False)


@pytest.fixture
def touching(facts: Make) -> Callable[..., Finding]:
    def found(*args: Any, **kwargs: Any) -> Finding:
        return affects_mood_sleep_confidence(complaints(facts(*args, **kwargs))[0])

    return found


def test_a_yes_in_the_weekly_check_in_is_met_and_says_where_it_is_from(touching: Make, quiet: Make, week: Make) -> None:
    found = touching(quiet(**SILENT_ON_MOOD), weeks=(week(3, sleep_because_of_pain=True, **WEEK_YES),))
    assert found == Finding("met", "the weekly check-in says that pain affected mood and sleep")
    both = touching(quiet(affected_mood=True), weeks=(week(sleep_because_of_pain=True),))
    assert both.evidence == ("said to affect mood; the weekly check-in says that pain affected sleep")
    assert touching(quiet(), weeks=(week(**WEEK_YES),)).status == "met"  # though the report of the run says no


@pytest.mark.parametrize(("days", "status"), [(-1, "unknown"), (0, "met"), (3, "met"), (6, "met"), (7, "unknown")])
def test_a_check_in_tells_of_its_own_week_alone(
    days: int, status: str, touching: Make, quiet: Make, week: Make
) -> None:
    assert touching(quiet(**SILENT_ON_MOOD), weeks=(week(days, **WEEK_YES),)).status == status


def test_untouched_takes_all_three_answers_wherever_they_are(touching: Make, quiet: Make, week: Make) -> None:
    silent = quiet(**SILENT_ON_MOOD)
    assert touching(silent, weeks=(week(**WEEK_NO),)) == Finding(
        "not_met", "mood, sleep and confidence said to be untouched, in part in the weekly check-in"
    )
    for name in WEEK_NO:
        less = week(**{key: answer for key, answer in WEEK_NO.items() if key != name})
        assert touching(silent, weeks=(less,)) == Finding("unknown", f"not answered: {name.split('_')[0]}")
    half = week(mood_because_of_pain=False)
    assert touching(quiet(affected_mood=None), weeks=(half,)).status == "not_met"
    assert touching(quiet(affected_sleep=None), weeks=(half,)).evidence == "not answered: sleep"
    assert touching(silent, weeks=(week(mood=1, sleep=1, confidence=1),)).status == "unknown"  # low, and not asked why


def test_of_two_check_ins_of_one_run_the_one_that_says_yes_counts(touching: Make, quiet: Make, week: Make) -> None:
    weeks = (week(0, **WEEK_YES), week(4, **WEEK_NO))
    assert touching(quiet(**SILENT_ON_MOOD), weeks=weeks).status == "met"


def test_a_run_without_pain_is_touched_only_within_ten_days_of_one_with_pain(
    touching: Make, quiet: Make, logged: Make, report: Make, week: Make
) -> None:
    weeks = (week(**WEEK_YES),)
    for reports in ((report(peak=0),), ()):
        for days, status in ((2, "met"), (10, "met"), (11, "unknown")):
            earlier = (logged(quiet(), days=-days), logged(report(peak=0), days=-1))
            assert touching(*reports, earlier=earlier, weeks=weeks).status == status
        assert touching(*reports, weeks=weeks) == Finding(
            "unknown",
            "the weekly check-in says that pain affected mood, and no run of these days tells of pain",
        )
    assert touching(report(peak=0), weeks=(week(**WEEK_NO),)).status == "not_met"


@pytest.mark.parametrize("quality", ["sharp", "twinge"])
@pytest.mark.parametrize("kind", ["skin", "stitch_cramp"])
def test_skin_or_a_stitch_that_passed_may_be_sharp_for_a_stride_or_longer_and_again(
    quality: str, kind: str, facts: Make, quiet: Make, logged: Make
) -> None:
    one = quiet(kind=kind, quality=quality, peak=4)
    found = sharp(complaints(facts(one, earlier=(logged(one, days=-4), logged(one, days=-2))))[0])
    assert found.status == "not_met"
