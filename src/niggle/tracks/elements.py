"""What a document of points holds, by whichever way it was read: columns of its points, and what stands around them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]

TIME, LATITUDE, LONGITUDE = "time", "lat", "lon"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names of a format, local and in lower case.

    `columns` maps an element of a point to its column ("parent>child" where the child's name alone says nothing),
    `structure` are elements outside of points that matter; `attributes` tells whether points have their position so.
    """

    root: str
    point: str
    columns: Mapping[str, str]
    structure: frozenset[str]
    attributes: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """An element outside of points: its text, its attributes, and how many points stand before it."""

    name: str
    text: str | None
    get: Callable[[str], str | None]
    points_before: int


@dataclass(frozen=True, slots=True, eq=False)
class Elements:
    """Columns of all points of a document (times as Unix seconds; NaN where a point has none), and the events."""

    count: int
    columns: Mapping[str, Floats]
    events: tuple[Event, ...]
    root: Callable[[str], str | None]
    is_cut: bool = False
