"""Noise with a memory."""

from itertools import accumulate

import numpy as np

from niggle.simulate.model import Floats


def autoregressive(innovations: Floats, *, sd: float, time_constant: float) -> Floats:
    """First-order autoregressive noise of this SD, one value a step, stationary from the first on.

    `innovations` are independent standard normal values, `time_constant` is in steps: the autocorrelation at
    lag k is exp(-k / time_constant).
    """
    memory = float(np.exp(-1.0 / time_constant))
    scaled = innovations * (sd * np.sqrt(1.0 - memory * memory))
    scaled[0] = sd * innovations[0]
    return _remembering(scaled, memory=memory, start=0.0)


def correlated(own: Floats, other: Floats, *, correlation: float) -> Floats:
    """Standard normal values out of independent ones, with this correlation to `other`."""
    return float(np.sqrt(1.0 - correlation * correlation)) * own + correlation * other


def smoothed(values: Floats, *, time_constant: float, start: float) -> Floats:
    """The values as something with inertia would follow them, beginning at `start`."""
    memory = float(np.exp(-1.0 / time_constant))
    return _remembering((1.0 - memory) * values, memory=memory, start=start)


def _remembering(steps: Floats, *, memory: float, start: float) -> Floats:
    """x[i] = steps[i] + memory * x[i - 1], with `start` before the first."""
    levels = accumulate(steps.tolist(), lambda level, step: step + memory * level, initial=start)
    next(levels)
    return np.fromiter(levels, np.float64, count=steps.size)
