"""Days as people type them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from niggle.cli.days import read_day

NOW = datetime(2026, 3, 2, 23, 30, tzinfo=ZoneInfo("Europe/London"))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", date(2026, 3, 2)),
        (" Yesterday ", date(2026, 3, 1)),
        ("7d", date(2026, 2, 23)),
        ("2w", date(2026, 2, 16)),
        ("2026-02-28", date(2026, 2, 28)),
        ("28.02.2026", date(2026, 2, 28)),
    ],
)
def test_a_day_is_a_word_a_span_or_a_date(text: str, day: date) -> None:
    assert read_day(text).at(NOW) == day


def test_words_go_by_the_clock_of_who_is_meant() -> None:
    assert read_day("today").at(NOW.astimezone(ZoneInfo("Pacific/Auckland"))) == date(2026, 3, 3)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("soon", "not an ISO date"),
        ("06/01/2026", "could be"),
        ("9999999d", "ISO date"),
        ("0001-01-01", "at the end of the calendar"),
        ("9999-12-31", "at the end of the calendar"),
    ],
)  # fmt: skip
def test_anything_else_and_what_could_be_two_days_is_refused(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read_day(text)
