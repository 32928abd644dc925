"""Days as people type them on the command line: a date, today, yesterday, or so many days back."""

import re
from datetime import date, datetime, timedelta

import click

from niggle.pain.reading import read_date

_BACK = re.compile(r"(\d{1,4})([dw])", re.ASCII)
_WORDS = {"today": 0, "yesterday": 1}
_DAYS = {"d": 1, "w": 7}


class Day:
    """A day: the date that was named, or one so many days before a today, which is another one elsewhere."""

    def __init__(self, named: date | int) -> None:
        self._named = named

    def at(self, now: datetime) -> date:
        """The day for somebody whose clock shows `now`."""
        return self._named if isinstance(self._named, date) else now.date() - timedelta(days=self._named)


def read_day(text: str) -> Day:
    """The day that is meant: "yesterday", "7d", "2w", or a date in any way that the diary knows.

    Raises:
        ValueError: for anything else, and for a date that could be two.
    """
    word = text.strip().lower()
    if word in _WORDS:
        return Day(_WORDS[word])
    if back := _BACK.fullmatch(word):
        return Day(int(back[1]) * _DAYS[back[2]])
    day = read_date(word)
    if not date.min.year < day.year < date.max.year:  # its hours need not be in the calendar everywhere
        raise ValueError(f"{day.isoformat()} is a day at the end of the calendar")
    return Day(day)


class DayType(click.ParamType[Day]):
    """An option that is a day."""

    name = "day"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Day:
        """The day that was typed."""
        try:
            return read_day(str(value))
        except ValueError as error:
            self.fail(f"{error}; or yesterday, or 7d", param, ctx)
