"""What is off in a run against everything that is true of it but its level: what a bound may look at."""

import numpy as np

from niggle.gait.model import Floats, RunGait
from niggle.gait.windows import nan_median
from niggle.simulate.model import Runner, VirtualRun
from niggle.simulate.population import population, triples

_WINDOW_S = 60.0
_MEDIAN_EFFICIENCY = 1.25
"""Variance of a median of correlated windows over that of their mean, simulated; at most pi / 2."""


def residuals(gait: RunGait, runner: Runner, run: VirtualRun) -> Floats:
    """What is off in this run: balance (pp), stance time (%), cadence (%), NaN if not measured; how many windows.

    Taken out, window by window, are the runner's own slopes, warm-up and fatigue, heat and surface. Left in is what
    only the runs before can tell, the level with its drift and lasting moves, shoes and strap; and the day, a strap
    that sits askew, an injury.
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
        _expected_cadence(runner, faster, grade, hours, cold),
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
        runner.balance_left_pct
        + runner.balance_treadmill_pp * (run.plan.surface == "treadmill")
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
        p["heat_stance_time"] * run.plan.is_hot
        + p["treadmill_stance_time"] * (run.plan.surface == "treadmill")
        + p["warm_up_stance_time"] * cold
        + p["fatigue_stance_time_per_h"] * hours
    )
    return (level_ms + uphill_ms) * (1.0 + pct / 100.0)


def _expected_cadence(runner: Runner, faster: Floats, grade: Floats, hours: Floats, cold: Floats) -> Floats:
    p = population()
    level_spm = runner.cadence_spm + runner.cadence_per_mps * faster + p["cadence_per_grade"] * grade
    pct = p["warm_up_cadence"] * cold + p["fatigue_cadence_per_h"] * hours
    return level_spm * (1.0 + pct / 100.0)


def within_variance(noise: str, windows: Floats) -> Floats:
    """Variance of a run value of so many windows by this noise of the population, in its unit squared."""
    sd, time_constant_s, _ = triples()[noise]
    return _MEDIAN_EFFICIENCY * 2.0 * time_constant_s * sd**2 / (windows * _WINDOW_S)
