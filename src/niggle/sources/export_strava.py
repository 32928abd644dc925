"""Strava's `activities.csv`, in whatever language and of whatever year: what was said of each activity.

Headings are in the language of the account; the first columns have stayed in their places (before July 2019 there were
fewer of them). So the column of files is found by what is in it, the next ones by their places, the others by headings
that are known (from exports that their owners showed in the trackers of readers of them).
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from niggle.sources.base import ActivityDetails

_FILE_OF_WINDOWS = re.compile(r"\s*activities\\[^\\\s]+\s*$", re.IGNORECASE)
_FILE = re.compile(r"^activities/[^/]+\.(fit|gpx|tcx)(\.gz)?$", re.IGNORECASE)
_ID = re.compile(r"^\d+$")
_DATE, _NAME, _TYPE, _DESCRIPTION, _NOTE = 1, 2, 3, 4, 10
_FILE_COLUMN = 12  # since the table has a private note
_EFFORT_BEHIND_FILE = 31  # columns, in tables of every language
_LEAST_COLUMNS = 80  # of a table that has it there
_EFFORT_HEADINGS = {
    "perceived exertion", "gefühlte anstrengung", "effort perçu", "effort ressenti", "esfuerzo percibido",
    "esforço percebido", "percepção de esforço", "sforzo percepito", "waargenomen inspanning", "ervaren inspanning",
    "自覚的運動強度", "主観的運動強度",
}  # fmt: skip
_NOTE_HEADINGS = {
    "activity private note", "private note", "hinweis zur privatsphäre für aktivitäten", "note privée sur l'activité",
    "nota privada de la actividad", "nota privada da atividade", "nota privata sull'attività",
    "privéopmerking bij activiteit",
}  # fmt: skip
# How months begin in the languages that Strava has; the longest that fits counts ("juin" before "jui").
_MONTHS = {
    1: "jan ene gen янв sty led led tammi 1月", 2: "feb fév fev fév фев lut úno helmi", 3: "mar mär mrt мар bře maalis",
    4: "apr avr abr апр kwi dub huhti", 5: "may mai mag mei maj май мая kvě touko", 6: "jun juin giu июн cze čvn kesä",
    7: "jul juil lug июл lip čvc heinä", 8: "aug août aoû ago авг sie srp elo", 9: "sep set сен wrz zář syys",
    10: "oct okt out ott окт paź říj loka", 11: "nov ноя lis marras", 12: "dec dez déc dic des дек gru pro joulu",
}  # fmt: skip
_MOST_LETTERS_OF_CELL = 1 << 24
_MONTH_OF = sorted(
    ((word, number) for number, words in _MONTHS.items() for word in words.split()), key=lambda one: -len(one[0])
)
_AFTERNOON = re.compile(r"\bp\.?\s?m\.?\b|午後|오후|下午", re.IGNORECASE)
_MORNING = re.compile(r"\ba\.?\s?m\.?\b|午前|오전|上午", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2})[:.h](\d{2})(?:[:.m](\d{2}))?(?!\.?\d)")


@dataclass(frozen=True, slots=True)
class StravaTable:
    """What a table says by the lower-case name of each recording's file; `rows` of activities, with or without one."""

    details: Mapping[str, ActivityDetails]
    rows: int
    problem: str | None = None

    @property
    def without_recording(self) -> int:
        """How many activities have no file."""
        return self.rows - len(self.details)


def read_strava_table(text: str) -> StravaTable:
    """The table; with a `problem` if no column of files can be found in it."""
    rows = [[cell.replace("\\", "/") if _FILE_OF_WINDOWS.match(cell) else cell for cell in row] for row in _rows(text)]
    rows = [row for row in rows if any(row)]
    if not rows or not rows[0]:
        return StravaTable({}, 0, "is empty")
    heading, body = rows[0], [row for row in rows[1:] if _ID.match(row[0].strip())]
    at = _file_column(body)
    if at is None:
        told = any("." in cell and "/" in cell for row in rows[1:] for cell in row)
        is_strange = told or len(rows) - 1 > len(body) or (len(rows) == 1 and len(heading) == 1)
        return StravaTable({}, len(body), "has a form that niggle does not know" if is_strange else None)
    found = {}
    for row in body:
        name = _cell(row, at).rpartition("/")[2].lower()
        if name:
            found[name] = _details(row, heading, at)
    return StravaTable(found, len(body))


def _rows(text: str) -> list[list[str]]:
    start = text[:4096].partition("\n")[0]
    delimiter = max(",;\t", key=start.count)
    others = csv.field_size_limit(_MOST_LETTERS_OF_CELL)  # the limit is the process's, diaries have their own
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return []
    finally:
        csv.field_size_limit(others)


def _file_column(rows: Sequence[Sequence[str]]) -> int | None:
    counts: dict[int, int] = {}
    for row in rows:
        for index, cell in enumerate(row):
            if _FILE.match(cell.strip()):
                counts[index] = counts.get(index, 0) + 1
    return max(counts, key=lambda index: counts[index]) if counts else None


def _details(row: Sequence[str], heading: Sequence[str], at: int) -> ActivityDetails:
    # The oldest tables have no note; where the file stands tells which table it is.
    note = _named(row, heading, _NOTE_HEADINGS) or (_cell(row, _NOTE) if at >= _FILE_COLUMN else "")
    said = [_cell(row, _DESCRIPTION), note]
    return ActivityDetails(
        upstream_id=row[0].strip() or None,
        name=_cell(row, _NAME) or None,
        description="\n".join(filter(None, said)) or None,
        sport=_cell(row, _TYPE) or None,
        rpe=_effort(row, heading, at),
        gear=_gear(row, heading, at) or None,
        started_at=moment(_cell(row, _DATE)),
    )


def _gear(row: Sequence[str], heading: Sequence[str], at: int) -> str | None:
    """What it was run in: since the table has a private note, gear is what stands before the file in any language."""
    return _cell(row, at - 1) if at >= _FILE_COLUMN else _named(row, heading, {"gear", "activity gear"})


def _effort(row: Sequence[str], heading: Sequence[str], at: int) -> float | None:
    told = _named(row, heading, _EFFORT_HEADINGS)
    if told is None and len(heading) >= _LEAST_COLUMNS:
        told = _cell(row, at + _EFFORT_BEHIND_FILE)
    try:
        value = float((told or "").replace(",", "."))
    except ValueError:
        return None
    return value if 0 < value <= 10 else None


def _named(row: Sequence[str], heading: Sequence[str], names: set[str]) -> str | None:
    """The first cell under one of some headings; None if the table has none of them."""
    for index, name in enumerate(heading):
        if name.strip().lower().replace("’", "'") in names:
            return _cell(row, index)
    return None


def _cell(row: Sequence[str], index: int) -> str:
    return row[index].strip() if index < len(row) else ""


def moment(text: str) -> datetime | None:
    """A moment as Strava writes it in the languages that it has, in UTC; None for one that cannot be told for sure.

    >>> moment("Mar 2, 2026, 6:31:05 PM").isoformat() == moment("02.03.2026, 18:31:05").isoformat()
    True
    """
    clock = _CLOCK.search(text, text.find(":") - 2 if ":" in text else 0)
    if clock is None:
        return None
    hour, minute, second = (int(part or 0) for part in clock.groups())
    if _AFTERNOON.search(text) and hour < 12:
        hour += 12
    elif _MORNING.search(text) and hour == 12:
        hour = 0
    day = _day(text[: clock.start()] + " " + text[clock.end() :])
    try:
        return None if day is None else datetime(*day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


def _day(text: str) -> tuple[int, int, int] | None:
    """Year, month and day; days come before months except where the year is first or the month is a word."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    word = _month(re.sub(r"\d+", " ", text.lower()))
    if word is not None and len(numbers) == 2:
        year, day = max(numbers), min(numbers)
        return year, word, day
    if len(numbers) != 3:
        return None
    if numbers[0] > 31:
        return numbers[0], numbers[1], numbers[2]
    return (numbers[2], numbers[1], numbers[0]) if numbers[2] > 31 else None


def _month(text: str) -> int | None:
    for token in re.findall(r"[^\W\d_]+", text):
        for start, number in _MONTH_OF:
            if token.startswith(start):
                return number
    return None
