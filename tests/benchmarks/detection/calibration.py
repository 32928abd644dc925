"""Whether what the verdict says of its own sureness holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.stats import norm

from niggle.gait.model import Floats
from tests.benchmarks.detection.estimate import Estimate, pooled, ratio
from tests.benchmarks.detection.figures import is_judged
from tests.benchmarks.detection.seasons import Telling
from tests.benchmarks.detection.series import RunnerResult

BINS = (0.0, 0.01, 0.05, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 1.0)
ONSETS_PER_RUN = 0.0031
"""How often an injury begins in what stated probabilities are held against: 0.31 per 100 runs (Frandsen 2025)."""


PAIN_FACTOR = 6.0
"""How much more often an injury hurts than another run does: six in ten against one in ten (see `pain.factor`)."""
ENOUGH_RUNS = 50


@dataclass(frozen=True, slots=True)
class Bin:
    """Runs of which the stated probability lay between two bounds: what was stated, what was so, how many."""

    low: float
    high: float
    stated: float
    so: Estimate
    runs: int


@dataclass(frozen=True, slots=True)
class Stated:
    """How stated probabilities compare with what was so.

    The errors are mean differences: over tenths of the runs, by what was stated of them, and over the bins with
    50 runs and more.
    """

    bins: tuple[Bin, ...]
    tenths: tuple[Bin, ...]
    tenths_error: float
    bins_error: float


def z_deciles(results: Sequence[RunnerResult]) -> tuple[list[Estimate], float]:
    """Share of judged healthy runs in each tenth that their balance's z puts them in, percent; mean error, points.

    Were z a standard normal, each would be 10 %.
    """
    tenths = []
    for result in results:
        z = np.array(result.healthy.z)[is_judged(result.healthy)]
        tenths.append(np.histogram(norm.cdf(z[np.isfinite(z)]), bins=np.linspace(0.0, 1.0, 11))[0])
    counts = np.array(tenths, dtype=np.float64)
    shares = [ratio(counts[:, column], counts.sum(axis=1)) for column in range(10)]
    return shares, float(np.mean([abs(share.value - 10.0) for share in shares]))


def z_spread(results: Sequence[RunnerResult]) -> Estimate:
    """SD of the balance's z over judged healthy runs; 1 if the stated SD is right."""
    values = [np.array(r.healthy.z)[is_judged(r.healthy)] for r in results]
    return pooled(values, lambda z: float(np.std(z)))


def in_band(results: Sequence[RunnerResult]) -> Estimate:
    """Share of judged healthy runs whose balance lies in the band called usual, percent."""
    inside = [np.array(r.healthy.is_in_band)[is_judged(r.healthy)] for r in results]
    return ratio([np.nansum(each) for each in inside], [np.isfinite(each).sum() for each in inside])


def stated_confidence(results: Sequence[RunnerResult], keys: Sequence[str], *, is_painful: bool = False) -> Stated:
    """The verdict's own probability that a run is altered, against the truth.

    Healthy runs from the 31st on of which nobody said that they hurt, and the runs of these injuries of which nobody
    did either, weighed so that 0.31 injuries begin in 100 healthy runs: among the runs of one bin, the share of truly
    altered ones ought to be what was stated. Or, painful ones, runs of complaints and of injuries that hurt, side
    told: as injuries hurt six times as often as other runs, they begin six times as often among these.
    """
    if is_painful:
        healthy = [np.array([c for each in r.complaints for c in each.series.confidence]) for r in results]
    else:
        healthy = [np.array(r.healthy.confidence)[30:] for r in results]
    how: Telling = "side" if is_painful else "silent"
    altered = [np.concatenate([np.array(r.injured[key][how].confidence) for key in keys]) for r in results]
    n_healthy = sum(int(np.isfinite(each).sum()) for each in healthy)
    onsets = ONSETS_PER_RUN * (PAIN_FACTOR if is_painful else 1.0)
    weight = onsets * n_healthy / (len(keys) * len(results))
    bins = tuple(_bin(healthy, altered, low, high, weight) for low, high in pairwise(BINS))
    tenths = _tenths(healthy, altered, weight)
    return Stated(bins, tenths, _mean_error(tenths), _mean_error([each for each in bins if each.runs >= ENOUGH_RUNS]))


def _mean_error(bins: Sequence[Bin]) -> float:
    off = [abs(each.stated - each.so.value / 100.0) for each in bins if each.runs]
    return float(np.mean(off)) if off else np.nan


def _tenths(healthy: Sequence[Floats], altered: Sequence[Floats], weight: float) -> tuple[Bin, ...]:
    """The runs in tenths (by weight) of what was stated of them."""
    values = np.concatenate([*healthy, *altered])
    weights = np.concatenate([*(np.ones(h.size) for h in healthy), *(np.full(a.size, weight) for a in altered)])
    known = np.isfinite(values)
    order = np.argsort(values[known])
    total = np.cumsum(weights[known][order])
    edges = values[known][order][np.searchsorted(total, total[-1] * np.linspace(0.1, 0.9, 9))]
    return tuple(_bin(healthy, altered, low, high, weight) for low, high in pairwise([0.0, *edges.tolist(), 1.0]))


def _bin(healthy: Sequence[Floats], altered: Sequence[Floats], low: float, high: float, weight: float) -> Bin:
    inside = [each[(each >= low) & ((each < high) | (high == 1.0))] for each in (*healthy, *altered)]
    not_so, so = [each.size for each in inside[: len(healthy)]], [each.size for each in inside[len(healthy) :]]
    weights = [np.full(each.size, 1.0 if row < len(healthy) else weight) for row, each in enumerate(inside)]
    values, each_weight = np.concatenate(inside), np.concatenate(weights)
    stated = float(np.average(values, weights=each_weight)) if values.size else np.nan
    share = ratio([weight * each for each in so], [n + weight * s for n, s in zip(not_so, so, strict=True)])
    return Bin(low, high, stated, share, sum(not_so) + sum(so))
