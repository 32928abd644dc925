"""The pain diary as CSV (contract 4): text to reports and back."""

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from niggle.errors import DiaryError
from niggle.pain.answers import COLUMNS, Athletes, RowProblem, in_future, read_answers
from niggle.pain.cells import csv_text
from niggle.pain.model import PainReport
from niggle.pain.reading import quoted
from niggle.vocabulary.spelling import did_you_mean
from niggle.vocabulary.spreadsheets import text_of

# A runner may be where the day began up to 14 hours before UTC's, wherever the athlete's own time zone is.
_EARLIEST_CLOCK = timedelta(hours=14)
_JOIN_COLUMNS = ("run_id", "started_at", "date")


@dataclass(frozen=True, slots=True)
class Diary:
    """The good rows of a diary and what is wrong with the others."""

    reports: tuple[PainReport, ...]
    problems: tuple[RowProblem, ...]


def parse_diary(
    text: str,
    *,
    athlete_id: str | None,
    known_athletes: Collection[str],
    timezone: tzinfo | Mapping[str, tzinfo] = UTC,
    written_at: datetime | None = None,
) -> Diary:
    """Reports and row problems of a diary, both in the order of the file.

    Its columns are parted by commas, or by semicolons where its first line is. `athlete_id` stands in where the column
    is left out. A `started_at` without a zone is taken in `timezone` (one for all, or by athlete id). Two rows that say
    the same are one report. `written_at` (aware) is when the diary was there: a row about a later day is a problem.

    Raises:
        DiaryError: for a header that cannot be used: none, unknown or repeated columns (named), no athlete, nothing to
            join by.
    """
    text = text.removeprefix("\ufeff")
    rows = _rows(text, _delimiter(text))
    first = next(rows, None)
    if first is None:
        raise DiaryError("the diary is empty: its first line must name the columns")
    if isinstance(first, RowProblem):
        raise DiaryError(f"line {first.line}: the header cannot be read: {first.message}")
    header = _header(first[1], athlete_id=athlete_id)
    athletes = Athletes(athlete_id, frozenset(known_athletes), timezone)
    reports: dict[str, PainReport] = {}
    problems: list[RowProblem] = []
    for row in rows:
        outcome = row if isinstance(row, RowProblem) else _report(*row, header, athletes, written_at)
        if isinstance(outcome, PainReport):
            reports.setdefault(outcome.report_id, outcome)
        elif isinstance(outcome, RowProblem):
            problems.append(outcome)
        else:
            problems.extend(outcome)
    return Diary(tuple(reports.values()), tuple(problems))


def write_diary(reports: Iterable[PainReport]) -> str:
    """The diary as CSV text, every column of contract 4 and a row a report; `parse_diary` reads it back."""
    return csv_text(COLUMNS, reports)


def without_athlete(text: str, athlete_id: str) -> str:
    """The diary without what it says of an athlete: its other rows as they are, letter by letter.

    A row that is not readable as CSV is left out if the athlete's id is anywhere in it.
    """
    lines = io.StringIO(text, newline="").readlines()
    header: list[str] | None = None
    gone: set[int] = set()
    delimiter = _delimiter(text.removeprefix("\ufeff"))
    start = 0
    while start < len(lines):
        reader = csv.reader(lines[start:], delimiter=delimiter, strict=True)
        begun = start
        try:
            for cells in reader:
                end = start + reader.line_num
                if header is None:
                    header = [cell.strip().lower() for cell in cells] if any(cells) else None
                elif _names(cells, header, athlete_id):
                    gone.update(range(begun, end))
                begun = end
        except csv.Error:
            if athlete_id in lines[begun]:
                gone.add(begun)
            start = begun + 1
        else:
            break
    return "".join(line for number, line in enumerate(lines) if number not in gone)


def _names(cells: Sequence[str], header: Sequence[str], athlete_id: str) -> bool:
    named = [
        text_of(cell).strip()
        for name, cell in zip(header, cells, strict=False)
        if name.lstrip("\ufeff") == "athlete_id"
    ]
    return athlete_id in named


def decode_diary(data: bytes) -> str:
    """The text of a diary file; bytes that are not UTF-8 stay in it as what `parse_diary` refuses, row by row."""
    return data.decode("utf-8-sig", "surrogateescape")


def _delimiter(text: str) -> str:
    """What parts the columns: where commas are decimal, spreadsheets write semicolons."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return ";" if ";" in first and "," not in first else ","


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]] | RowProblem]:
    """Rows with the line they start on; blank ones are left out.

    A row that is not CSV (an unclosed quote) would swallow the rows after it, so reading starts again on the
    line below.
    """
    lines = io.StringIO(text, newline="").readlines()
    start = 0
    while start < len(lines):
        reader = csv.reader(lines[start:], delimiter=delimiter, strict=True)
        line = start + 1
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield line, cells
                line = start + reader.line_num + 1
        except csv.Error as error:
            yield RowProblem(line, "", f"not readable as CSV: {error}")
            start = line
        else:
            return


def _header(cells: Sequence[str], *, athlete_id: str | None) -> list[str]:
    header = [cell.strip().lower() for cell in cells]
    while header and not header[-1]:
        header.pop()
    unknown = [name for name in header if name not in COLUMNS]
    if unknown:
        if any(letter == "\0" or "\ud800" <= letter <= "\udfff" for name in unknown for letter in name):
            raise DiaryError("not UTF-8 text; save it as CSV in UTF-8")
        named = ", ".join(quoted(name) for name in unknown)
        is_mixed = any(mark in cells[0] for mark in ";\t")
        hint = "part all columns by commas, or all by semicolons" if is_mixed else ""
        near = did_you_mean(unknown[0], COLUMNS) if len(unknown) == 1 and not hint else ""
        raise DiaryError(f"unknown columns: {named}; {hint or 'known are ' + ', '.join(COLUMNS)}{near}")
    repeated = sorted({name for name in header if header.count(name) > 1})
    if repeated:
        raise DiaryError(f"columns named twice: {', '.join(repeated)}")
    if athlete_id is None and "athlete_id" not in header:
        raise DiaryError("no athlete: add a column 'athlete_id' or give --athlete")
    if not set(_JOIN_COLUMNS) & set(header):
        raise DiaryError(f"nothing to join a run by: add one of the columns {', '.join(_JOIN_COLUMNS)}")
    return header


def _report(
    line: int, cells: Sequence[str], header: Sequence[str], athletes: Athletes, written_at: datetime | None
) -> PainReport | tuple[RowProblem, ...]:
    surplus = any(cell.strip() for cell in cells[len(header) :])
    if surplus or len(cells) < len(header):
        # A short row may be a line cut off within a number, so nothing of it is believed.
        message = f"the row has {len(cells)} fields, the header {len(header)}"
        return (RowProblem(line, "", message),)
    answers = {name: text_of(cell) for name, cell in zip(header, cells, strict=False)}
    report = read_answers(answers, line=line, athletes=athletes)
    if isinstance(report, PainReport) and written_at is not None:
        latest = written_at.astimezone(UTC) + _EARLIEST_CLOCK
        problem = in_future(report, today=latest.date(), now=latest, line=line)
        return report if problem is None else (problem,)
    return report
