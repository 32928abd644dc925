"""The questions of the diary: a question for each column, and an answer for each option."""

from typing import get_args

import pytest

from niggle.pain.answers import COLUMNS, Athletes, read_answers
from niggle.pain.model import PainReport
from niggle.vocabulary import diary
from niggle.vocabulary.diary import QUESTIONS, SCORES, Question, further, in_section, kept_back

SAYS_WHICH_RUN = {"athlete_id", "run_id", "started_at", "date"}
TYPES = {
    "quality": diary.Quality, "kind": diary.PainKind, "course": diary.Course, "limped_for": diary.LimpedFor,
    "change_was": diary.ChangeWas, "night_pain_when": diary.NightPainWhen, "reduced_training": diary.ReducedTraining,
}  # fmt: skip


def test_every_column_of_the_diary_is_a_question_and_every_question_a_column() -> None:
    assert set(QUESTIONS) == set(COLUMNS) - SAYS_WHICH_RUN


@pytest.mark.parametrize("name", TYPES)
def test_the_options_are_those_of_the_type(name: str) -> None:
    assert QUESTIONS[name].values == get_args(TYPES[name].__value__)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name in QUESTIONS for value in QUESTIONS[name].values])
def test_every_option_is_one_that_the_diary_reads(name: str, value: str) -> None:
    report = read_answers(
        {"date": "2026-03-02", "site": "knee", name: value}, line=1, athletes=Athletes("ada", {"ada"})
    )
    assert isinstance(report, PainReport)
    assert getattr(report, name) is not None


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_every_question_says_how_it_is_asked_and_told(question: Question) -> None:
    assert question.asks
    assert question.label
    if question.kind == "yes_no":
        assert question.yes
        assert question.no
    if question.kind == "score":
        assert question.short
    assert len({option.label for option in question.options}) == len(question.options)
    assert question.kind == "yes_no" or all(option.told for option in question.options)


def test_the_scores_come_in_the_order_of_the_day() -> None:
    assert [question.name for question in SCORES] == ["before", "first", "peak", "end", "next_morning"]


def test_what_only_a_yes_leads_to_comes_with_that_yes() -> None:
    assert [question.name for question in in_section("signs")] == ["limped", "changed_how_i_ran"]
    more = further("limped")
    assert more is not None
    assert more.name == "limped_for"
    assert further("bony_point") is None
    assert all(QUESTIONS[name.of_yes].kind == "yes_no" for name in QUESTIONS.values() if name.of_yes is not None)


def test_no_two_answers_share_a_word_in_a_note() -> None:
    words = [word for one in QUESTIONS.values() for word in one.also]
    words += [word for one in QUESTIONS.values() for option in one.options for word in option.also]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("is_own", "mood", "hidden"),
    [
        (True, True, set()),
        (False, True, {"note"}),
        (True, False, {"affected_mood", "affected_sleep", "affected_confidence"}),
        (False, False, {"note", "affected_mood", "affected_sleep", "affected_confidence"}),
    ],
)
def test_who_may_see_which_answer(is_own: bool, mood: bool, hidden: set[str]) -> None:
    assert kept_back(is_own=is_own, mood=mood) == hidden
