"""How far and how fast: what a device counted, without what nobody can run."""

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]
type Flags = NDArray[np.bool_]

# The fastest man ever measured ran 12.4 m/s for some seconds; other sports go by wheels and skis.
MOST_ON_FOOT_MPS, MOST_MPS = 12.5, 45.0
_SLACK_M = 15.0  # what a position may be off
SPEED_OVER_S = 5.0
_MOVING_MPS = 1.0
_OTHER_UNIT = 1.7  # times as fast or slow as the distance grows, all along: the speed is in another unit
# A step that is longer than these is a hole; if nobody ran there it is a pause. The steps of devices that record when
# something changes are up to four times the usual one.
_HOLE_STEPS, _HOLE_S = 4.0, 8.0
_RUNNING_ON = 0.5  # of the usual speed, and the least speed in m/s that counts as moving


def possible(metres: Floats, seconds: Floats, most_mps: float) -> Flags:
    """Which steps a body can do: so many metres in so many seconds, give or take what positions are off."""
    return metres <= most_mps * np.maximum(seconds, 1.0) + _SLACK_M


def counted_from_first(distance_m: Floats, times_s: Floats, most_mps: float) -> Floats:
    """Metres since the first sample, of a count that may go on from before, begin anew or leap; NaN stays NaN.

    Metres that come at once after a count that stood still (a tunnel) are held against all the time since.
    """
    known = np.flatnonzero(np.isfinite(distance_m))
    result = np.full(distance_m.size, np.nan)
    if not known.size:
        return result
    counts, times = distance_m[known], times_s[known]
    steps = np.diff(counts)
    anew = steps < 0
    steps = np.where(anew, counts[1:], steps)  # begun anew, as with each lap
    is_possible = possible(steps, since_growth(counts, times), most_mps)
    is_back = anew & (np.diff(counts) > -_SLACK_M)  # a device that corrects itself
    steps = np.where(is_possible & ~is_back, steps, 0.0)
    result[known] = np.concatenate([[0.0], np.cumsum(steps)])
    return result


def since_growth(counts_m: Floats, times_s: Floats) -> Floats:
    """For each step of a count how long ago it had grown before: the time in which its metres may have been run."""
    if counts_m.size < 2:
        return np.empty(0)
    grew = np.concatenate([[True], np.diff(counts_m) != 0])
    last = np.maximum.accumulate(np.where(grew, np.arange(counts_m.size), 0))[:-1]
    return np.asarray(times_s[1:] - times_s[last])


def speed_from(distance_m: Floats, times_s: Floats) -> Floats:
    """Speed in m/s from how far had been run when, over five seconds or more."""
    speed = np.full(times_s.size, np.nan)
    known = np.flatnonzero(np.isfinite(distance_m))
    if known.size < 2:
        return speed
    before = known[np.maximum(np.searchsorted(times_s[known], times_s[known] - SPEED_OVER_S, side="right") - 1, 0)]
    seconds = times_s[known] - times_s[before]
    np.divide(distance_m[known] - distance_m[before], seconds, out=seconds, where=seconds > 0)
    speed[known] = np.where(times_s[known] > times_s[before], seconds, np.nan)
    speed[speed < 0] = np.nan
    return speed


def speed_or_from_distance(speed_mps: Floats, distance_m: Floats, times_s: Floats) -> Floats:
    """The speed that was recorded; by distance where most of it is 0, missing or in another unit while that grows."""
    if not np.isfinite(distance_m).any():
        return speed_mps
    by_distance = speed_from(distance_m, times_s)
    is_moving = by_distance > _MOVING_MPS
    is_silent = ~(speed_mps > 0)
    told = is_moving & ~is_silent
    if not is_moving.any():
        return speed_mps
    if np.count_nonzero(told) < 0.5 * np.count_nonzero(is_moving):
        return np.where(is_silent & np.isfinite(by_distance), by_distance, speed_mps)
    times_as_fast = float(np.median(speed_mps[told] / by_distance[told]))
    return speed_mps if 1 / _OTHER_UNIT <= times_as_fast <= _OTHER_UNIT else by_distance


def distance_by_speed(speed_mps: Floats, times_s: Floats) -> float | None:
    """Metres that follow from a recorded speed, without what lies in holes; None where none was recorded."""
    known = np.flatnonzero(np.isfinite(speed_mps))
    if known.size < 2:
        return None
    steps = np.diff(times_s[known])
    metres = float((speed_mps[known][1:] * np.where(holes(steps), 0.0, steps)).sum())
    return metres if metres > 0 else None


def pauses_of(times_s: Floats, distance_m: Floats, is_break: Flags) -> Floats:
    """Where nobody recorded and nobody ran, (n, 2) of elapsed seconds."""
    if times_s.size < 2:
        return np.empty((0, 2))
    steps = np.diff(times_s)
    is_pause = (holes(steps) & ~run_through(steps, np.diff(distance_m))) | is_break[1:]
    at = np.flatnonzero(is_pause)
    return np.column_stack([times_s[at], times_s[at + 1]]) if at.size else np.empty((0, 2))


def holes(steps_s: Floats) -> Flags:
    """Steps of a time that are longer than a device takes that records."""
    usual = float(np.median(steps_s[steps_s > 0])) if (steps_s > 0).any() else 1.0
    return steps_s > max(_HOLE_STEPS * usual, usual + _HOLE_S)


def run_through(steps_s: Floats, metres: Floats) -> Flags:
    """Steps over which the distance grew as it does elsewhere."""
    speeds = metres[steps_s > 0] / steps_s[steps_s > 0]
    moving = speeds[speeds > _RUNNING_ON]
    if not moving.size:
        return np.zeros(steps_s.size, bool)
    with np.errstate(invalid="ignore"):
        return np.asarray(metres >= _RUNNING_ON * float(np.median(moving)) * steps_s)
