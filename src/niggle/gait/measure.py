"""Gait of one run: its windows and its values."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from niggle.gait.limits import Limits, read_limits
from niggle.gait.measured import truly_measured
from niggle.gait.model import Floats, RunGait, Surface
from niggle.gait.usable import UsableRunning, usable_running
from niggle.gait.windows import nan_median, window_grade_pct, window_medians
from niggle.vocabulary.metrics import CONDITIONS, MEASURED, METRICS

_SURFACES: dict[str, Surface] = {
    "treadmill": "treadmill",
    "indoor_running": "treadmill",
    "virtual_activity": "treadmill",
    "virtual_run": "treadmill",
    "track": "track",
    "indoor_track": "track",
}


def surface_of(sub_sport: str | None) -> Surface:
    """What was run on, from FIT's sub sport: treadmill (virtual runs too), track, else road."""
    return "road" if sub_sport is None else _SURFACES.get(sub_sport.lower(), "road")


def measure(
    samples: Mapping[str, Floats], *, pauses_s: Floats, surface: Surface, sensors: Mapping[str, str]
) -> RunGait:
    """Windows and values of one run, in the units of `niggle.vocabulary.columns`.

    `samples` has the columns of `SAMPLE_COLUMNS`, one entry a FIT record, NaN for missing. `pauses_s` (n by
    2) are the elapsed seconds of timer stops and starts. `sensors` names what measured each metric and is
    handed on for those that have a value. Step length is worked out from speed and cadence when no device
    recorded it: its sensor then starts with "derived:". Grade is NaN without altitude and on a treadmill;
    such windows count as level, because nothing says otherwise.
    """
    limits = read_limits()
    running = usable_running(samples, pauses_s=pauses_s, limits=limits)
    columns, implausible_s, is_derived = _metric_columns(samples, running, limits)
    seconds_each = _take_out_drawn(columns, samples)
    number, usable_s, medians = window_medians(columns, running, limits, seconds_each=seconds_each)
    is_kept = usable_s >= limits.min_window_usable_s
    grade_pct = np.full(number.size, np.nan)
    if surface != "treadmill":
        grade_pct = window_grade_pct(samples, running, number, limits)
    windows = _windows(number, usable_s, grade_pct, medians, limits)
    windows = {name: column[is_kept] for name, column in windows.items()}

    first_s = float(running.elapsed_s[0]) if running.elapsed_s.size else 0.0
    is_warm = windows["start_s"] >= np.floor(first_s / limits.window_s) * limits.window_s + limits.warm_up_s
    with np.errstate(invalid="ignore"):
        is_steep = np.abs(windows["grade_pct"]) > limits.max_grade_pct
    is_eligible = is_warm & ~is_steep
    excluded_s = running.excluded_s | {
        "implausible": running.excluded_s["implausible"] + implausible_s,
        "too_short": float(usable_s[~is_kept].sum()),
        "warm_up": float(windows["usable_s"][~is_warm].sum()),
        "steep": float(windows["usable_s"][is_warm & is_steep].sum()),
    }
    names = (*CONDITIONS, *METRICS)
    medians_of_run = nan_median(np.array([windows[name][is_eligible] for name in names]))
    return RunGait(
        surface=surface,
        windows=windows,
        is_eligible=is_eligible,
        values=dict(zip(names, medians_of_run.tolist(), strict=True)),
        eligible_s=float(windows["usable_s"][is_eligible].sum()),
        sensors=_sensors(windows, sensors, is_derived),
        excluded_s=excluded_s,
        measured_share=1.0 / float(seconds_each.max()),
    )


def _metric_columns(
    samples: Mapping[str, Floats], running: UsableRunning, limits: Limits
) -> tuple[Floats, float, bool]:
    """Speed and the measured metrics (7 by samples) with implausible values as NaN.

    And how many usable seconds lost a stance value so, and whether step length is derived.
    """
    columns = np.array([running.speed_mps, *(samples[name] for name in MEASURED)])
    step_length, cadence = 1 + MEASURED.index("step_length_mm"), 1 + MEASURED.index("cadence_spm")
    is_derived = not np.isfinite(columns[step_length]).any()
    if is_derived:
        with np.errstate(divide="ignore", invalid="ignore"):
            columns[step_length] = 60_000.0 * columns[0] / columns[cadence]
    low, high = np.array([limits.plausible[name] for name in MEASURED]).T
    with np.errstate(invalid="ignore"):
        is_wild = (columns[1:] < low[:, None]) | (columns[1:] > high[:, None])
    columns[1:][is_wild] = np.nan
    is_stance_wild = is_wild[0] | is_wild[1]
    return columns, float(is_stance_wild[running.sample].sum()), is_derived


def _take_out_drawn(columns: Floats, samples: Mapping[str, Floats]) -> Floats:
    """Leave in the columns only what was truly measured; for how many seconds a value of each stands then."""
    seconds_each = np.ones(len(columns))
    for row, name in enumerate(MEASURED, start=1):
        measured = truly_measured(samples[name], samples["elapsed_s"])
        if measured is not None:
            seconds_each[row] = np.count_nonzero(np.isfinite(samples[name])) / np.count_nonzero(measured)
            columns[row][~measured] = np.nan
    return seconds_each


def _windows(
    number: NDArray[np.int64], usable_s: Floats, grade_pct: Floats, medians: Floats, limits: Limits
) -> dict[str, Floats]:
    start_s = number.astype(np.float64) * limits.window_s
    columns: dict[str, Floats] = {
        "start_s": start_s,
        "end_s": start_s + limits.window_s,
        "usable_s": usable_s,
    }
    columns |= {"speed_mps": medians[0], "grade_pct": grade_pct}
    columns |= dict(zip(MEASURED, medians[1:], strict=True))
    stance_ms, cadence_spm = columns["stance_time_ms"], columns["cadence_spm"]
    # A stride is two steps: stance over 2 * 60000 / cadence, in percent.
    columns["duty_factor_pct"] = stance_ms * cadence_spm / 1200.0
    columns["flight_time_ms"] = 60_000.0 / cadence_spm - stance_ms
    return columns


def _sensors(windows: Mapping[str, Floats], sensors: Mapping[str, str], is_derived: bool) -> dict[str, str]:
    """The sensor of each metric that has a value in some window."""
    named = {name: sensors.get(name, "unknown") for name in MEASURED}
    if is_derived:
        named["step_length_mm"] = f"derived:{named['cadence_spm']}"
    named["duty_factor_pct"] = named["flight_time_ms"] = named["stance_time_ms"]
    return {name: named[name] for name in METRICS if np.isfinite(windows[name]).any()}
