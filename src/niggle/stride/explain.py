"""What speed, grade and the minute of the run explain, taken out window by window."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from niggle.gait.model import Floats
from niggle.gait.windows import nan_median
from niggle.stride.history import Comparable
from niggle.stride.rules import MetricRule, Rules

_CLIP = 2.5  # SDs beyond which a window pulls no harder: Huber's estimate
_ITERATIONS = 2
_WARM_S = 240.0
"""Time constant of the warm-up term, s."""

N_TERMS = 5
"""Speed, its square, grade, hours, warm-up."""


@dataclass(frozen=True, slots=True)
class Explained:
    """Run values and windows without what the circumstances explain: m metrics, n runs, this run last.

    `level` (m) is the baseline's middle in the metric's own unit; everything else is in the unit of
    differences (pp, or % of the level). `value` (m, n) is the robust mean of a run's windows less level and
    circumstances, NaN without any; `noise_sd` (m, n) what the noise between windows leaves in it. `terms`
    (m, n, p) are the run's mean circumstances, whose coefficients have the covariance `covariance` (m, p, p)
    and the values `coefficients` (m, p). `window_sd`, `lag1`, `trend_sd` (m; the last per hour) say how this
    runner's windows scatter within runs. `start_s` (w), `residual` (m, w) and `window_terms` (w, p) are this
    run's eligible windows.
    """

    level: Floats
    value: Floats
    noise_sd: Floats
    terms: Floats
    coefficients: Floats
    covariance: Floats
    window_sd: Floats
    lag1: Floats
    trend_sd: Floats
    start_s: Floats
    residual: Floats
    window_terms: Floats


@dataclass(frozen=True, slots=True)
class _Flat:
    """Eligible windows of all runs one after the other: y (m, w), terms (p, w), masks and bounds of runs."""

    y: Floats
    x: Floats
    is_known: Floats
    run: NDArray[np.int64]
    bounds: NDArray[np.int64]
    hours: Floats
    start_s: Floats
    share: Floats  # of each run's values that were truly measured: its windows scatter by so much more

    def per_run(self, values: Floats) -> Floats:
        """Sums over the windows of each run, along the last axis."""
        starts = self.bounds[:-1]
        filled = starts < values.shape[-1]
        sums = np.zeros((*values.shape[:-1], starts.size))
        # Only this run can be without eligible windows; earlier ones have ten minutes at least.
        sums[..., filled] = np.add.reduceat(values, starts[filled], axis=-1)
        return sums

    def per_window(self, values: Floats) -> Floats:
        """Values of runs (m, n) repeated for each of their windows."""
        return np.repeat(values, np.diff(self.bounds), axis=-1)

    def spread_of_terms(self, count: Floats) -> tuple[Floats, Floats]:
        """Mean terms (m, n, p) of each run and their sums of squares about it (m, n, p, p), of the known windows.

        Most metrics are known in the same windows, and are worked out once.
        """
        rows: dict[bytes, int] = {}
        which = [rows.setdefault(known.tobytes(), len(rows)) for known in self.is_known]
        first = [which.index(row) for row in range(len(rows))]
        x = self.is_known[first][:, None, :] * self.x
        mean = (self.per_run(x) / count[first][:, None, :]).transpose(0, 2, 1)
        square = self.per_run(x[:, :, None, :] * self.x).transpose(0, 3, 1, 2)
        square -= count[first][:, :, None, None] * mean[:, :, :, None] * mean[:, :, None, :]
        return mean[which], square[which]


def explain(runs: Comparable, metrics: Sequence[MetricRule], rules: Rules) -> Explained:
    """The runs with their circumstances taken out by the runner's own slopes, shrunk to the population's.

    One robust regression a metric over the windows of its baseline runs, each about its own run's mean, so
    that what varies between runs cannot pass for a slope. The prior of each coefficient is the population's
    slope with its spread between runners; windows count for less than their number as they resemble their
    neighbours. Source: penalised least squares with Huber's pseudo-values (Huber, Robust Statistics, 1981).
    """
    level = nan_median(np.where(runs.is_member, runs.values[:, :-1], np.nan))
    unit = np.where([metric.is_relative for metric in metrics], 100.0 / level, 1.0)
    flat = _flatten(runs, metrics, level, unit)
    member = np.zeros(runs.values.shape)
    member[:, :-1] = runs.is_member
    weight = flat.is_known * flat.per_window(member)
    prior, precision = _prior(metrics, unit)
    sd0 = np.array([metric.window_sd for metric in metrics])
    lag0 = np.array([metric.window_lag1 for metric in metrics])
    inflation = (1.0 + lag0) / (1.0 - lag0)
    count = flat.per_run(flat.is_known)
    safe = np.maximum(count, 1.0)
    terms, within = flat.spread_of_terms(safe)
    square = (within * member[:, :, None, None]).sum(axis=1)
    per_window = 1.0 / (sd0**2 * inflation)
    covariance = np.linalg.inv(square * per_window[:, None, None] + precision[:, :, None] * np.eye(N_TERMS))

    coefficients, mean, raw = _regress(flat, weight, covariance, (prior, precision), sd0, per_window)
    bound = (_CLIP * sd0)[:, None]
    residual = np.clip((raw - flat.per_window(mean)) * flat.is_known, -2.0 * bound, 2.0 * bound)
    mean = mean + flat.per_run(np.clip(residual, -bound, bound)) / safe
    window_sd, lag1, trend_sd = _scatter(flat, residual, weight, metrics, rules)
    noise = window_sd**2 * (1.0 + lag1) / (1.0 - lag1)
    last = slice(int(flat.bounds[-2]), int(flat.bounds[-1]))
    return Explained(
        level=level,
        value=np.where((count > 0) & np.isfinite(runs.values), mean, np.nan),
        noise_sd=np.sqrt(noise[:, None] / (safe * flat.share)),
        terms=terms,
        coefficients=coefficients,
        covariance=covariance,
        window_sd=window_sd / np.sqrt(flat.share[-1]),
        lag1=lag1,
        trend_sd=trend_sd,
        start_s=flat.start_s[last],
        residual=np.where(flat.is_known[:, last] > 0, raw[:, last], np.nan),
        window_terms=flat.x[:, last].T,
    )


def _regress(
    flat: _Flat, weight: Floats, covariance: Floats, prior: tuple[Floats, Floats], window_sd: Floats,
    per_window: Floats,
) -> tuple[Floats, Floats, Floats]:  # fmt: skip
    """Coefficients (m, p), run means (m, n) and what the terms leave of each window (m, w), robustly."""
    coefficients, precision = prior[0].copy(), prior[1]
    safe = np.maximum(flat.per_run(flat.is_known), 1.0)
    bound = (_CLIP * window_sd)[:, None]
    raw = (flat.y - coefficients @ flat.x) * flat.is_known
    mean = flat.per_run(raw) / safe
    for step in range(_ITERATIONS):
        residual = (raw - flat.per_window(mean)) * flat.is_known
        pulled = np.clip(residual, -bound, bound) if step else residual
        shift = flat.per_run(pulled) / safe
        mean = mean + shift
        centred = (pulled - flat.per_window(shift)) * weight
        pull = (centred @ flat.x.T) * per_window[:, None] - precision * (coefficients - prior[0])
        coefficients = coefficients + (covariance @ pull[:, :, None])[:, :, 0]
        raw = (flat.y - coefficients @ flat.x) * flat.is_known
    return coefficients, mean, raw


def _flatten(runs: Comparable, metrics: Sequence[MetricRule], level: Floats, unit: Floats) -> _Flat:
    gaits = [*(past.gait for past in runs.runs), runs.gait]
    eligible = np.concatenate([gait.is_eligible for gait in gaits])
    keep = np.flatnonzero(eligible)

    def column(name: str) -> Floats:
        return np.asarray(np.concatenate([gait.windows[name] for gait in gaits])[keep], dtype=np.float64)

    run = np.repeat(np.arange(len(gaits)), [gait.is_eligible.size for gait in gaits])[keep]
    bounds = np.searchsorted(run, np.arange(len(gaits) + 1))
    y = np.array([column(metric.name) for metric in metrics])
    speed, start_s = column("speed_mps"), column("start_s")
    middle = float(nan_median(np.where(runs.is_member.any(axis=0), runs.speed_mps[:-1], np.nan)))
    faster = np.nan_to_num(speed - middle)
    hours = (start_s + 30.0) / 3600.0
    # A grade that nobody measured is taken for level: only level windows are compared anyway.
    x = np.array([faster, faster**2, np.nan_to_num(column("grade_pct")), hours - 0.5, np.exp(-start_s / _WARM_S)])
    is_known = np.isfinite(y) & np.repeat(np.isfinite(runs.values), np.diff(bounds), axis=-1) & np.isfinite(speed)
    off = np.where(is_known, (y - level[:, None]) * unit[:, None], 0.0)
    share = np.array([gait.measured_share for gait in gaits])
    return _Flat(off, x, is_known.astype(np.float64), run, bounds, hours, start_s, share)


def _prior(metrics: Sequence[MetricRule], unit: Floats) -> tuple[Floats, Floats]:
    """Prior means and precisions (m, p) of the coefficients, in the unit of differences."""
    mean = np.array([[m.speed_slope, 0.0, m.grade_slope] for m in metrics]) * unit[:, None]
    sd = np.array([[m.speed_slope_sd, m.speed_curve_sd, m.grade_slope_sd] for m in metrics]) * unit[:, None]
    mean = np.column_stack([mean, [[m.hour_slope, m.warm_up] for m in metrics]])
    sd = np.column_stack([sd, [[m.hour_slope_sd, m.warm_up_sd] for m in metrics]])
    return mean, 1.0 / np.maximum(sd, 1e-4) ** 2


def _scatter(
    flat: _Flat, residual: Floats, weight: Floats, metrics: Sequence[MetricRule], rules: Rules
) -> tuple[Floats, Floats, Floats]:
    """SD and lag-1 autocorrelation of windows, and SD of trends per hour: the runner's, shrunk (m each)."""
    sd0, lag0, trend0 = (
        np.array([getattr(metric, name) for metric in metrics]) for name in ("window_sd", "window_lag1", "trend_sd")
    )
    own = residual * weight
    n = weight.sum(axis=1)
    whole = own * np.sqrt(flat.per_window(flat.share[None]))  # as if all values had been measured
    squares = (whole**2).sum(axis=1)
    free = n / ((1.0 + lag0) / (1.0 - lag0))
    window_sd = np.sqrt((rules.prior_windows * sd0**2 + free * squares / np.maximum(n, 1.0))
                        / (rules.prior_windows + free))  # fmt: skip
    is_next = (np.diff(flat.run) == 0) & (np.diff(flat.start_s) < 90.0)
    pairs = (weight[:, 1:] * weight[:, :-1] * is_next).sum(axis=1)
    product = (whole[:, 1:] * whole[:, :-1] * is_next).sum(axis=1)
    length = n / np.maximum((flat.per_run(weight) > 0).sum(axis=1), 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        raw = (product / pairs) / (squares / n)
        # About their own run's mean, neighbours look less alike than they are.
        raw = raw + (1.0 + 3.0 * np.clip(raw, 0.0, 0.9)) / length
    raw = np.where((pairs > 0) & (squares > 0), raw, lag0)
    lag1 = (rules.prior_windows * lag0 + free * raw) / (rules.prior_windows + free)
    lag1 = np.clip(lag1, 0.0, 0.85)
    inflation = (1.0 + lag1) / (1.0 - lag1)

    known = flat.per_run(weight)
    centre = flat.per_run(weight * flat.hours) / np.maximum(known, 1.0)
    hours = (flat.hours - flat.per_window(centre)) * weight
    along = flat.per_run(hours**2)
    is_long = along > 0.05  # about half an hour
    safe = np.where(is_long, along, 1.0)
    slope = np.where(is_long, flat.per_run(hours * own) / safe, 0.0)
    by_noise = np.where(is_long, (window_sd**2 * inflation)[:, None] / safe, 0.0)
    runs = is_long.sum(axis=1)
    spread = np.clip((slope**2 - by_noise).sum(axis=1), 0.0, (3.0 * trend0) ** 2 * np.maximum(runs, 1))
    trend_sd = np.sqrt((rules.prior_runs * trend0**2 + spread) / (rules.prior_runs + runs))
    return window_sd, lag1, trend_sd
