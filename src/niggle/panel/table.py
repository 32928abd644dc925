"""The table that ticks are typed into: a blank one, and filled-in ones read back."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from niggle.pain.answers import RowProblem
from niggle.panel.boxes import LETTERS
from niggle.panel.order import Bundle
from niggle.vocabulary.statuses import STATUS_ORDER, Status

COLUMNS = ("rater", "story", "status", "also_acceptable", "remark")
_NEEDED = ("rater", "story", "status")
_CHOICES = ", ".join(f"{letter} {status}" for letter, status in LETTERS.items())


@dataclass(frozen=True, slots=True)
class Rating:
    """What one rater ticked for one story; `also` are the statuses that would do as well."""

    rater: str
    code: str
    status: Status
    also: frozenset[Status] = frozenset()
    remark: str = ""

    @property
    def accepted(self) -> frozenset[Status]:
        """Every status that this rater would put up with."""
        return self.also | {self.status}


@dataclass(frozen=True, slots=True)
class FilledIn:
    """The ratings of a table, how many rows were left blank, and what is wrong with others."""

    ratings: tuple[Rating, ...]
    blank: int
    problems: tuple[RowProblem, ...]


def blank_table(bundles: Iterable[Bundle]) -> str:
    """A row for each rater and story in the order of the paper, with nothing ticked."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((bundle.rater, story.code, "", "", "") for bundle in bundles for story in bundle.stories)
    return out.getvalue()


def read_table(text: str, *, codes: Collection[str]) -> FilledIn:
    """The ratings of a filled-in table, in its order.

    Columns may come in any order, separated by commas, semicolons or tabs, as spreadsheets write them; columns with
    other names are not looked at. A status is a letter of the paper or the word. A row without any tick is blank, not
    wrong; a row with something wrong is left out and reported.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    start = next((at for at, line in enumerate(lines) if line.strip(" \t,;")), None)
    if start is None:
        return FilledIn((), 0, (RowProblem(1, "", f"empty: the first line must name the columns {_named()}"),))
    delimiter = max(",;\t", key=lines[start].count)
    header = [name.strip().lower() for name in next(csv.reader([lines[start]], delimiter=delimiter))]
    missing = [name for name in _NEEDED if name not in header]
    if missing:
        message = f"the first line must name the columns {_named()}; it lacks {', '.join(missing)}"
        return FilledIn((), 0, (RowProblem(start + 1, "", message),))
    return _collected(_outcomes(lines, start + 1, header, delimiter, frozenset(codes)))


def _named() -> str:
    return ", ".join(COLUMNS)


def _collected(outcomes: Iterable[tuple[int, Rating | RowProblem | None]]) -> FilledIn:
    ratings: dict[tuple[str, str], tuple[int, Rating]] = {}
    problems: list[RowProblem] = []
    blank = 0
    for line, outcome in outcomes:
        if outcome is None:
            blank += 1
        elif isinstance(outcome, RowProblem):
            problems.append(outcome)
        else:
            first_line, first = ratings.setdefault((outcome.rater, outcome.code), (line, outcome))
            if first != outcome:
                message = (
                    f"rater {outcome.rater} has answered this story otherwise on line {first_line}; that one counts"
                )
                problems.append(RowProblem(line, "story", message))
    return FilledIn(tuple(rating for _, rating in ratings.values()), blank, tuple(problems))


def join_tables(tables: Mapping[str, FilledIn]) -> tuple[tuple[Rating, ...], tuple[str, ...]]:
    """All ratings of several tables, by name, and one line for each thing wrong with them, its table named.

    Where two tables answer for the same rater and story in different ways, the first counts.
    """
    ratings: dict[tuple[str, str], tuple[str, Rating]] = {}
    lines: list[str] = []
    for name, table in tables.items():
        lines += [f"{name}: {problem}" for problem in table.problems]
        for rating in table.ratings:
            first_name, first = ratings.setdefault((rating.rater, rating.code), (name, rating))
            if first != rating:
                lines.append(f"{name}: story {rating.code}: {_twice(rating, f'in {first_name}')}")
    return tuple(rating for _, rating in ratings.values()), tuple(lines)


def _twice(rating: Rating, where: str) -> str:
    return f"rater {rating.rater} has answered this story otherwise {where}; that one counts"


def _outcomes(
    lines: Sequence[str], start: int, header: Sequence[str], delimiter: str, codes: frozenset[str]
) -> Iterator[tuple[int, Rating | RowProblem | None]]:
    """The rows one by one. A line is a row, so that an unclosed quote in a remark does not swallow the rest."""
    for at, text in enumerate(lines[start:], start=start + 1):
        if not text.strip(f" \t{delimiter}"):
            continue
        try:
            cells = next(csv.reader([text], delimiter=delimiter, strict=True))
        except csv.Error:
            yield at, RowProblem(at, "", "not readable as CSV: a quote is not closed, or a cell holds a line break")
            continue
        if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            # A comma that nobody quoted: what is behind it has moved by a column and could pass for another answer.
            yield at, RowProblem(at, "", f"the row has {len(cells)} fields, the header {len(header)}")
            continue
        row = dict.fromkeys(COLUMNS, "") | {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
        yield at, _rating(row, at, codes)


def _rating(row: dict[str, str], line: int, codes: frozenset[str]) -> Rating | RowProblem | None:
    if not row["status"] and not row["also_acceptable"]:
        return None
    code = row["story"].removesuffix(".0")  # as spreadsheets write whole numbers
    if not row["rater"]:
        return RowProblem(line, "rater", "no rater: give the number on the paper")
    if code not in codes:
        return RowProblem(line, "story", f"{row['story']!r} is the number of no story")
    ticked, also = _statuses(row["status"]), _statuses(row["also_acceptable"])
    if ticked is None:
        return RowProblem(line, "status", f"{row['status']!r} is none of: {_CHOICES}")
    if also is None:
        return RowProblem(line, "also_acceptable", f"{row['also_acceptable']!r} is none of: {_CHOICES}")
    if len(ticked) != 1:
        message = "one box is needed, and the others go under also_acceptable" if ticked else "no box is ticked here"
        return RowProblem(line, "status", message)
    return Rating(row["rater"].removesuffix(".0"), code, ticked[0], frozenset(also) - {ticked[0]}, row["remark"])


def _statuses(text: str) -> list[Status] | None:
    """The statuses in a cell, by letter or word; None when something in it is neither."""
    found: dict[Status, None] = {}
    joined = re.sub(r"\b(check|red)[ _-]+(in|flag)\b", r"\1_\2", text.lower())
    for word in re.findall(r"\w+", joined):
        by_word = [status for status in STATUS_ORDER if status == word]
        by_letter = [LETTERS[letter] for letter in word.upper() if letter in LETTERS]
        if not by_word and len(by_letter) < len(word):
            return None
        found |= dict.fromkeys(by_word or by_letter)
    return list(found)
