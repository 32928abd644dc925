"""The four criteria that must all be met for pain to be one to monitor (rules M1 to M4).

Each returns met, not met or unknown for one complaint. Only what was answered counts: where an answer is
missing, the result is unknown unless the others decide it alone.
"""

from itertools import combinations, islice
from statistics import median

from niggle.pain.complaints import pain_during, worst_pain
from niggle.triage.complaint import Complaint, Finding
from niggle.triage.phrases import hours_text, points, site_text, stride_text, worst_text
from niggle.triage.rules import bone_like_sites, limits

_NOBODY = Finding("unknown", "nobody reported how it felt")
_NO_PAIN = Finding("met", "no pain reported")


def warms_up(complaint: Complaint) -> Finding:
    """M1: it eases as one gets going, by at least a point; at a bone-like site easing does not count."""
    report = complaint.report
    if complaint.kind != "pain":
        return _NO_PAIN if complaint.kind == "pain_free" else _NOBODY
    if report.peak == 0 and pain_during(report) == 0:
        return Finding("met", "pain-free throughout the run")
    if report.first is None or report.end is None:
        missing = [
            name for name, score in (("in the first 10 min", report.first), ("at the end", report.end)) if score is None
        ]
        return Finding("unknown", f"no score {' and '.join(missing)}")
    evidence = f"pain {points(report.first)} in the first 10 min, {points(report.end)} at the end"
    if report.first == 0 and report.end == 0 and report.peak is None:
        return Finding("unknown", f"{evidence}, the worst not given")
    if report.first < 1 or report.end > report.first - limits("warms_up")["easing_points"]:
        return Finding("not_met", evidence)
    if report.site is None:
        return Finding("unknown", f"{evidence}, but the site is not given")
    if report.site in bone_like_sites():
        text = f"{evidence}, but at the {site_text(report.site)} easing does not tell much"
        return Finding("not_met", text, wording="warms_up_at_bone")
    return Finding("met", evidence)


def low_and_stable(complaint: Complaint) -> Finding:
    """M2: low, at most a point above the first 10 min, and no rising trend over the episode."""
    report, limit = complaint.report, limits("low_and_stable")
    if complaint.kind != "pain":
        return _NO_PAIN if complaint.kind == "pain_free" else _NOBODY
    is_bound = report.peak is None
    during = pain_during(report)
    level = worst_pain(report) if during is None else during
    if level is None:
        return Finding("unknown", "the worst pain is not given")
    evidence = f"at least {points(level)} (worst not given)" if is_bound else f"worst {points(level)}"
    is_marginal = level > limit["green_peak"]
    if level >= limit["red_peak"]:
        return Finding("not_met", evidence)
    if report.first is not None:
        evidence += f", {points(report.first)} in the first 10 min"
        if during is not None and during - report.first > limit["rise_points"]:
            return Finding("not_met", evidence)
    slope = _slope_points_per_run(complaint)
    if slope is not None and slope > limit["slope_points_per_run"]:
        return Finding("not_met", f"{evidence}, rising by {slope:.1f} a run lately")
    if is_bound:
        return Finding("unknown", evidence, is_marginal)
    if report.first is None and level > limit["rise_points"]:
        return Finding("unknown", f"{evidence}, no score in the first 10 min", is_marginal)
    return Finding("met", evidence, is_marginal)


def mechanics_unchanged(complaint: Complaint) -> Finding:
    """M3: the runner noticed no change and the measured stride, where there is one, is as usual."""
    stride, changed = complaint.facts.run.stride, complaint.report.changed_how_i_ran
    measured = stride_text(stride)
    if changed:
        return Finding("not_met", f"you changed how you ran; {measured}")
    if stride.word == "altered" and complaint.kind == "pain":
        return Finding("not_met", measured)
    if stride.word in ("altered", "possibly_altered"):
        return Finding("unknown", measured)
    if complaint.kind == "pain_free":
        return Finding("met", f"no pain reported; {measured}")
    if complaint.kind == "silent":
        return Finding("unknown", f"nobody reported how it felt; {measured}")
    if changed is None:
        return Finding("unknown", f"whether it changed how you ran is not answered; {measured}")
    if stride.word == "insufficient_data":
        return Finding("met", f"by your report, no change; {measured}")
    return Finding("met", f"no change by your report; {measured}")


def resolves_quickly(complaint: Complaint) -> Finding:
    """M4: back to the level before within the hour, and no higher the next morning."""
    if complaint.kind != "pain":
        return _NO_PAIN if complaint.kind == "pain_free" else _NOBODY
    report, morning, limit = complaint.report, complaint.morning, limits("resolves_quickly")
    hours = report.hours_to_settle
    evidence = _settling_text(complaint)
    if hours is not None and hours > limit["unsettled_hours"]:
        return Finding("not_met", evidence)
    is_slow = hours is not None and hours > limit["settled_hours"]
    if morning is None:
        return Finding("unknown", f"{evidence}, no score the next morning", is_slow)
    if morning > 0 and report.before is None:
        return Finding("unknown", f"{evidence}, no score before the run", is_slow)
    if report.before is not None and morning > report.before:
        return Finding("not_met", evidence)
    if hours is None and not is_settled_at_end(complaint):
        return Finding("unknown", f"{evidence}, how soon it settled is not given")
    return Finding("met", evidence, is_slow)


def is_settled_at_end(complaint: Complaint) -> bool:
    """True when the end of the run was back at the level before it (no pain, where that is not given)."""
    end, before = complaint.report.end, complaint.report.before
    return end is not None and end <= (0 if before is None else before)


def _settling_text(complaint: Complaint) -> str:
    report = complaint.report
    parts = [
        f"{points(score)} {when}"
        for score, when in ((report.before, "before"), (report.end, "at the end"))
        if score is not None
    ]
    if report.hours_to_settle is not None:
        parts.append(f"settled after {hours_text(report.hours_to_settle)}")
    if complaint.morning is not None:
        carried = "before the next run" if report.next_morning is None else "next morning"
        parts.append(f"{points(complaint.morning)} {carried}")
    return ", ".join(parts) if parts else worst_text(report)


def _slope_points_per_run(complaint: Complaint) -> float | None:
    """Theil–Sen slope of the worst pain over the episode's last painful runs; None with too few of them."""
    limit = limits("low_and_stable")
    levels = (pain_during(log.report) for log in reversed(complaint.logs))
    painful = (level for level in levels if level is not None and level > 0)
    known = list(islice(painful, int(limit["slope_runs"])))[::-1]
    if len(known) < limit["slope_fewest_runs"]:
        return None
    return median((later - sooner) / (j - i) for (i, sooner), (j, later) in combinations(enumerate(known), 2))
