"""Which values of a recording were truly measured, and which a program drew or held between those that were.

Programs that make a recording of one-second records out of samples some seconds apart draw straight lines between
them (HealthFit, of an Apple Watch's samples every 5 s), or hold each until the next. Counts and variances then look
several times too good. The values tell: on a line the difference from second to second is the same all along, however
much the values differ from one sample to the next.
"""

import numpy as np
from numpy.typing import NDArray

from niggle.gait.model import Floats

type Flags = NDArray[np.bool_]

_LEAST_VALUES = 120
_MOST_ROUNDING = 2.0  # steps of the values' resolution that rounding adds to the second difference of a line
_LEAST_STRAIGHT = 0.5  # of the values
_LEAST_HELD = 0.7  # of the values are as the one before
_LEAST_HELD_S = 3.0  # watches themselves hold a value for two seconds, and calm ones stay the same for some by chance
_SELDOM = 10  # percentile
_NEXT_S = 1.5  # between values of one-second records
_APART = 5  # values, over which measured ones differ
_CONTRAST = 5.0  # times as much as lines may by rounding


def truly_measured(values: Floats, elapsed_s: Floats) -> Flags | None:
    """The values that were measured, as flags; None where nothing says that any of them were drawn or held."""
    known = np.flatnonzero(np.isfinite(values))
    if known.size < _LEAST_VALUES:
        return None
    own, times = values[known], elapsed_s[known]
    steps = np.diff(own)
    size = np.abs(steps)
    moving = size[size > 1e-9]
    if not moving.size:
        return None
    is_next = np.diff(times) <= _NEXT_S
    changes = np.flatnonzero(~is_next | (size > 1e-9)) + 1
    measured = np.ones(own.size, bool)
    is_held = np.count_nonzero(is_next & (size <= 1e-9)) >= _LEAST_HELD * size.size
    if is_held and changes.size > 1 and float(np.percentile(np.diff(times[changes]), _SELDOM)) >= _LEAST_HELD_S:
        measured[1:] = False
        measured[changes] = True
    else:
        bends = np.abs(np.diff(steps))
        inside = is_next[1:] & is_next[:-1]
        rounding = _MOST_ROUNDING * float(moving.min()) + 1e-9
        far = np.abs(own[2 * _APART :] - 2.0 * own[_APART:-_APART] + own[: -2 * _APART])
        is_straight = inside & (bends <= rounding) & (size[1:] > 1e-9)
        is_calm = float(np.median(far)) < _CONTRAST * rounding  # rounding alone would look like lines
        if is_calm or np.count_nonzero(is_straight) < max(_LEAST_STRAIGHT * np.count_nonzero(inside), 1):
            return None
        is_bend = ~inside | (bends > rounding)
        # A sample between two seconds bends the line at both of them.
        measured[1:-1] = is_bend & ~np.concatenate([[False], is_bend[:-1]])
    result = np.zeros(values.size, bool)
    result[known] = measured
    return result
