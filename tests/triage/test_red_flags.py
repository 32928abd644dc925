from collections.abc import Callable
from typing import Any

import pytest

from niggle.triage.complaint import complaints
from niggle.triage.evaluate import evaluate
from niggle.triage.red_flags import bony_point, high_risk_site, night_pain, numb_building, pain_on_hopping

type Make = Callable[..., Any]


def test_nothing_is_listed_before_a_question_is_answered(facts: Make, quiet: Make) -> None:
    one = complaints(facts(quiet(site="shin", limped=True)))[0]
    assert [flag(one) for flag in (night_pain, bony_point, pain_on_hopping, high_risk_site)] == [None] * 4


@pytest.mark.parametrize("site", ["groin", "hip", "foot", "shin", "pelvis", "lower_back"])
def test_two_signs_at_a_site_that_needs_care(site: str, facts: Make, quiet: Make) -> None:
    found = high_risk_site(complaints(facts(quiet(site=site, night_pain=True, limped=True)))[0])
    assert found is not None
    assert found.status == "met"
    assert found.evidence.startswith("pain at night or at rest and limping at the ")


@pytest.mark.parametrize("site", ["knee", "calf", "achilles", "other", None])
def test_other_sites_have_no_such_criterion(site: str | None, facts: Make, quiet: Make) -> None:
    assert high_risk_site(complaints(facts(quiet(site=site, night_pain=True, bony_point=True)))[0]) is None


@pytest.mark.parametrize("answer", ["night_pain", "bony_point", "pain_on_hopping"])
def test_one_sign_is_enough_whatever_else_is_good(answer: str, facts: Make, quiet: Make) -> None:
    triage = evaluate(facts(quiet(**{answer: True})))
    assert triage.status == "red_flag"
    asked = () if answer != "night_pain" else (
        "The pain at night in your left Achilles: only when you lie on it, or however you lie?",
    )  # fmt: skip
    assert triage.questions == asked


def test_pain_at_night_is_not_asked_after_where_it_changes_nothing(facts: Make, quiet: Make) -> None:
    assert evaluate(facts(quiet(night_pain=True, bony_point=True))).questions == ()
    assert evaluate(facts(quiet(night_pain=True, night_pain_when="any_position"))).questions == ()


@pytest.mark.parametrize(
    ("answers", "is_pressing"),
    [
        ({"first": 0, "peak": 3}, True),
        ({"first": 0, "peak": 3, "kind": "unsure"}, True),
        ({"first": 0, "peak": 3, "kind": "joint_tendon_bone"}, False),
        ({"first": 2, "peak": 3}, False),
        ({"first": 0, "peak": 2}, False),
    ],
)
def test_pain_that_comes_with_the_effort_at_no_named_place_presses_for_an_answer(
    answers: dict[str, Any], is_pressing: bool, facts: Make, quiet: Make
) -> None:
    triage = evaluate(facts(quiet(site="other", **answers)))
    assert triage.status == ("concern" if is_pressing else "adapt" if answers["peak"] > 2 else "check_in")
    assert triage.questions[0] == "Did your chest, jaw or arm hurt on this run, or did you feel faint?"
    answered = evaluate(facts(quiet(site="other", chest_signs=False, **answers)))
    assert answered.status == ("adapt" if answers["peak"] > 2 else "monitor")


def test_a_stitch_or_a_blister_is_not_asked_about_the_heart(facts: Make, quiet: Make) -> None:
    for kind in ("stitch_cramp", "skin"):
        triage = evaluate(facts(quiet(site="other", kind=kind, first=0, peak=4)))
        assert (triage.status, triage.questions) == ("monitor", ())


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        ({"next_morning": 3}, "concern"),
        ({"next_morning": 3, "calf_signs": False}, "adapt"),
        ({"next_morning": 3, "side": "both"}, "adapt"),
        ({"next_morning": 3, "kind": "muscle_soreness"}, "adapt"),
        ({"next_morning": 3, "first": 3, "peak": 3}, "adapt"),
        ({"next_morning": 2}, "adapt"),
        ({"next_morning": 3, "calf_signs": True}, "red_flag"),
    ],
)
def test_a_calf_that_is_worse_in_the_morning_than_on_the_run(
    answers: dict[str, Any], status: str, facts: Make, quiet: Make
) -> None:
    assert evaluate(facts(quiet(site="calf", **answers))).status == status


NUMB = {"site": "foot", "kind": "numb", "before": 0, "first": 0, "peak": 3, "end": 3, "next_morning": 0}


@pytest.mark.parametrize(
    ("now", "before", "status"),
    [
        ({"changed_how_i_ran": True}, {}, "met"),
        ({}, {}, "not_met"),
        ({"changed_how_i_ran": None}, {}, "unknown"),
        ({"changed_how_i_ran": True}, {"first": 3}, "not_met"),
        ({"changed_how_i_ran": True, "first": None}, {}, "unknown"),
        ({"changed_how_i_ran": True, "first": None, "course": "grew"}, {}, "met"),
        ({"changed_how_i_ran": True}, {"kind": "unsure"}, "not_met"),
    ],
)
def test_numbness_that_builds_up_run_after_run_and_changes_the_run(
    now: dict[str, Any], before: dict[str, Any], status: str, facts: Make, quiet: Make, logged: Make
) -> None:
    earlier = (logged(quiet(**NUMB | before), days=-3),)
    found = numb_building(complaints(facts(quiet(**NUMB | now), earlier=earlier))[0])
    assert found is not None
    assert found.status == status


def test_numbness_of_a_foot_that_passes_is_watched_once(facts: Make, quiet: Make, logged: Make) -> None:
    passing = quiet(**NUMB | {"end": 0})
    assert evaluate(facts(passing)).status == "monitor"
    assert evaluate(facts(passing, earlier=(logged(passing, days=-3),))).status == "concern"
    assert evaluate(facts(quiet(**NUMB))).status == "adapt"
    assert evaluate(facts(quiet(**NUMB | {"end": 0, "site": "calf"}))).status == "adapt"


def test_a_flag_on_one_of_two_complaints_counts(facts: Make, quiet: Make) -> None:
    triage = evaluate(facts(quiet(), quiet(site="knee", side="right", night_pain=True)))
    flag = next(item for item in triage.criteria if item.id == "night_pain")
    assert triage.status == "red_flag"
    assert flag.evidence == "right knee: pain at night or at rest: yes"


def test_limping_alone_is_a_concern_and_no_red_flag(facts: Make, quiet: Make) -> None:
    assert evaluate(facts(quiet(site="shin", limped=True))).status == "concern"
