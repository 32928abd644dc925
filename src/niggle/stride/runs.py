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
from niggle.vocabulary.metrics import BALANCE, CADENCE, STANCE

_FADING = 1.0 - 1.0 / 15.0  # weight of a run against the next one
_BEFORE = 0.2  # weight of a run from before the level became another, against one since
_CLIP = 2.5  # SDs beyond which a run pulls the level no harder


@dataclass(frozen=True, slots=True)
class Usual:
    """How far this run is from what was to be expected of one metric, in the unit of differences, and the SD."""

    difference: float
    sd: float

    @property
    def z(self) -> float:
        """Difference in SDs."""
        return self.difference / self.sd


@dataclass(frozen=True, slots=True)
class Expected:
    """What was to be expected of this run, per metric, and the telling metrics made independent.

    `telling` holds the forecasts of balance, cadence and the stance time that cadence does not explain;
    `courses` how those went within this run, on its windows that start at `start_s`.
    """

    explained: Explained
    usual: Mapping[str, Usual]
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
    usual = {metric.name: one for metric, one in zip(metrics, usual_of(explained, runs, metrics, rules), strict=True)}
    own = {name: values[name] for name in TELLING if name in values}
    if share != 0.0:
        own[STANCE] = _less_cadence(own[STANCE], own[CADENCE], share, rules)
    rules_of = [metrics[row_of[name]] for name in own]
    telling = dict(zip(own, forecast(list(own.values()), rules_of, rules), strict=True)) if own else {}
    courses = {}
    for name, one in telling.items():
        less = share if name == STANCE else 0.0
        courses[name] = _course(explained, row_of[name], row_of, less, own[name], one)
        if less == 0.0:
            usual[name] = Usual(one.mean(), one.spread(metrics[row_of[name]], rules))
    return Expected(explained, usual, telling, courses, _trend(values.get(BALANCE)))


def usual_of(explained: Explained, runs: Comparable, metrics: Sequence[MetricRule], rules: Rules) -> tuple[Usual, ...]:
    """Difference of this run from each metric's recent level, and its SD: for metrics that are shown only.

    The level is the mean of the baseline with weights that fade over 15 runs, odd runs drawn in; the SD is
    shrunk to its prior and has the level's own uncertainty in it.
    """
    value = explained.value
    weight = np.zeros_like(value)
    weight[:, :-1] = runs.is_member * _FADING ** np.arange(value.shape[1] - 1, 0, -1)
    newest_level = np.flatnonzero(runs.has_new_level[:-1])[-1:]
    weight[:, : newest_level.max(initial=0)] *= _BEFORE
    total = weight.sum(axis=1)
    day_sd = np.array([metric.day_sd for metric in metrics])
    known = np.where(weight > 0, value, 0.0)
    level = (weight * known).sum(axis=1) / total
    bound = (_CLIP * np.hypot(day_sd, explained.noise_sd[:, -1]))[:, None]
    off = np.clip(known - level[:, None], -bound, bound)
    level = level + (weight * off).sum(axis=1) / total
    independent = total**2 / (weight**2).sum(axis=1)
    own = (weight * off**2).sum(axis=1) / total
    own = (rules.prior_runs * day_sd**2 + independent * own) / (rules.prior_runs + independent)
    far = explained.terms[:, -1] - (weight[:, :, None] * explained.terms).sum(axis=1) / total[:, None]
    slopes = np.einsum("mp,mpq,mq->m", far, explained.covariance, far)
    sd = np.sqrt(own * (1.0 + 1.57 / independent) + explained.noise_sd[:, -1] ** 2 + slopes)
    return tuple(Usual(float(mean), float(one)) for mean, one in zip(value[:, -1] - level, sd, strict=True))


def _values(runs: Comparable, explained: Explained, row: int) -> RunValues:
    terms = explained.terms[row]
    return RunValues(
        value=explained.value[row],
        noise=explained.noise_sd[row] ** 2,
        also=terms @ explained.covariance[row] @ terms.T,
        is_baseline=np.append(runs.is_member[row], False),
        is_new=runs.is_new,
        has_new_level=runs.has_new_level,
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
        has_new_level=stance.has_new_level,
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
