"""Words for the runner: what was seen, why it matters, the choices, when to look again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from niggle.pain.complaints import worst_complaint, worst_pain
from niggle.triage.complaint import Complaint, Finding
from niggle.triage.concern import limp_prompt
from niggle.triage.fitting import fitting_change, is_spike, spike_choice
from niggle.triage.model import Criterion, RunFacts
from niggle.triage.nature import nature_of
from niggle.triage.phrases import explained_text, is_explained, listed, place_text, points, reason_text, stride_sentence
from niggle.triage.questions import Question
from niggle.triage.rules import wording
from niggle.vocabulary.statuses import Status

_STOPPING = ("limping", "limping_to_the_end", "sharp", "sharp_urgent", "sharp_again")


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the words rest on; `deciding` has, by criterion, the complaint and finding that decided it."""

    facts: RunFacts
    status: Status
    criteria: Sequence[Criterion]
    deciding: Mapping[str, tuple[Complaint, Finding]]
    leading: Sequence[Complaint]
    questions: Sequence[Question]


@dataclass(frozen=True, slots=True)
class Advice:
    """The answer in four words at most, one sentence why, two or three choices, and when to look again."""

    headline: str
    summary: str
    choices: tuple[str, ...]
    look_again: str


def advice(outlook: Outlook) -> Advice:
    """The words for an outlook, by the rules of wording.toml."""
    criterion_id, key = _speaking(outlook)
    words: dict[str, Any] = {**wording()["status"][outlook.status], **wording()["outlook"][key]}
    summary = words["summary"].format_map(_placeholders(outlook, criterion_id))
    look_again = words["look_again"]
    if outlook.status in ("concern", "red_flag"):
        look_again = f"{look_again} {wording()['urgent']['text']}"
    choices = tuple(words["choices"])
    if outlook.status == "adapt":
        fitting = fitting_change(outlook.leading, outlook.criteria)
        choices = (fitting, *(choice for choice in choices if _verb(choice) != _verb(fitting)))
    elif outlook.status != "red_flag" and key not in _STOPPING and is_spike(outlook.facts):
        choices = _with_spike(choices, outlook.facts.run.load.distance_over_longest_pct or 0.0)
    return Advice(_headline(words["headline"], choices), summary[0].upper() + summary[1:], choices, look_again)


def _headline(key: str, choices: Sequence[str]) -> str:
    """The answer in words; "less" says what less means, by the comparatives that begin the choices."""
    words = wording()["headlines"]
    if key != "less":
        return str(words[key])
    heads = " ".join(_verb(choice).lower() for choice in choices)
    means = [word for word in words["less_means"] if word in heads]
    return f"{words[key]}: {listed(means, 'or')}" if means else str(words[key])


def _verb(choice: str) -> str:
    return choice.split(":")[0]


def _speaking(outlook: Outlook) -> tuple[str | None, str]:
    """The criterion that the summary speaks of, None if of no single one, and the key of the words."""
    found = {criterion.id: criterion for criterion in outlook.criteria}
    match outlook.status:
        case "red_flag":
            flag = next(name for name in _in_order("red_flag") if _is(found, name, "met"))
            return flag, flag
        case "concern":
            return _speaking_concern(outlook, found)
        case "adapt":
            return _speaking_adapt(outlook, found)
        case "check_in":
            return None, _check_in_key(outlook)
        case "monitor":
            return None, _monitor_key(outlook)
        case "clear":
            is_silent = outlook.leading[0].tells == "silent"
            is_unmeasured = outlook.facts.run.stride.word == "insufficient_data"
            if is_silent:
                return None, "clear_unknown" if is_unmeasured else "clear_unreported"
            explained = _explained_key(outlook.facts)
            if explained is not None:
                return None, explained
            if outlook.facts.run.stride.asked_at is not None:
                return None, "clear_as_since"
            return None, "clear_unmeasured" if is_unmeasured else "clear"
        case _:
            assert_never(outlook.status)


def _explained_key(facts: RunFacts) -> str | None:
    """The words for a run without pain whose stride the runner has said something about; None without that."""
    explained, stride = facts.explained, facts.run.stride
    if explained is None:
        return None
    if stride.word == "insufficient_data":
        return "clear_learnt_anew" if explained.by == "sensor" else None
    if explained.by == "nothing":
        return "clear_unexplained" if stride.is_flagged and facts.run.explained is not None else None
    return "clear_explained" if stride.is_flagged else "clear_explained_usual"


def _in_order(status: str) -> Sequence[str]:
    """The criteria that may speak for a status, the first before the others."""
    names: Sequence[str] = wording()["speaks"][status]
    return names


def _speaking_concern(outlook: Outlook, found: Mapping[str, Criterion]) -> tuple[str | None, str]:
    pressing = next((name for name in _in_order("red_flag") if name in found and found[name].is_pressing), None)
    if pressing is not None:
        return pressing, f"{pressing}_open"
    name = next((name for name in _in_order("concern") if _is(found, name, "met")), None)
    return (None, "high_pain") if name is None else (name, outlook.deciding[name][1].wording or name)


def _check_in_key(outlook: Outlook) -> str:
    tells = outlook.leading[0].tells
    if any(question.id == wording()["contradiction"]["id"] for question in outlook.questions):
        return "no_pain_but" if tells == "pain_free" else "no_pain_but_unsaid"
    if tells == "silent" and is_explained(outlook.facts) and outlook.facts.run.stride.is_flagged:
        return "stride_explained"
    return {"pain": "pain_missing", "pain_free": "stride_no_pain", "silent": "stride_unreported"}[tells]


def _monitor_key(outlook: Outlook) -> str:
    """By what it was, where nothing that hurt may have been load."""
    natures = [nature_of(complaint) for complaint in outlook.leading]
    if None not in natures:
        worst = max(outlook.leading, key=lambda complaint: worst_pain(complaint.report) or 0)
        return f"monitor_{nature_of(worst)}"
    return "monitor_unmeasured" if outlook.facts.run.stride.word == "insufficient_data" else "monitor"


def _speaking_adapt(outlook: Outlook, found: Mapping[str, Criterion]) -> tuple[str, str]:
    for name in _in_order("adapt"):
        if found[name].status == "not_met" and not found[name].is_waived:
            return name, outlook.deciding[name][1].wording or name
    name = next(name for name in _in_order("adapt") if found[name].is_marginal and not found[name].is_waived)
    return name, f"{name}_just"


def _is(found: Mapping[str, Criterion], name: str, status: str) -> bool:
    return name in found and found[name].status == status


def _placeholders(outlook: Outlook, criterion_id: str | None) -> dict[str, str]:
    reports = [complaint.report for complaint in outlook.leading]
    report, evidence = worst_complaint(reports) or reports[0], ""
    if criterion_id is not None:
        complaint, finding = outlook.deciding[criterion_id]
        report, evidence = complaint.report, finding.evidence
    level = worst_pain(report)
    stride = outlook.facts.run.stride
    return {
        "place": place_text(report),
        "evidence": evidence,
        "worst": "no score yet" if level is None else points(level),
        "stride": _stride(outlook),
        "missing": outlook.questions[0].about if outlook.questions else "one more answer",
        "reason": reason_text(stride),
        "explained": explained_text(outlook.facts),
        "easing": "eased as you got going, " if _has_eased(outlook) else "",
    }


def _has_eased(outlook: Outlook) -> bool:
    return next(item for item in outlook.criteria if item.id == "warms_up").status == "met"


def _stride(outlook: Outlook) -> str:
    """The stride as the beginning of a sentence: what the verdict says, or what asks for a limp."""
    stride = outlook.facts.run.stride
    if stride.is_flagged:
        return stride_sentence(stride, is_answered=outlook.leading[0].tells != "silent")
    prompts = (limp_prompt(complaint) for complaint in outlook.leading)
    return next((text for text in prompts if text is not None), "your stride was your usual one")


def _with_spike(choices: tuple[str, ...], over_longest_pct: float) -> tuple[str, ...]:
    """The choices with a note on a run much longer than the longest lately: context, never a flag."""
    note = spike_choice(over_longest_pct)
    if any(choice.startswith("Shorter:") for choice in choices):
        return tuple(note if choice.startswith("Shorter:") else choice for choice in choices)
    return (*choices[:2], note)
