"""The verdict on one run's stride, by rule C2."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from niggle.gait.model import RunGait
from tests.benchmarks.detection.rule_c2.baseline import Expectation, expect
from tests.benchmarks.detection.rule_c2.composite import are_unusual_together
from tests.benchmarks.detection.rule_c2.history import Comparable, comparable
from tests.benchmarks.detection.rule_c2.model import MetricVerdict, PastRun, Side, StrideVerdict, VerdictWord
from tests.benchmarks.detection.rule_c2.onset import BALANCE, Stretch, Usual, WithinRun, habits, within_run
from tests.benchmarks.detection.rule_c2.rules import MetricRule, Rules, read_rules
from tests.benchmarks.detection.rule_c2.wording import (
    few_runs_reason,
    few_values_reason,
    lost_balance_reason,
    no_sensor_reason,
    short_run_reason,
    what_else,
    what_stands_alone,
    what_was_not_seen,
)

STANCE = "stance_time_ms"
_NOTHING = WithinRun(has_changed=False, is_limp_like=False, stretch=None)


@dataclass(frozen=True, slots=True)
class _Findings:
    """What is out, per metric (m bools): by 2 of 3 runs, or by this run alone; and of all together."""

    is_confirmed: NDArray[np.bool_]
    is_provisional: NDArray[np.bool_]
    is_composite: bool


def judge(run: RunGait, history: Sequence[PastRun]) -> StrideVerdict:
    """The verdict on `run`, against the earlier runs in `history` alone (any order, this run not among them).

    "altered": a metric, or all together, out in 2 of the last 3 eligible runs, this one included and itself
    out. "possibly_altered": far out in this run alone, changed within it, limp-like, or out in 2 of 3 while the
    baseline is short. "insufficient_data": nothing stands out, but the balance (without one, the stance
    time) could not be compared; `reason` says what is missing. Else "usual".

    Where the balance changed within the run, its `MetricVerdict` is about the part that is off: a difference
    of 2 pp or more with |z| of 4 or more, either way, is limp-like (rule C6).
    """
    rules = read_rules()
    is_measured = np.isfinite(run.values["speed_mps"])
    measured = [m for m in rules.metrics if is_measured and run.values[m.name] > 0.0]
    past = comparable(run, history, [metric.name for metric in measured], rules)
    n_members = dict(zip((metric.name for metric in measured), past.n_members.tolist(), strict=True))
    reason = _what_is_missing(run, n_members, history, rules)
    key = _key_metric(run)
    is_learning = key is not None and n_members.get(key, 0) < rules.flagging_runs

    kept = past.n_members >= rules.provisional_runs
    metrics = [metric for metric, keep in zip(measured, kept, strict=True) if keep]
    if not metrics:
        notes = _explain(run, past, (), _NOTHING, word="insufficient_data", is_composite=False)
        return StrideVerdict("insufficient_data", reason, None, None, (), is_learning, notes)
    past = _only(past, kept)
    expectation = expect(past, metrics, rules)
    found = _findings(run, past, metrics, expectation, rules)
    is_out = found.is_confirmed | found.is_provisional
    within = _within(run, past, metrics, expectation, rules, is_flagged=_has(metrics, is_out, BALANCE))

    word: VerdictWord = "usual" if reason is None else "insufficient_data"
    if found.is_confirmed.any() or found.is_composite:
        word = "altered"
    elif is_out.any() or within.has_changed or within.is_limp_like:
        word = "possibly_altered"
    is_flagged = word in {"altered", "possibly_altered"}
    verdicts = tuple(
        _metric_verdict(metric, row, run, expectation, is_out[row], within, rules) for row, metric in enumerate(metrics)
    )
    return StrideVerdict(
        word=word,
        reason=reason if word == "insufficient_data" else None,
        onset_s=within.stretch.onset_s if is_flagged and within.stretch is not None else None,
        side=_side(verdicts),
        metrics=verdicts,
        is_learning=is_learning,
        explanations=_explain(run, past, verdicts, within, word=word, is_composite=found.is_composite),
    )


def _key_metric(run: RunGait) -> str | None:
    """The metric without which nothing can be called usual: the balance, else the stance time."""
    return next((name for name in (BALANCE, STANCE) if name in run.sensors), None)


def _what_is_missing(run: RunGait, n_members: dict[str, int], history: Sequence[PastRun], rules: Rules) -> str | None:
    """Why the run cannot be called usual; None when it can."""
    if run.eligible_s < rules.min_eligible_s:
        return short_run_reason(run, rules)
    key = _key_metric(run)
    if key is None:
        return no_sensor_reason()
    if key != BALANCE and _usually_has_balance(history, rules):
        return lost_balance_reason()
    seconds = _eligible_seconds(run, key)
    if seconds < rules.min_eligible_s:
        return few_values_reason(key, seconds, rules)
    if n_members.get(key, 0) >= rules.provisional_runs:
        return None
    sensors = {past.gait.sensors[key] for past in history if key in past.gait.sensors}
    return few_runs_reason(
        key,
        n_members.get(key, 0),
        rules,
        is_new_sensor=bool(sensors - {run.sensors[key]}),
        is_new_surface=any(past.gait.surface != run.surface for past in history),
    )


def _usually_has_balance(history: Sequence[PastRun], rules: Rules) -> bool:
    """Whether most of the latest runs had a balance, so that a run without one shows less than usual."""
    latest = sorted(history, key=lambda past: (past.started_at, past.run_id))[-rules.flagging_runs :]
    return 2 * sum(BALANCE in past.gait.sensors for past in latest) > len(latest)


def _eligible_seconds(run: RunGait, name: str) -> float:
    keep = run.is_eligible & np.isfinite(run.windows[name])
    return float(run.windows["usable_s"][keep].sum())


def _only(past: Comparable, kept: NDArray[np.bool_]) -> Comparable:
    """The same with some of the metrics."""
    return Comparable(
        past.runs, past.values[kept], past.speed_mps, past.grade_pct, past.is_member[kept], past.settled_at
    )


def _findings(
    run: RunGait, past: Comparable, metrics: Sequence[MetricRule], expectation: Expectation, rules: Rules
) -> _Findings:
    """Candidates of this run and the two before it, each against the same baseline."""
    smallest = np.array([np.inf if m.min_difference is None else m.min_difference for m in metrics])[:, None]
    enough = np.array([_eligible_seconds(run, m.name) >= rules.min_eligible_s for m in metrics])
    z, size = expectation.z, np.abs(expectation.difference)
    with np.errstate(invalid="ignore"):
        is_candidate = (np.abs(z) >= rules.z) & (size >= smallest)
        is_far = (np.abs(z[:, -1]) >= rules.provisional_z) & (size[:, -1] >= rules.provisional_factor * smallest[:, 0])
    is_now = is_candidate[:, -1] & enough
    is_repeated = np.zeros(len(metrics), dtype=np.bool_)
    for row in np.flatnonzero(is_now):
        before = np.flatnonzero(np.isfinite(z[row, :-1]))[1 - rules.candidate_window_runs :]
        is_same_way = z[row, before] * z[row, -1] > 0
        is_repeated[row] = (is_candidate[row, before] & is_same_way).any()
    is_flagging = past.n_members >= rules.flagging_runs
    return _Findings(
        is_confirmed=is_repeated & is_flagging,
        is_provisional=(is_far & enough) | (is_repeated & ~is_flagging),
        is_composite=_is_composite(run, past, metrics, expectation, enough, rules),
    )


def _is_composite(
    run: RunGait, past: Comparable, metrics: Sequence[MetricRule], expectation: Expectation,
    enough: NDArray[np.bool_], rules: Rules,
) -> bool:  # fmt: skip
    """Whether all flagging metrics together are out the same way in this run and one of the two before."""
    rows = [
        row
        for row, metric in enumerate(metrics)
        if metric.min_difference is not None
        and enough[row]
        # Worked out from speed and cadence, it says nothing new.
        and not run.sensors[metric.name].startswith("derived:")
    ]
    is_member = past.is_member[rows].all(axis=0)
    if len(rows) < 2 or is_member.sum() < rules.flagging_runs:
        return False
    z = expectation.z[rows]
    before = np.flatnonzero(np.isfinite(z[:, :-1]).all(axis=0))[1 - rules.candidate_window_runs :]
    residuals = expectation.residual[rows][:, :-1][:, is_member].T
    freedom = float(rules.prior_runs + is_member.sum() - 1)
    is_out, white = are_unusual_together(residuals, z[:, [*before, -1]].T, freedom, rules)
    is_same_way = white[:-1] @ white[-1] > 0
    return bool(is_out[-1] and (is_out[:-1] & is_same_way).any())


def _within(
    run: RunGait, past: Comparable, metrics: Sequence[MetricRule], expectation: Expectation, rules: Rules,
    *, is_flagged: bool,
) -> WithinRun:  # fmt: skip
    """What happened to the balance within the run; nothing when the balance has no baseline."""
    row = next((row for row, metric in enumerate(metrics) if metric.name == BALANCE), None)
    if row is None:
        return _NOTHING
    usual = Usual(
        expected_pct=float(expectation.expected[row, -1]),
        sd_pp=float(expectation.sd[row, -1]),
        speed_slope=float(expectation.speed_slope[row]),
        grade_slope=float(expectation.grade_slope[row]),
    )
    own = habits([past.runs[column].gait for column in np.flatnonzero(past.is_member[row])], rules)
    return within_run(run, usual, own, rules, is_flagged=is_flagged)


def _has(metrics: Sequence[MetricRule], marks: NDArray[np.bool_], name: str) -> bool:
    return any(mark and metric.name == name for metric, mark in zip(metrics, marks, strict=True))


def _metric_verdict(
    metric: MetricRule, row: int, run: RunGait, expectation: Expectation, is_out: bool, within: WithinRun,
    rules: Rules,
) -> MetricVerdict:  # fmt: skip
    """One metric's verdict; that of a balance that changed within the run is about the part that is off."""
    expected, unit = float(expectation.expected[row, -1]), float(expectation.unit_per_value[row])
    half_width = rules.z * float(expectation.sd[row, -1]) / unit
    value, difference, z = run.values[metric.name], expectation.difference[row, -1], expectation.z[row, -1]
    stretch: Stretch | None = within.stretch if metric.name == BALANCE else None
    if stretch is not None and (within.has_changed or within.is_limp_like):
        is_out = True
        is_same_side = stretch.difference_pp * difference >= 0
        if not is_same_side or abs(stretch.difference_pp) > abs(difference):
            value, difference, z = stretch.value_pct, stretch.difference_pp, stretch.z
            expected = value - difference
    return MetricVerdict(
        name=metric.name,
        value=float(value),
        expected=expected,
        difference=float(difference),
        z=float(z),
        unit=metric.unit,
        is_altered=bool(is_out),
        expected_low=expected - half_width,
        expected_high=expected + half_width,
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
    run: RunGait, past: Comparable, verdicts: Sequence[MetricVerdict], within: WithinRun, *,
    word: VerdictWord, is_composite: bool,
) -> tuple[str, ...]:  # fmt: skip
    altered = {verdict.name for verdict in verdicts if verdict.is_altered}
    members = past.speed_mps[:-1][past.is_member.any(axis=0)]
    speed = past.speed_mps[-1]
    if word in {"altered", "possibly_altered"}:
        lines = what_else(
            run,
            altered,
            onset_s=None if within.stretch is None else within.stretch.onset_s,
            end_s=None if within.stretch is None else within.stretch.end_s,
            is_composite=is_composite and not altered,
            is_at_other_pace=members.size > 0 and not members.min() <= speed <= members.max(),
        )
    else:
        lines = what_stands_alone([verdict.name for verdict in verdicts if _is_out_of_band(verdict)])
    return (*lines, *what_was_not_seen(run, is_settled_anew=past.settled_at is not None))
