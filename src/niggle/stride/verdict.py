"""The verdict on one run's stride, by rule C2."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from niggle.gait.model import RunGait
from niggle.stride.asking import Asking, asking
from niggle.stride.evidence import Evidence, Felt, weigh
from niggle.stride.history import Comparable, comparable, last_altered
from niggle.stride.missing import eligible_seconds, key_metric, what_is_missing
from niggle.stride.model import Equipment, MetricVerdict, PainTold, PastRun, StrideVerdict
from niggle.stride.part import NOTHING, WithinRun, within_run
from niggle.stride.rules import MetricRule, Rules, read_rules
from niggle.stride.runs import Expected, expect
from niggle.stride.within import find_change
from niggle.stride.wording import (
    slow_trend,
    what_else,
    what_stands_alone,
    what_was_not_seen,
)
from niggle.vocabulary.metrics import BALANCE, CADENCE, STANCE
from niggle.vocabulary.places import Side
from niggle.vocabulary.verdicts import FLAGGED, Outcome, Pattern

_TOLD_Z = 1.5
"""SDs a metric must be off the expected way to be named as part of a change that several runs show."""


@dataclass(frozen=True, slots=True)
class _Findings:
    """What speaks for an altered stride; `is_far` names the metrics that are far out in this run alone."""

    evidence: Evidence | None
    is_painful: bool
    is_far: frozenset[str]
    within: WithinRun

    @property
    def confidence(self) -> float | None:
        """Probability that the stride is altered, by the last runs together or within this one."""
        within = self.within.probability if self.within.has_changed else 0.0
        return None if self.evidence is None else max(self.evidence.probability, within)


_NOTHING_FOUND = _Findings(None, False, frozenset(), NOTHING)


def judge(
    run: RunGait, history: Sequence[PastRun], *, pain: PainTold | None = None, equipment: Equipment | None = None
) -> StrideVerdict:
    """The verdict on `run`, against the earlier runs in `history` alone (any order, this run not among them).

    `pain` is what was reported of this run, `equipment` what the runner said had changed before it.

    "altered": balance, stance time and cadence of the last few runs make it probable that the stride has
    changed. "possibly_altered": less probable, far out in this run alone (a strap askew looks the same),
    changed within it, limp-like, or probable while the baseline is short. "insufficient_data": nothing stands
    out, but the balance (without one, the stance time) could not be compared; `reason` says what is missing.
    Else "usual".

    Where the balance changed within the run, its `MetricVerdict` is about the part that is off: a difference
    of 2 pp or more with |z| of 4 or more, either way, is limp-like (rule C6).
    """
    rules = read_rules()
    is_measured = np.isfinite(run.values["speed_mps"])
    measured = [m for m in rules.metrics if is_measured and run.values[m.name] > 0.0]
    past = comparable(run, history, [metric.name for metric in measured], rules, pain=pain, equipment=equipment)
    n_members = dict(zip((metric.name for metric in measured), past.n_members.tolist(), strict=True))
    reason = what_is_missing(run, n_members, history, rules, equipment=equipment)
    key = key_metric(run)
    is_learning = key is not None and n_members.get(key, 0) < rules.flagging_runs

    kept = past.n_members >= rules.provisional_runs
    metrics = [metric for metric, keep in zip(measured, kept, strict=True) if keep]
    if not metrics:
        notes = _explain(run, past, _NOTHING_FOUND, (), word="insufficient_data", pattern=None)
        return StrideVerdict("insufficient_data", reason, None, None, (), is_learning, notes)
    found = _verdict(run, _only(past, kept), metrics, reason, rules, is_learning=is_learning)
    asks = _asking(found, past, rules, equipment)
    return replace(found, is_question=asks.is_question, asked_at=asks.asked_at)


def _asking(found: StrideVerdict, past: Comparable, rules: Rules, equipment: Equipment | None) -> Asking:
    if not found.is_flagged:
        return Asking(is_question=False)
    return asking(found.metrics, past.runs, rules, pain=past.told[-1], equipment=equipment)


def _verdict(
    run: RunGait, past: Comparable, metrics: Sequence[MetricRule], reason: str | None, rules: Rules,
    *, is_learning: bool,
) -> StrideVerdict:  # fmt: skip
    """The verdict from the metrics that can be compared; `reason` is why the run cannot be called usual."""
    expected = expect(past, metrics, rules)
    found = _find(run, past, metrics, expected, rules)
    can_confirm = not is_learning and _can_flag(past, metrics, rules)
    word = _word(found, reason, rules, can_confirm=can_confirm, was_altered=last_altered(past.open_runs) is not None)
    pattern = _pattern(found, rules) if word in FLAGGED else None
    altered = _altered_metrics(found, expected, rules) if word in FLAGGED else frozenset()
    verdicts = tuple(
        _metric_verdict(metric, run, expected, found.within, rules, is_altered=metric.name in altered)
        for metric in metrics
    )
    part = found.within.part
    return StrideVerdict(
        word=word,
        reason=reason if word == "insufficient_data" else None,
        onset_s=part.onset_s if word in FLAGGED and part is not None else None,
        side=_side(verdicts),
        metrics=verdicts,
        is_learning=is_learning,
        explanations=(
            *_explain(run, past, found, verdicts, word=word, pattern=pattern),
            *slow_trend(expected.trend_pp_per_30_runs, rules),
        ),
        confidence=found.confidence,
        pattern=pattern,
        runs_since=found.evidence.runs_since if found.evidence is not None and word == "altered" else None,
        trend_pp_per_30_runs=expected.trend_pp_per_30_runs,
    )


def _find(run: RunGait, past: Comparable, metrics: Sequence[MetricRule], expected: Expected, rules: Rules) -> _Findings:
    """Evidence by the last runs, by this one alone, and from within it."""
    enough = {m.name for m in metrics if eligible_seconds(run, m.name) >= rules.min_eligible_s}
    telling = {name: one for name, one in expected.telling.items() if name in enough}
    felt = Felt.of([told for told, is_new in zip(past.told, past.is_new, strict=True) if is_new], rules.pain_least)
    evidence = weigh(telling, felt, rules, before=past.altered_before) if telling else None
    is_far = set()
    for metric in metrics:
        if metric.min_difference is None or metric.name not in enough:
            continue
        one = expected.usual[metric.name]
        if abs(one.difference) >= rules.far_factor * metric.min_difference and abs(one.z) >= rules.far_z:
            is_far.add(metric.name)
    return _Findings(evidence, bool(felt.hurt.any()), frozenset(is_far), _within(past, expected, rules))


def _within(past: Comparable, expected: Expected, rules: Rules) -> WithinRun:
    """What happened within the run; nothing without a balance that can be compared."""
    if BALANCE not in expected.courses:
        return NOTHING
    is_after_flag = bool(past.open_runs) and past.open_runs[-1].verdict.is_flagged
    before = 0.5 if is_after_flag else rules.altered_before
    change = find_change(expected.start_s, expected.courses, rules, altered_before=before)
    return within_run(expected.start_s, expected.courses[BALANCE], change, rules)


def _can_flag(past: Comparable, metrics: Sequence[MetricRule], rules: Rules) -> bool:
    """Whether balance or stance time has enough of a baseline to confirm a change; cadence alone asks."""
    names = {metric.name for metric, n in zip(metrics, past.n_members, strict=True) if n >= rules.flagging_runs}
    return bool(names & {BALANCE, STANCE})


def _word(found: _Findings, reason: str | None, rules: Rules, *, can_confirm: bool, was_altered: bool) -> Outcome:
    if _is_confirmed(found, rules, was_altered=was_altered):
        return "altered" if can_confirm else "possibly_altered"
    evidence = found.evidence
    if (
        (evidence is not None and evidence.by_gait >= rules.ask)
        or found.is_far
        or found.within.has_changed
        or found.within.is_limp_like
    ):
        return "possibly_altered"
    return "usual" if reason is None else "insufficient_data"


def _is_confirmed(found: _Findings, rules: Rules, *, was_altered: bool) -> bool:
    """Whether several runs make it sure by themselves, or pain in a leg decides: over several runs, or at once."""
    evidence = found.evidence
    if evidence is None:
        return False
    if evidence.unfelt >= (rules.stays if was_altered else rules.confirm):
        return True
    return found.is_painful and (
        evidence.repeated >= rules.confirm_with_pain
        or evidence.probability >= rules.confirm_at_once
        or found.within.has_changed
    )


def _pattern(found: _Findings, rules: Rules) -> Pattern | None:
    """What a flagged run looks like."""
    if found.evidence is None or found.evidence.probability < rules.stays:
        return "single run" if found.is_far else None
    by_kind = found.evidence.by_kind
    kind = max(by_kind, key=by_kind.__getitem__)
    if kind == "one_sided" and found.evidence.runs_since == 1:
        return "single run"
    names: Mapping[str, Pattern] = {
        "one_sided": "one side only",
        "protective": "protective stride",
        "marked": "protective stride",
        "other": "other change",
    }
    return names[kind]


def _altered_metrics(found: _Findings, expected: Expected, rules: Rules) -> frozenset[str]:
    """The metrics that take part in the change."""
    names = set(found.is_far)
    if found.within.part is not None:
        names.add(BALANCE)
    evidence = found.evidence
    if evidence is None or evidence.probability < rules.stays:
        return frozenset(names)
    z = {name: one.z for name, one in expected.usual.items()}
    is_sided = evidence.by_kind["other"] < 0.5
    if is_sided and BALANCE in z and abs(evidence.left_share - 0.5) > 0.3 and _is_way(z[BALANCE], evidence):
        names.add(BALANCE)
    if evidence.by_kind["one_sided"] < 0.5:
        way = {STANCE: 1.0, CADENCE: -1.0}
        is_any_way = evidence.by_kind["other"] >= 0.5
        for name, sign in way.items():
            if name in z and (abs(z[name]) if is_any_way else sign * z[name]) >= _TOLD_Z:
                names.add(name)
    return frozenset(names)


def _is_way(z: float, evidence: Evidence) -> bool:
    """Whether this run's balance is off the way that the last runs are."""
    return (z > 0) == (evidence.left_share > 0.5)


def _only(past: Comparable, kept: NDArray[np.bool_]) -> Comparable:
    """The same with some of the metrics."""
    return replace(past, values=past.values[kept], is_member=past.is_member[kept])


def _metric_verdict(
    metric: MetricRule, run: RunGait, expected: Expected, within: WithinRun, rules: Rules, *, is_altered: bool
) -> MetricVerdict:
    """One metric's verdict; that of a balance that changed within the run is about the part that is off."""
    one = expected.usual[metric.name]
    value, difference, sd, z = run.values[metric.name], one.difference, one.sd, one.z
    part = within.part if metric.name == BALANCE else None
    usual = value - difference if metric.unit == "pp" else value / (1.0 + difference / 100.0)
    if part is not None and (part.difference_pp * difference < 0 or abs(part.difference_pp) > abs(difference)):
        difference, z = part.difference_pp, part.z
        value = usual + difference
    half_width = rules.band_z * sd * (1.0 if metric.unit == "pp" else usual / 100.0)
    return MetricVerdict(
        name=metric.name,
        value=float(value),
        expected=float(usual),
        difference=float(difference),
        z=float(z),
        unit=metric.unit,
        is_altered=is_altered,
        expected_low=float(usual - half_width),
        expected_high=float(usual + half_width),
    )


def _is_out_of_band(verdict: MetricVerdict) -> bool:
    return not verdict.expected_low <= verdict.value <= verdict.expected_high


def _side(verdicts: Sequence[MetricVerdict]) -> Side | None:
    """The foot with a smaller share of the stance time than usual: the one that is spared."""
    for verdict in verdicts:
        if verdict.name == BALANCE and verdict.is_altered:
            return "left" if verdict.difference < 0 else "right"
    return None


def _explain(
    run: RunGait, past: Comparable, found: _Findings, verdicts: Sequence[MetricVerdict], *,
    word: Outcome, pattern: Pattern | None,
) -> tuple[str, ...]:  # fmt: skip
    members = past.speed_mps[:-1][past.is_member.any(axis=0)]
    speed = past.speed_mps[-1]
    part = found.within.part
    if word in FLAGGED:
        lines = what_else(
            run,
            pattern,
            {verdict.name for verdict in verdicts if verdict.is_altered},
            runs_since=None if found.evidence is None else found.evidence.runs_since,
            onset_s=None if part is None else part.onset_s,
            end_s=None if part is None else part.end_s,
            is_at_other_pace=members.size > 0 and not members.min() <= speed <= members.max(),
        )
    else:
        lines = what_stands_alone([verdict.name for verdict in verdicts if _is_out_of_band(verdict)])
    return (*lines, *what_was_not_seen(run, is_settled_anew=past.is_settled_anew))
