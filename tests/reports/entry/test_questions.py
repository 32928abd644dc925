"""The questions on a run's page and what answers them."""

import pytest

from niggle.pain.model import PainReport
from niggle.reports.entry.questions import ANSWERED_BY, concerned
from niggle.reports.entry.view import Where
from niggle.triage.rules import wording


def _report(**answers: object) -> PainReport:
    return PainReport(report_id="r", athlete_id="ada", **answers)  # type: ignore[arg-type]


def test_every_question_can_be_answered() -> None:
    questions = [*wording()["questions"], wording()["contradiction"]]
    assert set(ANSWERED_BY) == {question["id"] for question in questions}
    assert all(ANSWERED_BY.values())


def test_a_question_is_about_the_place_that_it_names() -> None:
    knee, calf = _report(site="knee", side="left"), _report(site="calf", side="right", first=7)

    assert concerned("worst", "How much did your left knee hurt at its worst (0–10)?", [knee, calf]) == Where(
        "knee", "left"
    )


def test_a_question_that_names_no_place_is_about_the_worst_that_lacks_the_answer() -> None:
    done = _report(site="knee", side="left", peak=7, next_morning=2)
    worse, milder = _report(site="calf", side="right", peak=5), _report(site="hip", side="left", peak=2)

    assert concerned("morning", "How was it the next morning (0–10)?", [milder, done, worse]) == Where("calf", "right")


@pytest.mark.parametrize("question_id", ["any_pain", "limped_prompted"])
def test_with_nothing_reported_a_question_is_about_no_place(question_id: str) -> None:
    assert concerned(question_id, "Did anything hurt?", []) == Where()


def test_a_silent_report_does_not_stand_before_a_painful_one() -> None:
    assert concerned("limped", "Did you limp?", [_report(note="x"), _report(site="knee")]) == Where("knee")
