"""`niggle pain add` as it asks one question after another, and in one line."""

import json
from collections.abc import Mapping
from datetime import UTC

import pytest
from click.testing import CliRunner

from niggle.cli import pain
from niggle.pain.answers import Athletes
from niggle.vocabulary.diary import QUESTIONS

ATHLETES = Athletes("me", {"me"}, UTC)


@pytest.fixture
def asked(monkeypatch):
    """What the terminal asks of whoever gives these answers, and nothing to the rest."""

    def ask(answers: Mapping[str, str]) -> set[str]:
        questions = {pain._in_full(question): name for name, question in QUESTIONS.items()}
        seen = []

        def prompt(text: str, **_: object) -> str:
            name = next(name for question, name in questions.items() if text.startswith(question))
            seen.append(name)
            return answers.get(name, "")

        monkeypatch.setattr(pain.click, "prompt", prompt)
        with CliRunner().isolation():
            said = pain._ask(ATHLETES)
        assert {name: answer for name, answer in said.items() if answer} == dict(answers) or "site" not in answers
        return set(seen)

    return ask


ONLY_SOME = {
    "limped_for", "change_was", "night_pain_when", "calf_signs", "joint_signs", "chest_signs", "back_signs",
}  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "further"),
    [
        ({"site": "hamstring"}, set()),
        ({"site": "hamstring", "limped": "yes"}, {"limped_for"}),
        ({"site": "hamstring", "limped": "no"}, set()),
        ({"site": "hamstring", "changed_how_i_ran": "yes", "night_pain": "yes"}, {"change_was", "night_pain_when"}),
        ({"site": "calf"}, {"calf_signs"}),
        ({"site": "knee"}, {"joint_signs"}),
        ({"site": "other"}, {"chest_signs"}),
        ({"site": "other", "kind": "stitch_cramp"}, set()),
        ({"site": "lower_back", "kind": "numb"}, {"back_signs"}),
        ({"site": "lower_back", "kind": "unsure"}, set()),
    ],
)
def test_what_only_some_answers_lead_to_is_asked_only_then(asked, answers, further):
    assert asked(answers) & ONLY_SOME == further


def test_the_course_is_asked_where_scores_do_not_tell_it(asked):
    assert "course" in asked({"site": "knee", "peak": "3"})
    assert "course" not in asked({"site": "knee", "first": "2", "peak": "3", "end": "2"})


def test_whoever_hurt_nowhere_is_asked_nothing_else(asked):
    assert asked({}) == {"site"}


@pytest.mark.parametrize(
    ("name", "slip", "answer"),
    [("peak", "eleven", "4"), ("limped", "perhaps", "no"), ("site", "wrist", "knee"), ("hours_to_settle", "-1", "2")],
)
def test_a_slip_is_asked_again_and_costs_no_other_answer(monkeypatch, name, slip, answer):
    typed = {"site": ["knee"], name: [slip, answer]}
    names = {pain._in_full(question): name for name, question in QUESTIONS.items()}

    def prompt(text: str, **_: object) -> str:
        asked = next(name for question, name in names.items() if text.startswith(question))
        return typed[asked].pop(0) if typed.get(asked) else ""

    monkeypatch.setattr(pain.click, "prompt", prompt)
    with CliRunner().isolation():
        said = pain._ask(ATHLETES)
    assert (said[name], said["site"]) == (answer, "knee")


def test_what_it_was_like_is_kept_listed_and_decides(niggle_in, own_squad):
    blister = ["--site", "foot", "--side", "left", "--before", "0", "--first", "1", "--peak", "4", "--end", "4"]
    said = ["--next-morning", "2", "--kind", "skin", "--quality", "burning", "--limped", "no"]
    answer = niggle_in(own_squad, "pain", "add", "--athlete", "emil", *blister, *said, "--changed-how-i-ran", "no")
    assert "monitor" in answer.stdout
    (found,) = json.loads(niggle_in(own_squad, "pain", "list", "--athlete", "emil", "--format", "json").stdout)
    assert (found["kind"], found["quality"], found["chest_signs"]) == ("skin", "burning", None)
    assert "burning, skin" in niggle_in(own_squad, "pain", "list", "--athlete", "emil").stdout.replace("\n", " ")


def test_a_word_that_is_none_of_them_is_refused(niggle_in, own_squad):
    answer = niggle_in(own_squad, "pain", "add", "--athlete", "emil", "--site", "foot", "--peak", "2", "--kind", "bone")
    assert answer.returncode == 2
    assert "--kind" in answer.stderr
