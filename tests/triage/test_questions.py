from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from niggle.triage.evaluate import evaluate
from niggle.vocabulary.places import Where

type Make = Callable[..., Any]


@pytest.mark.parametrize(
    ("answers", "first"),
    [
        ({"next_morning": None}, "How was it the next morning (0–10)?"),
        ({"peak": None}, "How much did your left Achilles hurt at its worst (0–10)?"),
        ({"changed_how_i_ran": None}, "Did your left Achilles change how you ran?"),
        (
            {"first": None, "peak": 3},
            "By the end, had the pain in your left Achilles eased, stayed the same, or grown?",
        ),
        ({"before": None}, "How was it before the run (0–10)?"),
        ({"limped": True}, "How long did you limp: a few steps, some minutes, or to the end?"),
        (
            {"changed_how_i_ran": True},
            "Running differently: did you choose to slow or walk, or did your stride change by itself?",
        ),
        (
            {"site": "calf", "before": 1, "next_morning": 2},
            "Any swelling or warmth in your left calf, or soreness even at rest?",
        ),
        (
            {"site": "knee", "first": 3, "peak": 3},
            "Any swelling or locking in your left knee, or trouble bending or straightening it fully?",
        ),
        ({"site": "other"}, "Did your chest, jaw or arm hurt on this run, or did you feel faint?"),
        (
            {"site": "hip", "kind": "numb"},
            "Is it numb between the legs, have bladder or bowel changed, or are your legs weak?",
        ),
        (
            {"site": "shin", "next_morning": None},
            "Is there one sore spot on bone in your left shin, or pain at night or on hopping?",
        ),
        ({"limped": None, "quality": None}, "Did you limp?"),
    ],
)  # fmt: skip
def test_what_decides_most_is_asked_first(answers: dict[str, Any], first: str, facts: Make, quiet: Make) -> None:
    assert evaluate(facts(quiet(**answers))).questions[0] == first


@pytest.mark.parametrize(
    ("asked", "answers", "answer"),
    [
        ("limped_for", {"limped": True}, {"limped_for": "few_steps"}),
        ("change_was", {"changed_how_i_ran": True}, {"change_was": "chosen"}),
        ("night_when", {"night_pain": True}, {"night_pain_when": "lying_on_it"}),
        ("chest", {"site": "other"}, {"chest_signs": False}),
        ("calf", {"site": "calf", "next_morning": 2}, {"calf_signs": True}),
        ("joint", {"site": "knee", "first": 3, "peak": 3}, {"joint_signs": True}),
        ("back", {"site": "hip", "kind": "numb"}, {"back_signs": False}),
        ("bone_signs", {"site": "shin", "first": 3, "peak": 3}, {"pain_on_hopping": True}),
        ("bone_signs", {"site": "shin"}, {"night_pain": False, "bony_point": False, "pain_on_hopping": False}),
        ("course", {"peak": 2, "site": "knee", "next_morning": 3, "first": None}, {"course": "same"}),
        ("kind", {"site": "knee", "first": 3, "peak": 3}, {"kind": "skin"}),
        ("kind", {"next_morning": 4}, {"kind": "skin"}),
        ("morning", {"next_morning": None}, {"next_morning": 1}),
        ("before", {"before": None}, {"before": 1}),
        ("worst", {"peak": None}, {"peak": 2}),
        ("changed", {"changed_how_i_ran": None}, {"changed_how_i_ran": False}),
        ("limped", {"limped": None}, {"limped": True}),
        ("quality", {"quality": None}, {"quality": "sharp"}),
    ],
)
def test_what_is_asked_can_change_the_status_and_is_not_asked_twice(
    asked: str, answers: dict[str, Any], answer: dict[str, Any], facts: Make, quiet: Make
) -> None:
    before, after = evaluate(facts(quiet(**answers))), evaluate(facts(quiet(**answers | answer)))
    assert asked in before.question_ids
    assert asked not in after.question_ids
    if asked != "course":  # which decides together with the morning
        assert before.status != after.status


def test_a_concern_asks_only_what_could_make_it_more_or_less(facts: Make, quiet: Make) -> None:
    triage = evaluate(facts(quiet(affected_mood=True, next_morning=None, before=None, quality=None)))
    assert (triage.status, triage.questions) == ("concern", ())
    both = evaluate(facts(quiet(limped=True, changed_how_i_ran=True)))
    assert both.questions == ()


def test_answers_that_contradict_each_other_ask_one_kind_question(facts: Make, report: Make, logged: Make) -> None:
    limped = evaluate(facts(report(peak=0, limped=True)))
    assert limped.questions == (
        "You wrote that you limped, and of no pain: did something hurt, or was it something else?",
    )
    cold = evaluate(facts(report(peak=0, affected_sleep=True)))
    assert cold.questions == ("Did something hurt after all, or was it something else, such as a cold or a hard week?",)
    assert "sleep" not in cold.summary
    hurt = logged(report(site="knee", peak=3), days=-3)
    assert evaluate(facts(report(peak=0, affected_sleep=True), earlier=(hurt,))).status == "concern"
    assert evaluate(facts(report(peak=0, limped=True), earlier=(hurt,))).status == "check_in"


def test_a_twinge_is_asked_after_on_the_next_run(facts: Make, quiet: Make, logged: Make, report: Make) -> None:
    twinge = logged(quiet(quality="twinge", site="calf"), days=-3)
    asked = evaluate(facts(earlier=(twinge,)))
    assert (asked.status, asked.provisional) == ("clear", True)
    assert asked.questions == (
        "You had a twinge in your left calf last time. Did it come again: how much at its worst (0–10)?",
    )
    assert evaluate(facts(report(peak=0), earlier=(twinge,))).questions == ()
    assert evaluate(facts(earlier=(twinge, logged(days=-1)))).questions == ()


def test_nothing_is_asked_when_all_is_answered(facts: Make, quiet: Make) -> None:
    assert evaluate(facts(quiet())).questions == ()


def test_an_odd_stride_without_a_word_asks_for_pain_and_then_for_shoes(facts: Make, stride: Make) -> None:
    assert evaluate(facts(verdict=stride("altered"))).questions == (
        "Did anything hurt on this run: where, and how much at its worst (0–10)?",
        "New shoes, a moved strap or pod, a different route, or tired or ill?",
    )


def test_a_change_that_was_asked_about_is_not_asked_about_again(facts: Make, report: Make, stride: Make) -> None:
    asked = replace(stride("altered"), is_question=False, asked_at=datetime(2026, 2, 20, 7, tzinfo=UTC))
    silent, told = (evaluate(facts(*reports, verdict=asked)) for reports in ((), (report(peak=0),)))
    assert silent.status == "check_in"
    assert silent.question_ids == ("any_pain",)
    assert silent.summary.startswith("Your stride has been different from usual since 20 Feb, which")
    assert (told.status, told.questions) == ("clear", ())
    assert told.summary.startswith("No pain, and your stride has been different from usual since 20 Feb (")


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
    limp = "Your left–right balance was quite different from usual: were you limping?"
    odd = stride("usual", balance_pp=-3.0, z=-6.0)
    assert limp in evaluate(facts(quiet(limped=None), verdict=odd)).questions
    told = evaluate(facts(quiet(limped=True), quiet(site="calf", limped=None), verdict=odd))
    assert limp not in told.questions
    assert "Did you limp?" not in told.questions


def test_a_question_says_which_complaint_it_is_about(facts: Make, quiet: Make) -> None:
    knee = quiet(site="knee", side="left", peak=None)
    hip = quiet(site="hip", side="right", next_morning=None, bony_point=False, night_pain=False, pain_on_hopping=False)
    asked = evaluate(facts(knee, hip))
    assert dict(zip(asked.question_ids, asked.question_places, strict=True)) == {
        "worst": Where("knee", "left"),
        "morning": Where("hip", "right"),
    }


def test_a_question_about_no_complaint_names_no_place(facts: Make, stride: Make) -> None:
    assert evaluate(facts(verdict=stride("altered"))).question_places == (Where(), Where())
