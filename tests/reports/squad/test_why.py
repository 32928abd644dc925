"""Few words on why a status is what it is: true to the criteria, and never more reassuring than they are."""

from dataclasses import replace

import pytest

from niggle.reports.squad.view import SquadRow
from niggle.reports.squad.why import asked, in_short, why
from niggle.triage.rules import answered_by, rules, wording
from niggle.vocabulary.places import Where
from niggle.vocabulary.statuses import SHOWN


def row(
    status: str, *grounds: str, worst: int | None = 3, site: str | None = "knee", verdict: str = "usual"
) -> SquadRow:
    return SquadRow(
        athlete_id="ada", name="Ada", status=status, grounds=grounds, verdict=verdict,
        pain_worst=worst, pain_site=site,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (row("red_flag", "limping", "night_pain"), "pain at night or at rest, limped"),
        (row("concern", "worsens", "alters_stride", "limping"), "limped, ran differently, pain grew"),
        (row("concern", "high_pain", worst=7), "6/10 or more"),
        (row("adapt", "warms_up", "low_and_stable"), "not low and steady, did not ease"),
        (row("adapt", "warms_up", site="shin"), "easing tells little at this place"),
        (row("adapt", "low_and_stable_just"), "a little more than low"),
        (row("check_in", "warms_up", "resolves_quickly"), "not known: whether it eased, how it was the next morning"),
        (row("check_in", "warms_up", worst=None, site=None), "nobody has said how it felt"),
        (
            row("check_in", "mechanics_unchanged", worst=0),
            "no pain reported, and nobody knows yet what changed the stride",
        ),
        (row("monitor", worst=1), "stayed low, settled quickly"),
        (row("clear", worst=0), "no pain reported"),
        (row("clear", worst=None, site=None), "nobody has said how it felt"),
        (row("not_known", worst=None, site=None), "nobody has said how it felt"),
    ],
)
def test_what_decided_is_said_in_few_words_the_most_telling_first(one: SquadRow, text: str) -> None:
    assert why(one) == text


@pytest.mark.parametrize("status", SHOWN)
def test_whatever_is_shown_has_words(status: str) -> None:
    assert why(row(status))
    assert why(row(status, worst=None, site=None))


@pytest.mark.parametrize("status", ["red_flag", "concern", "adapt", "check_in"])
def test_where_nothing_is_known_of_the_criteria_there_are_words_all_the_same(status: str) -> None:
    assert why(row(status)) == wording()["coach"]["said"][status]


def test_what_the_runner_keeps_is_said_to_be_kept() -> None:
    assert why(row("concern", "kept")) == "the runner keeps the reason"


def test_a_message_says_it_in_short() -> None:
    one = row("concern", "limping", worst=5)
    assert in_short(one) == "Knee 5/10, limped"
    assert in_short(replace(one, shares="status")) == ""
    assert in_short(replace(one, status=None)) == ""


@pytest.mark.parametrize("question_id", answered_by())
def test_of_every_question_it_is_told_what_it_asks(question_id: str) -> None:
    assert asked(question_id, Where("achilles", "left")).endswith(" (left Achilles)")
    assert asked(question_id, Where())[0].isupper()


def test_a_coach_is_never_spoken_to_as_if_they_had_run() -> None:
    for words in wording()["coach"].values():
        assert not [text for text in words.values() if {"you", "your"} & set(text.lower().split())]


@pytest.mark.parametrize("criterion", [rule.id for rule in rules() if rule.group != "monitor"])
def test_every_criterion_that_alone_makes_a_concern_has_words(criterion: str) -> None:
    assert why(row("concern", criterion)) != wording()["coach"]["said"]["concern"]
