"""One row of the diary, or one filled-in form: text answers to a pain report."""

import hashlib
import json
import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, tzinfo
from typing import Any, assert_never

from niggle.pain.complaints import worst_pain
from niggle.pain.model import PainReport
from niggle.vocabulary.diary import QUESTIONS, Question

COLUMNS: tuple[str, ...] = tuple(
    field.name for field in fields(PainReport) if field.name not in ("report_id", "reported_at", "source")
)
# What the first version asked: these make up an id even where they are not answered. A question asked since counts only
# when it is, so that a report without it keeps the id that it had before.
_FIRST = frozenset({
    "athlete_id", "run_id", "started_at", "date", "site", "side", "before", "first", "peak", "end", "next_morning",
    "hours_to_settle", "quality", "limped", "changed_how_i_ran", "night_pain", "bony_point", "pain_on_hopping",
    "affected_mood", "affected_sleep", "affected_confidence", "reduced_training", "note",
})  # fmt: skip
_WHOLE_NUMBER = re.compile(r"[0-9]{1,2}(\.0+)?")
_NUMBER = re.compile(r"([0-9]+(\.[0-9]*)?|\.[0-9]+)(e[+-]?[0-9]+)?")
# A year: longer than any settling, short enough to catch minutes and seconds entered by mistake.
_MOST_HOURS = 8760.0


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with a row: its line (1 is the first of the file), column ("" for the whole row), why."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        column = f"column {self.column}: " if self.column else ""
        return f"line {self.line}: {column}{self.message}"


@dataclass(frozen=True, slots=True)
class Athletes:
    """Whose answers they are: the athlete where the row names none, those there are, where they live."""

    default: str | None
    known: Collection[str]
    timezone: tzinfo | Mapping[str, tzinfo] = UTC

    def zone(self, athlete_id: str) -> tzinfo:
        """The time zone of an athlete, UTC when not known."""
        if isinstance(self.timezone, tzinfo):
            return self.timezone
        return self.timezone.get(athlete_id, UTC)


def read_answers(answers: Mapping[str, str], *, line: int, athletes: Athletes) -> PainReport | tuple[RowProblem, ...]:
    """A report out of answers in text by column name ("": not answered), or all that is wrong with them.

    Spaces around answers and upper case do not matter. `started_at` is kept in UTC.
    """
    problems: list[RowProblem] = []
    values: dict[str, Any] = {}
    texts = {column: answers.get(column, "").strip() for column in COLUMNS}
    athlete_id, wrong = _athlete(texts.pop("athlete_id"), athletes)
    if wrong is not None:
        problems.append(RowProblem(line, "athlete_id", wrong))
    readers = _readers(athletes.zone(athlete_id))
    for column, text in texts.items():
        if text:
            try:
                values[column] = readers[column](text)
            except ValueError as error:
                problems.append(RowProblem(line, column, str(error)))
    if not any(texts[column] for column in ("run_id", "started_at", "date")):
        problems.append(RowProblem(line, "date", "no run: give run_id, started_at or date"))
    report = PainReport(report_id="", athlete_id=athlete_id, **values)
    if not texts["site"] and (worst_pain(report) or 0) > 0:
        problems.append(RowProblem(line, "site", "a score above 0 needs a site: where was the pain?"))
    return tuple(problems) if problems else identified(report)


def identified(report: PainReport) -> PainReport:
    """The report with its `report_id`: 16 hex digits of the SHA-256 of its answers, `reported_at` aside."""
    answers = {column: getattr(report, column) for column in COLUMNS}
    content = {column: _plain(answer) for column, answer in answers.items() if answer is not None or column in _FIRST}
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode())
    return replace(report, report_id=digest.hexdigest()[:16])


def plain_lines(text: str) -> str:
    """The text with line feeds for line ends, so that a diary saved elsewhere still says the same.

    Without NUL, which no person types and no statement of SQL can hold.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _plain(answer: object) -> object:
    if isinstance(answer, datetime):
        return answer.astimezone(UTC).isoformat()
    return answer.isoformat() if isinstance(answer, date) else answer


def _athlete(text: str, athletes: Athletes) -> tuple[str, str | None]:
    if text and athletes.default is not None and text != athletes.default:
        return text, f"the row is {text!r}'s, but the athlete given is {athletes.default!r}"
    athlete_id = text or athletes.default or ""
    if not athlete_id:
        return "", "no athlete"
    if athlete_id not in athletes.known:
        return athlete_id, f"unknown athlete {athlete_id!r}; known are {', '.join(sorted(athletes.known))}"
    return athlete_id, None


def _readers(zone: tzinfo) -> dict[str, Callable[[str], Any]]:
    return {
        "run_id": plain_lines,
        "started_at": lambda text: _start(text, zone),
        "date": _date,
        **{name: _reader(question) for name, question in QUESTIONS.items()},
    }


def _reader(question: Question) -> Callable[[str], Any]:
    match question.kind:
        case "choice":
            return _one_of(question.values)
        case "score":
            return _score
        case "yes_no":
            return _yes_no
        case "hours":
            return _hours
        case "text":
            return plain_lines
        case _:
            assert_never(question.kind)


def _start(text: str, zone: tzinfo) -> datetime:
    try:
        date.fromisoformat(text)
    except ValueError:
        pass
    else:
        raise ValueError(f"{text!r} has no time of day; a day alone belongs in the column 'date'")
    try:
        start = datetime.fromisoformat(text)
        return (start if start.tzinfo is not None else start.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"{text!r} is not an ISO date and time such as 2026-03-02T06:31:05Z") from None


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not an ISO date such as 2026-03-02") from None


def _one_of(words: tuple[str, ...]) -> Callable[[str], str]:
    def read(text: str) -> str:
        word = re.sub(r"[\s-]+", "_", text.lower())
        if word not in words:
            raise ValueError(f"{text!r} is none of: {', '.join(words)}")
        return word

    return read


def _score(text: str) -> int:
    score = int(float(text)) if _WHOLE_NUMBER.fullmatch(text) else -1
    if not 0 <= score <= 10:
        raise ValueError(f"{text!r} is not a whole number from 0 to 10")
    return score


def _hours(text: str) -> float:
    hours = float(text) if _NUMBER.fullmatch(text) else math.inf
    if hours > _MOST_HOURS:
        raise ValueError(f"{text!r} is not a number of hours from 0 to {_MOST_HOURS:.0f}")
    return hours


def _yes_no(text: str) -> bool:
    word = text.lower()
    if word not in ("yes", "no"):
        raise ValueError(f"{text!r} is neither yes nor no")
    return word == "yes"
