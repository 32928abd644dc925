"""An oracle: it knows each runner's true usual stride and true noise, and what size of change to look for.

What is left for it to find out is whether, when and on which side. It tests by likelihood ratio (Neyman and
Pearson, Phil Trans R Soc A, 1933) whether a change began one, two or ... runs ago, on the same run values that a
detector has; its threshold is set on the same healthy runs to the same number of false episodes. No detector can
do better on these values at that price, but for what rounding and the noise's memory from run to run would add.
"""

from collections.abc import Sequence

import numpy as np

from niggle.gait.model import Floats, RunGait
from niggle.gait.windows import nan_median
from niggle.simulate.model import Runner, VirtualRun
from niggle.simulate.population import population, triples

_WINDOW_S = 60.0
_MEDIAN_EFFICIENCY = 1.25
"""Variance of a median of correlated windows over that of their mean, simulated; at most pi / 2."""


def residuals(gait: RunGait, runner: Runner, run: VirtualRun) -> Floats:
    """What is off in this run against the truth: balance (pp), stance time (%), cadence (%); NaN if not measured.

    And how many eligible windows there were. The truth has the runner's own slopes, warm-up, fatigue, slow
    drift, shoes and strap in it, window by window; not the day, not a strap that sits askew, not an injury.
    """
    keep = gait.is_eligible
    window = {name: values[keep] for name, values in gait.windows.items()}
    grade = np.nan_to_num(window["grade_pct"])
    hours = _timer_hours(window["start_s"] + 0.5 * _WINDOW_S, run)
    faster = window["speed_mps"] - runner.easy_speed_mps
    cold = np.exp(-hours * 3600.0 / population()["warm_up_time_constant"])
    expected = (
        _expected_balance(runner, run, faster, grade, hours, cold),
        _expected_stance(runner, run, faster, grade, hours, cold),
        _expected_cadence(runner, run, faster, grade, hours, cold),
    )
    balance_pp = nan_median(window["stance_time_balance_left_pct"] - expected[0])
    stance_pct = 100.0 * nan_median(window["stance_time_ms"] / expected[1] - 1.0)
    cadence_pct = 100.0 * nan_median(window["cadence_spm"] / expected[2] - 1.0)
    return np.array([balance_pp, stance_pct, cadence_pct, float(keep.sum())])


def _timer_hours(elapsed_s: Floats, run: VirtualRun) -> Floats:
    """Time on the timer, pauses left out, at these elapsed times."""
    recorded_s = run.samples["elapsed_s"]
    return np.searchsorted(recorded_s, elapsed_s).astype(np.float64) / 3600.0


def _expected_balance(
    runner: Runner, run: VirtualRun, faster: Floats, grade: Floats, hours: Floats, cold: Floats
) -> Floats:
    on_bends = 0.5 * runner.balance_bend_pp if run.plan.surface == "track" else 0.0
    return (
        run.truth.usual_balance_left_pct
        + runner.balance_per_mps * faster
        + runner.balance_per_grade * grade
        + on_bends
        + runner.balance_warm_up_pp * cold
        + runner.balance_trend_pp_per_h * hours
    )


def _expected_stance(
    runner: Runner, run: VirtualRun, faster: Floats, grade: Floats, hours: Floats, cold: Floats
) -> Floats:
    p = population()
    level_ms = runner.stance_time_ms + runner.stance_time_per_mps * faster
    uphill_ms = p["stance_time_per_grade_uphill"] * np.maximum(grade, 0.0)
    pct = (
        run.truth.usual_stance_time_pct
        + p["heat_stance_time"] * run.plan.is_hot
        + p["treadmill_stance_time"] * (run.plan.surface == "treadmill")
        + p["warm_up_stance_time"] * cold
        + p["fatigue_stance_time_per_h"] * hours
    )
    return (level_ms + uphill_ms) * (1.0 + pct / 100.0)


def _expected_cadence(
    runner: Runner, run: VirtualRun, faster: Floats, grade: Floats, hours: Floats, cold: Floats
) -> Floats:
    p = population()
    level_spm = runner.cadence_spm + runner.cadence_per_mps * faster + p["cadence_per_grade"] * grade
    pct = run.truth.usual_cadence_pct + p["warm_up_cadence"] * cold + p["fatigue_cadence_per_h"] * hours
    return level_spm * (1.0 + pct / 100.0)


def log_likelihood_ratio(residual: Floats, day_sd_pp: Floats, change: Sequence[float]) -> Floats:
    """log p(run | changed) / p(run | usual), one a run; `change` is of balance (pp), stance time, cadence (%).

    `residual` has the four columns of `residuals`; metrics whose change is 0 do not count, nor do missing ones.
    A strap that sits askew in 2 % of runs is part of what the oracle expects.
    """
    p = population()
    windows = np.maximum(residual[:, 3], 1.0)
    variance = day_sd_pp**2 + _within_variance("balance_noise", windows)
    usual = _with_askew_strap(residual[:, 0], variance)
    ratio = np.nan_to_num(_with_askew_strap(residual[:, 0] - change[0], variance) - usual)
    if len(change) > 1 and (change[1] or change[2]):
        stance_sd = np.sqrt(p["stance_time_day_sd"] ** 2 + _within_variance("stance_time_noise", windows))
        cadence_sd = np.sqrt(p["cadence_day_sd"] ** 2 + _within_variance("cadence_noise", windows))
        rho = p["stance_cadence_correlation_within"]
        z = residual[:, 1] / stance_sd, residual[:, 2] / cadence_sd
        d = change[1] / stance_sd, change[2] / cadence_sd
        product = (d[0] * z[0] + d[1] * z[1] - rho * (d[0] * z[1] + d[1] * z[0])) / (1.0 - rho * rho)
        square = (d[0] ** 2 + d[1] ** 2 - 2.0 * rho * d[0] * d[1]) / (1.0 - rho * rho)
        ratio = ratio + np.nan_to_num(product - 0.5 * square)
    return ratio


def _with_askew_strap(off_pp: Floats, variance: Floats) -> Floats:
    p = population()
    share, wide = p["strap_shift_share"], variance + p["strap_shift_sd"] ** 2
    density = (1.0 - share) * np.exp(-0.5 * off_pp**2 / variance) / np.sqrt(variance)
    return np.log(density + share * np.exp(-0.5 * off_pp**2 / wide) / np.sqrt(wide))


def _within_variance(noise: str, windows: Floats) -> Floats:
    sd, time_constant_s, _ = triples()[noise]
    return _MEDIAN_EFFICIENCY * 2.0 * time_constant_s * sd**2 / (windows * _WINDOW_S)


def statistic(left: Floats, right: Floats, runs: int) -> Floats:
    """The greatest evidence at each run that a change of either side began within the last `runs` runs.

    `left` and `right` (n, k) are log likelihood ratios of each run by side, one row a runner.
    """
    best = np.full(left.shape, -np.inf)
    for side in (left, right):
        total = np.concatenate([np.zeros((len(side), 1)), np.cumsum(side, axis=1)], axis=1)
        for length in range(1, min(runs, side.shape[1]) + 1):
            sums = total[:, length:] - total[:, :-length]
            best[:, length - 1 :] = np.maximum(best[:, length - 1 :], sums)
    return best
