"""What one report says about pain, with "not answered" kept apart from "no pain"."""

from collections.abc import Sequence
from typing import Literal

from niggle.pain.join import merge_reports
from niggle.pain.model import PainReport
from niggle.vocabulary.diary import QUESTIONS, in_section
from niggle.vocabulary.places import SIDES, SITES

type Telling = Literal["pain", "pain_free", "silent"]


def worst_pain(report: PainReport) -> int | None:
    """Highest of the five scores that were answered (0–10); None when none was."""
    scores = (report.before, report.first, report.peak, report.end, report.next_morning)
    return max([score for score in scores if score is not None], default=None)


def pain_during(report: PainReport) -> int | None:
    """Worst pain of the run itself (0–10), None when nothing was said about it.

    A lower bound when `peak` was not answered, and never below `first` or `end`, whatever `peak` says.
    """
    scores = (report.first, report.peak, report.end)
    return max([score for score in scores if score is not None], default=None)


def tells_of(report: PainReport) -> Telling:
    """Whether the report tells of pain, tells of none, or does not tell.

    Any score above 0 is pain, and so is a site whose worst pain was not answered. Only a `peak` of 0 says
    "no pain" (with a site: none there today). A report with neither site nor score is silent.
    """
    if report.peak is not None and report.peak > 0:
        return "pain"
    worst = worst_pain(report)
    if worst is not None and worst > 0:
        return "pain"
    if report.peak is not None:
        return "pain_free"
    return "silent" if report.site is None else "pain"


def only_explains(report: PainReport) -> bool:
    """Whether the report says nothing but what explains the stride, and in which shoes the run was."""
    said = {one.name for one in QUESTIONS.values() if getattr(report, one.name) is not None}
    return bool(said) and said <= {one.name for one in in_section("explained")}


def is_same_complaint(one: PainReport, other: PainReport) -> bool:
    """True for the same site, unless one says left and the other right: a side left out parts nothing."""
    return one.site == other.site and {one.side, other.side} != {"left", "right"}


def worst_complaint(reports: Sequence[PainReport]) -> PainReport | None:
    """The report with the highest pain of a run's reports, merged by site and side; None without reports.

    Ties go to pain over silence, then to the order of the diary's sites and sides.
    """
    merged = merge_reports(reports)
    return merged[0] if len(merged) == 1 else max(merged, key=_weight, default=None)


def _weight(report: PainReport) -> tuple[int, int, int, int, int]:
    during, worst = pain_during(report), worst_pain(report)
    return (
        -1 if during is None else during,
        -1 if worst is None else worst,
        ("silent", "pain_free", "pain").index(tells_of(report)),
        -len(SITES) if report.site is None else -SITES.index(report.site),
        -len(SIDES) if report.side is None else -SIDES.index(report.side),
    )
