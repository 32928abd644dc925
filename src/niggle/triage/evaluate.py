"""The status of one run: the article's criteria, the red flags, and what only a question can decide."""

from collections.abc import Mapping, Sequence

from niggle.pain.complaints import worst_pain
from niggle.triage import concern, monitor, persistence, red_flags, worsening
from niggle.triage.complaint import Check, Complaint, Finding, complaints
from niggle.triage.model import Criterion, RunFacts, Triage
from niggle.triage.phrases import label_text
from niggle.triage.questions import questions
from niggle.triage.rules import Rule, limits, rules
from niggle.triage.wording import Outlook, advice
from niggle.vocabulary.statuses import CriterionStatus, Status

_CHECKS: Mapping[str, Check] = {
    **monitor.CHECKS, **worsening.CHECKS, **persistence.CHECKS, **concern.CHECKS, **red_flags.CHECKS,
}  # fmt: skip

# Red flags that stand in the way of monitoring while they are open: pain in no named place may be of the heart, and
# numbness may build up.
_OPEN_DECIDES = ("chest_signs", "numb_building")


def evaluate(facts: RunFacts) -> Triage:
    """The triage of one run, from its own reports and stride, its history, and the run after it.

    Several complaints: one is enough for concern and red flags, all must agree to monitor. What is not
    answered is unknown and never counts as a good answer. Red flags are listed once one of their questions was
    answered, or where they count while they are open.
    """
    all_complaints = complaints(facts)
    leading = _leading(all_complaints)
    outcomes = [outcome for rule in rules() if (outcome := _outcome(rule, all_complaints, leading)) is not None]
    criteria = tuple(criterion for criterion, _ in outcomes)
    deciding = {criterion.id: decided_by for criterion, decided_by in outcomes}
    status = _status(criteria, all_complaints, leading)
    provisional = status == "clear" and (leading[0].tells == "silent" or facts.run.stride.word == "insufficient_data")
    asked = questions(status, all_complaints, leading, criteria)
    text = advice(Outlook(facts, status, criteria, deciding, leading, asked))
    return Triage(
        status=status,
        provisional=provisional,
        is_known=status != "clear" or leading[0].tells != "silent",
        headline=text.headline,
        summary=text.summary,
        criteria=criteria,
        questions=tuple(question.text for question in asked),
        question_ids=tuple(question.id for question in asked),
        question_places=tuple(question.where for question in asked),
        choices=text.choices,
        look_again=text.look_again,
    )


def _leading(all_complaints: Sequence[Complaint]) -> tuple[Complaint, ...]:
    """The complaints that tell most: painful ones, else pain-free ones, else silent ones."""
    for tells in ("pain", "pain_free"):
        found = tuple(complaint for complaint in all_complaints if complaint.tells == tells)
        if found:
            return found
    return tuple(all_complaints)


def _outcome(
    rule: Rule, all_complaints: Sequence[Complaint], leading: Sequence[Complaint]
) -> tuple[Criterion, tuple[Complaint, Finding]] | None:
    """The criterion over all complaints, and what decided it; None when it is not listed."""
    check, tells = _CHECKS[rule.id], leading[0].tells
    found = [(item, finding) for item in all_complaints if (finding := check(item)) is not None]
    if not found:
        return None
    order: tuple[CriterionStatus, ...] = ("met", "unknown", "not_met")
    if rule.group == "monitor":
        order = ("not_met", "unknown", "met")
        found = [pair for pair in found if pair[0].tells == tells]
    else:
        # A report that is not of pain adds what it says, not what it leaves out.
        found = [pair for pair in found if pair[0].tells == tells or pair[1].status == "met"] or found
    status = next(status for status in order if any(finding.status == status for _, finding in found))
    deciding = [(complaint, finding) for complaint, finding in found if finding.status == status]
    is_marginal = status != "not_met" and any(finding.is_marginal for _, finding in found)
    is_waived = status != "met" and all(finding.is_waived or finding.status == "met" for _, finding in found)
    is_pressing = status == "unknown" and any(finding.is_pressing for _, finding in deciding)
    evidence = _evidence(deciding, complaint_count=len(all_complaints))
    criterion = Criterion(rule.id, rule.group, status, evidence, rule.references, is_marginal, is_waived, is_pressing)
    return criterion, max(deciding, key=lambda pair: (pair[1].is_pressing, pair[1].wording is not None))


def _evidence(deciding: Sequence[tuple[Complaint, Finding]], *, complaint_count: int) -> str:
    """What decided, by complaint; said once where all complaints say the same."""
    is_unanimous = len(deciding) == complaint_count and len({finding.evidence for _, finding in deciding}) == 1
    if is_unanimous or all(complaint.report.site is None for complaint, _ in deciding):
        return deciding[0][1].evidence
    return "; ".join(f"{label_text(complaint.report)}: {finding.evidence}" for complaint, finding in deciding)


def _status(criteria: Sequence[Criterion], all_complaints: Sequence[Complaint], leading: Sequence[Complaint]) -> Status:
    """Contract 3: the worst that applies wins."""
    if any(criterion.group == "red_flag" and criterion.status == "met" for criterion in criteria):
        return "red_flag"
    red_peak = limits("low_and_stable")["red_peak"]
    worst = max((worst_pain(complaint.report) or 0 for complaint in leading), default=0)
    is_met = any(item.group == "concern" and item.status == "met" for item in criteria)
    if worst >= red_peak or is_met or any(item.is_pressing for item in criteria):
        return "concern"
    asks_limp = any(concern.limp_prompt(complaint) is not None for complaint in leading)
    if leading[0].tells == "pain":
        needed = [item for item in criteria if item.group == "monitor" and not item.is_waived]
        if any(criterion.status == "not_met" or criterion.is_marginal for criterion in needed):
            return "adapt"
        is_open = asks_limp or any(_decides(criterion) and criterion.status == "unknown" for criterion in criteria)
        return "check_in" if is_open else "monitor"
    stride = leading[0].facts.run.stride
    # One change is one question: once asked, a runner whom nothing hurts is not asked again.
    is_odd = stride.is_flagged and (stride.is_question or leading[0].tells == "silent")
    is_contradicted = any(concern.said_without_pain(complaint) for complaint in all_complaints)
    return "check_in" if is_odd or asks_limp or is_contradicted else "clear"


def _decides(criterion: Criterion) -> bool:
    """Whether a criterion that is not known stands in the way of monitoring."""
    if criterion.group == "monitor":
        return not criterion.is_waived
    return criterion.id in _OPEN_DECIDES
