"""Windows of a run: medians of every metric over stretches of the session clock."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from niggle.gait.limits import Limits
from niggle.gait.model import Floats
from niggle.gait.usable import UsableRunning


def nan_median(values: Floats) -> Floats:
    """Median along the last axis in the values' unit; NaN entries do not count, NaN where there is none.

    Like `numpy.nanmedian`, which is many times slower on many short rows.
    """
    if values.shape[-1] == 0:
        return np.full(values.shape[:-1], np.nan)
    ordered = np.sort(values, axis=-1)  # NaN sorts last
    count = np.isfinite(values).sum(axis=-1, keepdims=True)
    middle = np.concatenate([np.maximum(count - 1, 0) // 2, count // 2], axis=-1)
    middle = np.minimum(middle, values.shape[-1] - 1)
    median: Floats = np.take_along_axis(ordered, middle, axis=-1).mean(axis=-1)
    return np.where(count[..., 0] > 0, median, np.nan)


def window_medians(
    columns: Floats, running: UsableRunning, limits: Limits, *, seconds_each: Floats
) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Median of each column in each window of the session clock, in the columns' units.

    `columns` is k by samples, `seconds_each` (k) for how many seconds a value of each stands. Returns the windows'
    numbers (n, counted from the session's start), their usable seconds (n) and the medians (k by n): NaN where values
    stand for fewer than `min_metric_seconds_s` seconds. Windows without a usable second are left out.
    """
    length = round(limits.window_s)
    number_of_second = running.elapsed_s // length
    number, row, usable_s = np.unique(number_of_second, return_inverse=True, return_counts=True)
    flat = np.full((columns.shape[0], number.size * length), np.nan)
    flat[:, row * length + running.elapsed_s % length] = columns[:, running.sample]
    grid = flat.reshape(columns.shape[0], number.size, length)
    medians = nan_median(grid)
    medians[np.isfinite(grid).sum(axis=-1) * seconds_each[:, None] < limits.min_metric_seconds_s] = np.nan
    return number, usable_s.astype(np.float64), medians


def window_grade_pct(
    samples: Mapping[str, Floats], running: UsableRunning, number: NDArray[np.int64], limits: Limits
) -> Floats:
    """Grade of each window, percent, uphill positive; NaN without altitude or over too short a distance.

    The slope of the least-squares line of smoothed altitude over distance through the window's usable
    seconds.
    """
    altitude_m = _smoothed_altitude_m(samples["altitude_m"], samples["elapsed_s"], limits)
    if altitude_m is None or number.size == 0:
        return np.full(number.size, np.nan)
    row = np.searchsorted(number, running.elapsed_s // round(limits.window_s))
    distance_m = _distance_m(samples, running)[running.sample]
    height_m = altitude_m[running.sample]
    usable_s = np.bincount(row, minlength=number.size)

    def centred(values: Floats) -> Floats:
        return values - (np.bincount(row, values, number.size) / usable_s)[row]

    along_m, up_m = centred(distance_m), centred(height_m)
    squared = np.bincount(row, along_m * along_m, number.size)
    product = np.bincount(row, along_m * up_m, number.size)
    # Evenly spread over a distance d, the mean square about the middle is d² / 12.
    spread_m = np.sqrt(12.0 * squared / usable_s)
    is_long = spread_m >= limits.min_grade_distance_m
    return np.where(is_long, 100.0 * product / np.where(is_long, squared, 1.0), np.nan)


def _smoothed_altitude_m(altitude_m: Floats, elapsed_s: Floats, limits: Limits) -> Floats | None:
    """Moving average of the altitude, metres; None when there is (next to) none."""
    known = np.isfinite(altitude_m) & np.isfinite(elapsed_s)
    if known.sum() < max(2.0, 0.5 * altitude_m.size):
        return None
    if not known.all():
        altitude_m = np.interp(elapsed_s, elapsed_s[known], altitude_m[known])
    spacing_s = max(1.0, float(np.median(np.diff(elapsed_s[known]))))
    half = int(limits.altitude_smoothing_s / spacing_s) // 2
    total = np.concatenate([[0.0], np.cumsum(altitude_m)])
    index = np.arange(altitude_m.size)
    low, high = np.maximum(index - half, 0), np.minimum(index + half + 1, altitude_m.size)
    return np.asarray((total[high] - total[low]) / (high - low), dtype=np.float64)


def _distance_m(samples: Mapping[str, Floats], running: UsableRunning) -> Floats:
    """Distance at each sample, metres: as recorded, else speed summed over time."""
    distance_m, elapsed_s = samples["distance_m"], samples["elapsed_s"]
    known = np.isfinite(distance_m)
    if known.all():
        return distance_m
    if known.sum() > 0.5 * distance_m.size:
        return np.interp(elapsed_s, elapsed_s[known], distance_m[known])
    step_s = np.diff(elapsed_s, prepend=elapsed_s[:1])
    return np.cumsum(np.nan_to_num(running.speed_mps * step_s))
