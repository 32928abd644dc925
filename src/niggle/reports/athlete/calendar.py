"""Runs into the days of months: weeks from Monday on, every run in exactly one day of one month."""

import calendar as civil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from niggle.reports import words
from niggle.reports.athlete.view import RunLine
from niggle.vocabulary.statuses import rank

WEEKDAYS = (
    ("Mo", "Monday"), ("Tu", "Tuesday"), ("We", "Wednesday"), ("Th", "Thursday"), ("Fr", "Friday"), ("Sa", "Saturday"),
    ("Su", "Sunday"),
)  # fmt: skip
_MONDAYS_FIRST = civil.Calendar(firstweekday=0)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a month with its runs, the one with the worst status first; `is_ahead`: after the newest run."""

    day: date
    runs: tuple[RunLine, ...]
    is_ahead: bool

    @property
    def worst(self) -> RunLine | None:
        """The run that decides what the day looks like."""
        return self.runs[0] if self.runs else None


@dataclass(frozen=True, slots=True)
class Month:
    """A month as rows of seven, Monday to Sunday; None outside of the month."""

    name: str
    weeks: tuple[tuple[Day | None, ...], ...]


def months_between(runs: Sequence[RunLine], first: date, last: date, *, as_of: date) -> list[Month]:
    """The months from that of `first` to that of `last`, oldest first, whole, each with its runs."""
    by_day: dict[date, list[RunLine]] = {}
    for run in runs:
        by_day.setdefault(run.local_start.date(), []).append(run)
    days = {day: tuple(sorted(found, key=_severity)) for day, found in by_day.items()}
    months = []
    at = first.replace(day=1)
    while at <= last:
        months.append(_month(at, days, as_of))
        at = (at.replace(day=28) + timedelta(days=4)).replace(day=1)
    return months


def _month(first: date, days: dict[date, tuple[RunLine, ...]], as_of: date) -> Month:
    weeks = tuple(
        tuple(Day(day, days.get(day, ()), day > as_of) if day.month == first.month else None for day in week)
        for week in _MONDAYS_FIRST.monthdatescalendar(first.year, first.month)
    )
    return Month(words.month(first), weeks)


def _severity(run: RunLine) -> tuple[int, bool, float, str]:
    """Worst first; of two that are as bad, what is settled weighs more, unless both are fine: then what is open."""
    is_lighter = run.provisional != (run.status == "clear")
    return rank(run.status), is_lighter, run.local_start.timestamp(), run.run_id
