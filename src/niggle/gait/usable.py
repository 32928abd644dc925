"""Which seconds of a recording are usable running, and why the others are not."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from niggle.gait.limits import Limits
from niggle.gait.model import Floats


@dataclass(frozen=True, slots=True)
class UsableRunning:
    """The usable seconds of a run in time order, one entry a second.

    `sample` is the index of the sample that stands for the second, `elapsed_s` its place on the session clock
    (whole seconds), `speed_mps` the speed of every sample (not second), `excluded_s` the seconds that did not
    count, by reason.
    """

    sample: NDArray[np.intp]
    elapsed_s: NDArray[np.int64]
    speed_mps: Floats
    excluded_s: dict[str, float]


def usable_running(samples: Mapping[str, Floats], *, pauses_s: Floats, limits: Limits) -> UsableRunning:
    """The usable running seconds of one session.

    A second is usable when the runner moves faster than a walk, with a cadence of running where cadence is
    known, and no pause is near: neither a timer stop (`pauses_s`, n by 2, elapsed seconds of stop and start)
    nor a hole in the record stream. Each sample stands for the time since the one before it, so recordings
    with several seconds between records weigh the same as those of one a second. A sample whose time is
    unknown or runs backwards stands for nothing.
    """
    elapsed_s = samples["elapsed_s"]
    speed_mps = _speed(samples)
    weight_s, gap_s = _seconds_each(elapsed_s, limits)
    cadence_spm = samples["cadence_spm"]
    is_paused = _near_pause(elapsed_s, np.vstack([np.reshape(pauses_s, (-1, 2)), gap_s]), limits)
    with np.errstate(invalid="ignore"):
        is_wild = (speed_mps > limits.max_speed_mps) | (cadence_spm > limits.max_cadence_spm)
        is_running = (speed_mps > limits.min_speed_mps) & ~(cadence_spm < limits.min_cadence_spm)
    is_usable = is_running & ~is_paused & ~is_wild
    excluded_s = {
        "paused": float(weight_s[is_paused].sum()),
        "implausible": float(weight_s[is_wild & ~is_paused].sum()),
        "slow_or_walking": float(weight_s[~is_running & ~is_wild & ~is_paused].sum()),
    }
    sample = np.flatnonzero(is_usable & (weight_s > 0))
    seconds = np.floor(elapsed_s[sample]).astype(np.int64)
    repeats = weight_s[sample]
    if sample.size and repeats.max() > 1:
        last = np.cumsum(repeats)
        back = np.repeat(last, repeats) - 1 - np.arange(last[-1])
        sample, seconds = np.repeat(sample, repeats), np.repeat(seconds, repeats) - back
    return UsableRunning(sample, seconds, speed_mps, excluded_s)


def _speed(samples: Mapping[str, Floats]) -> Floats:
    """Speed of each sample, m/s; from the distance when the recording has no speed at all."""
    speed_mps = samples["speed_mps"]
    if np.isfinite(speed_mps).any():
        return speed_mps
    elapsed_s, distance_m = samples["elapsed_s"], samples["distance_m"]
    known = np.isfinite(distance_m) & np.isfinite(elapsed_s)
    if known.sum() < 2:
        return speed_mps
    # Distance over the ten seconds around each sample: shorter spans mostly show how coarse the distance is.
    ahead = np.interp(elapsed_s + 5.0, elapsed_s[known], distance_m[known])
    behind = np.interp(elapsed_s - 5.0, elapsed_s[known], distance_m[known])
    first, last = elapsed_s[known][[0, -1]]
    span_s = np.minimum(elapsed_s + 5.0, last) - np.maximum(elapsed_s - 5.0, first)
    return np.where(span_s > 0, (ahead - behind) / np.where(span_s > 0, span_s, 1.0), np.nan)


def _seconds_each(elapsed_s: Floats, limits: Limits) -> tuple[NDArray[np.int64], Floats]:
    """Whole seconds that each sample stands for, and the holes in the stream (n by 2, elapsed seconds)."""
    known = np.flatnonzero(elapsed_s >= 0)
    weight_s = np.zeros(elapsed_s.size, dtype=np.int64)
    if known.size == 0:
        return weight_s, np.empty((0, 2))
    whole_s = np.floor(elapsed_s[known]).astype(np.int64)
    latest_s = np.maximum.accumulate(whole_s)
    step_s = np.diff(latest_s)
    usual_s = float(np.median(step_s[step_s > 0])) if (step_s > 0).any() else 1.0
    longest_s = max(limits.min_gap_s, limits.gap_factor * usual_s)
    is_gap = step_s > longest_s
    weight_s[known[1:]] = np.where(is_gap, round(usual_s), step_s)
    weight_s[known[0]] = min(round(usual_s), int(whole_s[0]) + 1)
    after = np.flatnonzero(is_gap) + 1
    return weight_s, np.column_stack([latest_s[after - 1], latest_s[after]]).astype(np.float64)


def _near_pause(elapsed_s: Floats, pauses_s: Floats, limits: Limits) -> NDArray[np.bool_]:
    is_near = np.zeros(elapsed_s.size, dtype=np.bool_)
    for stop_s, start_s in pauses_s:
        # A timer that never started again has no second time: what follows is all near the stop.
        end_s = (start_s if np.isfinite(start_s) else np.inf) + limits.pause_margin_s
        is_near |= (elapsed_s >= stop_s - limits.pause_margin_s) & (elapsed_s <= end_s)
    return is_near
