"""The points of one recording, with its laps and segments."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from niggle.tracks.elements import TIME, Elements

type Floats = NDArray[np.float64]


@dataclass(slots=True)
class Lap:
    """What a document says of a lap, None where it does not."""

    started: float | None = None  # Unix seconds
    duration_s: float | None = None
    distance_m: float | None = None


@dataclass(slots=True)
class Points:
    """The points of one recording: those of the document from `first` on, `count` of them."""

    first: int = 0
    count: int = 0
    kind: str | None = None
    segment_starts: list[int] = field(default_factory=list)
    lap_starts: list[int] = field(default_factory=list)
    laps: list[Lap] = field(default_factory=list)
    columns: Mapping[str, Floats] = field(default_factory=dict)

    def column(self, name: str) -> Floats:
        """One number a point, NaN where there is none that can be read."""
        whole = self.columns.get(name)
        return np.full(self.count, np.nan) if whole is None else whole[self.first : self.first + self.count]

    def times(self) -> Floats:
        """Unix seconds of each point, NaN without a time."""
        return self.column(TIME)


def filled(recordings: list[Points], elements: Elements) -> list[Points]:
    """The recordings with their points, each up to where the next begins; without the one that the end cut."""
    ends = [points.first for points in recordings[1:]] + [elements.count - int(elements.is_cut and elements.count > 0)]
    for points, end in zip(recordings, ends, strict=True):
        points.count = max(0, end - points.first)
        points.columns = elements.columns
    return recordings
