"""Figures with a bootstrap interval over runners."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from niggle.gait.model import Floats

_DRAWS = 1000
_INTERVAL = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, its 95 % interval by resampling runners, and out of how many it is; NaN out of none."""

    value: float
    low: float
    high: float
    out_of: float

    def __str__(self) -> str:
        return self.text()

    def text(self, digits: int = 2) -> str:
        """Like "0.29 (0.21 to 0.38)"; a dash without a value."""
        if np.isnan(self.value):
            return "-"
        if np.isnan(self.low):
            return f"{self.value:.{digits}f}"
        return f"{self.value:.{digits}f} ({self.low:.{digits}f} to {self.high:.{digits}f})"


def ratio(numerator: ArrayLike, denominator: ArrayLike, *, per: float = 100.0) -> Estimate:
    """Sum over sum, times `per`; one entry a runner."""
    over, under = np.asarray(numerator, dtype=np.float64), np.asarray(denominator, dtype=np.float64)
    total = float(under.sum())
    if total == 0:
        return Estimate(np.nan, np.nan, np.nan, 0.0)
    weights = _weights(over.size)
    drawn_under = weights @ under
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = per * (weights @ over) / drawn_under
    low, high = np.nanpercentile(drawn, _INTERVAL)
    return Estimate(per * float(over.sum()) / total, float(low), float(high), total)


def share(marks: ArrayLike) -> Estimate:
    """How many of the marks (1 or 0, one a runner, NaN where it does not apply) are 1, percent."""
    values = np.asarray(marks, dtype=np.float64)
    known = np.isfinite(values)
    return ratio(np.where(known, values, 0.0), known)


def share_against(marks: Floats, others: Floats) -> Estimate:
    """One share over another one of the same runners, percent."""
    known, known_others = np.isfinite(marks), np.isfinite(others)
    weights = _weights(known.size)

    def shares(values: Floats, where: Floats) -> tuple[float, Floats]:
        hits = np.where(where, values, 0.0)
        return float(hits.sum() / where.sum()), (weights @ hits) / (weights @ where)

    one, drawn = shares(marks, known.astype(np.float64))
    other, drawn_other = shares(others, known_others.astype(np.float64))
    if other == 0.0:
        return Estimate(np.nan, np.nan, np.nan, float(known.sum()))
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = np.nanpercentile(100.0 * drawn / drawn_other, _INTERVAL)
    return Estimate(100.0 * one / other, float(low), float(high), float(known.sum()))


def pooled(values: Sequence[Floats], statistic: Callable[[Floats], float], *, draws: int = 300) -> Estimate:
    """A statistic of all values together; `values` has one array a runner."""
    arrays = [np.asarray(each, dtype=np.float64) for each in values]
    arrays = [each[np.isfinite(each)] for each in arrays]
    together = np.concatenate([*arrays, np.empty(0)])
    if together.size == 0:
        return Estimate(np.nan, np.nan, np.nan, 0.0)
    counts = _weights(len(arrays))[:draws].astype(np.int64)
    drawn = []
    for count in counts:
        sample = [each for each, times in zip(arrays, count, strict=True) for _ in range(times) if each.size]
        if sample:
            drawn.append(statistic(np.concatenate(sample)))
    low, high = np.percentile(drawn, _INTERVAL)
    return Estimate(statistic(together), float(low), float(high), float(together.size))


@cache
def _weights(runners: int) -> Floats:
    """How often each runner is drawn in each resample (draws by runners)."""
    rng = np.random.default_rng(20_250_601)
    share = np.full(runners, 1.0 / runners)
    return rng.multinomial(runners, share, size=_DRAWS).astype(np.float64)
