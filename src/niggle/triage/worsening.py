"""C1: the pain grows and does not settle, overnight, again and again, or from week to week, for one complaint."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median

from niggle.pain.complaints import pain_during
from niggle.pain.model import PainReport
from niggle.triage.complaint import Check, Complaint, Finding
from niggle.triage.nature import is_even_soreness, is_muscle_soreness, settled_nature
from niggle.triage.phrases import listed, points, worst_text
from niggle.triage.rules import bone_like_sites, limits, wording

_NOBODY = Finding("unknown", "nobody reported how it felt")
_NO_PAIN = Finding("not_met", "no pain reported")


def worsens(complaint: Complaint) -> Finding:
    """C1: it grows and does not settle, overnight, again and again, or from week to week.

    A rise counts by where it ends: within the green line it is none. What is not load does not become a concern by
    growing; numbness that comes back is no longer of that sort.
    """
    if complaint.tells != "pain":
        return _NO_PAIN if complaint.tells == "pain_free" else _NOBODY
    report, nature = complaint.report, settled_nature(complaint)
    told = "; ".join(_rises(complaint))
    if nature is not None:
        return Finding("not_met", f"{told or worst_text(report)}; {wording()['natures'][nature]}")
    for grown in (_grew_overnight, _grew_and_stayed, _hurts_lying_on_it, _grew_again, _grew_by_the_week):
        if (finding := grown(complaint)) is not None:
            return finding
    unanswered = [
        name
        for name, score in (
            ("before", report.before),
            ("in the first 10 min", report.first),
            ("at its worst", report.peak),
            ("at the end", report.end),
            ("the next morning", report.next_morning),
        )
        if score is None
    ]
    if unanswered:
        return Finding("unknown", f"{told or 'nothing to compare'}; no score {listed(unanswered, 'or')}")
    return Finding("not_met", told)


def _grew_overnight(complaint: Complaint) -> Finding | None:
    """Whether the next morning was worse than before the run by more than the scale's noise, and not mild."""
    limit, before, morning = limits("worsens"), complaint.report.before, complaint.morning
    if before is None or morning is None or morning < limit["morning_points"]:
        return None
    if is_muscle_soreness(complaint.report):
        return None  # which is at its worst a day or two later
    if morning - before < limit["rise_points"]:
        return None
    return Finding("met", f"{points(before)} before, {points(morning)} the next morning")


def _grew_and_stayed(complaint: Complaint) -> Finding | None:
    """Whether it grew on the run and was not settled by the next morning; at a bone-like site a point is enough."""
    report, morning, limit = complaint.report, complaint.morning, limits("worsens")
    if not grew_on_run(report) or report.before is None or morning is None:
        return None
    is_at_bone = report.site in bone_like_sites() and report.side != "both"
    least = limit["bone_morning_rise_points"] if is_at_bone else limit["rise_points"]
    is_mild = not is_at_bone and morning <= limits("low_and_stable")["green_peak"]
    if morning - report.before < least or is_mild:
        return None
    return Finding("met", "; ".join(_rises(complaint)))


def _hurts_lying_on_it(complaint: Complaint) -> Finding | None:
    """Whether it hurts at night, if only when lying on it: not a red flag, and not to be left at that either."""
    report = complaint.report
    if report.night_pain and report.night_pain_when == "lying_on_it":
        return Finding("met", "hurts at night when lying on it", wording="worsens_at_night")
    return None


def _grew_again(complaint: Complaint) -> Finding | None:
    """Whether it grew, on the run or overnight, on several of the last logged runs."""
    limit = limits("worsens")
    recent = complaint.logs[-int(limit["repeated_rise_runs"]) :]
    grew = [grew_on_run(log.report) or _rose_overnight(log.report) for log in recent]
    if not grew[-1] or sum(grew) < limit["repeated_rise_times"]:
        return None
    return Finding("met", f"it grew on {sum(grew)} of the last {len(grew)} logged runs: {_rises_text(complaint)}")


def _grew_by_the_week(complaint: Complaint) -> Finding | None:
    """Whether the mornings or the worst of the runs are higher than the week before (medians), and not mild."""
    limit, green = limits("worsens"), limits("low_and_stable")["green_peak"]
    for name, scores, least in (
        ("mornings", [(log.at, log.report.next_morning) for log in complaint.logs], limit["week_rise_points"]),
        ("worst", [(log.at, pain_during(log.report)) for log in complaint.logs], limit["week_worst_rise_points"]),
    ):
        weeks = _weekly_medians(scores, complaint.facts.run.started_at)
        if weeks is not None and weeks[1] - weeks[0] >= least and weeks[1] > green:
            text = f"{name} this week {weeks[1]:g}/10, the week before {weeks[0]:g}/10 (medians)"
            return Finding("met", text)
    return None


def _rises(complaint: Complaint) -> list[str]:
    """What the answers tell of how it grew, on the run and overnight, a sentence each."""
    report = complaint.report
    pairs = (
        (report.first, "in the first 10 min", pain_during(report), "at worst"),
        (report.before, "before", complaint.morning, "the next morning"),
    )
    told = [
        f"{points(start)} {when}, {points(to)} {then}"
        for start, when, to, then in pairs
        if start is not None and to is not None
    ]
    if report.first is None and report.course == "grew":
        told.insert(0, "said to have grown on the run")
    return told


def _rises_text(complaint: Complaint) -> str:
    return "; ".join(_rises(complaint)) or worst_text(complaint.report)


def grew_on_run(report: PainReport) -> bool:
    """Whether it grew on the run by more than the scale's noise, to above the green line."""
    during = pain_during(report)
    if during is None or during <= limits("low_and_stable")["green_peak"] or not _may_be_load(report):
        return False
    if report.first is None:
        return report.course == "grew"
    return during - report.first >= limits("worsens")["rise_points"]


def _rose_overnight(report: PainReport) -> bool:
    """Whether the next morning was a point or more above the level before, and above the green line."""
    if report.before is None or report.next_morning is None or not _may_be_load(report):
        return False
    is_above_green = report.next_morning > limits("low_and_stable")["green_peak"]
    return is_above_green and report.next_morning - report.before >= limits("worsens")["repeated_rise_points"]


def _may_be_load(report: PainReport) -> bool:
    return report.kind not in ("skin", "stitch_cramp") and not is_even_soreness(report)


def _weekly_medians(scores: Sequence[tuple[datetime, int | None]], until: datetime) -> tuple[float, float] | None:
    """Medians of the week before and of this one; None when either has too few."""
    weeks: tuple[list[int], list[int]] = ([], [])
    for at, score in reversed(scores):
        age_weeks = (until - at) // timedelta(days=7)
        if age_weeks > 1:
            break
        if score is not None:
            weeks[1 - age_weeks].append(score)
    if min(map(len, weeks)) < limits("worsens")["week_fewest_logs"]:
        return None
    return median(weeks[0]), median(weeks[1])


CHECKS: dict[str, Check] = {"worsens": worsens}
"""The rules of this file by the id of their criterion."""
