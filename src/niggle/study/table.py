"""The study table as CSV (contract 5): text to rows and back."""

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from niggle.errors import TableError
from niggle.gait.model import Surface
from niggle.pain.answers import RowProblem
from niggle.stride.model import Equipment
from niggle.study.columns import COLUMNS, METRICS, NEEDED, NUMBERS, StudyColumn
from niggle.vocabulary.spelling import did_you_mean

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_NOT_KNOWN = {"", "-", "na", "n/a", "nan", "none", "null"}
_LABEL = re.compile(r"[\w .()@#+-]{1,40}")
_EQUIPMENT: dict[str, Equipment] = {
    **dict.fromkeys(("shoe", "shoes", "trainers", "spikes", "insole", "insoles", "laces", "orthotics"), "shoes"),
    **dict.fromkeys(("sensor", "strap", "pod", "belt", "watch", "hrm", "battery"), "sensor"),
    **dict.fromkeys(("nothing", "no", "same", "unchanged"), "nothing"),
}


@dataclass(frozen=True, slots=True)
class StudyRow:
    """One run of a study table.

    `numbers` has every number of the registry, NaN where unknown; a 0 that a device wrote for "no value" is NaN too.
    `surface` "road" and `sensor` None where nothing was said.
    """

    runner: str
    day: float
    numbers: Mapping[str, float] = field(default_factory=dict)
    surface: Surface = "road"
    sensor: str | None = None
    pain_site: str | None = None
    pain_side: str | None = None
    equipment: Equipment | None = None

    def number(self, name: str) -> float:
        """A number of the registry, NaN where unknown."""
        return self.numbers.get(name, math.nan)


@dataclass(frozen=True, slots=True)
class StudyTable:
    """The good rows of a table, what is wrong with the others, and the columns that nothing is known of."""

    rows: tuple[StudyRow, ...]
    problems: tuple[RowProblem, ...]
    unused: tuple[str, ...]


def parse_table(text: str) -> StudyTable:
    """Rows and problems of a study table, both in the order of the file.

    A row with a cell that cannot be read is left out; one whose equipment alone is not understood is kept without it.

    Raises:
        TableError: for a header that cannot be used: none, a column named twice, no `runner`, `day` or metric.
    """
    lines = _lines(text.removeprefix("\ufeff"))
    first = next(lines, None)
    if first is None:
        raise TableError("the table is empty: its first line must name the columns")
    if isinstance(first, RowProblem):
        raise TableError(f"line {first.line}: the header cannot be read: {first.message}")
    header = _header(first[1])
    rows: list[StudyRow] = []
    problems: list[RowProblem] = []
    for line in lines:
        if isinstance(line, RowProblem):
            problems.append(line)
            continue
        row, wrong = _row(*line, header)
        problems += wrong
        if row is not None:
            rows.append(row)
    return StudyTable(tuple(rows), tuple(problems), tuple(name for name in header if name not in COLUMNS))


def write_table(rows: Iterable[StudyRow]) -> str:
    """The table as CSV text with every column of the registry; `parse_table` reads it back."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_cell(row, column) for column in COLUMNS.values()])
    return out.getvalue()


def _cell(row: StudyRow, column: StudyColumn) -> str:
    if not column.is_number:
        return getattr(row, column.name) or ""
    number = row.day if column.name == "day" else row.number(column.name)
    if math.isnan(number):
        return ""
    text = f"{number:.{column.decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _lines(text: str) -> Iterator[tuple[int, list[str]] | RowProblem]:
    """The cells of each line that is not blank. No cell of these tables goes over several lines."""
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if not line.strip():
            continue
        try:
            cells = next(csv.reader([line], strict=True))
        except csv.Error as error:
            yield RowProblem(number, "", f"not readable as CSV: {error}")
        else:
            if any(cell.strip() for cell in cells):
                yield number, cells


def _header(cells: Sequence[str]) -> list[str]:
    header = [cell.strip().lower() for cell in cells]
    while header and not header[-1]:
        header.pop()
    repeated = sorted({name for name in header if header.count(name) > 1})
    if repeated:
        raise TableError(f"columns named twice: {', '.join(_quoted(name) for name in repeated)}")
    missing = [name for name in NEEDED if name not in header]
    hint = "; separate the columns by commas" if len(header) == 1 and re.search("[;\t]", header[0]) else ""
    if missing:
        raise TableError(f"no column {' and no column '.join(missing)}{hint}")
    if not set(METRICS) & set(header):
        near = next((hint for name in header if (hint := did_you_mean(name, METRICS))), "")
        raise TableError(f"no metric to judge: add at least one of the columns {', '.join(METRICS)}{near}")
    return header


def _row(line: int, cells: Sequence[str], header: Sequence[str]) -> tuple[StudyRow | None, list[RowProblem]]:
    if any(cell.strip() for cell in cells[len(header) :]) or len(cells) < len(header):
        return None, [RowProblem(line, "", f"the row has {len(cells)} fields, the header {len(header)}")]
    texts = {name: cell.strip() for name, cell in zip(header, cells, strict=False) if name in COLUMNS}
    numbers: dict[str, float] = {}
    words: dict[str, str | None] = {}
    problems: list[RowProblem] = []
    for name, text in texts.items():
        try:
            if name in NUMBERS:
                numbers[name] = _number(text, COLUMNS[name])
            else:
                words[name] = _word(text, COLUMNS[name])
        except ValueError as error:
            problems.append(RowProblem(line, name, str(error)))
    runner, day = words.get("runner"), numbers.pop("day", math.nan)
    if "runner" in words and runner is None:
        problems.append(RowProblem(line, "runner", "no runner"))
    if math.isnan(day) and not any(problem.column == "day" for problem in problems):
        problems.append(RowProblem(line, "day", "no day"))
    if any(problem.column != "equipment" for problem in problems) or runner is None:
        return None, problems
    row = StudyRow(
        runner=runner,
        day=day,
        numbers=numbers,
        surface=cast(Surface, words.get("surface") or "road"),
        sensor=words.get("sensor"),
        pain_site=words.get("pain_site"),
        pain_side=words.get("pain_side"),
        equipment=cast(Equipment | None, words.get("equipment")),
    )
    return row, problems


def _number(text: str, column: StudyColumn) -> float:
    if text.lower() in _NOT_KNOWN:
        return math.nan
    number = float(text) if _NUMBER.fullmatch(text) else math.nan
    if math.isnan(number):
        raise ValueError(f"{_quoted(text)} is not a number")
    if number == 0.0 and column.name in (*METRICS, "speed_mps"):
        return math.nan  # nobody runs with these at 0: a device writes it for "no value"
    low, high = cast(float, column.low), cast(float, column.high)
    if not low <= number <= high:
        raise ValueError(f"{_quoted(text)} is not from {low:g} to {high:g}")
    return number


def _word(text: str, column: StudyColumn) -> str | None:
    if text.lower() in _NOT_KNOWN and text.lower() not in column.words:
        return None
    if column.name == "equipment":
        return _equipment(text)
    if column.words:
        word = re.sub(r"[\s-]+", "_", text.lower())
        if word not in column.words:
            raise ValueError(f"{_quoted(text)} is none of: {', '.join(column.words)}")
        return word
    if not _LABEL.fullmatch(text):
        raise ValueError(f"{_quoted(text)} is not a letter or number")
    # A spreadsheet may have made 1.0 of 1.
    return text.removesuffix(".0") if re.fullmatch(r"[0-9]+\.0", text) else text


def _equipment(text: str) -> Equipment:
    said = {_EQUIPMENT[word] for word in re.findall("[a-z]+", text.lower()) if word in _EQUIPMENT}
    if len(said) == 1:
        return said.pop()
    raise ValueError(f"{_quoted(text)} is none of: shoes, sensor, nothing; the run is kept without it")


def _quoted(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:39]}…")
