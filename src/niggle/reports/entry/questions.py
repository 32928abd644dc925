"""The questions on the page of a run, and the fields that answer them right there."""

from collections.abc import Mapping, Sequence

from niggle.pain.complaints import tells_of, worst_pain
from niggle.pain.model import PainReport
from niggle.reports.entry.fields import (
    BACK_SIGNS,
    CALF_SIGNS,
    CHANGE_WAS_FIELD,
    CHANGED,
    CHEST_SIGNS,
    COURSE,
    FIELDS,
    JOINT_SIGNS,
    KIND,
    LIMPED,
    LIMPED_FOR_FIELD,
    NIGHT_PAIN_WHEN_FIELD,
    QUALITY,
    REDUCED,
    SIGNS,
    Field,
)
from niggle.reports.entry.view import Where
from niggle.triage.phrases import place_text

# By the ids of triage/wording.toml. `any_pain`, `twinge_again`, `no_pain_but` and `site` lead to the whole form: one
# number would not do.
ANSWERED_BY: Mapping[str, Sequence[Field]] = {
    "no_pain_but": (FIELDS["peak"],),
    "night_when": (NIGHT_PAIN_WHEN_FIELD,),
    "chest": (CHEST_SIGNS,),
    "limped_prompted": (LIMPED,),
    "twinge_again": (FIELDS["peak"],),
    "calf": (CALF_SIGNS,),
    "back": (BACK_SIGNS,),
    "joint": (JOINT_SIGNS,),
    "limped_for": (LIMPED_FOR_FIELD,),
    "change_was": (CHANGE_WAS_FIELD,),
    "kind": (KIND,),
    "any_pain": (FIELDS["peak"],),
    "bone_signs": SIGNS,
    "worst": (FIELDS["peak"],),
    "changed": (CHANGED,),
    "course": (COURSE,),
    "morning": (FIELDS["next_morning"],),
    "before": (FIELDS["before"],),
    "site": (FIELDS["site"], FIELDS["side"]),
    "equipment": (FIELDS["note"],),
    "limped": (LIMPED,),
    "reduced": (REDUCED,),
    "quality": (QUALITY,),
}


def concerned(question_id: str, text: str, reports: Sequence[PainReport]) -> Where:
    """Which of the complaints on a run (merged, `niggle.pain.join.merge_reports`) a question is about.

    The one that the question names, else the most telling of those that lack an answer: painful ones first, then
    the worse ones. Nothing named when nobody reported.
    """
    names = [field.name for field in ANSWERED_BY.get(question_id, ())]
    lacking = [report for report in reports if not names or any(getattr(report, name) is None for name in names)]
    named = [report for report in lacking if report.site is not None and place_text(report) in text]
    telling = max(named or lacking or reports, key=_weight, default=None)
    return Where() if telling is None else Where(telling.site, telling.side)


def _weight(report: PainReport) -> tuple[int, int]:
    worst = worst_pain(report)
    return ("silent", "pain_free", "pain").index(tells_of(report)), -1 if worst is None else worst
