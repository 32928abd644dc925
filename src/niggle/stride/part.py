"""The part of a run in which the stride was off: its size, and whether it looks like a limp."""

from dataclasses import dataclass

import numpy as np

from niggle.gait.model import Floats
from niggle.stride.rules import Rules
from niggle.stride.within import Change, Course


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch [first, last) of the run's windows: balance against what is usual, pp, and its z.

    `onset_s` is None when it was so from the first window, `end_s` None when until the last.
    """

    difference_pp: float
    z: float
    onset_s: float | None
    end_s: float | None


@dataclass(frozen=True, slots=True)
class WithinRun:
    """What happened within the run; `part` is None when nothing did, `probability` that something did."""

    has_changed: bool
    is_limp_like: bool
    part: Part | None
    probability: float = 0.0


NOTHING = WithinRun(has_changed=False, is_limp_like=False, part=None)


def within_run(start_s: Floats, balance: Course, change: Change | None, rules: Rules) -> WithinRun:
    """The change found (rule C2, within run), if large enough, and limp-like stretches of balance (rule C6)."""
    has_changed = change is not None and change.probability >= rules.confirm_within
    stretch = (change.first, change.last) if has_changed and change is not None else None
    if stretch is not None and abs(_jump(balance.off, stretch)) < rules.min_size_pp:
        has_changed, stretch = False, None
    limp = _limp_like(balance, rules)
    worst = stretch
    if limp is not None and (stretch is None or abs(_level(balance.off, stretch)) < rules.limp_difference_pp):
        worst = limp
        # A limp inside a part that is off as a whole began with that part, or with the run.
        if stretch is None and change is not None and change.whole > change.probability:
            stretch = (0, start_s.size)
        elif stretch is None or limp[0] < stretch[0] or limp[1] > stretch[1]:
            stretch = limp
    probability = 0.0 if change is None else change.probability
    if stretch is None or worst is None:
        return WithinRun(has_changed, limp is not None, None, probability)
    difference = _level(balance.off, worst)
    first, last = stretch
    return WithinRun(
        has_changed,
        limp is not None,
        Part(
            difference_pp=difference,
            z=difference / _stretch_sd(worst[1] - worst[0], balance),
            onset_s=None if first == 0 else float(start_s[first]),
            end_s=None if last >= start_s.size else float(start_s[last]),
        ),
        probability,
    )


def _limp_like(balance: Course, rules: Rules) -> tuple[int, int] | None:
    """First and last window of the longest stretch that is as far off as a limp for 3 min or more."""
    known = np.flatnonzero(np.isfinite(balance.off))
    length = rules.min_change_windows
    if known.size < length:
        return None
    total = np.concatenate([[0.0], np.cumsum(balance.off[known])])
    mean = (total[length:] - total[:-length]) / length
    bound = max(rules.limp_difference_pp, rules.limp_z * _stretch_sd(length, balance))
    best: tuple[int, int] | None = None
    for sign in (-1.0, 1.0):
        hits = np.flatnonzero(sign * mean >= bound)
        for group in np.split(hits, np.flatnonzero(np.diff(hits) > length) + 1):
            if group.size and (best is None or group[-1] - group[0] + length > best[1] - best[0]):
                best = int(group[0]), int(group[-1]) + length
    if best is None:
        return None
    return int(known[best[0]]), int(known[best[1] - 1]) + 1


def _jump(off: Floats, part: tuple[int, int]) -> float:
    """Difference between the part and the rest of the run."""
    inside = np.zeros(off.size, dtype=np.bool_)
    inside[slice(*part)] = True
    known = np.isfinite(off)
    if not (known & inside).any() or not (known & ~inside).any():
        return 0.0
    return float(off[known & inside].mean() - off[known & ~inside].mean())


def _level(off: Floats, part: tuple[int, int]) -> float:
    values = off[slice(*part)]
    values = values[np.isfinite(values)]
    return float(np.median(values)) if values.size else 0.0


def _stretch_sd(length: int, balance: Course) -> float:
    """SD of the mean of so many windows about what is usual, pp: run to run, and within the run (AR(1))."""
    apart = np.arange(1, length)
    factor = (length + 2.0 * float(((length - apart) * balance.lag1**apart).sum())) / length**2
    return float(np.sqrt(balance.start_sd**2 + balance.window_sd**2 * factor))
