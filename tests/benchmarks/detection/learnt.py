"""The learnt bound: how much of a change any rule can find that has to learn the runner from the runs before.

It knows what is true of its world: the size and kind of the change it looks for, how runners' day-to-day SDs are
spread, how heavy the tails of a day are, how the level drifts, how often and how far it moves for good, how often a
strap sits askew; and of each run its noise and everything that speed, hills, warm-up and heat do. What it has to
learn is the runner's level and day-to-day SD, run by run, and whether, when and on which side a change began.

For each metric the level (on a grid of cells) and the SD (a few) are followed by a point-mass filter (Bucy and Senne,
Digital synthesis of non-linear filters, Automatica, 1971). A change that began one, two or ... runs ago is tested by
likelihood ratio (Neyman and Pearson, Phil Trans R Soc A, 1933) against its not having begun; the limit is set on the
same healthy runs to so many false episodes per 100.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from niggle.gait.model import Floats
from niggle.simulate.model import World
from niggle.simulate.population import population
from tests.benchmarks.detection.seasons import RUNS, SHIFTED_STRAPS, UNNAMED_STRAPS

MEMORY = 5
_CELLS_A_SD, _HALF_WIDTH_SDS = 3, 14
_SDS = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])


@dataclass(frozen=True, slots=True)
class Metric:
    """How one metric varies in its world, in its own unit: day-to-day SD with its spread, and everything else.

    `moves` and `odd` are (share of runs, SD): of the level for good, of single runs.
    """

    day_sd: float
    day_log_sd: float
    tail_df: float
    drift_sd: float
    moves: tuple[tuple[float, float], ...]
    odd: tuple[float, float]

    @property
    def sds(self) -> Floats:
        """The day-to-day SDs that are tried (g)."""
        return self.day_sd * np.exp(self.day_log_sd * (_SDS if self.day_log_sd else np.zeros(1)))

    @property
    def weight(self) -> Floats:
        """How likely each is beforehand (g)."""
        weight = np.exp(-0.5 * (_SDS if self.day_log_sd else np.zeros(1)) ** 2)
        return np.asarray(weight / weight.sum())

    @property
    def levels(self) -> Floats:
        """The cells of the level (c)."""
        half = _CELLS_A_SD * _HALF_WIDTH_SDS
        return np.arange(-half, half + 1) * (self.day_sd / _CELLS_A_SD)

    def transition(self) -> Floats:
        """Probability (c, c) of each level after each, a run later: it drifts, and at times it moves."""
        off = np.subtract.outer(self.levels, self.levels)
        cell = self.day_sd / _CELLS_A_SD
        beside = 0.5 * (self.drift_sd / cell) ** 2
        drift = np.where(np.abs(off) < 0.5 * cell, 1.0 - 2.0 * beside, np.where(np.abs(off) < 1.5 * cell, beside, 0.0))
        total = drift * (1.0 - sum(share for share, _ in self.moves))
        for share, sd in self.moves:
            moved = np.exp(-0.5 * (off / np.hypot(sd, self.drift_sd)) ** 2)
            total = total + share * moved / moved.sum(axis=1, keepdims=True)
        return np.asarray(total / total.sum(axis=1, keepdims=True))

    def density(self, value: Floats, noise: Floats) -> Floats:
        """Likelihood (r, g, c) of r run values with these variances by noise; 1 where there is none."""
        off = value[:, None, None] - self.levels
        variance = (noise[:, None] + self.sds**2)[:, :, None]
        share, sd = self.odd
        usual = (1.0 - share) * _density(off, variance, self.tail_df)
        total = usual + share * _density(off, variance + sd**2, np.inf) if share else usual
        return np.where(np.isfinite(value)[:, None, None], total, 1.0)


def _density(off: Floats, variance: Floats, df: float) -> Floats:
    """Student's t of this variance, normal with infinite degrees of freedom."""
    if np.isinf(df):
        return np.asarray(np.exp(-0.5 * off**2 / variance) / np.sqrt(2.0 * np.pi * variance))
    scale = variance * (df - 2.0) / df
    log_front = gammaln(0.5 * (df + 1.0)) - gammaln(0.5 * df) - 0.5 * np.log(df * np.pi * scale)
    return np.asarray(np.exp(log_front - 0.5 * (df + 1.0) * np.log1p(off**2 / (df * scale))))


def metrics_of(world: World) -> dict[str, Metric]:
    """Balance (pp), cadence (%), and the stance time (%) that cadence does not explain, as the world has them."""
    p = population(world)
    new_shoes, unnamed = 1.0 / RUNS, UNNAMED_STRAPS / RUNS
    rho = p["stance_cadence_correlation_within"]
    balance = Metric(
        day_sd=p["balance_day_sd_median"],
        day_log_sd=p["balance_day_sd_log_sd"],
        tail_df=p["day_tail_df"],
        drift_sd=p["balance_drift_sd"],
        moves=(
            (p["balance_move_share"], max(p["balance_move_sd"], 0.1)),
            (unnamed, p["strap_offset_sd"]),
            (new_shoes, p["shoes_balance_sd"]),
        ),
        odd=(SHIFTED_STRAPS[world], p["strap_shift_sd"]),
    )
    cadence = Metric(
        day_sd=p["cadence_day_sd"],
        day_log_sd=p["relative_day_sd_log_sd"],
        tail_df=p["day_tail_df"],
        drift_sd=p["cadence_drift_sd"],
        moves=(),
        odd=(0.0, 0.0),
    )
    stance = Metric(
        day_sd=p["stance_time_day_sd"] * float(np.sqrt(1.0 - rho * rho)),
        day_log_sd=p["relative_day_sd_log_sd"],
        tail_df=p["day_tail_df"],
        drift_sd=float(np.hypot(p["stance_time_drift_sd"], cadence_share(world) * p["cadence_drift_sd"])),
        moves=((new_shoes, p["shoes_stance_time_sd"]), (unnamed, p["strap_stance_time_sd"])),
        odd=(0.0, 0.0),
    )
    return {"balance": balance, "cadence": cadence, "stance": stance}


def cadence_share(world: World) -> float:
    """How many percent the stance time changes with one percent of cadence from day to day."""
    p = population(world)
    return p["stance_cadence_correlation_within"] * p["stance_time_day_sd"] / p["cadence_day_sd"]


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs of r runners side by side, n each, oldest first; `value` is NaN where a runner has fewer.

    `noise` is the variance of each value by its windows, `is_new` marks runs before which the level is any (a strap
    known to be new), `gap` how many runs lie between this one and the one before.
    """

    value: Floats
    noise: Floats
    is_new: NDArray[np.bool_]
    gap: NDArray[np.int64]


@dataclass(slots=True)
class Filter:
    """What is known of the level and SD of r runners, cell by cell: `state` (r, g, c) sums to 1."""

    metric: Metric
    state: Floats

    @staticmethod
    def of(metric: Metric, runners: int) -> "Filter":
        """Nothing known of the level."""
        cells = metric.levels.size
        state = np.broadcast_to(metric.weight[:, None] / cells, (runners, metric.weight.size, cells))
        return Filter(metric, state.copy())

    def step(self, runs: Runs, at: int, transition: Floats, *, shift: float = 0.0) -> tuple["Filter", Floats]:
        """What is known after run `at`, and log of how likely it was (r), if it was off by `shift`."""
        state = self.state
        is_new = runs.is_new[:, at]
        if is_new.any():
            state = state.copy()
            state[is_new] = state[is_new].mean(axis=2, keepdims=True)
        predicted = state @ transition
        has_gap = runs.gap[:, at] > 1
        if has_gap.any():
            predicted[has_gap] = predicted[has_gap] @ transition
        joint = predicted * self.metric.density(runs.value[:, at] - shift, runs.noise[:, at])
        evidence = np.maximum(joint.sum(axis=(1, 2)), 1e-300)
        return Filter(self.metric, joint / evidence[:, None, None]), np.log(evidence)


def log_ratios(runs: Runs, metric: Metric, shifts: Sequence[float], start: Filter | None = None) -> Floats:
    """log p(runs | changed since) / p(runs | as ever), (shift, r, n, MEMORY): at each run, since 1, 2, ... runs."""
    runners, n = runs.value.shape
    transition = metric.transition()
    now = start or Filter.of(metric, runners)
    usual, before = np.zeros((runners, n)), []
    for at in range(n):
        before.append(now)
        now, usual[:, at] = now.step(runs, at, transition)
    out = np.full((len(shifts), runners, n, MEMORY), -np.inf)
    for row, shift in enumerate(shifts):
        for begin in range(n):
            changed, total = before[begin], np.zeros(runners)
            for length in range(min(MEMORY, n - begin)):
                at = begin + length
                changed, seen = changed.step(runs, at, transition, shift=shift)
                total = total + seen - usual[:, at]
                out[row, :, at, length] = total
    return out


def after(runs: Runs, counts: NDArray[np.int64], metric: Metric) -> Filter:
    """What is known of each runner after so many of the runs."""
    transition = metric.transition()
    now = Filter.of(metric, runs.value.shape[0])
    kept = now.state.copy()
    for at in range(int(counts.max(initial=0))):
        now, _ = now.step(runs, at, transition)
        kept[counts == at + 1] = now.state[counts == at + 1]
    return Filter(metric, kept)
