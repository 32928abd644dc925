"""What is usual of each metric at a given speed and grade: robust regression on the runner's own runs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from niggle.gait.model import Floats
from niggle.gait.windows import nan_median
from tests.benchmarks.detection.rule_c2.history import Comparable
from tests.benchmarks.detection.rule_c2.rules import MetricRule, Rules

_ITERATIONS = 5
_HUBER = 1.345  # 95 % efficient for normal errors: Huber, Ann Math Stat, 1964
_CLIP = 2.5  # SDs beyond which a residual adds no more to the scale
_CLIPPED_VARIANCE = 0.9467  # of a standard normal clipped at 2.5
_FIXED = 1e9  # precision that holds a coefficient where its prior has it


@dataclass(frozen=True, slots=True)
class Expectation:
    """What was to be expected of m metrics in n + 1 runs (the columns of `Comparable`).

    `expected` is in the metrics' own units, `difference` and `sd` in those of `MetricRule.unit`; `sd` is that
    of one run about what is expected, with the baseline's own uncertainty; `z` is the difference over it,
    where relative differences refer to the baseline's level. `residual` is `z` without that uncertainty.
    `run_sd` (m) is the run-to-run SD, `unit_per_value` (m) turns the metric's unit into that of differences,
    `speed_slope` and `grade_slope` (m) are per m/s and % in the metric's own unit.
    """

    expected: Floats
    difference: Floats
    sd: Floats
    z: Floats
    residual: Floats
    run_sd: Floats
    unit_per_value: Floats
    speed_slope: Floats
    grade_slope: Floats


def expect(runs: Comparable, metrics: Sequence[MetricRule], rules: Rules) -> Expectation:
    """Expectation of each metric in each run from its baseline members; every metric needs at least one.

    Huber regression on speed (with a curve where the rule has one) and grade. The population's slopes are the
    prior, with their spread between runners as its width: slopes that the runner's own runs do not determine
    stay the population's. The run-to-run SD is shrunk to its prior in the same way (`prior_runs` degrees of
    freedom). Source: rule C2; adaptive reference ranges, PLOS ONE 0323133.
    """
    is_member, n = runs.is_member, runs.n_members.astype(np.float64)
    known = np.where(is_member, runs.values[:, :-1], np.nan)
    level = nan_median(known)
    unit = np.where([metric.is_relative for metric in metrics], 100.0 / level, 1.0)
    y = (runs.values - level[:, None]) * unit[:, None]
    design, prior, precision = _design(runs, metrics, unit)
    prior_sd = np.array([metric.prior_sd for metric in metrics])
    coefficients, covariance, run_sd = _fit(
        np.where(is_member, y[:, :-1], 0.0), design[:, :-1], is_member, prior, precision, prior_sd, rules
    )
    fitted = (design @ coefficients[:, :, None])[:, :, 0]
    slopes_part = design.copy()
    slopes_part[:, :, 0] = 0.0
    slopes_variance = np.einsum("mnp,mnp->mn", slopes_part @ covariance, slopes_part)
    sd = np.sqrt((run_sd**2 * (1.0 + rules.uncertainty / n))[:, None] + slopes_variance)
    expected = level[:, None] + fitted / unit[:, None]
    raw = runs.values - expected
    is_relative = np.array([metric.is_relative for metric in metrics])[:, None]
    return Expectation(
        expected=expected,
        difference=np.where(is_relative, 100.0 * raw / expected, raw),
        sd=sd,
        z=(y - fitted) / sd,
        residual=(y - fitted) / run_sd[:, None],
        run_sd=run_sd,
        unit_per_value=unit,
        speed_slope=coefficients[:, 1] / unit,
        grade_slope=coefficients[:, 3] / unit,
    )


def _design(runs: Comparable, metrics: Sequence[MetricRule], unit: Floats) -> tuple[Floats, Floats, Floats]:
    """Columns 1, speed, speed², grade about the baseline's middle (m, n + 1, 4); prior means; precisions."""
    speed = np.where(runs.is_member, runs.speed_mps[None, :-1], np.nan)
    grade = np.where(runs.is_member, runs.grade_pct[None, :-1], np.nan)
    speed_off = runs.speed_mps[None, :] - nan_median(speed)[:, None]
    grade_off = runs.grade_pct[None, :] - nan_median(grade)[:, None]
    speed_off = np.nan_to_num(speed_off)
    design = np.stack([np.ones_like(speed_off), speed_off, speed_off**2, grade_off], axis=-1)
    prior = np.array([[0.0, m.speed_slope, 0.0, m.grade_slope] for m in metrics]) * unit[:, None]
    widths = np.array([[m.speed_slope_sd, m.speed_curve_sd, m.grade_slope_sd] for m in metrics]) * unit[:, None]
    precision = np.zeros_like(prior)
    precision[:, 1:] = np.where(widths > 0, 1.0 / np.where(widths > 0, widths, 1.0) ** 2, _FIXED)
    return design, prior, precision


def _fit(
    y: Floats, design: Floats, is_member: NDArray[np.bool_],
    prior: Floats, precision: Floats, prior_sd: Floats, rules: Rules,
) -> tuple[Floats, Floats, Floats]:  # fmt: skip
    """Coefficients (m, 4), their covariance (m, 4, 4) and the run-to-run SD (m), all metrics at once."""
    n = is_member.sum(axis=1)
    coefficients = prior.copy()
    start = np.where(is_member, y - (design @ prior[:, :, None])[:, :, 0], np.nan)
    coefficients[:, 0] = nan_median(start)
    diagonal = precision[:, :, None] * np.eye(4)
    known = prior_sd**2 * rules.prior_runs
    for _ in range(_ITERATIONS):
        off = np.abs(np.where(is_member, y - (design @ coefficients[:, :, None])[:, :, 0], np.nan))
        scale = np.sqrt((known + n * (1.4826 * nan_median(off)) ** 2) / (rules.prior_runs + n))
        bound = (_HUBER * scale)[:, None]
        weight = np.where(is_member, bound / np.maximum(np.nan_to_num(off), bound), 0.0)
        weighted = (design * (weight / scale[:, None] ** 2)[:, :, None]).transpose(0, 2, 1)
        information = weighted @ design
        total = information + diagonal
        right = (weighted @ y[:, :, None])[:, :, 0] + precision * prior
        coefficients = np.linalg.solve(total, right[:, :, None])[:, :, 0]
    covariance = np.linalg.inv(total)
    off = np.where(is_member, y - (design @ coefficients[:, :, None])[:, :, 0], 0.0)
    clip = (_CLIP * scale)[:, None]
    spent = np.einsum("mij,mji->m", covariance, information)
    freedom = np.maximum(n - spent, 1.0)
    variance = (np.clip(off, -clip, clip) ** 2).sum(axis=1) / (freedom * _CLIPPED_VARIANCE)
    run_sd = np.sqrt((known + freedom * variance) / (rules.prior_runs + freedom))
    return coefficients, covariance, run_sd
