"""Round values for an axis, in the units of whoever reads it."""

import math
from collections.abc import Iterator

from niggle.vocabulary.units import Scale

_PACE_STEPS_S = (5, 10, 15, 30, 60, 120, 300, 600)
_SLOWEST_S = 1800.0  # slower than any walk


def ticks(scale: Scale, low: float, high: float, *, most: int) -> list[tuple[float, str]]:
    """Values from `low` to `high` that are round as they are shown, at most `most`, with their texts, lowest first.

    A share says that it is one; other units stand in the heading of the axis.
    """
    values = _linear(scale, low, high, most) if scale.pace_m is None else _paces(scale.pace_m, low, high, most)
    return [(value, scale.with_unit(value) if scale.unit == "%" else scale.text(value)) for value in values]


def _linear(scale: Scale, low: float, high: float, most: int) -> Iterator[float]:
    low, high = low * scale.factor, high * scale.factor
    power = 10.0 ** math.floor(math.log10((high - low) / most))
    for step in (power * factor for factor in (1, 2, 5, 10, 20, 50)):
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first + 1 <= most:
            break
    yield from (index * step / scale.factor for index in range(first, last + 1))


def _paces(pace_m: float, low: float, high: float, most: int) -> Iterator[float]:
    fastest, slowest = (pace_m / max(speed, pace_m / _SLOWEST_S) for speed in (high, low))
    for step in _PACE_STEPS_S:
        first, last = math.ceil(fastest / step), math.floor(slowest / step)
        if last - first + 1 <= most:
            break
    yield from (pace_m / seconds for seconds in range(last * step, first * step - 1, -step))
