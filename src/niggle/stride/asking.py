"""Whether a flagged run asks about its stride: one change is one question, and once more when it has grown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from niggle.stride.model import Equipment, MetricVerdict, PainTold, PastRun, StrideVerdict
from niggle.stride.rules import Rules


@dataclass(frozen=True, slots=True)
class Asking:
    """Whether this run asks, and the start of the run that asked about the same change before it, if one did."""

    is_question: bool
    asked_at: datetime | None = None


def asking(
    metrics: Sequence[MetricVerdict], past: Sequence[PastRun], rules: Rules, *, pain: PainTold | None,
    equipment: Equipment | None,
) -> Asking:  # fmt: skip
    """For a flagged run with these metrics, after the comparable runs `past` (oldest first).

    A change goes on until `asking.quiet` weighed runs in a row were not flagged, or one was flagged the other way.
    It has grown when one of its metrics is further off than when it was asked about by `asking.grown` times its
    smallest difference. An answer about the equipment on one of these runs, this one included, ends it, unless it
    grows later; after the answer "nothing" it asks once more, on the first flagged run after `asking.relook` weighed
    ones.
    """
    is_answered = equipment is not None
    change = _same_change(metrics, past, rules)
    asked = [run for run in change if run.verdict.is_question or _is_answer(run)]
    if not asked:
        return Asking(is_question=not is_answered)
    has_grown = _has_grown(metrics, asked[-1].verdict, rules)
    pain_came = _hurts(pain, rules) and not any(_hurts(run.pain, rules) for run in change)
    again = has_grown or (pain_came and all(run.equipment is None for run in change))
    again = again or _looks_again(change, asked, rules)
    if again and not is_answered and len(asked) < rules.most_questions:
        return Asking(is_question=True)
    return Asking(is_question=False, asked_at=asked[0].started_at)


def _looks_again(change: Sequence[PastRun], asked: Sequence[PastRun], rules: Rules) -> bool:
    """Whether the runner knew of no reason, and enough runs have come since, this one counted; no second time."""
    if asked[-1].equipment != "nothing" or sum(run.equipment == "nothing" for run in asked) > 1:
        return False
    since = [run for run in change if run.started_at > asked[-1].started_at and run.verdict.is_weighed]
    return len(since) + 1 >= rules.relook_runs


def _same_change(metrics: Sequence[MetricVerdict], past: Sequence[PastRun], rules: Rules) -> list[PastRun]:
    """The earlier runs since this change began, oldest first, unflagged ones between them included."""
    found: list[PastRun] = []
    quiet = 0
    for run in reversed(past):
        verdict = run.verdict
        if not verdict.is_weighed and not verdict.is_flagged:
            continue
        is_same = verdict.is_flagged and not _is_opposite(metrics, verdict.metrics)
        if verdict.is_flagged and not is_same:
            break
        quiet = 0 if is_same else quiet + 1
        if quiet > rules.quiet_runs:
            break
        found.insert(0, run)
    return found


def _is_answer(run: PastRun) -> bool:
    """Whether the runner's answer has taken the place of a question, be it that the run no longer stands out by it."""
    return run.equipment is not None and (run.verdict.is_flagged or run.equipment != "nothing")


def _ways(metrics: Sequence[MetricVerdict]) -> dict[str, float]:
    """The differences of the metrics that take part in a change."""
    return {metric.name: metric.difference for metric in metrics if metric.is_altered}


def _is_opposite(metrics: Sequence[MetricVerdict], others: Sequence[MetricVerdict]) -> bool:
    """Whether a metric that is altered in both goes the other way."""
    ours, theirs = _ways(metrics), _ways(others)
    return any(ours[name] * theirs[name] < 0 for name in ours.keys() & theirs.keys())


def _has_grown(metrics: Sequence[MetricVerdict], asked: StrideVerdict, rules: Rules) -> bool:
    before = {metric.name: abs(metric.difference) for metric in asked.metrics}
    least = {metric.name: metric.min_difference for metric in rules.metrics}
    return any(
        abs(difference) - before.get(name, 0.0) >= rules.grown * bound
        for name, difference in _ways(metrics).items()
        if (bound := least[name]) is not None
    )


def _hurts(pain: PainTold | None, rules: Rules) -> bool:
    return pain is not None and pain.hurts_leg(rules.pain_least)
