from collections.abc import Callable
from typing import Any

import pytest

from niggle.triage.complaint import complaints
from niggle.triage.evaluate import evaluate
from niggle.triage.red_flags import bony_point, high_risk_site, night_pain, pain_on_hopping

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
    assert triage.questions == ()


def test_a_flag_on_one_of_two_complaints_counts(facts: Make, quiet: Make) -> None:
    triage = evaluate(facts(quiet(), quiet(site="knee", side="right", night_pain=True)))
    flag = next(item for item in triage.criteria if item.id == "night_pain")
    assert triage.status == "red_flag"
    assert flag.evidence == "right knee: pain at night or at rest: yes"


def test_limping_alone_is_a_concern_and_no_red_flag(facts: Make, quiet: Make) -> None:
    assert evaluate(facts(quiet(site="shin", limped=True))).status == "concern"
