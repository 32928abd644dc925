"""A recording in short: what speed, cadence and heart rate were in every ten seconds of the clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]

CELL_S = 10  # divides every difference of time zones, so shifted recordings still share the grid
CHANNELS = ("speed_mps", "cadence_spm", "heart_rate_bpm")
SPEED = 0
_SCALE = np.array([1000.0, 50.0, 50.0])  # as whole numbers of 16 bits: 1 mm/s, 0.02 steps or beats a minute
_NOTHING = np.iinfo(np.int16).min
_MOST_CELLS = 24 * 3600 // CELL_S


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """Means of cells; row n of `values` is the n-th of CHANNELS, column 0 the cell `first` since 1970; NaN: nothing."""

    first: int
    values: Floats

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return int(self.values.shape[1])

    def to_bytes(self) -> bytes:
        """The profile as it is stored."""
        scaled = np.clip(np.rint(self.values * _SCALE[:, None]), _NOTHING + 1, np.iinfo(np.int16).max)
        whole = np.where(np.isnan(scaled), _NOTHING, scaled).astype("<i2")
        return np.int64(self.first).tobytes() + whole.tobytes()

    @staticmethod
    def from_bytes(data: bytes) -> "Profile":
        """The profile that `to_bytes` gave."""
        whole = np.frombuffer(data, "<i2", offset=8).reshape(len(CHANNELS), -1)
        values = np.where(whole == _NOTHING, np.nan, whole / _SCALE[:, None])
        return Profile(int(np.frombuffer(data, "<i8", count=1)[0]), values)


def profile_of(samples: Mapping[str, Floats], started_at: datetime) -> Profile:
    """The profile of a recording's samples (`niggle.vocabulary.columns.SAMPLE_COLUMNS`)."""
    times = samples["elapsed_s"] + started_at.timestamp()
    is_timed = np.isfinite(times)
    if not is_timed.any():
        return Profile(int(started_at.timestamp() // CELL_S), np.empty((len(CHANNELS), 0)))
    cells = np.floor(times[is_timed] / CELL_S).astype(np.int64)
    first = int(cells.min())
    at = cells - first
    count = min(int(at.max()) + 1, _MOST_CELLS)
    rows = [_means(samples[name][is_timed], at, count) for name in CHANNELS]
    if not np.isfinite(rows[0]).any():
        rows[0] = _speed(samples["distance_m"][is_timed], times[is_timed], first, count)
    return Profile(first, np.vstack(rows))


def _means(values: Floats, at: NDArray[np.int64], count: int) -> Floats:
    is_usable = np.isfinite(values) & (at < count)
    sizes = np.bincount(at[is_usable], minlength=count)
    sums = np.bincount(at[is_usable], weights=values[is_usable], minlength=count)
    means: Floats = np.divide(sums, sizes, out=np.full(count, np.nan), where=sizes > 0)
    return means


def _speed(distance: Floats, times: Floats, first: int, count: int) -> Floats:
    """Speed from distances, where a recording has no other."""
    known = np.isfinite(distance)
    if not known.any():
        return np.full(count, np.nan)
    edges = (first + np.arange(count + 1)) * float(CELL_S)
    reached = np.interp(edges, times[known], distance[known], left=np.nan, right=np.nan)
    speed: Floats = np.diff(reached) / CELL_S
    return speed
