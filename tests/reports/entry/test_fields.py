"""The fields of the forms are the columns of the diary and of the weekly check-ins, and no others."""

import pytest

from niggle.pain.answers import COLUMNS, Athletes, read_answers
from niggle.pain.model import PainReport
from niggle.pain.weekly import ANSWERS, WeeklyCheckIn, read_week
from niggle.reports.entry.fields import COLUMNS_ASKED, FIELDS, SITE_WORDS, WEEK_FIELDS, place_words, told_words
from niggle.reports.entry.view import Where

SAYS_WHICH_RUN = {"athlete_id", "run_id", "started_at", "date"}


def test_every_column_of_the_diary_can_be_answered() -> None:
    names = [field.name for field in COLUMNS_ASKED]

    assert len(set(names)) == len(names)
    assert set(names) == set(COLUMNS) - SAYS_WHICH_RUN


def test_every_column_of_the_week_can_be_answered() -> None:
    assert set(WEEK_FIELDS) == set(ANSWERS)


@pytest.mark.parametrize(
    ("name", "value"), [(field.name, value) for field in FIELDS.values() for value, _ in field.options]
)
def test_every_option_is_one_that_the_diary_knows(name: str, value: str) -> None:
    athletes = Athletes("ada", {"ada"})

    report = read_answers({"date": "2026-03-02", "site": "knee", name: value}, line=1, athletes=athletes)

    assert isinstance(report, PainReport)
    assert getattr(report, name) is not None


@pytest.mark.parametrize(
    ("name", "value"), [(field.name, value) for field in WEEK_FIELDS.values() for value, _ in field.options]
)
def test_every_option_of_the_week_is_one_that_is_known(name: str, value: str) -> None:
    assert isinstance(read_week({"date": "2026-03-02", name: value}, athlete_id="ada"), WeeklyCheckIn)


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (Where("achilles", "left"), "left Achilles"),
        (Where("calf", "both"), "calf, both sides"),
        (Where("lower_back", "none"), "lower back"),
        (Where("other", "right"), "somewhere else, right"),
        (Where(), "somewhere"),
    ],
)
def test_a_place_in_words(where: Where, words: str) -> None:
    assert place_words(where) == words


def test_what_was_said_in_words() -> None:
    report = PainReport(
        report_id="r", athlete_id="a", site="achilles", side="left", first=3, peak=0, limped=True, quality="sharp"
    )

    assert told_words(report) == "left Achilles, first 10 minutes 3, at its worst 0; sharp, limped"
    assert told_words(PainReport(report_id="r", athlete_id="a", peak=0)) == "no pain"
    assert told_words(PainReport(report_id="r", athlete_id="a", site="knee")) == "knee"
    assert told_words(PainReport(report_id="r", athlete_id="a", note="new shoes")) == "a note"


@pytest.mark.parametrize("name", [name for name in FIELDS if name not in ("site", "side")])
def test_no_answer_goes_untold(name: str) -> None:
    answers = {"date": "2026-03-02", "site": "knee", "side": "left", "peak": "3"}
    athletes = Athletes("ada", {"ada"})
    values = [value for value, _ in FIELDS[name].options] or ["1"]
    reports = [read_answers({**answers, name: value}, line=1, athletes=athletes) for value in values]
    told = {told_words(report) for report in reports if isinstance(report, PainReport)}
    assert len(told) == len(values)
    assert told.isdisjoint({"left knee, at its worst 3"})


def test_every_site_has_words_of_its_own() -> None:
    assert len(set(SITE_WORDS.values())) == len(SITE_WORDS)
