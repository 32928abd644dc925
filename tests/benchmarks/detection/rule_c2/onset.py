"""Whether the stance balance changed within a run, from which minute, and whether it looks like a limp."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from niggle.gait.model import Floats, RunGait
from tests.benchmarks.detection.rule_c2.rules import Rules

BALANCE = "stance_time_balance_left_pct"


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual of the balance: expected share at the run's speed and grade, percent, and its SD, pp.

    The slopes are those of the share per m/s and per % of grade.
    """

    expected_pct: float
    sd_pp: float
    speed_slope: float
    grade_slope: float


@dataclass(frozen=True, slots=True)
class Habits:
    """What a runner's own earlier runs do within themselves, shrunk to what public recordings show.

    `drift_pp` and `drift_sd_pp` are of last minus first third, `window_sd_pp` is the SD of windows about
    their run, `penalty_pp2` what a change of level must explain to count as one.
    """

    drift_pp: float
    drift_sd_pp: float
    window_sd_pp: float
    penalty_pp2: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """The part of a run in which the balance is off: `difference_pp` and `z` against what is usual.

    `onset_s` is None when it was so from the first window, `end_s` None when until the last.
    """

    value_pct: float
    difference_pp: float
    z: float
    onset_s: float | None
    end_s: float | None


@dataclass(frozen=True, slots=True)
class WithinRun:
    """What happened to the balance within the run; `stretch` is None when nothing did."""

    has_changed: bool
    is_limp_like: bool
    stretch: Stretch | None


def habits(past: Sequence[RunGait], rules: Rules) -> Habits:
    """The runner's habits from earlier usual runs; with none, those of public recordings."""
    series = [balance for _, balance in map(_balance, past) if balance.size >= rules.min_windows]
    runs, prior = len(series), rules.prior_runs
    if runs == 0:
        return Habits(0.0, rules.thirds_sd_pp, rules.window_sd_pp, rules.penalty_pp2)
    length = np.array([balance.size for balance in series])
    padded = np.zeros((runs, int(length.max())))
    for row, balance in enumerate(series):
        padded[row, : balance.size] = balance - balance.mean()
    total = np.cumsum(padded, axis=1)
    gains = _split_gains(total, length, rules).max(axis=1)
    each, third = np.arange(runs), length // 3
    drifts = (total[each, length - 1] - total[each, length - third - 1] - total[each, third - 1]) / third
    drift_pp = runs / (runs + prior) * float(drifts.mean())
    drift_variance = (prior * rules.thirds_sd_pp**2 + ((drifts - drift_pp) ** 2).sum()) / (prior + runs)
    variance = float(np.median((padded**2).sum(axis=1) / (length - 1)))
    ratio = float(np.median(gains)) / rules.median_gain_pp2
    return Habits(
        drift_pp=drift_pp,
        drift_sd_pp=float(np.sqrt(drift_variance)),
        window_sd_pp=float(np.sqrt((prior * rules.window_sd_pp**2 + runs * variance) / (prior + runs))),
        penalty_pp2=rules.penalty_pp2 * (prior + runs * ratio) / (prior + runs),
    )


def within_run(run: RunGait, usual: Usual, own: Habits, rules: Rules, *, is_flagged: bool) -> WithinRun:
    """Change of the balance within one run, by rule C2 (within run) and C6 (limp-like).

    `is_flagged` says that the run is altered anyway: then a smaller step is enough to tell from when.
    """
    start_s, balance = _balance(run)
    if balance.size < rules.min_change_windows:
        return WithinRun(has_changed=False, is_limp_like=False, stretch=None)
    off_pp = balance - usual.expected_pct - _terrain_pp(run, usual)
    has_drifted, bounds = False, np.array([0, off_pp.size])
    if off_pp.size >= rules.min_windows:
        third = off_pp.size // 3
        drift = float(off_pp[-third:].mean() - off_pp[:third].mean())
        is_odd = abs(drift - own.drift_pp) >= rules.thirds_z * own.drift_sd_pp
        has_drifted = abs(drift) >= rules.min_jump_pp and is_odd
        bounds = change_points(off_pp, own.penalty_pp2, rules.min_change_windows)
    levels = np.array([off_pp[low:high].mean() for low, high in pairwise(bounds)])
    jump = float(np.abs(np.diff(levels)).max(initial=0.0))
    has_changed = has_drifted or jump >= rules.min_jump_pp
    limping = _limp_like(off_pp, usual, own, rules)
    part: tuple[int, int] | None = None
    if jump >= (rules.min_jump_flagged_pp if is_flagged else rules.min_jump_pp):
        part = _altered_part(bounds, levels, rules.provisional_z * usual.sd_pp, rules)
    elif has_drifted:
        part = _drifted_part(off_pp, rules)
    worst = part
    if limping is not None and (part is None or _level(off_pp, part) < rules.limp_difference_pp):
        worst = limping
        # A limp inside a part that is off as a whole began with that part.
        if part is None or limping[0] < part[0] or limping[1] > part[1]:
            part = limping
    if part is None or worst is None:
        return WithinRun(has_changed, limping is not None, stretch=None)
    low, high = part
    difference = float(np.median(off_pp[slice(*worst)]))
    stretch = Stretch(
        value_pct=float(np.median(balance[slice(*worst)])),
        difference_pp=difference,
        z=difference / _stretch_sd(worst[1] - worst[0], usual, own, rules),
        onset_s=None if low == 0 else float(start_s[low]),
        end_s=None if high == off_pp.size else float(start_s[high]),
    )
    return WithinRun(has_changed, limping is not None, stretch)


def change_points(values: Floats, penalty: float, min_length: int) -> NDArray[np.int64]:
    """Bounds of the segments of constant level: 0, the change points, and the length.

    Least squares with `penalty` (the values' unit squared) for each change, no segment shorter than
    `min_length`; the exact optimum, hence the same as PELT's, of which a few dozen windows need no pruning.
    Source: Jackson et al., IEEE Signal Process Lett, 2005; Killick et al., JASA, 2012.
    """
    n = values.size
    total, squares = (np.concatenate([[0.0], np.cumsum(values**power)]) for power in (1, 2))
    best = np.full(n + 1, np.inf)
    best[0], origin = -penalty, np.zeros(n + 1, dtype=np.int64)
    for end in range(min_length, n + 1):
        last = end - min_length + 1
        width = np.arange(end, end - last, -1)
        cost = squares[end] - squares[:last] - (total[end] - total[:last]) ** 2 / width
        candidates = best[:last] + cost + penalty
        origin[end] = int(candidates.argmin())
        best[end] = candidates[origin[end]]
    bounds = [n]
    while bounds[-1] > 0:
        bounds.append(int(origin[bounds[-1]]))
    return np.array(bounds[::-1])


def _balance(run: RunGait) -> tuple[Floats, Floats]:
    """Start and balance of the eligible windows that have one."""
    balance = run.windows[BALANCE]
    keep = run.is_eligible & np.isfinite(balance)
    return run.windows["start_s"][keep], balance[keep]


def _terrain_pp(run: RunGait, usual: Usual) -> Floats:
    """What speed and grade of each window make of the balance, against those of the run."""
    keep = run.is_eligible & np.isfinite(run.windows[BALANCE])
    speed = run.windows["speed_mps"][keep] - run.values["speed_mps"]
    grade = run.windows["grade_pct"][keep] - run.values["grade_pct"]
    return usual.speed_slope * np.nan_to_num(speed) + usual.grade_slope * np.nan_to_num(grade)


def _split_gains(total: Floats, length: NDArray[np.int64], rules: Rules) -> Floats:
    """Squares explained by one change at each place, from cumulated sums (runs by places) about the mean."""
    before = np.arange(1, total.shape[1] + 1)[None, :]
    after = length[:, None] - before
    is_place = (before >= rules.min_change_windows) & (after >= rules.min_change_windows)
    n_after = np.where(is_place, after, 1)
    # About the mean, both sides sum to the same but for the sign.
    return np.where(is_place, total**2 * (1.0 / before + 1.0 / n_after), 0.0)


def _altered_part(bounds: NDArray[np.int64], levels: Floats, usual_width_pp: float, rules: Rules) -> tuple[int, int]:
    """First and last window of the segments about the one that is furthest off, on the same side of usual.

    A run that did not begin far out was not off from the start: what came later is the change.
    """
    size = np.abs(levels)
    worst = int(size.argmax())
    if worst == 0 and levels.size > 1 and size[0] < usual_width_pp:
        worst = 1 + int(size[1:].argmax())
    off = levels * np.sign(levels[worst])
    is_like = off >= 0.5 * off[worst]
    # A smaller part of the same difference, unless the step between the two is itself a change.
    is_step = np.abs(np.diff(levels)) >= rules.min_jump_pp
    is_part = off >= rules.min_jump_flagged_pp
    low = high = worst
    while low > 0 and (is_like[low - 1] or (is_part[low - 1] and not is_step[low - 1])):
        low -= 1
    while high + 1 < off.size and (is_like[high + 1] or (is_part[high + 1] and not is_step[high])):
        high += 1
    return int(bounds[low]), int(bounds[high + 1])


def _drifted_part(off_pp: Floats, rules: Rules) -> tuple[int, int]:
    """The side of the best single split that is further off."""
    total = np.cumsum(off_pp - off_pp.mean())[None, :]
    split = int(_split_gains(total, np.array([off_pp.size]), rules)[0].argmax()) + 1
    is_later = abs(off_pp[split:].mean()) >= abs(off_pp[:split].mean())
    return (split, off_pp.size) if is_later else (0, split)


def _limp_like(off_pp: Floats, usual: Usual, own: Habits, rules: Rules) -> tuple[int, int] | None:
    """First and last window of the longest stretch that is as far off as a limp for 3 min or more."""
    length = rules.min_change_windows
    total = np.concatenate([[0.0], np.cumsum(off_pp)])
    mean = (total[length:] - total[:-length]) / length
    bound = max(rules.limp_difference_pp, rules.limp_z * _stretch_sd(length, usual, own, rules))
    best: tuple[int, int] | None = None
    for sign in (-1.0, 1.0):
        hits = np.flatnonzero(sign * mean >= bound)
        for group in np.split(hits, np.flatnonzero(np.diff(hits) > length) + 1):
            if group.size and (best is None or group[-1] - group[0] + length > best[1] - best[0]):
                best = int(group[0]), int(group[-1]) + length
    return best


def _level(off_pp: Floats, part: tuple[int, int]) -> float:
    return abs(float(np.median(off_pp[part[0] : part[1]])))


def _stretch_sd(length: int, usual: Usual, own: Habits, rules: Rules) -> float:
    """SD of the mean of so many windows about what is usual, pp: run to run, and within the run (AR(1))."""
    apart = np.arange(1, length)
    factor = (length + 2.0 * float(((length - apart) * rules.window_lag1**apart).sum())) / length**2
    return float(np.sqrt(usual.sd_pp**2 + own.window_sd_pp**2 * factor))
