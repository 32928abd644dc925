"""Pain reports out of what a runner writes about an activity: `niggle: left achilles 1/3/3/1, sharp, limped`.

docs/notes.md has the grammar. A part that cannot be read in full gives nothing but a question: nothing is guessed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from niggle.pain.answers import identified
from niggle.pain.model import PainReport
from niggle.vocabulary.diary import QUESTIONS, Question

_MARK = re.compile(r"(?i)(?<![a-z])niggle\s*:")
_MOST_SHOWN = 80


def _places(question: Question) -> dict[str, str]:
    """What a note may call each site or side: its own name, and its other words."""
    return {option.value.replace("_", " "): option.value for option in question.options} | {
        word: option.value for option in question.options for word in option.also
    }


def _choices(question: Question) -> dict[str, dict[str, Any]]:
    """What a note may say for each answer: more about a yes takes the yes for granted."""
    yes = {} if question.of_yes is None else {question.of_yes: True}
    return {word: {**yes, question.name: option.value} for option in question.options for word in option.also}


_SITES, _SIDES = _places(QUESTIONS["site"]), _places(QUESTIONS["side"])
_CHOICES: dict[str, dict[str, Any]] = {
    word: answers
    for question in QUESTIONS.values()
    if question.kind == "choice" and question.section != "where"
    for word, answers in _choices(question).items()
}
_YES: dict[str, str] = {word: name for name, question in QUESTIONS.items() for word in question.also}
_SCORE = r"(?:10|[0-9]|-|–|\?|)"
_SCORES = re.compile(rf"({_SCORE})/({_SCORE})/({_SCORE})/({_SCORE})")
_PEAK = re.compile(r"(10|[0-9])(?:/10)?")
_NEXT_MORNING = re.compile(r"(?:next morning|morning after)\s+(10|[0-9])(?:/10)?")
_SETTLED = re.compile(r"(?:settled|settled in|settled after|gone after)\s+([0-9]{1,3}(?:\.[0-9])?)\s*(?:h|hrs?|hours?)")
_NO_PAIN = ("no pain", "none", "nothing", "pain free", "pain-free", "all good")


@dataclass(frozen=True, slots=True)
class Note:
    """What a text says about pain: reports, and questions about what could not be read."""

    reports: tuple[PainReport, ...]
    questions: tuple[str, ...]


def read_note(text: str, *, athlete_id: str, started_at: datetime | None) -> Note:
    """The reports in a text, marked as a note's, and a question for each part that cannot be read."""
    reports: list[PainReport] = []
    questions: list[str] = []
    for complaint in _complaints(text):
        answers, unread = _read(complaint)
        questions += [_question(part) for part in unread]
        if answers is not None:
            report = PainReport(report_id="", athlete_id=athlete_id, started_at=started_at, source="note", **answers)
            reports.append(identified(report))
    unique = {report.report_id: report for report in reports}
    return Note(tuple(unique.values()), tuple(dict.fromkeys(questions)))


def _complaints(text: str) -> Iterator[str]:
    """What stands after each mark: up to the end of the line, complaints apart by semicolons."""
    for line in text.splitlines():
        for said in _MARK.split(line)[1:]:
            parts = [part.strip() for part in said.split(";")]
            yield from (part for part in parts if part) if any(parts) else iter([""])


def _read(complaint: str) -> tuple[dict[str, Any] | None, list[str]]:
    """A complaint's answers (None if its first part, where and how much, cannot be read) and the parts left unread."""
    first, *others = (" ".join(part.lower().split()).rstrip(".!") for part in complaint.split(","))
    answers = _where_and_how_much(first)
    if answers is None:
        return None, [complaint]
    unread = []
    for part in others:
        more = _answer(part) if part else {}
        if more is None or any(answers.get(name, value) != value for name, value in more.items()):
            unread.append(part)
        else:
            answers |= more
    return answers, unread


def _where_and_how_much(text: str) -> dict[str, Any] | None:
    """Side, site and scores, in any order; "no pain" by itself."""
    if text in _NO_PAIN:
        return {"peak": 0}
    answers: dict[str, Any] = {}
    words = []
    for word in text.split():
        scores = _scores(word)
        if scores is None:
            words.append(word)
        elif any(name in answers for name in scores):
            return None
        else:
            answers |= scores
    sides = [word for word in words if word in _SIDES]
    site = " ".join(word for word in words if word not in _SIDES)
    if len(sides) > 1 or site not in _SITES:
        return None
    if sides:
        answers["side"] = _SIDES[sides[0]]
    return answers | {"site": _SITES[site]}


def _scores(word: str) -> dict[str, int] | None:
    """Four scores, or one: the worst."""
    if (four := _SCORES.fullmatch(word)) and any(part.isdigit() for part in four.groups()):
        given = zip(("before", "first", "peak", "end"), four.groups(), strict=True)
        return {name: int(score) for name, score in given if score.isdigit()}
    if one := _PEAK.fullmatch(word):
        return {"peak": int(one[1])}
    return None


def _answer(part: str) -> dict[str, Any] | None:
    """One more answer; None if it is not one."""
    if part in _CHOICES:
        return dict(_CHOICES[part])
    if part in _YES:
        return {_YES[part]: True}
    if part.startswith(("no ", "not ")) and (positive := part.partition(" ")[2]) in _YES:
        return {_YES[positive]: False}
    if morning := _NEXT_MORNING.fullmatch(part):
        return {"next_morning": int(morning[1])}
    if settled := _SETTLED.fullmatch(part):
        return {"hours_to_settle": float(settled[1])}
    return _scores(part)


def _question(part: str) -> str:
    shown = part if len(part) <= _MOST_SHOWN else f"{part[: _MOST_SHOWN - 1]}…"
    if not part:
        return "Your note says “niggle:” and nothing after it: where was it, and how much (0–10)?"
    return f"Your note says “{shown}”, which could not be read: what did you mean? `niggle pain add` takes the answer."
