"""The body figure: outlines, and the places on them that can be tapped, front and back side by side.

A runner's body from the waist down, where what the diary asks about is; everything else is "somewhere else". Shapes
are drawn for one half, x outwards from the middle, and mirrored; whoever looks at the front has the runner's left at
their own right. Where a tap counts is larger than what is seen: at a phone's width (360 px, one unit a pixel) no
target is less than 44 px in either direction.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from niggle.vocabulary.places import PainSide, Site

type View = Literal["front", "back"]

WIDTH, HEIGHT = 360, 460
MIDDLES: Mapping[View, int] = {"front": 90, "back": 270}
_NUMBERS = re.compile(r"(-?[\d.]+) (-?[\d.]+)")

_LEG = (
    "M 54 0 C 52 14 50 26 50 40 C 50 56 58 66 62 82 C 66 98 70 110 70 128 C 70 150 66 178 60 204 C 56 220 53 232 53 244"
    " C 53 254 55 262 57 276 C 59 294 57 314 52 336 C 48 354 44 368 43 382 C 43 388 46 392 46 398"
)
_LEG_INSIDE = (
    " C 19 392 21 386 21 380 C 20 362 12 338 10 312 C 9 294 12 276 13 262 C 14 252 13 242 12 232 C 11 206 6 170 4 148"
    " C 3 141 2 137 0 134"
)
_TOES = (
    " C 47 404 52 412 57 422 C 62 432 64 441 57 446 C 49 450 35 450 28 446 C 21 442 22 430 22 420"
    " C 22 410 22 404 21 398"
)
_HEEL = " C 47 404 51 414 54 424 C 57 434 54 440 46 442 C 38 445 29 445 25 440 C 20 432 20 416 21 398"

OUTLINES: Mapping[View, str] = {"front": _LEG + _TOES + _LEG_INSIDE, "back": _LEG + _HEEL + _LEG_INSIDE}
_LINES: Mapping[View, tuple[str, ...]] = {
    "front": (
        "M 8 130 C 24 120 44 104 58 86",
        "M 24 237 C 26 229 40 229 42 237",
        "M 24 252 C 27 261 39 261 42 252",
        "M 31 276 C 29 300 29 326 31 350",
        "M 46 212 C 46 219 44 224 41 227",
        "M 18 214 C 18 220 20 224 23 227",
        "M 30 436 C 30 440 30 442 30 446",
        "M 37 436 C 37 440 37 443 37 448",
        "M 43 436 C 43 440 43 443 43 448",
        "M 49 435 C 49 439 49 442 49 447",
    ),
    "back": (
        "M 0 78 C 0 96 0 116 0 134",
        "M 6 142 C 22 150 46 147 60 136",
        "M 13 70 C 14 72 15 74 15 76",
        "M 22 244 C 29 248 39 248 46 243",
        "M 33 272 C 33 296 32 316 33 332",
    ),
}


@dataclass(frozen=True, slots=True)
class _Spot:
    """A place on one half: where a tap counts (x from, y from, x to, y to), and the shape that is marked."""

    view: View
    site: Site
    box: tuple[int, int, int, int]
    shape: str


_SPOTS = (
    _Spot(
        "back", "lower_back", (22, 4, 90, 70),
        "M 13 16 C 26 13 40 14 47 18 C 47 30 46 44 44 54 C 34 62 22 64 13 64 Z",
    ),
    _Spot(
        "front", "pelvis", (0, 44, 45, 92),
        "M 0 62 C 18 62 32 70 40 80 C 34 94 16 110 0 116 Z",
    ),
    _Spot(
        "back", "pelvis", (0, 70, 45, 140),
        "M 4 84 C 18 72 38 74 46 88 C 52 104 51 122 43 134 C 30 142 14 140 5 132 Z",
    ),
    _Spot(
        "front", "hip", (45, 60, 90, 142),
        "M 50 92 C 56 84 66 84 76 90 C 78 106 78 124 76 142 C 64 146 54 140 49 126 "
        "C 46 114 46 102 50 92 Z",
    ),
    _Spot(
        "back", "hip", (45, 70, 90, 140),
        "M 54 86 C 60 80 70 82 78 88 C 80 106 80 122 78 136 C 66 140 58 136 55 126 "
        "C 58 112 58 98 54 86 Z",
    ),
    _Spot(
        "front", "groin", (0, 92, 45, 142),
        "M 1 136 C 14 126 30 114 42 100 C 48 110 46 124 38 134 C 28 146 14 150 4 150 Z",
    ),
    _Spot(
        "front", "quad", (0, 142, 90, 224),
        "M 4 158 C 18 156 36 150 46 142 C 56 148 66 150 76 148 C 76 176 68 206 58 222 "
        "C 48 214 22 214 10 224 C 6 204 4 180 4 158 Z",
    ),
    _Spot(
        "back", "hamstring", (0, 140, 90, 224),
        "M 4 154 C 22 160 48 156 74 144 C 74 176 68 206 58 226 C 46 219 24 219 10 226 "
        "C 8 204 4 180 4 154 Z",
    ),
    _Spot(
        "front", "knee", (0, 224, 90, 270),
        "M 10 245 C 10 220 56 220 56 245 C 56 270 10 270 10 245 Z",
    ),
    _Spot(
        "back", "knee", (0, 224, 90, 268),
        "M 10 246 C 10 226 56 226 56 246 C 56 266 10 266 10 246 Z",
    ),
    _Spot(
        "front", "shin", (0, 270, 90, 350),
        "M 8 278 C 18 268 48 268 62 278 C 62 304 56 334 48 354 C 38 360 26 360 16 352 "
        "C 10 334 6 304 8 278 Z",
    ),
    _Spot(
        "back", "calf", (0, 268, 90, 338),
        "M 8 276 C 18 267 48 267 62 276 C 62 300 58 320 50 334 C 44 338 38 336 33 330 "
        "C 29 337 22 337 16 330 C 8 314 6 296 8 276 Z",
    ),
    _Spot(
        "front", "ankle", (0, 350, 90, 396),
        "M 12 382 C 12 360 52 360 52 382 C 52 404 12 404 12 382 Z",
    ),
    _Spot(
        "back", "achilles", (0, 338, 90, 396),
        "M 25 344 C 29 338 37 338 41 344 C 39 362 39 380 39 392 C 37 398 28 398 27 392 "
        "C 27 378 27 362 25 344 Z",
    ),
    _Spot(
        "front", "foot", (0, 396, 90, 456),
        "M 10 408 C 26 400 44 400 58 408 C 66 420 70 440 66 454 C 48 456 28 456 12 454 Z",
    ),
    _Spot(
        "back", "foot", (0, 396, 90, 456),
        "M 10 408 C 26 401 44 401 58 408 C 62 420 64 436 62 450 C 46 452 28 452 12 450 Z",
    ),
)  # fmt: skip
_SPINE = _Spot(
    "back", "lower_back", (-22, 4, 22, 70),
    "M -9 12 C -3 10 3 10 9 12 C 10 30 10 48 9 66 C 3 69 -3 69 -9 66 C -10 48 -10 30 -9 12 Z",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """One shape of a place on the figure, and the box (x, y, width, height) in which a tap counts."""

    view: View
    shape: str
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """A site and side that can be tapped; the same place may show on the front and on the back."""

    site: Site
    side: PainSide
    marks: tuple[Mark, ...]

    @property
    def key(self) -> str:
        """The value that a form sends for it: "left achilles"."""
        return f"{self.side} {self.site}"

    @property
    def at(self) -> str:
        """Where its first mark is, as the style sheet calls it: "front knee of-left"."""
        return f"{self.marks[0].view} {self.site} of-{self.side}"


@cache
def places() -> tuple[Place, ...]:
    """Every place on the figure, from the feet up, left before right."""
    sites = dict.fromkeys(spot.site for spot in reversed(_SPOTS))
    sides: tuple[PainSide, PainSide] = ("left", "right")
    both = [Place(site, side, _marks(site, side)) for site in sites for side in sides]
    return (*both, Place("lower_back", "none", (_mark(_SPINE, "left"),)))


@cache
def outline(view: View) -> tuple[str, ...]:
    """The two halves of an outline, from the waist down to the foot and up again."""
    return tuple(_placed(OUTLINES[view], view, side) for side in ("left", "right"))


@cache
def lines(view: View) -> tuple[str, ...]:
    """The lines within an outline that say what is what."""
    return tuple(_placed(line, view, side) for line in _LINES[view] for side in ("left", "right"))


def _marks(site: Site, side: PainSide) -> tuple[Mark, ...]:
    return tuple(_mark(spot, side) for spot in _SPOTS if spot.site == site)


def _mark(spot: _Spot, side: PainSide) -> Mark:
    ends = [_x(spot.view, side, x) for x in (spot.box[0], spot.box[2])]
    box = (min(ends), spot.box[1], abs(ends[1] - ends[0]), spot.box[3] - spot.box[1])
    return Mark(spot.view, _placed(spot.shape, spot.view, side), box)


def _x(view: View, side: PainSide, outwards: int) -> int:
    """Where that is on the drawing: seen from the front, the left side is at the viewer's right."""
    direction = 1 if (view == "front") == (side == "left") else -1
    return MIDDLES[view] + direction * outwards


def _placed(path: str, view: View, side: PainSide) -> str:
    return _NUMBERS.sub(lambda pair: f"{_x(view, side, int(pair[1]))} {pair[2]}", path)
