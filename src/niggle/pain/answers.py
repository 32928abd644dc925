"""One row of the diary, or one filled-in form: text answers to a pain report."""

import hashlib
import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, tzinfo
from typing import Any, assert_never

from niggle.pain.complaints import worst_pain
from niggle.pain.model import PainReport
from niggle.pain.reading import (
    check_text,
    plain_lines,
    quoted,
    read_date,
    read_hours,
    read_name,
    read_score,
    read_start,
    read_yes_no,
)
from niggle.vocabulary.diary import QUESTIONS, Question
from niggle.vocabulary.spelling import did_you_mean

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
    texts = {column: answers.get(column, "").strip() for column in COLUMNS}
    problems = unreadable(texts, line=line)
    if problems:
        return tuple(problems)
    values: dict[str, Any] = {}
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


def in_future(report: PainReport, *, today: date, now: datetime, line: int = 1) -> RowProblem | None:
    """What is wrong with a report on a day after `today`, or a start after `now`; None where both have been."""
    if report.date is not None and report.date > today:
        return RowProblem(line, "date", f"{report.date.isoformat()} is yet to come")
    if report.started_at is not None and report.started_at > now:
        return RowProblem(line, "started_at", f"{report.started_at:%Y-%m-%dT%H:%M:%SZ} is yet to come")
    if report.explained_since is not None and report.explained_since > today:
        return RowProblem(line, "explained_since", f"{report.explained_since.isoformat()} is yet to come")
    return None


def unreadable(texts: Mapping[str, str], *, line: int = 1) -> list[RowProblem]:
    """A problem for each answer that is no text, or too much of it; nothing of the row is looked at before that."""
    problems = []
    for column, text in texts.items():
        try:
            check_text(text)
        except ValueError as error:
            problems.append(RowProblem(line, column, str(error)))
    return problems


def identified(report: PainReport) -> PainReport:
    """The report with its `report_id`: 16 hex digits of the SHA-256 of its answers, `reported_at` aside."""
    answers = {column: getattr(report, column) for column in COLUMNS}
    content = {column: _plain(answer) for column, answer in answers.items() if answer is not None or column in _FIRST}
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode())
    return replace(report, report_id=digest.hexdigest()[:16])


def _plain(answer: object) -> object:
    if isinstance(answer, datetime):
        return answer.astimezone(UTC).isoformat()
    return answer.isoformat() if isinstance(answer, date) else answer


def _athlete(text: str, athletes: Athletes) -> tuple[str, str | None]:
    if text and athletes.default is not None and text != athletes.default:
        return text, f"the row is {quoted(text)}'s, but the athlete given is {athletes.default!r}"
    athlete_id = text or athletes.default or ""
    if not athlete_id:
        return "", "no athlete"
    if athlete_id not in athletes.known:
        return athlete_id, f"unknown athlete {quoted(athlete_id)}; known are {', '.join(sorted(athletes.known))}"
    return athlete_id, None


def _readers(zone: tzinfo) -> dict[str, Callable[[str], Any]]:
    return {
        "run_id": plain_lines,
        "started_at": lambda text: read_start(text, zone),
        "date": read_date,
        **{name: _reader(question) for name, question in QUESTIONS.items()},
    }


def _reader(question: Question) -> Callable[[str], Any]:
    match question.kind:
        case "choice":
            return _one_of(question.values)
        case "score":
            return read_score
        case "yes_no":
            return read_yes_no
        case "hours":
            return read_hours
        case "text":
            return plain_lines
        case "date":
            return read_date
        case "name":
            return read_name
        case _:
            assert_never(question.kind)


def _one_of(words: tuple[str, ...]) -> Callable[[str], str]:
    def read(text: str) -> str:
        word = re.sub(r"[\s-]+", "_", text.lower())
        if word not in words:
            raise ValueError(f"{quoted(text)} is none of: {', '.join(words)}{did_you_mean(word, words)}")
        return word

    return read
