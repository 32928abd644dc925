"""Where and when a track went: times put right, metres that a body can do, and the places where nobody recorded."""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from niggle.fit.motion import (
    counted_from_first,
    distance_by_speed,
    holes,
    possible,
    run_through,
    since_growth,
)
from niggle.fit.timeline import hanging_together
from niggle.tracks.points import Points
from niggle.vocabulary.columns import SAMPLE_COLUMNS

type Floats = NDArray[np.float64]
type Flags = NDArray[np.bool_]
type Indices = NDArray[np.intp]

_EARTH_M = 6_371_008.8
_JOINED_STEPS = 1.5  # segments that touch are laps, no pauses
_AGREE = 0.05  # of a distance
_LEAP_M = 100.0  # of a count in all, and more than positions that are off add up to


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """A track in order, one sample a time.

    `rows` are the points that the samples are of, `twins` points of the same time as the sample `twin_of`; `is_break`
    is True for a sample that no line leads to from the one before.
    """

    started: float
    elapsed_s: Floats
    rows: Indices
    twins: Indices
    twin_of: Indices
    is_break: Flags
    distance_m: Floats
    total_m: float | None
    doubts: list[str] = field(default_factory=list)

    def column(self, points: Points, name: str) -> Floats:
        """A column of the points, one value a sample; what the first of one second lacks is taken from the next."""
        values = points.column(name)
        own = values[self.rows]
        if self.twins.size:
            lacking = np.isnan(own[self.twin_of])
            own[self.twin_of[lacking][::-1]] = values[self.twins[lacking]][::-1]
        return own

    def samples(self, points: Points) -> dict[str, Floats]:
        """The columns of `niggle.vocabulary.columns.SAMPLE_COLUMNS`, cadence apart."""
        columns = {name: self.column(points, name) for name in SAMPLE_COLUMNS if name in points.columns}
        missing = np.full(self.rows.size, np.nan)
        samples = {name: columns.get(name, missing.copy()) for name in SAMPLE_COLUMNS}
        return samples | {"elapsed_s": self.elapsed_s, "distance_m": self.distance_m}


def course_of(points: Points, most_mps: float) -> Course | None:
    """The course of points; None if fewer than two have a time."""
    order = _in_order(points)
    timeline = hanging_together(points.times()[order])
    is_timed = np.isfinite(timeline.times)
    if np.count_nonzero(is_timed) < 2:
        return None
    order, times = order[is_timed], timeline.times[is_timed]
    segments = np.searchsorted(np.array(points.segment_starts or [0]), order, side="right")
    is_break = _breaks(points, order, times, segments)
    metres, total = _metres(points, order, times, is_break, most_mps)
    latest = np.maximum.accumulate(times)
    is_new = np.concatenate([[True], times[1:] > latest[:-1]])
    group = np.cumsum(is_new) - 1
    is_twin = ~is_new & (times == times[is_new][group])
    doubts = []
    if timeline.moved:
        doubts.append(f"the clock was set during the recording; {timeline.moved} points put where they belong")
    if timeline.lost:
        doubts.append(f"{timeline.lost} points with a time that fits nowhere left out")
    started = float(times[0])
    broken = np.zeros(int(group[-1]) + 1, bool)
    broken[group[is_break]] = True
    return Course(
        started, times[is_new] - started, order[is_new], order[is_twin], group[is_twin], broken, metres[is_new], total,
        doubts,
    )  # fmt: skip


def _in_order(points: Points) -> Indices:
    """The points in the order of the file; segments that stand in another order than they were run, by their start."""
    whole = np.arange(points.count)
    times = points.times()
    steps = np.diff(times[np.isfinite(times)])
    if np.count_nonzero(steps < 0) > 0.5 * steps.size:
        return whole[::-1]  # the last point first
    if len(points.segment_starts) < 2:
        return whole
    parts = [part for part in np.split(whole, points.segment_starts) if part.size]
    if not all(np.isfinite(times[part]).any() for part in parts):
        return whole
    spans = [(float(np.nanmin(times[part])), float(np.nanmax(times[part]))) for part in parts]
    ranks = sorted(range(len(parts)), key=lambda index: spans[index])
    if any(spans[first][1] > spans[second][0] for first, second in pairwise(ranks)):
        return whole
    return np.concatenate([parts[index] for index in ranks])


def _breaks(points: Points, order: Indices, times: Floats, segments: Indices) -> Flags:
    """Where a segment begins that does not touch the one before; that of a new lap is no break by itself."""
    begins = np.concatenate([[False], np.diff(segments) != 0])
    steps = np.diff(times, prepend=times[0])
    usual = steps[steps > 0]
    touches = steps <= _JOINED_STEPS * (float(np.median(usual)) if usual.size else 1.0)
    of_lap = np.isin(np.array(points.segment_starts or [0])[segments - 1], points.lap_starts)
    return np.asarray(begins & ~touches & ~of_lap)


def _metres(
    points: Points, order: Indices, times: Floats, is_break: Flags, most_mps: float
) -> tuple[Floats, float | None]:
    """Metres since the first point at each point, and the whole distance: counted, by laps, positions or speed."""
    count = points.column("distance_m")[order]
    counted = counted_from_first(count, times, most_mps)
    on_earth = _by_positions(points, order, times, is_break, most_mps)
    totals = {"counted": _last(counted), "on_earth": _last(on_earth)}
    leaping = _last(counted_from_first(count, times, np.inf))
    totals["laps"] = _by_laps([lap.distance_m for lap in points.laps if lap.distance_m], totals, leaping)
    totals["speed"] = distance_by_speed(points.column("speed_mps")[order], times)
    chosen = _agreed(totals, float(times[-1] - times[0]), most_mps)
    column = counted if chosen == "counted" or (totals["on_earth"] is None) else on_earth
    return column, totals[chosen] if chosen else None


def _by_laps(laps: list[float], totals: dict[str, float | None], leaping: float | None) -> float | None:
    """How far laps were together; None if leaps of the count are in them."""
    if not laps:
        return None
    known = [total for total in totals.values() if total is not None]
    if len(laps) > 1 and laps == sorted(laps) and any(_agree(laps[-1], total) for total in known):
        return laps[-1]  # each counts on from the one before
    total, counted = sum(laps), totals["counted"]
    if counted is not None and leaping is not None and counted < leaping - _LEAP_M:
        return None if abs(total - leaping) < abs(total - counted) else total
    return total


def _agreed(totals: dict[str, float | None], seconds: float, most_mps: float) -> str | None:
    """Which distance to believe: one that another agrees with, else the first that a body can do."""
    known = {name: metres for name, metres in totals.items() if metres is not None and 0 < metres <= most_mps * seconds}
    for name in ("counted", "on_earth"):
        if name in known and any(_agree(known[name], metres) for other, metres in known.items() if other != name):
            return name
    return next((name for name in ("laps", "on_earth", "counted", "speed") if name in known), None)


def _agree(one: float, other: float) -> bool:
    return abs(one - other) <= _AGREE * other


def _last(distance: Floats) -> float | None:
    known = distance[np.isfinite(distance)]
    return float(known[-1]) if known.size and known[-1] > 0 else None


def _by_positions(points: Points, order: Indices, times: Floats, is_break: Flags, most_mps: float) -> Floats:
    """Metres along great circles, without steps that no body can do and those over breaks and pauses."""
    latitude, longitude = points.column("lat")[order], points.column("lon")[order]
    is_real = (np.abs(latitude) <= 90) & (np.abs(longitude) <= 180) & ~((latitude == 0) & (longitude == 0))
    at = np.flatnonzero(is_real)
    result = np.full(order.size, np.nan)
    if at.size < 2:
        return result
    metres = _great_circle(np.radians(latitude[at]), np.radians(longitude[at]))
    seconds = np.diff(times[at])
    metres[~possible(metres, since_growth(np.concatenate([[0.0], np.cumsum(metres)]), times[at]), most_mps)] = 0.0
    crossed = np.cumsum(is_break)[at]
    metres[np.diff(crossed) > 0] = 0.0
    metres[holes(seconds) & ~run_through(seconds, metres)] = 0.0  # carried, not run
    result[at] = np.concatenate([[0.0], np.cumsum(metres)])
    return result


def _great_circle(latitude: Floats, longitude: Floats) -> Floats:
    half = (
        np.sin(np.diff(latitude) / 2) ** 2
        + np.cos(latitude[1:]) * np.cos(latitude[:-1]) * np.sin(np.diff(longitude) / 2) ** 2
    )
    return np.asarray(2 * _EARTH_M * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))))
