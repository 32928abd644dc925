"""How one runner's metric varies from run to run: days, drift, slope, odd runs, lasting moves."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from niggle.gait.model import Floats

LEAST_RUNS = 12
"""Comparable runs below which nothing is made of a course."""
_SIDE = 10  # runs on either side that make a local level
_CLIP = 2.5  # robust SDs beyond which a run pulls a slope no harder
_TAIL = 4.0  # robust SDs beyond which a run is odd
_MEDIAN_LOSS = 1.57  # variance of a median over that of a mean
_LEAST_SPEED_SD_MPS = 0.05
_MOVE = 0.5  # in the unit of differences: the smallest lasting move that is counted
_MOVE_RUNS = 15  # on either side, so that a move lasts
_MOVE_Z = 3.5  # every run may be one where it begins, so chance has many goes


@dataclass(frozen=True, slots=True)
class Course:
    """A metric over n runs of one runner, oldest first, in the unit of differences ("pp", or % of the level).

    `noise` (n) is the variance that the noise between windows leaves in each; `sensor` (n) tells runs of one sensor
    from those of another.
    """

    value: Floats
    speed_mps: Floats
    noise: Floats
    sensor: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Variation:
    """What a course shows, in the unit of differences.

    `day_sd` from run to run, window noise taken out; `drift_sd` of the level a run; `speed_slope` per m/s with its
    standard error, NaN where the speed hardly varies; `n_odd` runs beyond 4 robust SD of the local level; `moves` of
    the level that last and are 0.5 at least.
    """

    n: int
    day_sd: float
    drift_sd: float
    speed_slope: float
    speed_slope_se: float
    n_odd: int
    moves: tuple[float, ...]


def variation(course: Course) -> Variation | None:
    """How a metric varies; None with fewer than twelve runs that have others by the same sensor around them."""
    slope, error = _speed_slope(course)
    value = course.value - (0.0 if np.isnan(slope) else slope * (course.speed_mps - np.median(course.speed_mps)))
    off, n_around = _off_local_level(value, course.sensor)
    known = np.isfinite(off)
    if known.sum() < LEAST_RUNS:
        return None
    spread = 1.4826 * float(np.median(np.abs(off[known])))
    # The local level is a median of few and has its own error.
    variance = spread**2 / (1.0 + _MEDIAN_LOSS / float(np.mean(n_around[known])))
    bound = max(_TAIL * spread, 1e-9)
    drawn_in = np.where(known, value - off + np.clip(off, -bound, bound), value)
    without_odd = np.where(known & (np.abs(off) > bound), value - off, value)
    return Variation(
        n=value.size,
        day_sd=float(np.sqrt(max(variance - float(np.median(course.noise)), 0.01 * variance))),
        drift_sd=_drift_sd(drawn_in, course.sensor),
        speed_slope=slope,
        speed_slope_se=error,
        n_odd=int((np.abs(off[known]) > bound).sum()),
        moves=_moves(without_odd, course.sensor, float(np.sqrt(variance))),
    )


def _off_local_level(values: Floats, sensor: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Each value less the median of up to ten runs on either side, and of how many; NaN where there are under two."""
    off, count = np.full(values.size, np.nan), np.zeros(values.size)
    for at in range(values.size):
        around = np.arange(max(at - _SIDE, 0), min(at + _SIDE + 1, values.size))
        around = around[(around != at) & (sensor[around] == sensor[at])]
        count[at] = around.size
        if around.size >= 2:
            off[at] = values[at] - np.median(values[around])
    return off, count


def _speed_slope(course: Course) -> tuple[float, float]:
    """Change per m/s from run to run and its standard error (Huber's estimate, about the local levels)."""
    y, _ = _off_local_level(course.value, course.sensor)
    x, _ = _off_local_level(course.speed_mps, course.sensor)
    known = np.isfinite(y) & np.isfinite(x)
    y, x = y[known], x[known]
    if x.size < 3 or float(np.std(x)) < _LEAST_SPEED_SD_MPS:
        return float("nan"), float("nan")
    slope, weight = 0.0, np.ones_like(y)
    for _ in range(20):
        slope = float((weight * x) @ y / ((weight * x) @ x))
        rest = y - slope * x
        scale = max(1.4826 * float(np.median(np.abs(rest))), 1e-9)
        weight = _CLIP * scale / np.maximum(np.abs(rest), _CLIP * scale)
    return slope, float(np.sqrt(np.sum(weight * rest**2) / (y.size - 1) / ((weight * x) @ x)))


def _drift_sd(values: Floats, sensor: NDArray[np.int64]) -> float:
    """SD a run of the level's random walk: maximum likelihood of the local level model, each sensor beginning anew.

    Source: Durbin and Koopman, Time Series Analysis by State Space Methods, 2012, section 2.10 (the variance of the
    days is concentrated out); the ratio of the two SDs is tried on a grid.
    """
    ratio = np.concatenate([[0.0], np.geomspace(0.005, 3.0, 120)])
    level, variance = np.zeros_like(ratio), np.ones_like(ratio)
    squares, logs = np.zeros_like(ratio), np.zeros_like(ratio)
    n = 0
    for at in range(values.size):
        if at == 0 or sensor[at] != sensor[at - 1]:
            level, variance = np.full_like(ratio, values[at]), np.ones_like(ratio)
            continue
        ahead = variance + ratio**2
        error, total = values[at] - level, ahead + 1.0
        squares, logs, n = squares + error**2 / total, logs + np.log(total), n + 1
        variance = ahead / total
        level = level + variance * error
    if n == 0:
        return float("nan")
    day_variance = np.maximum(squares / n, 1e-12)
    best = int(np.argmin(n * np.log(day_variance) + logs))
    return float(ratio[best] * np.sqrt(day_variance[best]))


def _moves(values: Floats, sensor: NDArray[np.int64], sd: float) -> tuple[float, ...]:
    """Differences of fifteen runs from the fifteen before, of one sensor, large and beyond chance; largest first."""
    least = max(_MOVE, _MOVE_Z * sd * float(np.sqrt(2.0 / _MOVE_RUNS)))
    total = np.concatenate([[0.0], np.cumsum(values)])
    steps: dict[int, float] = {}
    for at in range(_MOVE_RUNS, values.size - _MOVE_RUNS + 1):
        before, after = at - _MOVE_RUNS, at + _MOVE_RUNS
        step = float(total[after] - 2.0 * total[at] + total[before]) / _MOVE_RUNS
        if abs(step) >= least and (sensor[before:after] == sensor[at]).all():
            steps[at] = step
    return tuple(_apart(steps))


def _apart(steps: dict[int, float]) -> Sequence[float]:
    """The largest steps that are not about one and the same move."""
    found: dict[int, float] = {}
    for at in sorted(steps, key=lambda at: -abs(steps[at])):
        if all(abs(at - other) >= _MOVE_RUNS for other in found):
            found[at] = steps[at]
    return list(found.values())
