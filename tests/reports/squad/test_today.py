"""Whom a coach has to call today: what is new and bad, until somebody has seen to it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from niggle.reports.squad.today import need_of, today_sentence
from niggle.reports.squad.view import Marks, News, SquadRow, Tended

AS_OF = date(2026, 3, 2)
OLD = AS_OF - timedelta(days=30)
SEEN = Tended(deed="seen", by="carl", at=datetime(2026, 3, 2, 7, tzinfo=UTC))


def row(status, since=OLD, shares="details"):
    return SquadRow(athlete_id="ada", name="Ada", status=status, since=since, shares=shares)


@pytest.mark.parametrize(
    ("one", "news", "need"),
    [
        (row("red_flag"), None, "red_flag"),
        (row("concern"), None, ""),
        (row("concern", since=AS_OF - timedelta(days=2)), None, "concern"),
        (row("concern", since=AS_OF - timedelta(days=3)), None, ""),
        (row("concern"), News("worse", "adapt"), "concern"),
        (row("concern"), News("new_run"), ""),
        (row("adapt"), News("worse", "clear"), "worse"),
        (row("adapt"), News("better", "concern"), ""),
        (row("monitor"), News("worse", "clear"), ""),
        (row(None), News("new"), ""),
    ],
)
def test_what_needs_somebody(one, news, need):
    assert need_of(one, Marks({} if news is None else {"ada": news}), AS_OF) == need


def test_who_was_seen_to_needs_nobody_until_something_new_happens_or_the_day_has_come():
    assert need_of(row("red_flag"), Marks(tended={"ada": SEEN}), AS_OF) == ""
    new = Marks(tended={"ada": replace(SEEN, is_settled=False)})
    assert need_of(row("red_flag"), new, AS_OF) == "red_flag"
    due = Marks(tended={"ada": replace(SEEN, look_again=AS_OF, is_due=True, is_settled=False)})
    assert need_of(row("monitor"), due, AS_OF) == "look_again"
    assert need_of(row("monitor"), new, AS_OF) == ""


def test_the_sentence_counts_one_and_many():
    assert today_sentence(["red_flag"]) == "1 needs somebody today: 1 red flag."
    assert today_sentence(["worse", "red_flag", "look_again", "red_flag"]) == (
        "4 need somebody today: 2 red flags, 1 worse than last time, 1 to look at again."
    )
    assert today_sentence([]).startswith("Nobody is new")
