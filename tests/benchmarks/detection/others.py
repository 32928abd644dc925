"""What dashboards and charts do, on the same runs: zones, a z-score of session averages, an EWMA.

Each gives one statistic a run and alarms at `LIMITS`. None of them knows of speed, hills, warm-up or sensors.
"""

import numpy as np

from niggle.gait.model import Floats, RunGait

LIMITS = {"zone": 1.0, "zscore": 3.0, "ewma": 3.0}
"""Where each alarms as customary: the red zone; three SD; three SD of the average (Table D: lambda 0.3, L 3)."""

_METRICS = ("stance_time_balance_left_pct", "stance_time_ms", "cadence_spm")
COLUMNS = 2 * len(_METRICS)
IS_BALANCE = np.array([1.0, 0.0, 0.0, 1.0, 0.0, 0.0])
"""Which columns of a session are balances."""
_LAST_RUNS, _MIN_RUNS = 30, 10
_LAMBDA = 0.3


def session(gait: RunGait) -> Floats:
    """Averages over the whole session of balance (%), stance time (ms), cadence (1/min); then run values."""
    averages = []
    for name in _METRICS:
        values = gait.windows[name]
        known = np.isfinite(values)
        averages.append(float(values[known].mean()) if known.any() else np.nan)
    return np.array([*averages, *(gait.values[name] for name in _METRICS)])


def zscore(rows: Floats, first: int = 0) -> Floats:
    """The greatest |z| of the three session averages against the last 30 runs, from this row on; 0 before ten runs."""
    return np.nanmax(np.abs(_z(rows[:, : len(_METRICS)], first)), axis=1, initial=0.0)[first:]


def ewma(rows: Floats) -> Floats:
    """|EWMA| of the balance's run value against the last 30 runs, in its own SD (lambda 0.3)."""
    z = _z(rows[:, [len(_METRICS)]])[:, 0]
    average, out = 0.0, np.zeros(len(z))
    for row, value in enumerate(z):
        if np.isfinite(value):
            average = _LAMBDA * value + (1.0 - _LAMBDA) * average
        out[row] = abs(average)
    return out / float(np.sqrt(_LAMBDA / (2.0 - _LAMBDA)))


def red_zone(rows: Floats) -> Floats:
    """1 where a session average is in Garmin's red zone (Table A), else 0."""
    balance, stance_ms, cadence_spm = rows[:, :3].T
    with np.errstate(invalid="ignore"):
        is_red = (np.abs(balance - 50.0) > 2.2) | (stance_ms > 308.0) | (cadence_spm < 153.0)
    return is_red.astype(np.float64)


def _z(values: Floats, first: int = 0) -> Floats:
    """z of each row from `first` on against the (at most 30) known values before it; NaN with fewer than ten."""
    out = np.full(values.shape, np.nan)
    for column, series in enumerate(values.T):
        known: list[float] = []
        for row, value in enumerate(series):
            if np.isnan(value):
                continue
            if row >= first and len(known) >= _MIN_RUNS:
                last = np.array(known[-_LAST_RUNS:])
                out[row, column] = (value - last.mean()) / last.std(ddof=1)
            known.append(float(value))
    return out
