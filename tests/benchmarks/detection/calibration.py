"""Whether what the verdict says of its own sureness holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.stats import norm

from niggle.gait.model import Floats
from tests.benchmarks.detection.estimate import Estimate, pooled, ratio
from tests.benchmarks.detection.figures import is_judged
from tests.benchmarks.detection.series import RunnerResult

BINS = (0.0, 0.01, 0.05, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 1.0)
ONSETS_PER_RUN = 0.0031
"""How often an injury begins in what stated probabilities are held against: 0.31 per 100 runs (Frandsen 2025)."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Runs of which the stated probability lay between two bounds: what was stated, what was so, how many."""

    low: float
    high: float
    stated: float
    so: Estimate
    runs: int
    weight: float


@dataclass(frozen=True, slots=True)
class Stated:
    """How stated probabilities compare with what was so; `error` is the mean difference, weighed by runs."""

    brier: Estimate
    error: float
    bins: tuple[Bin, ...]


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


def stated_confidence(results: Sequence[RunnerResult], keys: Sequence[str]) -> Stated | None:
    """The verdict's own probability that a run is altered, against the truth; None when it states none.

    Healthy runs from the 31st on, and the runs of these injuries, weighed so that 0.31 injuries begin in 100
    healthy runs: among the runs of one bin, the share of truly altered ones ought to be what was stated.
    """
    healthy = [np.array(r.healthy.confidence)[30:] for r in results]
    altered = [np.concatenate([np.array(r.injured[key].confidence) for key in keys]) for r in results]
    n_healthy = sum(int(np.isfinite(each).sum()) for each in healthy)
    if n_healthy == 0 or not any(np.isfinite(each).any() for each in altered):
        return None
    weight = ONSETS_PER_RUN * n_healthy / (len(keys) * len(results))
    bins = tuple(_bin(healthy, altered, low, high, weight) for low, high in pairwise(BINS))
    errors = [np.nansum(h**2) + weight * np.nansum((1.0 - a) ** 2) for h, a in zip(healthy, altered, strict=True)]
    counts = [np.isfinite(h).sum() + weight * np.isfinite(a).sum() for h, a in zip(healthy, altered, strict=True)]
    off = sum(each.weight * abs(each.stated - each.so.value / 100.0) for each in bins if each.runs)
    return Stated(ratio(errors, counts, per=1.0), off / sum(each.weight for each in bins), bins)


def _bin(healthy: Sequence[Floats], altered: Sequence[Floats], low: float, high: float, weight: float) -> Bin:
    def count(values: Floats) -> int:
        return int(((values >= low) & ((values < high) | (high == 1.0))).sum())

    not_so, so = [count(each) for each in healthy], [count(each) for each in altered]
    inside = [each[(each >= low) & ((each < high) | (high == 1.0))] for each in (*healthy, *altered)]
    weights = [np.full(each.size, 1.0 if row < len(healthy) else weight) for row, each in enumerate(inside)]
    values, each_weight = np.concatenate(inside), np.concatenate(weights)
    stated = float(np.average(values, weights=each_weight)) if values.size else np.nan
    share = ratio([weight * each for each in so], [n + weight * s for n, s in zip(not_so, so, strict=True)])
    return Bin(low, high, stated, share, sum(not_so) + sum(so), float(each_weight.sum()))
