"""How a run felt, in words: every complaint with its answers, where it was told, and the runner's own words."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from niggle.pain.complaints import kind_of
from niggle.pain.model import PainReport
from niggle.reports.run.view import ComplaintView, OwnWords, RunView, Told
from niggle.reports.words import PAIN_TIMES, clock, day_month, number, pain_place, with_unit
from niggle.triage.phrases import hours_text

# What a yes to each question of the diary says; a no is with the criterion that it settles.
_YES: Mapping[str, str] = {
    "limped": "with a limp",
    "changed_how_i_ran": "it changed how you ran",
    "night_pain": "at night or at rest too",
    "bony_point": "one sore spot on bone",
    "pain_on_hopping": "hurts on hopping",
    "affected_mood": "it touched your mood",
    "affected_sleep": "it touched your sleep",
    "affected_confidence": "it touched your confidence",
}
_QUALITIES: Mapping[str, str] = {
    "sharp": "sharp",
    "dull": "dull",
    "ache": "an ache",
    "burning": "burning",
    "tight": "tight",
    "other": "of another kind",
}
_REDUCED: Mapping[str, str] = {
    "no": "training as usual",
    "a_little": "training cut a little",
    "moderately": "training cut moderately",
    "a_lot": "training cut a lot",
    "stopped": "training stopped",
}
_FEELS = ("very weak", "weak", "as usual", "strong", "very strong")


def felt(view: RunView) -> dict[str, Any]:
    """What the section on how it felt shows: complaints, the worst first, and what was said where it was recorded."""
    shown = view.complaints or _worst_alone(view.run["pain"])
    complaints = [_complaint(complaint) for complaint in shown if _is_answered(complaint.report)]
    return {"complaints": complaints, "own_sentences": list(_own_sentences(view.own_words))}


def _worst_alone(pain: Mapping[str, Any] | None) -> list[ComplaintView]:
    """The complaint that the object of a run names, where its reports are not at hand."""
    if pain is None:
        return []
    return [ComplaintView(PainReport(report_id="", athlete_id="", **pain))]


def _is_answered(report: PainReport) -> bool:
    return report.site is not None or any(getattr(report, key) is not None for key, _ in PAIN_TIMES)


def _complaint(complaint: ComplaintView) -> dict[str, Any]:
    report = complaint.report
    is_free = report.site is None and kind_of(report) == "pain_free"
    return {
        "place": "No pain" if is_free else pain_place(report.site, report.side),
        "rows": [(title, getattr(report, key)) for key, title in PAIN_TIMES],
        "answers": ", ".join(_answers(report)),
        "notes": complaint.notes,
        "told": [_told(told) for told in complaint.told],
    }


def _answers(report: PainReport) -> Iterator[str]:
    if report.quality is not None:
        yield _QUALITIES[report.quality]
    yield from (yes for key, yes in _YES.items() if getattr(report, key))
    if report.hours_to_settle is not None:
        yield f"settled after {with_unit(hours_text(report.hours_to_settle), '')}"
    if report.reduced_training is not None:
        yield _REDUCED[report.reduced_training]


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
