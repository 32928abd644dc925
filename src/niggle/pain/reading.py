"""Text → days, times, numbers, yes or no, as people and spreadsheets write them.

What could mean two things is refused with both, never guessed.
"""

import math
import re
from contextlib import suppress
from datetime import UTC, date, datetime, tzinfo

_MOST_QUOTED = 60  # letters
_MOST_LETTERS = 10_000  # of one answer: far from any note, and from what the csv module refuses to read back

_DOTTED = re.compile(r"(?P<d>\d{1,2})\. ?(?P<m>\d{1,2})\. ?(?P<y>\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(?P<y>\d{4})(?P<mark>[./])(?P<m>\d{1,2})(?P=mark)(?P<d>\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(?P<d>\d{1,2})(?P<mark>[/-])(?P<m>\d{1,2})(?P=mark)(?P<y>\d{4})", re.ASCII)
_MONTH_FIRST = re.compile(r"(?P<m>\d{1,2})(?P<mark>[/-])(?P<d>\d{1,2})(?P=mark)(?P<y>\d{4})", re.ASCII)
_ORDERS = (_DOTTED, _YEAR_FIRST, _DAY_FIRST, _MONTH_FIRST)
_SHORT_YEAR = re.compile(r"\d{1,2}([./-]) ?\d{1,2}\1 ?\d{2}", re.ASCII)
_WHOLE_NUMBER = re.compile(r"([0-9]{1,2})([.,]0+)?")
_NUMBER = re.compile(r"([0-9]+([.,][0-9]*)?|[.,][0-9]+)(e[+-]?[0-9]+)?")
_POINT_OR_THOUSANDS = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
# A year: longer than any settling, short enough to catch minutes and seconds entered by mistake.
_MOST_HOURS = 8760.0
_LONGEST_NAME = 60  # letters
_YES_NO = {"yes": True, "y": True, "no": False, "n": False}


class _AmbiguousError(ValueError):
    """A day that could be two."""


def check_text(text: str) -> None:
    """Refuse what is no text, and what is too long for an answer.

    Raises:
        ValueError: with the reason.
    """
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("not UTF-8 text; save or type it as UTF-8")
    if len(text) > _MOST_LETTERS:
        raise ValueError(f"longer than {_MOST_LETTERS:,} letters")


def quoted(text: str) -> str:
    """The text in quotes as a message may hold it: all of it, or how it begins."""
    return repr(text if len(text) <= _MOST_QUOTED else f"{text[:_MOST_QUOTED]}…")


def plain_lines(text: str) -> str:
    """The text with line feeds for line ends, so that a diary saved elsewhere still says the same.

    Without NUL, which no person types and no statement of SQL can hold.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def read_date(text: str) -> date:
    """A day: ISO, day.month.year with dots, or with slashes or dashes where only one order gives a day.

    Raises:
        ValueError: for anything else, and for what could be two days.
    """
    with suppress(ValueError):
        return date.fromisoformat(text)
    if _SHORT_YEAR.fullmatch(text):
        raise ValueError(f"{quoted(text)} has a year of two digits; write the day as 2026-03-02")
    days = sorted(_days(text))
    if len(days) > 1:
        one, other = days
        raise _AmbiguousError(
            f"{quoted(text)} could be {one.day} {one:%B} or {other.day} {other:%B}; write {one.isoformat()} or "
            f"{other.isoformat()}"
        )
    if not days:
        raise ValueError(f"{quoted(text)} is not an ISO date such as 2026-03-02")
    return days[0]


def read_start(text: str, zone: tzinfo) -> datetime:
    """An instant in UTC: a day as `read_date` takes it and a time of day, which is in `zone` where it names none.

    Raises:
        ValueError: for anything else, and for a day alone.
    """
    if _is_day(text):
        raise ValueError(f"{quoted(text)} has no time of day; a day alone belongs in the column 'date'")
    try:
        start = _moment(text)
        return (start if start.tzinfo is not None else start.replace(tzinfo=zone)).astimezone(UTC)
    except _AmbiguousError:
        raise
    except (ValueError, OverflowError):
        raise ValueError(f"{quoted(text)} is not an ISO date and time such as 2026-03-02T06:31:05Z") from None


def read_score(text: str) -> int:
    """A score of pain, a whole number from 0 to 10.

    Raises:
        ValueError: for anything else.
    """
    number = _WHOLE_NUMBER.fullmatch(text)
    score = -1 if number is None else int(number[1])
    if not 0 <= score <= 10:
        raise ValueError(f"{quoted(text)} is not a whole number from 0 to 10")
    return score


def read_hours(text: str) -> float:
    """A number of hours, with a point or a decimal comma.

    Raises:
        ValueError: for anything else, for more than a year, and for a comma that could part thousands.
    """
    if _POINT_OR_THOUSANDS.fullmatch(text):
        point, thousands = text.replace(",", "."), text.replace(",", "")
        raise ValueError(f"{quoted(text)} could be {point} or {thousands}; write one of them")
    hours = float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else math.inf
    if hours > _MOST_HOURS:
        raise ValueError(f"{quoted(text)} is not a number of hours from 0 to {_MOST_HOURS:.0f}")
    return hours


def read_name(text: str) -> str:
    """A name on one line, its blanks single.

    Raises:
        ValueError: for one of more than 60 letters.
    """
    name = " ".join(plain_lines(text).split())
    if len(name) > _LONGEST_NAME:
        raise ValueError(f"a name of more than {_LONGEST_NAME} letters")
    return name


def read_yes_no(text: str) -> bool:
    """Yes or no, or the first letter of either.

    Raises:
        ValueError: for anything else.
    """
    if text.lower() not in _YES_NO:
        raise ValueError(f"{quoted(text)} is neither yes nor no")
    return _YES_NO[text.lower()]


def _days(text: str) -> set[date]:
    """The days that the text can mean."""
    found = set()
    for order in _ORDERS:
        if parts := order.fullmatch(text):
            with suppress(ValueError):
                found.add(date(int(parts["y"]), int(parts["m"]), int(parts["d"])))
    return found


def _is_day(text: str) -> bool:
    with suppress(ValueError):
        read_date(text)
        return True
    return False


def _moment(text: str) -> datetime:
    with suppress(ValueError):
        return datetime.fromisoformat(text)
    day, _, clock = text.replace("T", " ").rpartition(" ")
    return datetime.fromisoformat(f"{read_date(day).isoformat()}T{clock}")
