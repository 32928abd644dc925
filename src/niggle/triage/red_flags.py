"""Answers that ought to go to a clinician whatever else is true. The gait never weighs in."""

from niggle.pain.complaints import pain_during
from niggle.pain.model import PainReport
from niggle.triage.complaint import Check, Complaint, Finding
from niggle.triage.nature import is_muscle_soreness, nature_of
from niggle.triage.rules import back_sites, bone_like_sites, limits
from niggle.triage.worsening import grew_on_run
from niggle.vocabulary.places import site_noun

_SIGNS = {
    "night_pain": "pain at night or at rest",
    "bony_point": "one sore spot on bone",
    "pain_on_hopping": "pain on hopping",
    "limped": "limping",
}


def night_pain(complaint: Complaint) -> Finding | None:
    """Pain at night or at rest, unless it is only when lying on the sore place."""
    if _is_only_lying_on_it(complaint.report):
        return Finding("not_met", "pain at night only when lying on it")
    return _sign(complaint.report, "night_pain")


def bony_point(complaint: Complaint) -> Finding | None:
    """One sore spot on bone."""
    return _sign(complaint.report, "bony_point")


def pain_on_hopping(complaint: Complaint) -> Finding | None:
    """Pain on hopping."""
    return _sign(complaint.report, "pain_on_hopping")


def high_risk_site(complaint: Complaint) -> Finding | None:
    """Two or more signs at a bone-like site; None at other sites."""
    report = complaint.report
    if report.site not in bone_like_sites() or not is_asked(report):
        return None
    answers = {name: getattr(report, name) for name in _SIGNS}
    if _is_only_lying_on_it(report):
        answers["night_pain"] = False
    present = [_SIGNS[name] for name, answer in answers.items() if answer]
    open_ones = sum(answer is None for answer in answers.values())
    fewest = limits("high_risk_site")["fewest_signs"]
    evidence = f"{' and '.join(present) if present else 'none of the signs'} at the {site_noun(report.site)}"
    if len(present) >= fewest:
        return Finding("met", evidence)
    if len(present) + open_ones >= fewest:
        return Finding("unknown", f"{evidence}; {open_ones} of {len(answers)} not answered")
    return Finding("not_met", evidence)


def chest_signs(complaint: Complaint) -> Finding | None:
    """Chest, jaw or arm hurt too, or one felt faint; open where the pain is somewhere that is not named.

    Pressing if it came with the effort and is not said to be of joint, tendon, bone or muscle.
    """
    report = complaint.report
    is_elsewhere = complaint.tells == "pain" and report.site == "other" and nature_of(complaint) is None
    if report.chest_signs is None and is_elsewhere:
        is_unnamed = report.kind in (None, "unsure", "numb")
        is_pressing = is_unnamed and grew_on_run(report)
        return Finding("unknown", "chest, jaw, arm, feeling faint: not answered", is_pressing=is_pressing)
    return _yes_or_no(report.chest_signs, "pain in chest, jaw or arm, or feeling faint")


def calf_signs(complaint: Complaint) -> Finding | None:
    """The calf is swollen, warm, or sore at rest; open, and pressing, where the next morning was worse than the run."""
    report, morning, during = complaint.report, complaint.morning, pain_during(complaint.report)
    if report.calf_signs is None and report.site == "calf" and nature_of(complaint) is None and morning is not None:
        is_above_run = morning > max(during or 0, report.before or 0, limits("low_and_stable")["green_peak"])
        if is_above_run and report.side != "both" and not is_muscle_soreness(report):
            text = "the calf swollen, warm or sore at rest: not answered, and the morning was worse than the run"
            return Finding("unknown", text, is_pressing=True)
    return _yes_or_no(report.calf_signs, "the calf swollen, warm or sore at rest")


def back_signs(complaint: Complaint) -> Finding | None:
    """Numb between the legs, trouble with bladder or bowel, weak legs; open, and pressing, at a back that is numb."""
    report = complaint.report
    if report.back_signs is None and report.kind == "numb" and report.site in back_sites():
        return Finding("unknown", "numb between the legs, bladder or bowel, weak legs: not answered", is_pressing=True)
    return _yes_or_no(report.back_signs, "numb between the legs, trouble with bladder or bowel, or weak legs")


def joint_signs(complaint: Complaint) -> Finding | None:
    """The joint is swollen, locks, or does not bend or straighten."""
    return _yes_or_no(complaint.report.joint_signs, "the joint swollen, locked, or not to be bent or straightened")


def numb_building(complaint: Complaint) -> Finding | None:
    """Numbness that builds up run after run and changes or stops the run; None of complaints that are not numb."""
    if complaint.report.kind != "numb" or complaint.tells != "pain":
        return None
    limit = limits("numb_building")
    recent = complaint.logs[-int(limit["compared_runs"]) :]
    built = [_built_up(log.report) for log in recent if log.report.kind == "numb"]
    times, is_telling = built.count(True), complaint.report.changed_how_i_ran
    evidence = f"numb or tingling, building up on {times} of the last {len(recent)} logged runs"
    if times + built.count(None) < limit["fewest_runs"] or is_telling is False:
        return Finding("not_met", evidence)
    if times < limit["fewest_runs"] or is_telling is None:
        return Finding("unknown", f"{evidence}; whether it built up, or changed the run, is not answered")
    return Finding("met", f"{evidence}, and it changed the run")


def _built_up(report: PainReport) -> bool | None:
    """Whether it was more at its worst than in the first 10 minutes, None if not known."""
    during = pain_during(report)
    if report.first is None or during is None:
        return {"grew": True, "same": False, "eased": False}.get(report.course or "")
    grew = during > report.first
    return None if not grew and report.peak is None else grew


def _yes_or_no(answer: bool | None, sign: str) -> Finding | None:
    if answer is None:
        return None
    return Finding("met", f"{sign}: yes") if answer else Finding("not_met", f"{sign}: no")


def _is_only_lying_on_it(report: PainReport) -> bool:
    return report.night_pain is True and report.night_pain_when == "lying_on_it"


def is_asked(report: PainReport) -> bool:
    """True when one of the red flags' own questions was answered (limping is asked anyway)."""
    answers = (report.night_pain, report.bony_point, report.pain_on_hopping)
    return any(answer is not None for answer in answers)


def _sign(report: PainReport, name: str) -> Finding | None:
    if not is_asked(report):
        return None
    answer = getattr(report, name)
    return _yes_or_no(answer, _SIGNS[name]) or Finding("unknown", f"{_SIGNS[name]}: not answered")


CHECKS: dict[str, Check] = {
    "night_pain": night_pain,
    "bony_point": bony_point,
    "pain_on_hopping": pain_on_hopping,
    "high_risk_site": high_risk_site,
    "chest_signs": chest_signs,
    "calf_signs": calf_signs,
    "joint_signs": joint_signs,
    "back_signs": back_signs,
    "numb_building": numb_building,
}
"""The rules of this file by the id of their criterion."""
