"""What a metric was to be in the newest runs, from the older ones: a level that drifts, days, noise."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from niggle.gait.model import Floats
from niggle.gait.windows import nan_median
from niggle.stride.rules import MetricRule, Rules

_LEVEL_SD = 1e2  # nothing is known of the level beforehand, in units of differences
_UNKNOWN = 1e6  # variance of a run that lacks the metric: it says nothing
_CORNER = 1e12
_FURTHEST = 1e3  # pp or % off the baseline's middle: further than any runner, and near enough for every sum


@dataclass(frozen=True, slots=True)
class Forecast:
    """The newest k runs (this one last) against what the older ones make expected, for g day-to-day SDs.

    `difference` (g, k) and `covariance` (g, k, k) are those of the prediction errors, in the unit of
    differences, `weight` (g) how likely each SD is. `is_known` (k) marks the runs that have the metric.
    `restlessness` is how many times as often as usual this runner's level moves for good, as far as the baseline tells.
    """

    difference: Floats
    covariance: Floats
    weight: Floats
    is_known: NDArray[np.bool_]
    restlessness: float

    def mean(self, run: int = -1) -> float:
        """Difference of one run from what was to be expected."""
        return float(self.weight @ self.difference[:, run])

    def sd(self, run: int = -1) -> float:
        """SD of an ordinary run about what was to be expected, the baseline's own uncertainty included."""
        return float(np.sqrt(self.weight @ self.covariance[:, run, run]))

    def spread(self, metric: MetricRule, rules: Rules) -> float:
        """SD of this run about what was to be expected, odd days and levels that moved for no reason included."""
        odd = rules.artefact_share * metric.artefact_sd**2
        moved = self.is_known.size * metric.jump_share * metric.jump_sd**2
        return float(np.sqrt(self.sd() ** 2 + odd + moved))


@dataclass(frozen=True, slots=True)
class RunValues:
    """One metric of n runs (this one last): values, variance by noise, which make the baseline, which are new.

    `also` (n, n) is the covariance that the uncertain slopes bring. From the runs of `has_new_level` on the level
    may be another.
    """

    value: Floats
    noise: Floats
    also: Floats
    is_baseline: NDArray[np.bool_]
    is_new: NDArray[np.bool_]
    has_new_level: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Priors:
    """The metrics' numbers of `rules.toml`, one row each (m, 1)."""

    day_sd: Floats
    day_log_sd: Floats
    drift_sd: Floats
    artefact_sd: Floats
    jump_sd: Floats
    jump_share: Floats

    @staticmethod
    def of(metrics: Sequence[MetricRule]) -> "_Priors":
        return _Priors(*(np.array([[getattr(one, name)] for one in metrics]) for name in _Priors.__slots__))


def forecast(runs: Sequence[RunValues], metrics: Sequence[MetricRule], rules: Rules) -> tuple[Forecast, ...]:
    """Prediction of the new runs from the baseline runs, one a metric: a local level with day-to-day noise.

    A run's value is a level that wanders by `drift_sd` a run, plus a day's deviation (SD unknown, with a
    log-normal prior), plus noise. Days that look odd count for less, and where the level looks like it jumped
    (new shoes, another strap) it may. Several day-to-day SDs are kept with their weights, so that a short
    baseline gives heavy tails. All `runs` are about the same n runs, of which the same are new.
    Source: local level model, Durbin and Koopman, Time Series Analysis by State Space Methods, 2012, solved here
    as one Gaussian regression for all metrics at once.
    """
    is_member = np.array([one.is_baseline for one in runs])
    old, new = np.flatnonzero(is_member.any(axis=0)), np.flatnonzero(runs[0].is_new)
    rows, n = np.concatenate([old, new]), old.size
    value = np.array([one.value[rows] for one in runs])
    is_known = np.isfinite(value)
    is_known[:, :n] &= is_member[:, old]
    y = np.where(is_known, value - nan_median(np.where(is_known, value, np.nan)[:, :n])[:, None], 0.0)
    y = np.clip(y, -_FURTHEST, _FURTHEST)
    noise = np.where(is_known, np.array([one.noise[rows] for one in runs]), _UNKNOWN)
    also = np.array([one.also[np.ix_(rows, rows)] for one in runs]) + _LEVEL_SD**2
    priors = _Priors.of(metrics)

    # How far the level wanders from each row to the next one, and moves where it is said to be another.
    new_level = np.diff(np.cumsum(runs[0].has_new_level)[rows], append=0)
    new_level[-1] = 0
    step = priors.drift_sd**2 * np.diff(rows, append=runs[0].value.size) + priors.jump_sd**2 * (new_level > 0)
    typical = _typical_variance(y[:, :n], noise[:, :n], is_known[:, :n], priors, rules)
    precision = np.linalg.inv(_with_diagonal(also + _wander(step), typical + noise)[:, :n, :n])
    jumped = _jumped(y[:, :n], precision, priors)
    step[:, : n - 1] += (priors.jump_sd**2 * jumped)[:, 1:]
    moves = jumped.sum(axis=1) / priors.jump_share[:, 0]
    restlessness = (rules.prior_moves + moves) / (rules.prior_moves + is_known[:, :n].sum(axis=1))
    noise[:, :n] += _odd_variance(y[:, :n], precision, priors, rules)
    forecasts = _by_sd(y, also + _wander(step), noise, is_known[:, n:], priors, rules)
    return tuple(Forecast(*one) for one in zip(*forecasts, is_known[:, n:], restlessness.tolist(), strict=True))


def _by_sd(
    y: Floats, fixed: Floats, noise: Floats, is_known: NDArray[np.bool_], priors: _Priors, rules: Rules
) -> tuple[Floats, Floats, Floats]:
    """Difference, covariance and weight of the newest runs given the older ones, for each metric and day-to-day SD."""
    m, size = y.shape
    n = size - is_known.shape[1]
    sds = priors.day_sd * np.exp(rules.grid * priors.day_log_sd)
    joint = np.empty((m, sds.shape[1], size + 1, size + 1))
    joint[:, :, :size, :size] = _with_diagonal(fixed[:, None], noise[:, None] + sds[:, :, None] ** 2)
    # With the values as one more row, its factor is the values whitened.
    joint[:, :, size, :size] = joint[:, :, :size, size] = y[:, None]
    joint[:, :, size, size] = _CORNER
    factor = np.linalg.cholesky(joint)
    white, diagonal = factor[:, :, size, :size], np.diagonal(factor, axis1=2, axis2=3)
    log_weight = -0.5 * (rules.grid**2 + (white[:, :, :n] ** 2).sum(axis=2)) - np.log(diagonal[:, :, :n]).sum(axis=2)
    weight = np.exp(log_weight - log_weight.max(axis=1, keepdims=True))
    weight /= weight.sum(axis=1, keepdims=True)
    corner = factor[:, :, n:size, n:size]
    return (corner @ white[:, :, n:, None])[..., 0], corner @ corner.swapaxes(2, 3), weight


def _with_diagonal(covariance: Floats, more: Floats) -> Floats:
    """The covariance (…, n, n) with `more` (…, n) on its diagonal."""
    size = more.shape[-1]
    total = np.array(np.broadcast_to(covariance, (*more.shape, size)))
    total[..., np.arange(size), np.arange(size)] += more
    return total


def _typical_variance(y: Floats, noise: Floats, is_known: NDArray[np.bool_], priors: _Priors, rules: Rules) -> Floats:
    """Day-to-day variance (m, 1) from the median absolute deviation, shrunk to the prior's middle."""
    n = is_known.sum(axis=1, keepdims=True)
    spread = 1.4826 * nan_median(np.where(is_known, np.abs(y), np.nan))[:, None]
    by_noise = np.where(is_known, noise, 0.0).sum(axis=1, keepdims=True) / np.maximum(n, 1)
    own = np.maximum(spread**2 - by_noise, 0.0)
    return np.asarray((rules.prior_runs * priors.day_sd**2 + n * own) / (rules.prior_runs + n))


def _wander(step: Floats) -> Floats:
    """Covariance (m, n, n) of random walks with these variances from each run to the next, tied to their end."""
    to_end = np.cumsum(step[:, ::-1], axis=1)[:, ::-1]
    return np.minimum(to_end[:, :, None], to_end[:, None, :])


def _odd_variance(y: Floats, precision: Floats, priors: _Priors, rules: Rules) -> Floats:
    """How much more each baseline run (m, n) may be off as it looks odd, given all others."""
    alone = 1.0 / np.diagonal(precision, axis1=1, axis2=2)
    error = (precision @ y[:, :, None])[:, :, 0] * alone
    wide = alone + priors.artefact_sd**2
    odds = np.log(rules.artefact_share / (1.0 - rules.artefact_share)) + 0.5 * (
        np.log(alone / wide) + error**2 / alone - error**2 / wide
    )
    share = 1.0 / (1.0 + np.exp(-np.clip(odds, -50.0, 50.0)))
    kept = (1.0 - share) + share * alone / wide
    return np.asarray(alone * (1.0 / kept - 1.0))


def _jumped(y: Floats, precision: Floats, priors: _Priors) -> Floats:
    """How likely it is that the level jumped to each baseline run (m, n)."""
    pull = np.cumsum((precision @ y[:, :, None])[:, ::-1, 0], axis=1)[:, ::-1]
    total = np.cumsum(np.cumsum(precision[:, ::-1, ::-1], axis=1), axis=2)
    weight = np.diagonal(total, axis1=1, axis2=2)[:, ::-1]
    variance = priors.jump_sd**2
    wide = 1.0 + variance * np.maximum(weight, 0.0)
    odds = priors.jump_share * np.exp(np.clip(0.5 * (variance * pull**2 / wide - np.log(wide)), -50.0, 50.0))
    odds[:, 0] = 0.0
    return np.asarray(odds / (1.0 + odds.sum(axis=1, keepdims=True)))
