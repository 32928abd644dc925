"""The six criteria of which one is enough for concern (rules C1 to C6), for one complaint.

What is measured may say "not met" by itself; what only the runner can tell stays unknown until told.
"""

from itertools import takewhile

from niggle.pain.complaints import pain_during, tells_of
from niggle.pain.episodes import LONGEST_GAP
from niggle.pain.join import merge_reports
from niggle.pain.model import PainReport
from niggle.triage.complaint import Check, Complaint, Finding
from niggle.triage.monitor import is_eased_off_for_a_stitch
from niggle.triage.nature import is_open, nature_of
from niggle.triage.phrases import explained_text, is_explained, listed, points, sparing_text, stride_text
from niggle.triage.rules import bone_like_sites, contradictory, limits, wording
from niggle.vocabulary.diary import QUESTIONS
from niggle.vocabulary.metrics import BALANCE
from niggle.vocabulary.statuses import CriterionStatus

_NOBODY = Finding("unknown", "nobody reported how it felt")
_NO_PAIN = Finding("not_met", "no pain reported")
_SHARP = ("sharp", "twinge")


def alters_stride(complaint: Complaint) -> Finding:
    """C2: pain with a stride that measures as altered, or a change that came by itself."""
    report, stride = complaint.report, complaint.facts.run.stride
    text = stride_text(stride)
    told = _told_change(complaint)
    if told is not None and told.status == "met":
        return told
    if stride.word == "altered" and complaint.tells == "pain":
        return Finding("met", f"{text}{sparing_text(stride, report.side)}, with pain")
    if told is not None and told.status == "unknown":
        return told
    if stride.word == "usual":
        return Finding("not_met", text if told is None else told.evidence)
    if stride.word == "insufficient_data":
        if complaint.tells == "pain_free":
            return Finding("not_met", f"no pain reported; {text}")
        if told is not None:
            return Finding("unknown", told.evidence)
        said = "not answered" if report.changed_how_i_ran is None else "no change reported"
        return Finding("unknown", f"{said}; {text}")
    if complaint.tells == "silent":
        return Finding("unknown", f"{text}; nobody reported how it felt")
    if complaint.tells == "pain_free":
        if is_explained(complaint.facts):
            return Finding("not_met", f"{text}; no pain reported, and explained by {explained_text(complaint.facts)}")
        return Finding("unknown", f"{text}; no pain reported, so shoes, strap or route may be behind it")
    return Finding("unknown", f"{text}{sparing_text(stride, report.side)}, not sure enough to say; the next run tells")


def _told_change(complaint: Complaint) -> Finding | None:
    """What the runner's own word on a changed run comes to; None where there is none.

    Slowing or walking by choice is what one would advise; a change that came by itself, or of which that is not
    known, is of the stride.
    """
    report, text = complaint.report, stride_text(complaint.facts.run.stride)
    if not report.changed_how_i_ran:
        return None
    if not complaint.run_hurt:
        return Finding("unknown", f"ran differently, and no pain is reported; {text}")
    if report.change_was == "chosen":
        return Finding("not_met", f"slowed or walked by choice; {text}")
    if is_eased_off_for_a_stitch(complaint):
        status: CriterionStatus = "unknown" if is_open(complaint) else "not_met"
        return Finding(status, f"eased off for a stitch; {text}")
    return Finding("met", f"ran differently; {text}", wording="alters_stride_noticed")


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
    told = [f"said to affect {listed(touched)}"] if touched else []
    week_text = f"the weekly check-in says that pain affected {listed(in_week)}"
    is_hurting = complaint.run_hurt or _hurt_lately(complaint)
    if in_week and is_hurting:
        told.append(week_text)
    if told and is_hurting:
        return Finding("met", "; ".join(told))
    if told:
        return Finding("unknown", f"{told[0]}, and no pain is reported")
    if in_week:
        return Finding("unknown", f"{week_text}, and no run of these days tells of pain")
    if complaint.tells == "pain_free":
        return _NO_PAIN
    unanswered = [name for name, answer in answers.items() if answer is None and weekly[name] is None]
    if unanswered:
        return Finding("unknown", f"not answered: {', '.join(unanswered)}")
    source = ", in part in the weekly check-in" if None in answers.values() else ""
    return Finding("not_met", f"mood, sleep and confidence said to be untouched{source}")


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
    return any(tells_of(report) == "pain" for other in recent for report in other.reports)


def sharp(complaint: Complaint) -> Finding:
    """C5: described as sharp; more urgent when strong, repeated or at a bone-like site.

    A twinge is sharp when it comes again, or when it was strong and left a trace. Skin and a stitch that passed may
    be sharp.
    """
    report = complaint.report
    if report.quality in _SHARP and nature_of(complaint) in ("skin", "stitch"):
        return _sharp_but_no_load(complaint)
    if report.quality == "twinge":
        return _twinge(complaint)
    if report.quality == "sharp":
        return _sharp(complaint)
    if complaint.tells == "pain_free":
        return _NO_PAIN
    if report.quality is None:
        return Finding("unknown", "what it felt like is not answered")
    return Finding("not_met", f"described as {QUESTIONS['quality'].told(report.quality)}")


def _sharp_but_no_load(complaint: Complaint) -> Finding:
    """Of skin or a stitch, for a stride or for longer, once or again and again."""
    nature, is_unknown = nature_of(complaint), is_open(complaint)
    told = "a twinge" if complaint.report.quality == "twinge" else "described as sharp"
    text = f"{told}; {wording()['natures'][f'{nature}_open' if is_unknown else nature]}"
    return Finding("unknown" if is_unknown else "not_met", text)


def _sharp(complaint: Complaint) -> Finding:
    report, limit = complaint.report, limits("sharp")
    level = pain_during(report)
    recent = complaint.logs[-int(limit["repeat_runs"]) :]
    is_again = sum(log.report.quality in _SHARP for log in recent) > 1
    is_urgent = is_again or report.site in bone_like_sites()
    is_urgent = is_urgent or (level is not None and level >= limit["urgent_points"])
    scale = "" if level is None else f", worst {points(level)}"
    again = f", more than once in {len(recent)} runs" if is_again else ""
    text = f"described as sharp{scale}{again}"
    return Finding("met", text, wording="sharp_urgent" if is_urgent else None)


def _twinge(complaint: Complaint) -> Finding:
    """Sharp for a stride or two: watched, and sharp when it comes again or was strong and left a trace."""
    limit, level = limits("sharp"), pain_during(complaint.report)
    recent = complaint.logs[-int(limit["repeat_runs"]) :]
    times = sum(log.report.quality in _SHARP for log in recent)
    if times > 1:
        return Finding("met", f"a twinge, {times} times in {len(recent)} runs", wording="sharp_again")
    scale = "" if level is None else f", worst {points(level)}"
    if complaint.left_trace:
        if level is not None and level >= limit["urgent_points"]:
            return Finding("met", f"a twinge{scale}, still felt afterwards", wording="sharp_urgent")
        if complaint.report.peak is None:
            return Finding("unknown", f"a twinge{scale}, still felt afterwards; the worst is not given")
    is_strong = level is None or level >= limit["urgent_points"] or complaint.report.peak is None
    if complaint.left_trace is None and is_strong:
        return Finding("unknown", f"a twinge{scale}; whether it passed is not known")
    return Finding("not_met", f"a twinge{scale}, for a stride or two")


def limping(complaint: Complaint) -> Finding:
    """C6: the runner limped, for more than a few steps, with pain or with a stance balance far off the usual one.

    That balance alone only asks, and so does a limp that is told without any pain.
    """
    report = complaint.report
    if report.limped and not complaint.run_hurt and _far_balance(complaint) is None:
        return Finding("unknown", "limped, and no pain is reported")
    if report.limped and report.limped_for == "few_steps":
        return Finding("not_met", "limped for a few steps, no more")
    if report.limped:
        how_long = {"minutes": " for some minutes", "to_the_end": " to the end"}.get(report.limped_for or "", "")
        is_long = report.limped_for == "to_the_end"
        return Finding("met", f"limped{how_long}", wording="limping_to_the_end" if is_long else None)
    if report.limped is not None:
        return Finding("not_met", "no limp reported")
    asking = limp_prompt(complaint)
    if asking is not None:
        return Finding("unknown", f"{asking}; whether there was a limp is not answered")
    if complaint.tells == "pain_free":
        return _NO_PAIN
    return Finding("unknown", "whether there was a limp is not answered")


def said_without_pain(complaint: Complaint) -> tuple[str, ...]:
    """The answers that sound as if something hurt, where nothing is reported to have hurt: they contradict each other.

    Mood, sleep and confidence may be meant of a pain of the days before.
    """
    if complaint.run_hurt:
        return ()
    names = [name for name in contradictory() if getattr(complaint.report, name)]
    if _far_balance(complaint) is not None:
        names = [name for name in names if name != "limped"]
    if _hurt_lately(complaint):
        names = [name for name in names if not name.startswith("affected_")]
    return tuple(names)


def twinge_before(complaint: Complaint) -> PainReport | None:
    """The twinge of the last run, which is asked after while nobody has said how this one felt; None otherwise."""
    earlier, run = complaint.facts.earlier, complaint.facts.run
    if complaint.tells != "silent" or not earlier or run.started_at - earlier[-1].started_at > LONGEST_GAP:
        return None
    twinges = (report for report in merge_reports(earlier[-1].reports) if report.quality == "twinge")
    return next(twinges, None)


def limp_prompt(complaint: Complaint) -> str | None:
    """What in the stance balance asks for a limp, None when nothing does or the runner has answered."""
    return _far_balance(complaint) if complaint.report.limped is None else None


def _far_balance(complaint: Complaint) -> str | None:
    """That the stance balance was far off the usual one, with its number; None when it was not."""
    limit = limits("limping")
    for metric in complaint.facts.run.stride.metrics:
        is_far = abs(metric.difference) >= limit["ask_balance_pp"] and abs(metric.z) >= limit["ask_balance_z"]
        if metric.name == BALANCE and is_far:
            return f"the balance of ground contact was {abs(metric.difference):.1f} points off the usual one"
    return None


CHECKS: dict[str, Check] = {
    "alters_stride": alters_stride,
    "affects_mood_sleep_confidence": affects_mood_sleep_confidence,
    "sharp": sharp,
    "limping": limping,
}
"""The rules of this file by the id of their criterion."""
