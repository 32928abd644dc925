"""Answers that ought to go to a clinician whatever else is true. The gait never weighs in."""

from niggle.pain.model import PainReport
from niggle.triage.complaint import Complaint, Finding
from niggle.triage.phrases import site_text
from niggle.triage.rules import bone_like_sites, limits

_SIGNS = {
    "night_pain": "pain at night or at rest",
    "bony_point": "one sore spot on bone",
    "pain_on_hopping": "pain on hopping",
    "limped": "limping",
}


def night_pain(complaint: Complaint) -> Finding | None:
    """Pain at night or at rest."""
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
    present = [_SIGNS[name] for name, answer in answers.items() if answer]
    open_ones = sum(answer is None for answer in answers.values())
    fewest = limits("high_risk_site")["fewest_signs"]
    evidence = f"{' and '.join(present) if present else 'none of the signs'} at the {site_text(report.site)}"
    if len(present) >= fewest:
        return Finding("met", evidence)
    if len(present) + open_ones >= fewest:
        return Finding("unknown", f"{evidence}; {open_ones} of {len(answers)} not answered")
    return Finding("not_met", evidence)


def is_asked(report: PainReport) -> bool:
    """True when one of the red flags' own questions was answered (limping is asked anyway)."""
    answers = (report.night_pain, report.bony_point, report.pain_on_hopping)
    return any(answer is not None for answer in answers)


def _sign(report: PainReport, name: str) -> Finding | None:
    if not is_asked(report):
        return None
    answer = getattr(report, name)
    if answer is None:
        return Finding("unknown", f"{_SIGNS[name]}: not answered")
    if answer:
        return Finding("met", f"{_SIGNS[name]}: yes")
    return Finding("not_met", f"{_SIGNS[name]}: no")
