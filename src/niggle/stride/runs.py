"""The runs behind a verdict: what circumstances explain taken out, and what was to be expected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from niggle.gait.model import Floats
from niggle.stride.explain import Explained, explain
from niggle.stride.forecast import Forecast, RunValues, forecast
from niggle.stride.history import TELLING, Comparable
from niggle.stride.rules import MetricRule, Rules
from niggle.stride.within import Course

BALANCE, STANCE, CADENCE = TELLING


@dataclass(frozen=True, slots=True)
class Expected:
    """What was to be expected of this run: per metric its forecast, and the telling ones made independent.

    `telling` holds the forecasts of balance, cadence and the stance time that cadence does not explain;
    `courses` how those went within this run, on its windows that start at `start_s`.
    """

    explained: Explained
    forecasts: Mapping[str, Forecast]
    telling: Mapping[str, Forecast]
    courses: Mapping[str, Course]
    trend_pp_per_30_runs: float | None

    @property
    def start_s(self) -> Floats:
        """Start of each eligible window of this run."""
        return self.explained.start_s


def expect(runs: Comparable, metrics: Sequence[MetricRule], rules: Rules) -> Expected:
    """Forecasts of all metrics and of the telling ones; every metric needs a baseline of one run at least."""
    explained = explain(runs, metrics, rules)
    row_of = {metric.name: row for row, metric in enumerate(metrics)}
    values = {metric.name: _values(runs, explained, row) for row, metric in enumerate(metrics)}
    share = _cadence_share(values, rules) if STANCE in values and CADENCE in values else 0.0
    forecasts, telling, courses = {}, {}, {}
    for row, metric in enumerate(metrics):
        name = metric.name
        if name in TELLING:
            own = values[name]
            if name == STANCE and share != 0.0:
                own = _less_cadence(own, values[CADENCE], share, rules)
            telling[name] = forecast(own, metric, rules, with_grid=True)
            courses[name] = _course(explained, row, row_of, share if name == STANCE else 0.0, own, telling[name])
        is_whole = name in TELLING and (name != STANCE or share == 0.0)
        forecasts[name] = telling[name] if is_whole else forecast(values[name], metric, rules, with_grid=False)
    return Expected(explained, forecasts, telling, courses, _trend(values.get(BALANCE)))


def _values(runs: Comparable, explained: Explained, row: int) -> RunValues:
    terms = explained.terms[row]
    return RunValues(
        value=explained.value[row],
        noise=explained.noise_sd[row] ** 2,
        also=terms @ explained.covariance[row] @ terms.T,
        is_baseline=np.append(runs.is_member[row], False),
        is_new=runs.is_new,
    )


def _cadence_share(values: Mapping[str, RunValues], rules: Rules) -> float:
    """How many percent stance time changes with one percent of cadence from run to run: shrunk regression."""
    stance, cadence = values[STANCE], values[CADENCE]
    both = stance.is_baseline & cadence.is_baseline
    if not both.any():
        return 0.0
    y, x = stance.value[both], cadence.value[both]
    y, x = y - np.median(y), x - np.median(x)
    prior = rules.prior_runs * rules.cadence_sd**2
    return float((prior * rules.cadence_share + x @ y) / (prior + x @ x))


def _less_cadence(stance: RunValues, cadence: RunValues, share: float, rules: Rules) -> RunValues:
    """The part of the stance time that cadence does not explain."""
    return RunValues(
        value=stance.value - share * cadence.value,
        noise=rules.unexplained * stance.noise,
        also=stance.also + share**2 * cadence.also,
        is_baseline=stance.is_baseline & cadence.is_baseline,
        is_new=stance.is_new,
    )


def _course(
    explained: Explained, row: int, row_of: Mapping[str, int], share: float, values: RunValues, own: Forecast
) -> Course:
    """How a metric went within this run, against what was to be expected of it."""
    off = explained.residual[row].copy()
    if share != 0.0:
        off -= share * explained.residual[row_of[CADENCE]]
    noise = float(values.noise[-1]) if np.isfinite(values.noise[-1]) else 0.0
    return Course(
        off=off - (values.value[-1] - own.mean()) if np.isfinite(values.value[-1]) else off,
        start_sd=float(np.sqrt(max(own.sd() ** 2 - noise, 1e-4))),
        window_sd=float(explained.window_sd[row]),
        lag1=float(explained.lag1[row]),
        trend_sd=float(explained.trend_sd[row]),
        terms=explained.window_terms,
        covariance=explained.covariance[row],
    )


def _trend(balance: RunValues | None) -> float | None:
    """Slow drift of the balance over the baseline, pp per 30 runs (Theil and Sen); None with under 15 runs."""
    if balance is None or balance.is_baseline.sum() < 15:
        return None
    at = np.flatnonzero(balance.is_baseline)[-30:]
    y = balance.value[at]
    later, earlier = np.triu_indices(at.size, 1)[::-1]
    return 30.0 * float(np.median((y[later] - y[earlier]) / (at[later] - at[earlier])))
