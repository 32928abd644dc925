"""The times of a recording in the order of its file: what hangs together, and where the clock was set.

A device may begin with a clock that is days off and set it once it has a fix, or write one wild time. What hangs
together is kept; stretches on another clock are put where they belong, before or behind; a time in between that fits
nowhere is left out.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]

LARGEST_STEP_S = 86_400.0  # a day's rest in a recording, and then it went on
_LARGEST_STEP_BACK_S = 60.0  # sensors that are written late
_LEAST_LEAP_S = 600.0  # shorter ones are rests as far as anybody can tell
_SAME_END_S = 120.0  # a session is written some seconds after its last record
_FIRST_S, _LAST_S = 946_684_800.0, 4_102_444_800.0  # 2000 and 2100: who dates a run elsewhere does not know the date


@dataclass(frozen=True, slots=True)
class Timeline:
    """Times with the clock put right; NaN where a time fits nowhere. `moved` tells how many were on another clock."""

    times: Floats
    moved: int = 0
    lost: int = 0


def hanging_together(times: Floats, *, length_s: float | None = None, end_s: float | None = None) -> Timeline:
    """Times (Unix seconds, NaN for none) in the order of the file, put right.

    With `length_s`, how long the recording is by what else is known, a leap forward within a day is told from a rest.
    With `end_s`, when it ended by what else is known, what ends then is surest: the clock had been set by then.
    """
    known = np.flatnonzero(np.isfinite(times))
    if known.size < 2:
        return Timeline(times)
    own = _without_leap(times[known], length_s)
    steps = np.diff(own)
    breaks = (steps > LARGEST_STEP_S) | (steps < -_LARGEST_STEP_BACK_S)
    if not breaks.any():
        result = times.copy()
        result[known] = own
        return Timeline(result, int((own != times[known]).sum()))
    bounds = [0, *(np.flatnonzero(breaks) + 1).tolist(), own.size]
    stretches = list(pairwise(bounds))
    usual = steps[~breaks & (steps > 0)]
    sure = max(stretches, key=lambda one: _sureness(own[one[0] : one[1]], end_s))
    placed = _placed(own, stretches, stretches.index(sure), float(np.median(usual)) if usual.size else 1.0)
    result = np.full(times.size, np.nan)
    result[known] = placed
    lost = int(np.isnan(placed).sum())
    return Timeline(result, int((placed != times[known]).sum()) - lost, lost)


def _without_leap(times: Floats, length_s: float | None) -> Floats:
    """The times with what stands before a leap moved up to it, if by that leap the recording would be too long."""
    if length_s is None or length_s <= 0:
        return times
    steps = np.diff(times)
    excess = float(times.max() - times.min()) - length_s
    at = int(np.argmax(steps))
    leap = float(steps[at])
    if not _LEAST_LEAP_S < leap <= LARGEST_STEP_S or abs(leap - excess) > 0.02 * excess + 5.0:
        return times
    usual = steps[(steps > 0) & (steps < leap)]
    moved = times.copy()
    moved[: at + 1] += leap - (float(np.median(usual)) if usual.size else 1.0)
    return moved


def _placed(times: Floats, stretches: list[tuple[int, int]], at: int, usual_s: float) -> Floats:
    """The times with every stretch where it belongs beside the surest one, which is the one `at`."""
    sure = stretches[at]
    result = np.full(times.size, np.nan)
    result[sure[0] : sure[1]] = times[sure[0] : sure[1]]
    end = float(times[sure[1] - 1])
    waiting: list[tuple[int, int]] = []
    for first, last in stretches[at + 1 :]:
        if 0 <= times[first] - end <= LARGEST_STEP_S:
            waiting = []  # what stood between is wild
            result[first:last] = times[first:last]
            end = float(times[last - 1])
        else:
            waiting.append((first, last))
    for first, last in waiting:
        result[first:last] = times[first:last] + (end + usual_s - times[first])
        end = float(result[last - 1])
    start = float(times[sure[0]])
    waiting = []
    for first, last in reversed(stretches[:at]):
        if 0 <= start - times[last - 1] <= LARGEST_STEP_S:
            waiting = []
            result[first:last] = times[first:last]
            start = float(times[first])
        else:
            waiting.append((first, last))
    for first, last in waiting:
        result[first:last] = times[first:last] + (start - usual_s - times[last - 1])
        start = float(result[first])
    return result


def _sureness(times: Floats, end_s: float | None) -> tuple[bool, bool, int]:
    """Whether a stretch has dates that can be, ends when the recording did, and how long it is."""
    is_dated = bool(((times >= _FIRST_S) & (times <= _LAST_S)).all())
    ends_then = end_s is not None and times.size > 1 and abs(float(times[-1]) - end_s) <= _SAME_END_S
    return is_dated, ends_then, times.size
