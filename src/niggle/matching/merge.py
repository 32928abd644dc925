"""One recording out of several of one run: the richest, with what it lacks from the others, field group by field group.

The richest recording is the base and gives the gait. Another one adds whole stretches of time that the base does not
cover (a run cut in two, a device that stopped early), and whole groups of fields that it lacks (heart rate, altitude).
A recording that has nothing to add changes nothing at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from niggle.vocabulary.columns import SAMPLE_COLUMNS

type Floats = NDArray[np.float64]

# What is taken from one recording together, so that numbers that belong together come from one device.
FIELD_GROUPS: dict[str, tuple[str, ...]] = {
    "gait": (
        "stance_time_balance_left_pct", "stance_time_ms", "step_length_mm", "vertical_oscillation_mm",
        "vertical_ratio_pct",
    ),
    "cadence": ("cadence_spm",),
    "motion": ("speed_mps", "distance_m"),
    "altitude": ("altitude_m",),
    "heart_rate": ("heart_rate_bpm",),
    "power": ("power_w",),
    "temperature": ("temperature_c",),
}  # fmt: skip
_LEAST_STRETCH_S = 60.0  # a start pressed some seconds earlier adds nothing
_NEAREST_S = 5.0  # clocks of two devices, and records kept every few seconds
_LEAST_SHARE = 0.1  # less is what happens to be near where another recording begins
_ENOUGH = 0.8  # a group is taken from another recording if its own has less than this share of what that one has


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """A recording of a run; `offset_s` is how long after the first one's start its own was, by that one's clock."""

    offset_s: float
    duration_s: float
    moving_time_s: float
    distance_m: float | None
    samples: Mapping[str, Floats]
    pauses_s: Floats
    sensors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Merged:
    """A run out of its recordings; `offset_s` is when it started after the first, `gave` what each part gave to it.

    `is_first_alone`: the others gave nothing.
    """

    offset_s: float
    duration_s: float
    moving_time_s: float
    distance_m: float | None
    samples: Mapping[str, Floats]
    pauses_s: Floats
    sensors: Mapping[str, str]
    gave: tuple[tuple[str, ...], ...]
    is_first_alone: bool = False


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of time that one part covers, in seconds after the first part's start."""

    part: int
    start: float
    end: float


def merge(parts: Sequence[Part]) -> Merged:
    """One run out of its recordings, richest first."""
    base = parts[0]
    if len(parts) == 1:
        return _unchanged(base, gave=((),))
    stretches = _stretches(parts)
    chosen = [_sources(parts, stretch) for stretch in stretches]
    gave = tuple(
        tuple(name for name in FIELD_GROUPS if any(sources[name] == index for sources in chosen))
        for index in range(len(parts))
    )
    if len(stretches) == 1 and not any(gave[1:]):
        return _unchanged(base, gave=gave)
    start, end = stretches[0].start, max(stretch.end for stretch in stretches)
    samples = _assembled(parts, stretches, chosen, start)
    pauses_s = _pauses(parts, stretches, start)
    is_whole = len(stretches) == 1
    standing_s = float((pauses_s[:, 1] - pauses_s[:, 0]).sum())
    own_distance = is_whole and chosen[0]["motion"] == 0
    return Merged(
        offset_s=start,
        duration_s=base.duration_s if is_whole else end - start,
        moving_time_s=base.moving_time_s if is_whole else end - start - standing_s,
        distance_m=base.distance_m if own_distance else _distance(samples, parts),
        samples=samples,
        pauses_s=base.pauses_s if is_whole else pauses_s,
        sensors=_sensors(parts, chosen),
        gave=gave,
    )


def _unchanged(base: Part, *, gave: tuple[tuple[str, ...], ...]) -> Merged:
    return Merged(
        offset_s=0.0, duration_s=base.duration_s, moving_time_s=base.moving_time_s, distance_m=base.distance_m,
        samples=base.samples, pauses_s=base.pauses_s, sensors=base.sensors, gave=gave,
        is_first_alone=True,
    )  # fmt: skip


def _times(part: Part) -> Floats:
    return part.samples["elapsed_s"] + part.offset_s


def _stretches(parts: Sequence[Part]) -> list[_Stretch]:
    """Who covers which time: the base all of its own, the others what is still uncovered; in order of time."""
    covered: list[_Stretch] = []
    for index, part in enumerate(parts):
        free = [(part.offset_s, part.offset_s + part.duration_s)]
        for stretch in covered:
            free = [
                rest
                for low, high in free
                for rest in ((low, min(high, stretch.start)), (max(low, stretch.end), high))
                if rest[1] > rest[0]
            ]
        times = _times(part)
        for low, high in free:
            has_samples = bool(((times >= low) & (times <= high)).sum() > 1)
            if index == 0 or (high - low >= _LEAST_STRETCH_S and has_samples):
                covered.append(_Stretch(index, low, high))
    return sorted(covered, key=lambda stretch: stretch.start)


def _rows(part: Part, stretch: _Stretch, *, is_base: bool) -> NDArray[np.intp]:
    """The samples of a part in its stretch; of the base all."""
    times = _times(part)
    return np.flatnonzero(np.isfinite(times) if is_base else (times >= stretch.start) & (times < stretch.end))


def _sources(parts: Sequence[Part], stretch: _Stretch) -> dict[str, int]:
    """Which part gives each group of fields for a stretch: its own, unless another has clearly more of it."""
    own = parts[stretch.part]
    rows = _rows(own, stretch, is_base=stretch.part == 0)
    times = _times(own)[rows]
    sources = {}
    for name, columns in FIELD_GROUPS.items():
        sources[name] = -1  # nobody has it
        for column in columns:  # the most telling that anybody has decides for the group
            shares = [
                _share(part.samples[column][rows] if index == stretch.part else _nearest(part, column, times))
                for index, part in enumerate(parts)
            ]
            most = max(shares)
            if shares[stretch.part] > 0 or most >= _LEAST_SHARE:
                sources[name] = stretch.part if shares[stretch.part] >= _ENOUGH * most else shares.index(most)
                break
    return sources


def _share(values: Floats) -> float:
    return float(np.isfinite(values).mean()) if values.size else 0.0


def _nearest(part: Part, column: str, times: Floats) -> Floats:
    """The values of a column at other times: of the nearest sample that has one, a few seconds away at most."""
    values = part.samples[column]
    is_there = np.isfinite(values) & np.isfinite(part.samples["elapsed_s"])
    own, values = _times(part)[is_there], values[is_there]
    if not own.size:
        return np.full(times.size, np.nan)
    if column == "distance_m":
        reached: Floats = np.interp(times, own, values, left=np.nan, right=np.nan)
        return reached
    after = np.clip(np.searchsorted(own, times), 1, max(1, own.size - 1))
    after = np.minimum(after, own.size - 1)
    before = np.maximum(after - 1, 0)
    nearest = np.where(np.abs(own[before] - times) <= np.abs(own[after] - times), before, after)
    return np.where(np.abs(own[nearest] - times) <= _NEAREST_S, values[nearest], np.nan)


def _assembled(
    parts: Sequence[Part], stretches: Sequence[_Stretch], chosen: Sequence[Mapping[str, int]], start: float
) -> dict[str, Floats]:
    pieces: list[dict[str, Floats]] = []
    reached = 0.0
    for stretch, sources in zip(stretches, chosen, strict=True):
        part = parts[stretch.part]
        rows = _rows(part, stretch, is_base=stretch.part == 0)
        times = _times(part)[rows]
        piece = {name: part.samples[name][rows] for name in SAMPLE_COLUMNS}
        for name, columns in FIELD_GROUPS.items():
            if sources[name] not in (-1, stretch.part):
                for column in columns:
                    piece[column] = _nearest(parts[sources[name]], column, times)
        if pieces:
            piece["distance_m"] = _going_on(piece["distance_m"], reached)
        known = piece["distance_m"][np.isfinite(piece["distance_m"])]
        reached = float(known[-1]) if known.size else reached
        pieces.append(piece | {"elapsed_s": times - start})
    return {name: np.concatenate([piece[name] for piece in pieces]) for name in SAMPLE_COLUMNS}


def _going_on(distance: Floats, reached: float) -> Floats:
    known = distance[np.isfinite(distance)]
    return distance - known[0] + reached if known.size else distance


def _pauses(parts: Sequence[Part], stretches: Sequence[_Stretch], start: float) -> Floats:
    """Where the timer stood still, and the time that nobody recorded."""
    pauses: list[tuple[float, float]] = []
    end = start
    for stretch in stretches:
        if stretch.start - end >= _LEAST_STRETCH_S:
            pauses.append((end, stretch.start))
        part = parts[stretch.part]
        for stop, go in part.pauses_s + part.offset_s:
            low, high = max(stop, stretch.start), min(go, stretch.end)
            if high > low:
                pauses.append((float(low), float(high)))
        end = max(end, stretch.end)
    return np.array(sorted(pauses), dtype=np.float64).reshape(-1, 2) - start


def _distance(samples: Mapping[str, Floats], parts: Sequence[Part]) -> float | None:
    known = samples["distance_m"][np.isfinite(samples["distance_m"])]
    if known.size:
        return float(known.max())
    return next((part.distance_m for part in parts if part.distance_m is not None), None)


def _sensors(parts: Sequence[Part], chosen: Sequence[Mapping[str, int]]) -> dict[str, str]:
    """What each metric was measured by: where the base gives anything, by its sensor."""
    sensors: dict[str, str] = {}
    for sources in sorted(chosen, key=lambda sources: 0 not in sources.values()):
        for group, columns in FIELD_GROUPS.items():
            giver = parts[sources[group]].sensors if sources[group] >= 0 else {}
            for column in columns:
                if column in giver:
                    sensors.setdefault(column, giver[column])
    return sensors
