"""The sentences on what a report changed."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from niggle.pain.model import PainReport
from niggle.pain.revising import Replaced
from niggle.reports.entry.told import denied_words, instead_words, now_words, run_words, week_gone_words
from niggle.reports.entry.view import RunLine, WeekScore

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 7, 1, 18, tzinfo=UTC)
MORNING = datetime(2026, 7, 1, 7, 12, tzinfo=UTC)


def knee(**answers):
    return PainReport(report_id="r", athlete_id="me", site="knee", side="left", **answers)


@pytest.mark.parametrize(
    ("before", "said_at", "words"),
    [
        (knee(peak=3), MORNING, "instead of 3/10 said at 08:12"),
        (knee(peak=3), datetime(2026, 6, 30, 22, 30, tzinfo=UTC), "instead of 3/10 said on 30\N{NO-BREAK SPACE}Jun"),
        (knee(peak=3), None, "instead of 3/10 said in your diary"),
        (knee(first=1, limped=True), MORNING, "instead of first 10 minutes 1; with a limp said at 08:12"),
        (PainReport(report_id="r", athlete_id="me", peak=0), MORNING, "instead of no pain said at 08:12"),
    ],
)
def test_what_is_replaced_is_told_with_its_time_by_the_runners_clock(before, said_at, words):
    assert instead_words(Replaced(before, said_at), NOW, LONDON).replace("30 Jun", "30\N{NO-BREAK SPACE}Jun") == words


def test_no_pain_after_pain_is_asked_about():
    calf = PainReport(report_id="r", athlete_id="me", site="calf", first=2)
    text = denied_words([knee(peak=3, reported_at=MORNING), calf], NOW, LONDON)
    assert text == (
        "You said 3/10 for left knee at 08:12 and 2/10 for calf in your diary. Now you say no pain. Which holds?"
    )


def test_what_is_true_once_something_was_taken_back():
    assert now_words([], "Tuesday’s run") == "Nothing is said of Tuesday’s run now."
    assert now_words([knee(peak=2)], "Tuesday’s run") == (
        "What is said of Tuesday’s run now: left knee, at its worst 2."
    )


def test_a_run_goes_by_its_weekday_while_that_is_clear():
    line = RunLine(run_id="r", local_start=datetime(2026, 6, 28, 7, tzinfo=UTC), distance_m=None, moving_time_s=None)
    assert run_words(line, NOW) == "Sunday’s run"
    assert "28" in run_words(line, datetime(2026, 7, 4, 8, tzinfo=UTC))


def test_a_week_that_was_taken_back_says_what_counts_now():
    day = date(2026, 3, 1)
    assert week_gone_words(day, None) == "Taken back: the week up to Sun 1 Mar. Nothing is said of it now."
    assert week_gone_words(day, WeekScore(day=day, score=41)).endswith("counts again: 41 of 100.")
    assert week_gone_words(day, WeekScore(day=day, score=None)).endswith("counts again.")
