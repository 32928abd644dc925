"""What a report says in words: its place, and every answer."""

import pytest

from niggle.pain.answers import Athletes, read_answers
from niggle.pain.model import PainReport
from niggle.reports.told import answers_told, pain_place, place_words, told_words
from niggle.vocabulary.diary import QUESTIONS
from niggle.vocabulary.places import SIDES, SITES, Where


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (Where("achilles", "left"), "left Achilles"),
        (Where("calf", "both"), "both calves"),
        (Where("lower_back", "none"), "lower back"),
        (Where("other", "right"), "another place, right"),
        (Where(), "somewhere"),
    ],
)
def test_a_place_in_words(where: Where, words: str) -> None:
    assert place_words(where) == words


def test_what_was_said_in_words() -> None:
    report = PainReport(
        report_id="r", athlete_id="a", site="achilles", side="left", first=3, peak=0, limped=True, quality="sharp"
    )

    assert told_words(report) == "left Achilles, first 10 minutes 3, at its worst 0; sharp, with a limp"
    assert told_words(PainReport(report_id="r", athlete_id="a", peak=0)) == "no pain"
    assert told_words(PainReport(report_id="r", athlete_id="a", site="knee")) == "knee"
    assert told_words(PainReport(report_id="r", athlete_id="a", note="new shoes")) == "a note"


@pytest.mark.parametrize("name", [name for name in QUESTIONS if name not in ("site", "side")])
def test_no_answer_goes_untold(name: str) -> None:
    answers = {"date": "2026-03-02", "site": "knee", "side": "left", "peak": "3"}
    athletes = Athletes("ada", {"ada"})
    values = QUESTIONS[name].values or ("2026-03-01" if QUESTIONS[name].kind == "date" else "1",)
    reports = [read_answers({**answers, name: value}, line=1, athletes=athletes) for value in values]
    told = {told_words(report) for report in reports if isinstance(report, PainReport)}
    assert len(told) == len(values)
    assert told.isdisjoint({"left knee, at its worst 3"})


def test_a_no_is_told_only_where_it_is_asked_for() -> None:
    report = PainReport(report_id="r", athlete_id="a", limped=False, limped_for="minutes", bony_point=True)

    assert list(answers_told(report, with_no=True)) == ["no limp", "one sore spot on bone"]
    assert list(answers_told(report, with_no=False)) == ["one sore spot on bone"]


def test_more_about_a_yes_takes_the_yes_for_granted() -> None:
    for limped in (True, None):
        report = PainReport(report_id="r", athlete_id="a", limped=limped, limped_for="few_steps")
        assert list(answers_told(report, with_no=True)) == ["with a limp for a few steps"]


@pytest.mark.parametrize("site", [*SITES, None])
@pytest.mark.parametrize("side", [*SIDES, None])
def test_every_place_of_pain_has_words(site: str | None, side: str | None) -> None:
    text = pain_place(site, side)

    assert text[0].isupper()
    assert "_" not in text


def test_places_as_headings() -> None:
    assert pain_place("achilles", "left") == "Left Achilles"
    assert pain_place("lower_back", "none") == "Lower back"
    assert pain_place("quad", "left") == "Left quad"
    assert pain_place("shin", "both") == "Both shins"
    assert pain_place("other", "left") == "Another place, left"
    assert pain_place(None, "left") == "Place not given"
