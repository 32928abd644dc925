"""Numbers and names as people read them."""

import math
import re
from collections.abc import Sequence

from niggle.pain.complaints import worst_pain
from niggle.pain.model import PainReport
from niggle.stride.model import MetricVerdict, StrideVerdict
from niggle.triage.model import RunFacts
from niggle.vocabulary.diary import QUESTIONS
from niggle.vocabulary.metrics import BALANCE, METRICS
from niggle.vocabulary.places import Where, side_and_site


def points(score: float) -> str:
    """A score on the 0–10 scale: "3/10"."""
    return f"{score:.0f}/10"


def worst_text(report: PainReport) -> str:
    """The worst score given, or that there is none."""
    worst = worst_pain(report)
    return "pain, no scores given" if worst is None else f"worst score given {points(worst)}"


def hours_text(hours: float) -> str:
    """A duration given in hours: "40 min", "5 h", "2 days"."""
    if hours < 1:
        return f"{hours * 60:.0f} min"
    return f"{hours:.3g} h" if hours < 48 else f"{hours / 24:.2g} days"


def listed(names: Sequence[str], last: str = "and") -> str:
    """Names as one says them: "mood", "mood and sleep", "mood, sleep and confidence"."""
    return f" {last} ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def place_text(where: PainReport | Where) -> str:
    """Where it hurts, from the runner's side: "your left Achilles", "both calves"."""
    place = side_and_site(where.site, where.side)
    return place if where.side == "both" else f"your {place}"


def label_text(report: PainReport) -> str:
    """Site and side as a label: "left Achilles"."""
    return side_and_site(report.site, report.side)


def stride_text(stride: StrideVerdict) -> str:
    """The stride verdict as a clause with its most telling number and, if known, from when on."""
    if stride.word == "insufficient_data":
        return f"the stride could not be measured ({stride.reason or 'too little data'})"
    if stride.word == "usual":
        return "the stride measured as usual"
    word = "altered" if stride.word == "altered" else "possibly altered"
    telling = _telling(stride)
    numbers = "" if telling is None else f": {metric_text(telling)}"
    return f"the stride measured as {word}{_since(stride)}{numbers}"


def reason_text(stride: StrideVerdict) -> str:
    """Why the stride could not be judged, in its first words; the verdict itself has the rest."""
    return re.split(r" \(|; ", stride.reason or "too little data")[0]


def stride_sentence(stride: StrideVerdict, *, is_answered: bool) -> str:
    """An altered stride as the beginning of a sentence to the runner.

    Until they have said how it felt it names neither number nor side: what they say of those is to be their own.
    """
    was = "was" if stride.word == "altered" else "may have been"
    telling = _telling(stride) if is_answered else None
    numbers = "" if telling is None else f" ({metric_text(telling)})"
    if stride.asked_at is not None:
        return f"your stride has been different from usual since {stride.asked_at.day} {stride.asked_at:%b}{numbers}"
    return f"your stride {was} different from usual{_since(stride)}{numbers}"


def is_explained(facts: RunFacts) -> bool:
    """Whether the runner has named what explains the stride."""
    return facts.explained is not None and facts.explained.by != "nothing"


def explained_text(facts: RunFacts) -> str:
    """What explains the stride by the runner's word: "new shoes", "new shoes since 3 May"; "no known reason"."""
    explained = facts.explained
    if explained is None:
        return ""
    what = QUESTIONS["explained_by"].told(explained.by)
    is_of_run = facts.run.explained is not None and facts.run.explained.is_first
    return (
        what if is_of_run or explained.by == "nothing" else f"{what} since {explained.since.day} {explained.since:%b}"
    )


def sparing_text(stride: StrideVerdict, painful: str | None) -> str:
    """Which foot is longer on the ground, by how much, and whether that spares the side that hurts; else nothing."""
    balance = next((metric for metric in stride.metrics if metric.name == BALANCE and metric.is_altered), None)
    if balance is None or stride.side is None:
        return ""
    longer = "left" if stride.side == "right" else "right"
    spares = f", as one does to spare the {stride.side}" if painful in (stride.side, "both") else ""
    return f", longer on the {longer} by {abs(balance.difference):.1f} points{spares}"


def _telling(stride: StrideVerdict) -> MetricVerdict | None:
    return next((metric for metric in stride.metrics if metric.is_altered), None)


def _since(stride: StrideVerdict) -> str:
    if stride.onset_s is None:
        return ""
    minutes = math.floor(stride.onset_s / 60)
    return f" after about {minutes} min" if minutes > 0 else " from the start"


def metric_text(metric: MetricVerdict) -> str:
    """A metric against its usual value: "left foot's share of ground contact 51.9 %, usually 50.2 %"."""
    known = METRICS[metric.name]
    value, usual = (
        f"{value * known.factor:.{known.digits}f} {known.shown_unit}" for value in (metric.value, metric.expected)
    )
    return f"{known.before_value} {value}, usually {usual}"
