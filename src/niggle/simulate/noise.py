"""Noise with a memory."""

import numpy as np
from scipy.signal import lfilter

from niggle.simulate.model import Floats


def autoregressive(innovations: Floats, *, sd: float, time_constant: float) -> Floats:
    """First-order autoregressive noise of this SD, one value a step, stationary from the first on.

    `innovations` are independent standard normal values, `time_constant` is in steps: the autocorrelation at
    lag k is exp(-k / time_constant).
    """
    memory = float(np.exp(-1.0 / time_constant))
    scaled = innovations * (sd * np.sqrt(1.0 - memory * memory))
    scaled[0] = sd * innovations[0]
    filtered: Floats = lfilter([1.0], [1.0, -memory], scaled)
    return filtered


def correlated(own: Floats, other: Floats, *, correlation: float) -> Floats:
    """Standard normal values out of independent ones, with this correlation to `other`."""
    return float(np.sqrt(1.0 - correlation * correlation)) * own + correlation * other


def smoothed(values: Floats, *, time_constant: float, start: float) -> Floats:
    """The values as something with inertia would follow them, beginning at `start`."""
    memory = float(np.exp(-1.0 / time_constant))
    filtered, _ = lfilter([1.0 - memory], [1.0, -memory], values, zi=np.array([memory * start]))
    followed: Floats = filtered
    return followed
