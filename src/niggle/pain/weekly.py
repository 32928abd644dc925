"""The weekly check-in: what the runner says of the seven days up to a date.

Four questions as the OSTRC questionnaires have them, in words of our own, and mood, sleep and confidence. It asks after
complaints of any kind and any place; what hurt on which run is in the diary.
"""

import csv
import datetime as dt
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from niggle.errors import DiaryError
from niggle.pain.answers import RowProblem, unreadable
from niggle.pain.cells import cell, csv_text
from niggle.pain.reading import quoted, read_date, read_yes_no
from niggle.vocabulary.weekly import BECAUSE, FEELINGS, QUESTIONS

DAYS = 7
# Each question has four options, from no trouble to the most. Clarsen, BJSM, 2020 (science, section 2).
_POINTS = (0, 8, 17, 25)
_MODERATE = 2  # "moderately less", and more
_COULD_NOT = 3  # of participation: no running at all
_OPTION = re.compile(r"[0-3]")
_FEELING = re.compile(r"[1-5]")


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyCheckIn:
    """The answers about the seven local days up to `date`; None is "not answered", never "no".

    `participation`, `volume`, `performance` and `pain` are options 0 (no trouble) to 3; mood, sleep and confidence 1
    (low) to 5 (good). `check_in_id` is a digest of the content.
    """

    check_in_id: str
    athlete_id: str
    date: dt.date
    participation: int | None = None
    volume: int | None = None
    performance: int | None = None
    pain: int | None = None
    mood: int | None = None
    sleep: int | None = None
    confidence: int | None = None
    mood_because_of_pain: bool | None = None
    sleep_because_of_pain: bool | None = None
    confidence_because_of_pain: bool | None = None

    @property
    def first_day(self) -> dt.date:
        """The first of the days that it is about."""
        return self.date - dt.timedelta(days=DAYS - 1)

    @property
    def could_not_run(self) -> bool:
        """Whether complaints kept the runner from running at all."""
        return self.participation == _COULD_NOT

    @property
    def score(self) -> int | None:
        """0 (no trouble) to 100; None while one of the four questions is open."""
        options = [self.option(question) for question in QUESTIONS]
        known = [option for option in options if option is not None]
        return sum(_POINTS[option] for option in known) if len(known) == len(options) else None

    @property
    def is_substantial(self) -> bool | None:
        """Whether volume or performance was moderately or more reduced, or there was no running; None if not known."""
        if self.could_not_run:
            return True
        options = (self.option("volume"), self.option("performance"))
        if any(option is not None and option >= _MODERATE for option in options):
            return True
        return None if self.participation is None or None in options else False

    def option(self, question: str) -> int | None:
        """The option chosen, 0 (no trouble) to 3; None if not known.

        Who took part without trouble is not asked the other three: left out, they are 0.
        """
        answer: int | None = getattr(self, question)
        return 0 if answer is None and self.participation == 0 else answer

    def because_of_pain(self, feeling: str) -> bool | None:
        """Whether pain touched the mood, the sleep or the confidence; None if not known."""
        answer: bool | None = getattr(self, f"{feeling}{BECAUSE}")
        return answer


COLUMNS: tuple[str, ...] = tuple(
    field.name for field in fields(WeeklyCheckIn) if field.name not in ("check_in_id", "athlete_id")
)
ANSWERS: tuple[str, ...] = tuple(column for column in COLUMNS if column != "date")


def read_week(answers: Mapping[str, str], *, athlete_id: str, line: int = 1) -> WeeklyCheckIn | tuple[RowProblem, ...]:
    """A check-in out of answers in text by column name ("": not answered), or all that is wrong with them."""
    texts = {column: answers.get(column, "").strip() for column in COLUMNS}
    problems = unreadable(texts, line=line)
    if problems:
        return tuple(problems)
    values: dict[str, Any] = {}
    for column, text in texts.items():
        if text:
            try:
                values[column] = _READERS[column](text)
            except ValueError as error:
                problems.append(RowProblem(line, column, str(error)))
        elif column == "date":
            problems.append(RowProblem(line, "date", "no date: the last day of the week that this is about"))
    if not problems and not set(values) & set(ANSWERS):
        problems.append(RowProblem(line, "", "nothing was answered"))
    if problems:
        return tuple(problems)
    return _identified(WeeklyCheckIn(check_in_id="", athlete_id=athlete_id, **values))


def write_weeks(check_ins: Iterable[WeeklyCheckIn]) -> str:
    """Check-ins of one athlete as CSV text, a row each; `parse_weeks` reads it back."""
    return csv_text(COLUMNS, check_ins)


def parse_weeks(text: str, *, athlete_id: str) -> tuple[WeeklyCheckIn, ...]:
    """The check-ins in CSV text.

    Raises:
        DiaryError: for what `write_weeks` has not written.
    """
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise DiaryError(f"not readable as CSV: {error}") from error
    if not rows or any(len(row) != len(rows[0]) for row in rows) or not set(rows[0]) <= set(COLUMNS):
        raise DiaryError("not a weekly check-in")
    found = []
    for line, row in enumerate(rows[1:], start=2):
        outcome = read_week(dict(zip(rows[0], row, strict=True)), athlete_id=athlete_id, line=line)
        if not isinstance(outcome, WeeklyCheckIn):
            raise DiaryError("; ".join(map(str, outcome)))
        found.append(outcome)
    return tuple(found)


def is_due(last: dt.date | None, today: dt.date) -> bool:
    """Whether a check-in is due on a day, by the date of the last one: once the seven days after it are over.

    >>> is_due(dt.date(2026, 3, 1), dt.date(2026, 3, 7)), is_due(dt.date(2026, 3, 1), dt.date(2026, 3, 8))
    (False, True)
    """
    return last is None or today - last >= dt.timedelta(days=DAYS)


def last_of_each_day(check_ins: Iterable[WeeklyCheckIn]) -> tuple[WeeklyCheckIn, ...]:
    """The check-ins that count, by date: of one day the last in the order given, whole."""
    found = {check_in.date: check_in for check_in in check_ins}
    return tuple(found[day] for day in sorted(found))


def _identified(check_in: WeeklyCheckIn) -> WeeklyCheckIn:
    content = [check_in.athlete_id, *(cell(getattr(check_in, column)) for column in COLUMNS)]
    digest = hashlib.sha256(json.dumps(content).encode())
    return replace(check_in, check_in_id=digest.hexdigest()[:16])


def _date(text: str) -> dt.date:
    day = read_date(text)
    if day.year < 1900:  # its week must be days that there are
        raise ValueError(f"{quoted(text)} is too long ago")
    return day


def _option(text: str) -> int:
    if not _OPTION.fullmatch(text):
        raise ValueError(f"{quoted(text)} is not an option from 0 (no trouble) to 3")
    return int(text)


def _feeling(text: str) -> int:
    if not _FEELING.fullmatch(text):
        raise ValueError(f"{quoted(text)} is not a whole number from 1 (low) to 5 (good)")
    return int(text)


_READERS: Mapping[str, Callable[[str], Any]] = {
    "date": _date,
    **dict.fromkeys(QUESTIONS, _option),
    **dict.fromkeys(FEELINGS, _feeling),
    **dict.fromkeys((f"{feeling}{BECAUSE}" for feeling in FEELINGS), read_yes_no),
}
