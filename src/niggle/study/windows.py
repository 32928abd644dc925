"""A run made up around its averages, so that it can be judged as one that was recorded."""

import hashlib
import math
from functools import cache

import numpy as np

from niggle.gait.model import Floats, RunGait
from niggle.stride.rules import MetricRule, read_rules
from niggle.study.columns import METRICS, window_sd_of
from niggle.study.series import BALANCE
from niggle.study.table import StudyRow
from niggle.vocabulary.columns import WINDOW_COLUMNS

_WINDOW_S = 60.0
_USUAL_DURATION_S = 2400.0
_MOST_WINDOWS = 240  # four hours say all that a longer run would
_CADENCE = "cadence_spm"


def made_up(row: StudyRow, *, nth: int, sign: int) -> RunGait:
    """The gait of a run of which averages are known: windows of a minute about them, all of them eligible.

    The windows scatter as windows usually do (or by the table's own window noise), resemble their neighbours and
    drift, and their mean is the run's average exactly: the noise that an average has is in it already, and more would
    count it twice. Nothing is known of how the run went, so there is no warm-up and no tiring in them, and the speed
    is constant. `nth` counts runs of the same runner and day, `sign` is the series'. The same row always gives the
    same windows, whatever else is in the table.
    """
    seconds, n = _seconds(row), n_windows(row)
    start_s: Floats = _WINDOW_S * np.arange(n, dtype=np.float64)
    windows: dict[str, Floats] = {name: np.full(n, np.nan) for name in WINDOW_COLUMNS}
    windows |= {"start_s": start_s, "end_s": start_s + _WINDOW_S, "usable_s": np.full(n, seconds / max(n, 1))}
    windows |= {name: np.full(n, row.number(name)) for name in ("speed_mps", "grade_pct")}
    values = dict.fromkeys(WINDOW_COLUMNS.keys() - {"start_s", "end_s", "usable_s"}, math.nan)
    sensors = {}
    draws = _draws(row, nth, n)
    for number, name in enumerate(METRICS):
        average = row.number(name)
        if n > 0 and math.isfinite(average):
            noise = _noise(draws[number], row.number(window_sd_of(name)), average, _rule(name))
            windows[name] = average + (sign * noise if name == BALANCE else noise)
            values[name] = average
            sensors[name] = "study:watch" if name == _CADENCE else f"study:sensor:{row.sensor or ''}"
    values |= {name: row.number(name) if n > 0 else math.nan for name in ("speed_mps", "grade_pct")}
    return RunGait(row.surface, windows, np.ones(n, dtype=np.bool_), values, seconds, sensors)


def n_windows(row: StudyRow) -> int:
    """How many windows a run is made up of; none where nothing could be compared."""
    seconds = _seconds(row)
    return min(max(round(seconds / _WINDOW_S), 1), _MOST_WINDOWS) if seconds > 0.0 else 0


def _seconds(row: StudyRow) -> float:
    """Running that could be compared, s: as told, else the whole run, else as long as a run usually is."""
    known = (row.number("usable_s"), row.number("duration_s"), _USUAL_DURATION_S)
    return next(seconds for seconds in known if math.isfinite(seconds))


def _draws(row: StudyRow, nth: int, n: int) -> Floats:
    """Normal deviates: for each metric those of n windows, and one for its drift."""
    seed = hashlib.sha256(f"{row.runner}|{row.day!r}|{nth}".encode()).digest()
    return np.random.default_rng(int.from_bytes(seed[:8])).standard_normal((len(METRICS), n + 1))


def _noise(draws: Floats, window_sd: float, average: float, rule: MetricRule) -> Floats:
    """Deviations of windows from the run's average, in the metric's unit; their mean is 0."""
    n = draws.size - 1
    hours = _WINDOW_S / 3600.0 * (np.arange(n) - 0.5 * (n - 1))
    noise = rule.window_sd * (_neighbours(rule.window_lag1)[:n, :n] @ draws[:-1]) + rule.trend_sd * draws[-1] * hours
    noise -= noise.mean()
    factor = average / 100.0 if rule.is_relative else 1.0
    if math.isfinite(window_sd):
        scatter = float(noise.std(ddof=1)) if n > 1 else 0.0
        factor = window_sd / scatter if scatter > 0.0 else 0.0
    return np.asarray(factor * noise, dtype=np.float64)


@cache
def _neighbours(lag1: float) -> Floats:
    """What makes independent deviates resemble their neighbours, SD 1: a first-order autoregression."""
    apart = np.subtract.outer(np.arange(_MOST_WINDOWS), np.arange(_MOST_WINDOWS))
    own = math.sqrt(1.0 - lag1 * lag1)
    matrix = np.where(apart >= 0, own * lag1 ** np.maximum(apart, 0), 0.0)
    matrix[:, 0] /= own
    return matrix


@cache
def _rule(name: str) -> MetricRule:
    return next(metric for metric in read_rules().metrics if metric.name == name)
