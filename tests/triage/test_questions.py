from collections.abc import Callable
from typing import Any

import pytest

from niggle.triage.evaluate import evaluate

type Make = Callable[..., Any]


@pytest.mark.parametrize(
    ("answers", "first"),
    [
        ({"next_morning": None}, "How was it the next morning (0–10)?"),
        ({"peak": None}, "How much did your left Achilles hurt at its worst (0–10)?"),
        ({"changed_how_i_ran": None}, "Did your left Achilles change how you ran?"),
        ({"end": 2, "hours_to_settle": None}, "How many hours until it was back to where it was before the run?"),
        (
            {"site": "shin", "next_morning": None},
            "Is there one sore spot on bone in your left shin, or pain at night or on hopping?",
        ),
        ({"limped": None, "quality": None}, "Did you limp?"),
    ],
)  # fmt: skip
def test_what_decides_most_is_asked_first(answers: dict[str, Any], first: str, facts: Make, quiet: Make) -> None:
    assert evaluate(facts(quiet(**answers))).questions[0] == first


def test_how_soon_it_settled_is_not_asked_again(facts: Make, quiet: Make) -> None:
    triage = evaluate(facts(quiet(end=2, hours_to_settle=0.5, next_morning=None)))
    assert triage.questions == ("How was it the next morning (0–10)?",)


def test_nothing_is_asked_when_all_is_answered(facts: Make, quiet: Make) -> None:
    assert evaluate(facts(quiet())).questions == ()


def test_an_odd_stride_without_a_word_asks_for_pain_and_then_for_shoes(facts: Make, stride: Make) -> None:
    assert evaluate(facts(verdict=stride("altered"))).questions == (
        "Did anything hurt on this run: where, and how much at its worst (0–10)?",
        "New shoes, a moved strap or pod, or a different route?",
    )


def test_silence_on_a_usual_run_is_not_nagged(facts: Make, stride: Make) -> None:
    assert evaluate(facts()).questions == ()
    assert evaluate(facts(verdict=stride("insufficient_data"))).questions == ()


def test_a_question_names_the_complaint_that_lacks_the_answer(facts: Make, quiet: Make) -> None:
    triage = evaluate(facts(quiet(), quiet(site="knee", side="right", peak=None)))
    assert triage.questions[0] == "How much did your right knee hurt at its worst (0–10)?"


def test_every_check_in_with_pain_asks_something(facts: Make, quiet: Make, stride: Make) -> None:
    for name in ("first", "peak", "end", "before", "next_morning", "changed_how_i_ran"):
        for word in ("usual", "insufficient_data", "possibly_altered"):
            triage = evaluate(facts(quiet(**{name: None}, side="right"), verdict=stride(word)))
            assert triage.status != "check_in" or triage.questions, (name, word)


def test_who_has_said_that_they_limped_is_not_asked_again(facts: Make, quiet: Make, stride: Make) -> None:
    limp = "Left and right shared the ground quite differently from your usual: were you limping?"
    odd = stride("altered", balance_pp=-3.0, z=-6.0)
    assert limp in evaluate(facts(quiet(limped=None), verdict=odd)).questions
    told = evaluate(facts(quiet(limped=True), quiet(site="calf", limped=None), verdict=odd))
    assert limp not in told.questions
    assert "Did you limp?" not in told.questions
