"""How a run felt, in words: every complaint with its answers, where it was told, and the runner's own words."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from niggle.pain.complaints import tells_of
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
    "calf_signs": "swollen, warm or sore at rest",
    "joint_signs": "swollen, locking or stiff",
    "chest_signs": "chest, jaw or arm, or faint",
    "back_signs": "numb between the legs, bladder or bowel, or weak legs",
    "affected_mood": "it touched your mood",
    "affected_sleep": "it touched your sleep",
    "affected_confidence": "it touched your confidence",
}
_QUALITIES: Mapping[str, str] = {
    "sharp": "sharp",
    "twinge": "a twinge",
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
_WORDS: Mapping[str, Mapping[str, str]] = {
    "kind": {
        "joint_tendon_bone": "joint, tendon or bone",
        "muscle_soreness": "a muscle sore from a hard session",
        "skin": "skin or nail",
        "stitch_cramp": "a stitch or cramp",
        "numb": "numb or tingling",
        "unsure": "not sure what it was",
    },
    "course": {"eased": "eased by the end", "same": "the same to the end", "grew": "grew by the end"},
    "limped_for": {"few_steps": "for a few steps", "minutes": "for some minutes", "to_the_end": "to the end"},
    "change_was": {"chosen": "by choice", "by_itself": "by itself"},
    "night_pain_when": {"lying_on_it": "only when lying on it", "any_position": "however you lie"},
}
# The yes that each of these says more about.
_FURTHER: Mapping[str, str] = {
    "limped": "limped_for",
    "changed_how_i_ran": "change_was",
    "night_pain": "night_pain_when",
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
    is_free = report.site is None and tells_of(report) == "pain_free"
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
    for column in ("kind", "course"):
        if (answer := getattr(report, column)) is not None:
            yield _WORDS[column][answer]
    for key, yes in _YES.items():
        if getattr(report, key):
            further = _FURTHER.get(key)
            said = None if further is None else getattr(report, further)
            yield yes if said is None or further is None else f"{yes} {_WORDS[further][said]}"
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
    if words.gear is not None:
        yield f"In {words.gear}."
    if words.device is not None:
        yield f"Recorded with {words.device}."
