"""The questions on the page of a run, and the fields that answer them right there."""

from collections.abc import Mapping, Sequence

from niggle.pain.complaints import kind_of, worst_pain
from niggle.pain.model import PainReport
from niggle.reports.entry.fields import CHANGED, FIELDS, HOURS, LIMPED, QUALITY, REDUCED, SIGNS, Field
from niggle.reports.entry.view import Where
from niggle.triage.phrases import place_text

# By the ids of triage/wording.toml. `any_pain` and `site` also lead to the whole form: one number would not do.
ANSWERED_BY: Mapping[str, Sequence[Field]] = {
    "limped_prompted": (LIMPED,),
    "any_pain": (FIELDS["peak"],),
    "bone_signs": SIGNS,
    "worst": (FIELDS["peak"],),
    "changed": (CHANGED,),
    "course": (FIELDS["first"], FIELDS["end"]),
    "morning": (FIELDS["next_morning"],),
    "before": (FIELDS["before"],),
    "hours": (HOURS,),
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
    return ("silent", "pain_free", "pain").index(kind_of(report)), -1 if worst is None else worst
