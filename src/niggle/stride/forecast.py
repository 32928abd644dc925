"""What a metric was to be in the newest runs, from the older ones: a level that drifts, days, noise."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from niggle.gait.model import Floats
from niggle.gait.windows import nan_median
from niggle.stride.rules import MetricRule, Rules

_LEVEL_SD = 1e2  # nothing is known of the level beforehand, in units of differences
_UNKNOWN = 1e6  # variance of a run that lacks the metric: it says nothing
_CORNER = 1e12


@dataclass(frozen=True, slots=True)
class Forecast:
    """The newest k runs (this one last) against what the older ones make expected, for g day-to-day SDs.

    `difference` (g, k) and `covariance` (g, k, k) are those of the prediction errors, in the unit of
    differences, `weight` (g) how likely each SD is. `is_known` (k) marks the runs that have the metric.
    """

    difference: Floats
    covariance: Floats
    weight: Floats
    is_known: NDArray[np.bool_]

    def mean(self, run: int = -1) -> float:
        """Difference of one run from what was to be expected."""
        return float(self.weight @ self.difference[:, run])

    def sd(self, run: int = -1) -> float:
        """SD of one run about what was to be expected, the baseline's own uncertainty included."""
        return float(np.sqrt(self.weight @ self.covariance[:, run, run]))


@dataclass(frozen=True, slots=True)
class RunValues:
    """One metric of n runs (this one last): values, variance by noise, which make the baseline, which are new.

    `also` (n, n) is the covariance that the uncertain slopes bring.
    """

    value: Floats
    noise: Floats
    also: Floats
    is_baseline: NDArray[np.bool_]
    is_new: NDArray[np.bool_]


def forecast(runs: RunValues, metric: MetricRule, rules: Rules) -> Forecast:
    """Prediction of the new runs from the baseline runs: a local level with day-to-day noise.

    A run's value is a level that wanders by `drift_sd` a run, plus a day's deviation (SD unknown, with a
    log-normal prior; resembling the day before by `day_lag1`), plus noise. Runs that look like artefacts count
    for less, and where the level looks like it jumped (new shoes) it may. Several day-to-day SDs are kept with
    their weights, so that a short baseline gives heavy tails. Source: local level model, Durbin and Koopman,
    Time Series Analysis by State Space Methods, 2012, solved here as one Gaussian regression.
    """
    old, new = np.flatnonzero(runs.is_baseline), np.flatnonzero(runs.is_new)
    rows = np.concatenate([old, new])
    is_known = np.isfinite(runs.value[new])
    day = rules.day_lag1 ** np.abs(np.subtract.outer(rows, rows))
    noise = runs.noise[rows].copy()
    y = runs.value[rows] - nan_median(runs.value[old])
    y[old.size :][~is_known] = 0.0
    noise[old.size :][~is_known] = _UNKNOWN
    typical = _typical_sd(y[: old.size], noise[: old.size], metric, rules)
    block = slice(0, old.size)
    # How far the level wanders from each row to the newest one.
    step = np.full(size := rows.size, metric.drift_sd**2) * np.diff(rows, append=runs.value.size)
    also = runs.also[np.ix_(rows, rows)] + _LEVEL_SD**2
    first = also + _wander(step) + typical**2 * day + np.diag(noise)
    precision = np.linalg.inv(first[block, block])
    artefact = _artefact_variance(y[block], precision, metric, rules)
    step[: old.size - 1] += _jump_variance(y[block], precision, metric)[1:]
    noise[block] += artefact
    fixed = also + _wander(step)
    sds, log_weight = metric.day_sd * np.exp(rules.grid * metric.day_log_sd), -0.5 * rules.grid**2
    joint = np.empty((sds.size, size + 1, size + 1))
    joint[:, :size, :size] = fixed + np.diag(noise) + sds[:, None, None] ** 2 * day
    # With the values as one more row, its factor is the values whitened.
    joint[:, size, :size] = joint[:, :size, size] = y
    joint[:, size, size] = _CORNER
    factor = np.linalg.cholesky(joint)
    white, diagonal = factor[:, size, :size], np.diagonal(factor[:, :size, :size], axis1=1, axis2=2)
    log_weight = log_weight - 0.5 * (white[:, block] ** 2).sum(axis=1) - np.log(diagonal[:, block]).sum(axis=1)
    weight = np.exp(log_weight - log_weight.max())
    corner = factor[:, old.size : size, old.size : size]
    return Forecast(
        difference=(corner @ white[:, old.size :, None])[:, :, 0],
        covariance=corner @ corner.transpose(0, 2, 1),
        weight=weight / weight.sum(),
        is_known=is_known,
    )


def _typical_sd(y: Floats, noise: Floats, metric: MetricRule, rules: Rules) -> float:
    """Day-to-day SD from the median absolute deviation, shrunk to the prior's middle."""
    spread = 1.4826 * float(nan_median(np.abs(y)))
    own = max(spread**2 - float(noise.mean()), 0.0)
    n = y.size
    return float(np.sqrt((rules.prior_runs * metric.day_sd**2 + n * own) / (rules.prior_runs + n)))


def _wander(step: Floats) -> Floats:
    """Covariance (n, n) of a random walk with these variances from each run to the next, tied to its end."""
    to_end = np.cumsum(step[::-1])[::-1]
    return np.minimum.outer(to_end, to_end)


def _artefact_variance(y: Floats, precision: Floats, metric: MetricRule, rules: Rules) -> Floats:
    """How much more each baseline run may be off as it looks like an artefact, given all others."""
    alone = 1.0 / np.diag(precision)
    error = (precision @ y) * alone
    wide = alone + metric.artefact_sd**2
    odds = np.log(rules.artefact_share / (1.0 - rules.artefact_share)) + 0.5 * (
        np.log(alone / wide) + error**2 / alone - error**2 / wide
    )
    share = 1.0 / (1.0 + np.exp(-np.clip(odds, -50.0, 50.0)))
    kept = (1.0 - share) + share * alone / wide
    return np.asarray(alone * (1.0 / kept - 1.0), dtype=np.float64)


def _jump_variance(y: Floats, precision: Floats, metric: MetricRule) -> Floats:
    """How much further the level may have moved to each baseline run, as it looks like it jumped there."""
    pull = np.cumsum((precision @ y)[::-1])[::-1]
    weight = np.diag(np.cumsum(np.cumsum(precision[::-1, ::-1], axis=0), axis=1))[::-1]
    wide = 1.0 + metric.jump_sd**2 * np.maximum(weight, 0.0)
    odds = metric.jump_share * np.exp(np.clip(0.5 * (metric.jump_sd**2 * pull**2 / wide - np.log(wide)), -50.0, 50.0))
    odds[0] = 0.0
    return np.asarray(metric.jump_sd**2 * odds / (1.0 + odds.sum()), dtype=np.float64)
