"""How a run felt, in words: every complaint with its answers, where it was told, and the runner's own words."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from niggle.pain.complaints import tells_of
from niggle.pain.episodes import PainLog, key_of
from niggle.pain.model import PainReport
from niggle.reports.run.view import ComplaintView, OwnWords, RunView, Told
from niggle.reports.told import answers_told, pain_place
from niggle.reports.words import clock, day_month, number
from niggle.vocabulary.diary import SCORES

_FEELS = ("very weak", "weak", "as usual", "strong", "very strong")


def felt(view: RunView) -> dict[str, Any]:
    """What the section on how it felt shows: complaints, the worst first, and what was said where it was recorded."""
    shown = view.complaints or _worst_alone(view.run["pain"])
    complaints = [_complaint(complaint, view.local_start) for complaint in shown if _is_answered(complaint.report)]
    return {"complaints": complaints, "own_sentences": list(_own_sentences(view.own_words))}


def _worst_alone(pain: Mapping[str, Any] | None) -> list[ComplaintView]:
    """The complaint that the object of a run names, where its reports are not at hand."""
    if pain is None:
        return []
    return [ComplaintView(PainReport(report_id="", athlete_id="", **pain))]


def _is_answered(report: PainReport) -> bool:
    return report.site is not None or any(getattr(report, one.name) is not None for one in SCORES)


def _complaint(complaint: ComplaintView, started_at: datetime) -> dict[str, Any]:
    report = complaint.report
    is_free = report.site is None and tells_of(report) == "pain_free"
    return {
        "place": "No pain" if is_free else pain_place(report.site, report.side),
        "rows": [(one.short, score) for one in SCORES if (score := getattr(report, one.name)) is not None],
        "answers": ", ".join(answers_told(report, with_no=False)),
        "notes": complaint.notes,
        "told": [_told(told) for told in complaint.told],
        "episode": key_of(PainLog(started_at, report)) if complaint.told and tells_of(report) == "pain" else "",
    }


def _told(told: Told) -> str:
    when = "" if told.at is None else f" {_moment(told.at)}"
    if told.source == "note":
        return "from a note on the activity" + (f", entered{when}" if when else "")
    return f"entered{when}" if when else "from the diary"


def _moment(at: datetime) -> str:
    return f"{day_month(at.date())} {clock(at)}"


def _own_sentences(words: OwnWords) -> Iterator[str]:
    """What was rated where the run was recorded; 0 on a scale of feeling is an answer."""
    if words.rpe is not None:
        yield f"Effort rated {number(words.rpe, 0 if words.rpe == round(words.rpe) else 1)}/10."
    if words.feel is not None:
        nearest = _FEELS[min(max(round(words.feel / 25), 0), 4)]
        yield f"Felt {nearest}."
    if words.gear is not None:
        yield f"In {words.gear}."
    if words.device is not None:
        yield f"Recorded with {words.device}."
