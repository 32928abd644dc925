"""The four criteria that must all be met for pain to be one to monitor (rules M1 to M4).

Each returns met, not met or unknown for one complaint. Only what was answered counts: where an answer is
missing, the result is unknown unless the others decide it alone.
"""

from dataclasses import replace
from itertools import combinations, islice
from statistics import median

from niggle.pain.complaints import pain_during, worst_pain
from niggle.triage.complaint import Check, Complaint, Finding
from niggle.triage.nature import is_open, nature_of, settled_nature
from niggle.triage.phrases import explained_text, hours_text, is_explained, points, stride_text, worst_text
from niggle.triage.rules import bone_like_sites, limits, tendon_sites, wording
from niggle.vocabulary.places import site_noun
from niggle.vocabulary.statuses import CriterionStatus

_NOBODY = Finding("unknown", "nobody reported how it felt")
_NO_PAIN = Finding("met", "no pain reported")


def warms_up(complaint: Complaint) -> Finding:
    """M1: it eases as one gets going, by at least a point; at a bone-like site easing does not count.

    Waived where the pain never went above the green line, unless it may be of bone.
    """
    if complaint.tells != "pain":
        return _NO_PAIN if complaint.tells == "pain_free" else _NOBODY
    found = _easing(complaint)
    if found.status == "met" or is_open_at_bone(complaint) or not _is_never_above_green(complaint):
        return found
    green = points(limits("low_and_stable")["green_peak"])
    return replace(found, is_waived=True, evidence=f"{found.evidence}; up to {green} it need not ease")


def _easing(complaint: Complaint) -> Finding:
    report, nature = complaint.report, nature_of(complaint)
    if report.peak == 0 and pain_during(report) == 0:
        return Finding("met", "pain-free throughout the run")
    if nature is not None:
        text = f"{_nature_text(complaint)}, so easing is not asked of it"
        return Finding("unknown" if is_open(complaint) else "met", text)
    if report.first is None or report.end is None:
        return _easing_told(complaint)
    evidence = f"pain {points(report.first)} in the first 10 min, {points(report.end)} at the end"
    if report.first == 0 and report.end == 0 and report.peak is None:
        return Finding("unknown", f"{evidence}, the worst not given")
    if report.first < 1 or report.end > report.first - limits("warms_up")["easing_points"]:
        return Finding("not_met", evidence)
    return _eased(complaint, evidence)


def _easing_told(complaint: Complaint) -> Finding:
    """By what the runner says of the end against the start, where there are no scores of both."""
    report = complaint.report
    if report.course is not None:
        evidence = {"eased": "said to have eased", "same": "said to have stayed the same", "grew": "said to have grown"}
        if report.course == "eased":
            return _eased(complaint, evidence["eased"])
        return Finding("not_met", evidence[report.course])
    missing = [
        name for name, score in (("in the first 10 min", report.first), ("at the end", report.end)) if score is None
    ]
    return Finding("unknown", f"no score {' and '.join(missing)}")


def _eased(complaint: Complaint, evidence: str) -> Finding:
    site = complaint.report.site
    if site is None:
        return Finding("unknown", f"{evidence}, but the site is not given")
    if site in bone_like_sites():
        text = f"{evidence}, but at the {site_noun(site)} easing does not tell much"
        return Finding("not_met", text, wording="warms_up_at_bone")
    return Finding("met", evidence)


def _is_never_above_green(complaint: Complaint) -> bool:
    """Whether the worst is given, and nothing on the run or the morning after was above the green line."""
    worst = max(pain_during(complaint.report) or 0, complaint.morning or 0)
    return complaint.report.peak is not None and worst <= limits("low_and_stable")["green_peak"]


def is_open_at_bone(complaint: Complaint) -> bool:
    """Whether it may be of bone: at a bone-like site on one side, and not all the signs of bone are answered no."""
    report = complaint.report
    signs = (report.bony_point, report.night_pain, report.pain_on_hopping)
    is_at_bone = report.site in bone_like_sites() and report.side != "both" and nature_of(complaint) is None
    return is_at_bone and signs != (False, False, False)


def low_and_stable(complaint: Complaint) -> Finding:
    """M2: low, at most a point above the first 10 min, and no rising trend over the episode.

    What stays within the green line is low and stable however it goes. A tendon that eases to the green line and is no
    worse the next morning may reach the tendons' line; what is not load anything below the red one.
    """
    report, limit = complaint.report, limits("low_and_stable")
    if complaint.tells != "pain":
        return _NO_PAIN if complaint.tells == "pain_free" else _NOBODY
    during = pain_during(report)
    level = worst_pain(report) if during is None else during
    if level is None:
        return Finding("unknown", "the worst pain is not given")
    is_bound = report.peak is None
    evidence = f"at least {points(level)} (worst not given)" if is_bound else f"worst {points(level)}"
    if level >= limit["red_peak"]:
        return Finding("not_met", evidence)
    is_numb = report.kind == "numb" and nature_of(complaint) is None
    if level <= limit["green_peak"]:
        text = f"{evidence}, and numb, which the number does not tell" if is_numb else evidence
        return Finding("unknown" if is_bound else "met", text, is_marginal=is_numb)
    if nature_of(complaint) is not None:
        status: CriterionStatus = "unknown" if is_bound or is_open(complaint) else "met"
        return Finding(status, f"{evidence}; {_nature_text(complaint)}")
    return _above_green(complaint, level, evidence)


def _above_green(complaint: Complaint, level: int, evidence: str) -> Finding:
    report, limit = complaint.report, limits("low_and_stable")
    during = pain_during(report)
    if report.first is not None:
        evidence += f", {points(report.first)} in the first 10 min"
        if during is not None and during - report.first > limit["rise_points"]:
            return Finding("not_met", evidence)
    elif report.course == "grew":
        return Finding("not_met", f"{evidence}, and said to have grown")
    slope = _slope_points_per_run(complaint)
    if slope is not None and slope > limit["slope_points_per_run"]:
        return Finding("not_met", f"{evidence}, rising by {slope:.1f} a run lately")
    if report.peak is None:
        return Finding("unknown", evidence, is_marginal=True)
    if report.first is None:
        return Finding("unknown", f"{evidence}, no score in the first 10 min", is_marginal=True)
    if _is_settling_tendon(complaint) and level <= limit["tendon_peak"]:
        return Finding("met", f"{evidence}, eased to {points(report.end or 0)} and no worse the next morning")
    return Finding("met", evidence, is_marginal=True)


def _is_settling_tendon(complaint: Complaint) -> bool:
    """Whether a tendon eased to the green line on the run and was no worse the next morning."""
    report, morning = complaint.report, complaint.morning
    if report.site not in tendon_sites() or None in (report.end, report.before, morning):
        return False
    is_mild = report.end is not None and report.end <= limits("low_and_stable")["green_peak"]
    is_no_worse = morning is not None and report.before is not None and morning <= report.before
    return is_mild and is_no_worse and _easing(complaint).status == "met"


def mechanics_unchanged(complaint: Complaint) -> Finding:
    """M3: the runner noticed no change and the measured stride, where there is one, is as usual."""
    report, stride = complaint.report, complaint.facts.run.stride
    changed, measured = report.changed_how_i_ran, stride_text(stride)
    if report.limped and complaint.run_hurt:
        return Finding("not_met", f"limped; {measured}", wording="limped_briefly")
    if changed and complaint.run_hurt:
        if not is_eased_off_for_a_stitch(complaint):
            chosen = "mechanics_chosen" if report.change_was == "chosen" else None
            return Finding("not_met", f"ran differently; {measured}", wording=chosen)
        if is_open(complaint):
            return Finding("unknown", f"eased off for a stitch; {measured}")
    if stride.word == "altered" and complaint.tells == "pain":
        return Finding("not_met", measured)
    is_answered = is_explained(complaint.facts) or (complaint.tells == "pain" and not stride.is_question)
    if stride.is_flagged and is_answered and complaint.tells != "silent" and not changed:
        return _answered_mechanics(complaint, measured)
    if stride.is_flagged:
        return Finding("unknown", measured)
    if changed and not complaint.run_hurt:
        return Finding("unknown", f"ran differently, and no pain is reported; {measured}")
    if complaint.tells == "pain_free":
        return Finding("met", f"no pain reported; {measured}")
    if complaint.tells == "silent":
        return Finding("unknown", f"nobody reported how it felt; {measured}")
    if changed is None:
        return Finding("unknown", f"whether it changed the run is not answered; {measured}")
    told = "eased off for a stitch, no more" if changed else "no change reported"
    if stride.word == "insufficient_data":
        return Finding("met", f"{told}; {measured}")
    return Finding("met", f"{told}; {measured}")


def _answered_mechanics(complaint: Complaint, measured: str) -> Finding:
    """A stride that stands out and that nothing is left to ask about: with pain it is only just unchanged."""
    facts = complaint.facts
    text = f"{measured}; explained by {explained_text(facts)}" if is_explained(facts) else measured
    if complaint.tells == "pain_free":
        return Finding("met", f"no pain reported; {text}")
    if complaint.report.changed_how_i_ran is None:
        return Finding("unknown", f"whether it changed the run is not answered; {text}", is_marginal=True)
    return Finding("met", f"no change reported; {text}", is_marginal=True)


def is_eased_off_for_a_stitch(complaint: Complaint) -> bool:
    """Whether the run was changed for a stitch that passed, or may have: one slows down or walks until it is gone."""
    return nature_of(complaint) == "stitch" and complaint.report.change_was != "by_itself"


def resolves_quickly(complaint: Complaint) -> Finding:
    """M4: no higher the next morning than before the run, and gone within a day."""
    if complaint.tells != "pain":
        return _NO_PAIN if complaint.tells == "pain_free" else _NOBODY
    report, morning = complaint.report, complaint.morning
    evidence = _settling_text(complaint)
    if settled_nature(complaint) in ("skin", "soreness"):
        return Finding("met", f"{evidence}; {_nature_text(complaint)}, which takes its own time")
    hours = report.hours_to_settle
    if hours is not None and hours > limits("resolves_quickly")["unsettled_hours"]:
        return Finding("not_met", evidence)
    if morning is None:
        return Finding("unknown", f"{evidence}, no score the next morning")
    if morning > 0 and report.before is None:
        return Finding("unknown", f"{evidence}, no score before the run")
    if report.before is not None and morning > report.before:
        return Finding("not_met", evidence)
    return Finding("met", evidence)


def _nature_text(complaint: Complaint) -> str:
    nature = nature_of(complaint)
    return str(wording()["natures"][f"{nature}_open" if is_open(complaint) else nature])


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


CHECKS: dict[str, Check] = {
    "warms_up": warms_up,
    "low_and_stable": low_and_stable,
    "mechanics_unchanged": mechanics_unchanged,
    "resolves_quickly": resolves_quickly,
}
"""The rules of this file by the id of their criterion."""
