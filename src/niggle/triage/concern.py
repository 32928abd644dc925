"""The six criteria of which one is enough for concern (rules C1 to C6), for one complaint.

What is measured may say "not met" by itself; what only the runner can tell stays unknown until told.
"""

from datetime import timedelta
from itertools import takewhile
from statistics import median

from niggle.pain.complaints import kind_of, pain_during
from niggle.pain.episodes import LONGEST_GAP
from niggle.pain.model import PainReport
from niggle.triage.complaint import Complaint, Finding
from niggle.triage.phrases import points, stride_text
from niggle.triage.rules import bone_like_sites, limits, wording

_NOBODY = Finding("unknown", "nobody reported how it felt")
_NO_PAIN = Finding("not_met", "no pain reported")
_BALANCE = "stance_time_balance_left_pct"


def worsens(complaint: Complaint) -> Finding:
    """C1: it grows during the run, afterwards, again and again, or from week to week."""
    if complaint.kind != "pain":
        return _NO_PAIN if complaint.kind == "pain_free" else _NOBODY
    report, limit = complaint.report, limits("worsens")
    rises = _rises(report)
    high = [text for rise, text in rises if rise >= limit["rise_points"]]
    if high:
        return Finding("met", high[0])
    grew = [_growth(log.report) for log in complaint.logs[-int(limit["repeated_rise_runs"]) :]]
    times = sum(rise is not None and rise >= limit["repeated_rise_points"] for rise in grew)
    if times >= limit["repeated_rise_times"]:
        return Finding("met", f"it grew by a point or more on {times} of the last {len(grew)} logged runs")
    weeks = _morning_medians(complaint)
    if weeks is not None and weeks[1] - weeks[0] >= limit["week_rise_points"]:
        text = f"mornings this week {weeks[1]:g}/10, the week before {weeks[0]:g}/10 (medians)"
        return Finding("met", text)
    told = "; ".join(text for _, text in rises)
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
        return Finding("unknown", f"{told or 'nothing to compare'}; no score {', '.join(unanswered)}")
    return Finding("not_met", told)


def alters_stride(complaint: Complaint) -> Finding:
    """C2: pain with a stride that measures as altered, or a change that the runner noticed."""
    report, stride = complaint.report, complaint.facts.run.stride
    text = stride_text(stride)
    if report.changed_how_i_ran:
        return Finding("met", f"you changed how you ran; {text}", wording="alters_stride_noticed")
    if stride.word == "usual":
        return Finding("not_met", text)
    if stride.word == "insufficient_data":
        if complaint.kind == "pain_free":
            return Finding("not_met", f"no pain reported; {text}")
        told = "not answered by you" if report.changed_how_i_ran is None else "no change by your report"
        return Finding("unknown", f"{told}; {text}")
    if complaint.kind == "silent":
        return Finding("unknown", f"{text}; nobody reported how it felt")
    if complaint.kind == "pain_free":
        return Finding("unknown", f"{text}; no pain reported, so shoes, strap or route may be behind it")
    if stride.word == "altered":
        return Finding("met", f"{text}, with pain")
    if stride.side is not None and report.side in (stride.side, "both"):
        return Finding("met", f"{text}, sparing the {stride.side} side, with pain there")
    return Finding("unknown", f"{text}, not clearly on the painful side")


def affects_mood_sleep_confidence(complaint: Complaint) -> Finding:
    """C4: the runner says, of this run or of its week, that this pain touched mood, sleep or confidence."""
    report = complaint.report
    answers = {
        "mood": report.affected_mood,
        "sleep": report.affected_sleep,
        "confidence": report.affected_confidence,
    }
    weekly = {name: _weekly_answer(complaint, name) for name in answers}
    touched = [name for name, answer in answers.items() if answer]
    in_week = [name for name, answer in weekly.items() if answer and name not in touched]
    told = [f"you say that it touched your {_listed(touched)}"] if touched else []
    week_text = f"your weekly check-in says that pain touched your {_listed(in_week)}"
    is_hurting = complaint.kind == "pain" or _hurt_lately(complaint)
    if in_week and is_hurting:
        told.append(week_text)
    if told:
        return Finding("met", "; ".join(told))
    if in_week:
        return Finding("unknown", f"{week_text}, and no run of these days tells of pain")
    if complaint.kind == "pain_free":
        return _NO_PAIN
    unanswered = [name for name, answer in answers.items() if answer is None and weekly[name] is None]
    if unanswered:
        return Finding("unknown", f"not answered: {', '.join(unanswered)}")
    source = ", in part in your weekly check-in" if None in answers.values() else ""
    return Finding("not_met", f"you say that mood, sleep and confidence are untouched{source}")


def _listed(names: list[str]) -> str:
    """Names as one says them: "mood", "mood and sleep", "mood, sleep and confidence"."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _weekly_answer(complaint: Complaint, name: str) -> bool | None:
    """Whether pain touched it in the week of this run, by the check-in; of several that differ the one that says so."""
    answers = [week.because_of_pain(name) for week in complaint.facts.own_weeks]
    return True if True in answers else False if False in answers else None


def _hurt_lately(complaint: Complaint) -> bool:
    """Whether an earlier run had pain, of any place, so short a time ago that this one would be of its episode."""
    run = complaint.facts.run
    recent = takewhile(
        lambda other: run.started_at - other.started_at <= LONGEST_GAP, reversed(complaint.facts.earlier)
    )
    return any(kind_of(report) == "pain" for other in recent for report in other.reports)


def sharp(complaint: Complaint) -> Finding:
    """C5: described as sharp; more urgent when strong, repeated or at a bone-like site."""
    report, limit = complaint.report, limits("sharp")
    if report.quality == "sharp":
        level = pain_during(report)
        recent = complaint.logs[-int(limit["repeat_runs"]) :]
        is_again = sum(log.report.quality == "sharp" for log in recent) > 1
        is_urgent = is_again or report.site in bone_like_sites()
        is_urgent = is_urgent or (level is not None and level >= limit["urgent_points"])
        scale = "" if level is None else f", worst {points(level)}"
        again = f", more than once in {len(recent)} runs" if is_again else ""
        text = f"described as sharp{scale}{again}"
        return Finding("met", text, wording="sharp_urgent" if is_urgent else None)
    if complaint.kind == "pain_free":
        return _NO_PAIN
    if report.quality is None:
        return Finding("unknown", "what it felt like is not answered")
    return Finding("not_met", f"described as {wording()['qualities'][report.quality]}")


def limping(complaint: Complaint) -> Finding:
    """C6: the runner limped. A stance balance far off the usual one only asks."""
    limped = complaint.report.limped
    if limped:
        return Finding("met", "you limped")
    if limped is not None:
        return Finding("not_met", "you did not limp")
    asking = limp_prompt(complaint)
    if asking is not None:
        return Finding("unknown", f"{asking}; whether you limped is not answered")
    if complaint.kind == "pain_free":
        return _NO_PAIN
    return Finding("unknown", "whether you limped is not answered")


def limp_prompt(complaint: Complaint) -> str | None:
    """What in the stance balance asks for a limp, None when nothing does or the runner has answered."""
    limit = limits("limping")
    if complaint.report.limped is not None:
        return None
    for metric in complaint.facts.run.stride.metrics:
        is_far = abs(metric.difference) >= limit["ask_balance_pp"] and abs(metric.z) >= limit["ask_balance_z"]
        if metric.name == _BALANCE and is_far:
            return f"the balance of ground contact was {abs(metric.difference):.1f} points off your usual one"
    return None


def _rises(report: PainReport) -> list[tuple[int, str]]:
    """Rises in points that the answers tell, each with its sentence, most telling first."""
    return [
        (to - start, f"{points(start)} {start_name}, {points(to)} {to_name}")
        for start, start_name, to, to_name in (
            (report.first, "in the first 10 min", pain_during(report), "at worst"),
            (report.before, "before", report.end, "at the end"),
            (report.before, "before", report.next_morning, "the next morning"),
        )
        if start is not None and to is not None
    ]


def _growth(report: PainReport) -> int | None:
    """Points by which it grew within the run or overnight, None when not told.

    From before to the end is left out: what starts with the run and eases has risen that way too.
    """
    pairs = ((report.first, pain_during(report)), (report.before, report.next_morning))
    return max((to - start for start, to in pairs if start is not None and to is not None), default=None)


def _morning_medians(complaint: Complaint) -> tuple[float, float] | None:
    """Medians of the morning scores of the week before and of this one; None when either has too few."""
    until = complaint.facts.run.started_at
    weeks: tuple[list[int], list[int]] = ([], [])
    for log in reversed(complaint.logs):
        age_weeks = (until - log.at) // timedelta(days=7)
        if age_weeks > 1:
            break
        if log.report.next_morning is not None:
            weeks[1 - age_weeks].append(log.report.next_morning)
    if min(map(len, weeks)) < limits("worsens")["week_fewest_mornings"]:
        return None
    return median(weeks[0]), median(weeks[1])
