"""The questions as a terminal asks them: what leads to what, and what a slip costs."""

from collections.abc import Mapping
from functools import partial

import pytest
from click.testing import CliRunner

from niggle.cli import pain_ask
from niggle.config import Athlete
from niggle.steps.run_context import check_answer
from niggle.vocabulary.diary import HEADINGS, QUESTIONS

CHECK = partial(check_answer, Athlete(id="me", name="Me"))
NAMES = {question.label: name for name, question in QUESTIONS.items()}


@pytest.fixture
def ask(monkeypatch):
    """What is said and asked if somebody types these lines, answer by answer, and nothing to the rest."""

    def ask(typed: Mapping[str, str | list[str]], *, any_pain="y", asks_morning=True, former=None):
        waiting = {name: [lines] if isinstance(lines, str) else list(lines) for name, lines in typed.items()}
        seen = []

        def prompt(text: str, **_: object) -> str:
            if text.startswith("Any pain?"):
                return any_pain
            name = NAMES[max((label for label in NAMES if text.startswith(label)), key=len)]
            seen.append(name)
            return waiting[name].pop(0) if waiting.get(name) else "knee" if name == "site" and former is None else ""

        monkeypatch.setattr(pain_ask.click, "prompt", prompt)
        with CliRunner().isolation() as (_, stderr, _):
            said = pain_ask.ask_report(CHECK, asks_morning=asks_morning, former=former)
            told = stderr.getvalue().decode()
        return said, seen, told

    return ask


ONLY_SOME = {
    "limped_for", "change_was", "night_pain_when", "calf_signs", "joint_signs", "chest_signs", "back_signs",
}  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "further"),
    [
        ({"site": "hamstring"}, set()),
        ({"site": "hamstring", "limped": "yes"}, {"limped_for"}),
        ({"site": "hamstring", "limped": "n"}, set()),
        ({"site": "hamstring", "changed_how_i_ran": "y", "night_pain": "Yes"}, {"change_was", "night_pain_when"}),
        ({"site": "calf"}, {"calf_signs"}),
        ({"site": "knee"}, {"joint_signs"}),
        ({"site": "other"}, {"chest_signs"}),
        ({"site": "other", "kind": "stitch_cramp"}, set()),
        ({"site": "lower_back", "kind": "numb"}, {"back_signs"}),
        ({"site": "lower_back", "kind": "unsure"}, set()),
    ],
)
def test_what_only_some_answers_lead_to_is_asked_only_then(ask, answers, further):
    _, seen, _ = ask(answers)
    assert set(seen) & ONLY_SOME == further


def test_the_course_is_asked_where_scores_do_not_tell_it(ask):
    assert "course" in ask({"site": "knee", "peak": "3"})[1]
    assert "course" not in ask({"site": "knee", "first": "2", "peak": "3", "end": "2"})[1]


def test_the_next_morning_is_asked_once_it_has_come(ask):
    assert "next_morning" in ask({})[1]
    assert "next_morning" not in ask({}, asks_morning=False)[1]


def test_pain_needs_a_place_before_anything_else_is_asked(ask):
    said, seen, told = ask({"site": ["", "-", "shin"]})
    assert (said["site"], seen[:4]) == ("shin", ["site", "site", "site", "side"])
    assert "Pain needs a place" in told


@pytest.mark.parametrize("no", ["n", "no", "N", "No"])
def test_whoever_had_no_pain_is_asked_nothing_else(ask, no):
    said, seen, _ = ask({}, any_pain=no)
    assert (said, seen) == ({"peak": "0"}, [])


def test_answers_may_be_given_in_the_words_that_are_shown_or_by_how_they_begin(ask):
    said, _, _ = ask(
        {"site": "lower back", "side": "Middle", "kind": "Stitch or cramp", "limped": "y", "quality": "bu"}
    )
    assert (said["site"], said["kind"], said["limped"], said["quality"]) == (
        "lower_back", "stitch_cramp", "yes", "burning",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "slip", "answer", "value"),
    [
        ("peak", "eleven", "4", "4"),
        ("limped", "perhaps", "n", "no"),
        ("site", "wrist", "knee", "knee"),
        ("hours_to_settle", "-1", "0,5", "0,5"),
        ("note", "x" * 20_000, "short", "short"),
    ],
)
def test_a_slip_is_told_asked_again_and_costs_no_other_answer(ask, name, slip, answer, value):
    said, seen, told = ask({"side": "left", name: [slip, answer]})
    assert (said[name], said["side"]) == (value, "left")
    assert seen.count(name) == 2
    assert CHECK(name, slip)[0] in told


def test_the_headings_are_those_of_the_form_each_once(ask):
    _, _, told = ask({})
    assert [told.count(heading) for heading in HEADINGS.values()] == [1, 1, 1]


def test_of_what_is_changed_enter_keeps_and_a_dash_takes_out(ask):
    former = {"site": "knee", "side": "left", "peak": "3", "end": "1"}
    said, _, _ = ask({"peak": "4", "end": "-"}, former=former)
    assert said == {"site": "knee", "side": "left", "peak": "4"}
