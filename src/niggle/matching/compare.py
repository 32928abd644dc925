"""Whether two recordings are of the same run."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from niggle.matching.profile import CELL_S, SPEED, Floats, Profile

# Overlap that makes one run of two recordings: of the shorter one's length. Nobody runs two runs at once, so more than
# a late start or an early end must be shared; half is a convention, far from both the tails of runs one after the
# other (below 0.1) and copies with trimmed ends (1.0).
LEAST_SHARE = 0.5
# Differences of zones that exist: every half hour to fourteen hours, and the zones at a quarter past and to.
_HALF_HOURS = [1800 * n for n in range(1, 29)]
_QUARTERS = [int(3600 * h) for h in (3.75, 5.25, 5.75, 6.25, 8.75, 9.25, 12.75, 13.75)]
SHIFTS_S = tuple(sorted({sign * s for s in (*_HALF_HOURS, *_QUARTERS) for sign in (-1, 1)}))
# Content is compared in cells: how far two recordings follow each other once slow changes (hills, warm-up) are taken
# out, and by how much they typically differ. On 528 pairs of different runs of one simulated runner, laid upon each
# other, none was within all limits of a copy (and none of 78 pairs of real ones); of 192 copies (another device's
# noise, samples thinned out, speed left out) all were.
_LEAST_CELLS = 18
_SLOW_CELLS = 31
_LAGS = range(-6, 7)  # cells: starts pressed up to a minute apart
_COPY = 0.6
_COPY_ALONE = 0.8  # where one channel is all there is to compare
_COPY_DIFFERENCE = (0.15, 1.2, 2.0)  # m/s, steps a minute, beats a minute
# Recordings of the same seconds that are not of one run: another runner's, on another way or side by side. Either they
# are far apart, or they do not follow each other and are some way apart.
_FAR = (0.3, 8.0, np.inf)  # share of speed, steps a minute, beats a minute
_SOME_WAY = (0.12, 4.0, 12.0)
_UNLIKE = 0.5
_SAME_END_S = 120.0  # a copy with a wrong clock is trimmed at one end at most
_TWIN_S, _TWIN_DISTANCE = 2.0, 0.005  # as long and as far: a copy, even if it has no samples


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What is known of a recording as a whole: when (Unix seconds), how long and how far."""

    start: float
    duration_s: float
    distance_m: float | None
    workout_id: str | None = None  # the same for every copy that a program made of one workout
    is_dated: bool = True  # False: its date is that of a clock whose zone is not known, so it says little


def overlap_share(a: Recording, b: Recording, shift_s: float = 0.0) -> float:
    """The share of the shorter of two recordings that lies within the other, if `b` had started `shift_s` later."""
    start = b.start + shift_s
    shared = min(a.start + a.duration_s, start + b.duration_s) - max(a.start, start)
    shorter = min(a.duration_s, b.duration_s)
    if shorter <= 0:
        return 1.0 if shared >= 0 else 0.0
    return max(0.0, shared) / shorter


def may_be_one(a: Recording, b: Recording) -> bool:
    """Whether it is worth comparing what two recordings hold: by their times, on some clock, they could be one run."""
    if a.workout_id is not None and a.workout_id == b.workout_id:
        return True
    return overlap_share(a, b) >= LEAST_SHARE or bool(_possible_shifts(a, b))


def _possible_shifts(a: Recording, b: Recording) -> list[int]:
    """The differences of zones with which two recordings would start or end together."""
    starts = b.start - a.start + np.array(SHIFTS_S)
    ends = starts + b.duration_s - a.duration_s
    near = np.flatnonzero(np.minimum(np.abs(starts), np.abs(ends)) <= _SAME_END_S)
    return [SHIFTS_S[i] for i in near if overlap_share(a, b, SHIFTS_S[i]) >= LEAST_SHARE]


def offset_between(a: Recording, b: Recording, profile_a: Profile, profile_b: Profile) -> float | None:
    """How many seconds later `b` truly started by the clock of `a` if both are one run (mostly 0), else None."""
    here = overlap_share(a, b) >= LEAST_SHARE
    if a.workout_id is not None and a.workout_id == b.workout_id:
        return 0.0 if here else a.start - b.start
    if here and _likeness(profile_a, profile_b, 0).is_copy:
        return 0.0
    shifted = _shift_between(a, b, profile_a, profile_b)
    if shifted is not None:
        return shifted
    if not (a.is_dated and b.is_dated):
        return None  # that their times overlap means nothing: only content makes one run of them
    return 0.0 if here and not _contradict(profile_a, profile_b) else None


@dataclass(frozen=True, slots=True)
class _Likeness:
    """How two recordings compare where they go together best; nothing at all if there is too little of both."""

    correlation: float | None
    is_copy: bool


def _shift_between(a: Recording, b: Recording, profile_a: Profile, profile_b: Profile) -> float | None:
    """The difference of zones by which the clock of `b` is off, if the content says that both are one run."""
    found: list[tuple[float, float, float]] = []
    for shift_s in _possible_shifts(a, b):
        likeness = _likeness(profile_a, profile_b, shift_s)
        if likeness.is_copy or (likeness.correlation is None and _are_twins(a, b, b.start + shift_s - a.start)):
            found.append((likeness.correlation or 0.0, -abs(shift_s), float(shift_s)))
    return max(found)[2] if found else None


def _are_twins(a: Recording, b: Recording, apart_s: float) -> bool:
    if a.distance_m is None or b.distance_m is None or a.distance_m <= 0:
        return False
    return (
        abs(apart_s) <= _TWIN_S
        and abs(a.duration_s - b.duration_s) <= _TWIN_S
        and abs(a.distance_m - b.distance_m) <= _TWIN_DISTANCE * a.distance_m
    )


def _likeness(a: Profile, b: Profile, shift_s: int) -> _Likeness:
    """How closely two recordings go together with `b` put `shift_s` later, give or take a minute."""
    best = _Likeness(None, is_copy=False)
    for lag in _LAGS:
        left, right = _common(a, b, shift_s // CELL_S + lag)
        correlations = [r for r in map(_correlation, left, right) if r is not None]
        if not correlations:
            continue
        mean = float(np.mean(correlations))
        if best.correlation is None or mean > best.correlation:
            near = all(
                apart is None or apart <= most
                for apart, most in zip(map(_difference, left, right), _COPY_DIFFERENCE, strict=True)
            )
            needed = _COPY if len(correlations) > 1 else _COPY_ALONE
            best = _Likeness(mean, is_copy=near and mean >= needed)
    return best


def _contradict(a: Profile, b: Profile) -> bool:
    """Whether two recordings of the same time cannot be of the same run."""
    left, right = _common(a, b, 0)
    apart = [_level_difference(x, y) for x, y in zip(left, right, strict=True)]
    speed_apart = apart[SPEED]
    if speed_apart is not None:
        apart[SPEED] = speed_apart / max(float(np.nanmedian(left[SPEED])), float(np.nanmedian(right[SPEED])), 0.1)
    if any(value is not None and value > most for value, most in zip(apart, _FAR, strict=True)):
        return True
    correlation = _likeness(a, b, 0).correlation
    some_way = any(value is not None and value > most for value, most in zip(apart, _SOME_WAY, strict=True))
    return correlation is not None and correlation < _UNLIKE and some_way


def _common(a: Profile, b: Profile, later: int) -> tuple[Floats, Floats]:
    """The cells that both have, with `b` put that many cells later."""
    first = max(a.first, b.first + later)
    end = max(first, min(a.first + a.cells, b.first + later + b.cells))
    return a.values[:, first - a.first : end - a.first], b.values[:, first - later - b.first : end - later - b.first]


def _both(left: Floats, right: Floats) -> NDArray[np.bool_] | None:
    """Where both have a value above zero; None if that is too seldom to say anything."""
    both: NDArray[np.bool_] = np.isfinite(left) & np.isfinite(right) & (left > 0) & (right > 0)
    return both if both.sum() >= _LEAST_CELLS else None


def _difference(left: Floats, right: Floats) -> float | None:
    both = _both(left, right)
    return None if both is None else float(np.median(np.abs(left[both] - right[both])))


def _level_difference(left: Floats, right: Floats) -> float | None:
    both = _both(left, right)
    return None if both is None else float(abs(np.median(left[both]) - np.median(right[both])))


def _correlation(left: Floats, right: Floats) -> float | None:
    """Pearson's r of the quick changes in two rows of cells; None if there are too few or one does not change."""
    both = np.isfinite(left) & np.isfinite(right)
    if both.sum() < _LEAST_CELLS:
        return None
    x, y = _quick(left[both]), _quick(right[both])
    size = float(np.sqrt((x @ x) * (y @ y)))
    return float(x @ y) / size if size > 1e-9 else None


def _quick(values: Floats) -> Floats:
    """What is left once the mean of the five minutes around is taken out."""
    width = min(_SLOW_CELLS, values.size - 1 + values.size % 2)
    ones = np.ones(width)
    quick: Floats = values - np.convolve(values, ones, "same") / np.convolve(np.ones(values.size), ones, "same")
    return quick
