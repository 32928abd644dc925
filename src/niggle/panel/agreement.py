"""How well raters agree, beyond what chance would give.

Statuses are given as positions on a ladder, one row a rater and one column a story; NaN is "not answered". All of it
is a few moments of those numbers, so no library is needed; `tests/panel/test_agreement.py` holds it against the
published examples.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

type Positions = NDArray[np.float64]

_DRAWS = 2000
_SEED = 20260302  # fixed, so that the same tables give the same interval
_LOW_PCT, _HIGH_PCT = 2.5, 97.5


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 95 % interval; None where it cannot be computed. `n` stories are behind it."""

    value: float | None
    low: float | None
    high: float | None
    n: int


def raw_agreement(first: Positions, second: Positions) -> float | None:
    """The share of stories with the same status, 0–1, of those that both answered; None when there are none."""
    both = _answered(first, second)
    return float(np.mean(first[both] == second[both])) if both.any() else None


def weighted_kappa(first: Positions, second: Positions) -> Figure:
    """Cohen's κ with quadratic weights of two raters, with its bootstrap interval over stories.

    Cohen, Psychol Bull 1968. Computed as the intraclass correlation that it is (Fleiss & Cohen, Educ Psychol Meas
    1973): 2 cov / (var + var + squared difference of means), with moments over n. None when both gave one and the same
    status to all, where nothing can be told from chance.
    """
    return mean_kappa(np.stack([first, second]))


def mean_kappa(ratings: Positions) -> Figure:
    """The mean of `weighted_kappa` over all pairs of raters (Light, Psychol Bull 1971), with its interval.

    Stories are drawn with replacement, each with all its ratings, 2000 times; the interval is that of percentiles
    (Efron & Tibshirani 1993). Draws in which no pair has a κ are left out.
    """
    n = int(np.sum(np.sum(~np.isnan(ratings), axis=0) >= 2))
    if len(ratings) < 2 or n == 0:
        return Figure(None, None, None, n)
    value = _mean_pairwise(ratings)
    drawn = np.random.default_rng(_SEED).integers(0, ratings.shape[1], (_DRAWS, ratings.shape[1]))
    return _figure(value, _mean_pairwise(ratings[:, drawn]), n)


def krippendorff_alpha(ratings: Positions) -> float | None:
    """Krippendorff's α with squared differences of positions; raters may have left stories out.

    1 − observed / expected disagreement (Krippendorff, Content Analysis, 2004, ch. 11: interval data), so that it
    weighs a disagreement as the quadratic κ does. None when all answers are the same, or no story has two.
    """
    answers = np.sum(~np.isnan(ratings), axis=0)
    told = ratings[:, answers >= 2]
    n = int(answers[answers >= 2].sum())
    if n == 0:
        return None
    within = np.nansum(_squares(told, axis=0) / (np.sum(~np.isnan(told), axis=0) - 1)) / n
    among = _squares(told.reshape(-1), axis=0) / (n * (n - 1))
    return float(1.0 - within / among) if among > 0 else None


def _squares(values: Positions, *, axis: int) -> Positions:
    """The sum of squared differences over all ordered pairs along an axis: 2 (n Σx² − (Σx)²)."""
    n = np.sum(~np.isnan(values), axis=axis)
    squares: Positions = 2.0 * (n * np.nansum(values**2, axis=axis) - np.nansum(values, axis=axis) ** 2)
    return squares


def _answered(first: Positions, second: Positions) -> NDArray[np.bool_]:
    both: NDArray[np.bool_] = ~(np.isnan(first) | np.isnan(second))
    return both


def _mean_pairwise(ratings: Positions) -> Positions:
    """The mean κ of the pairs of raters (first axis) over stories (last axis), NaN where no pair has one."""
    pairs = [(a, b) for a in range(len(ratings)) for b in range(a + 1, len(ratings))]
    kappas = np.stack([_kappa(ratings[a], ratings[b]) for a, b in pairs])
    known = np.sum(~np.isnan(kappas), axis=0)
    mean: Positions = np.divide(np.nansum(kappas, axis=0), known, out=np.full(known.shape, np.nan), where=known > 0)
    return mean


def _kappa(first: Positions, second: Positions) -> Positions:
    """κ over the last axis, NaN where it is not defined."""
    both = _answered(first, second)
    n = np.maximum(both.sum(axis=-1), 1)
    x, y = np.where(both, first, 0.0), np.where(both, second, 0.0)
    mean_x, mean_y = x.sum(axis=-1) / n, y.sum(axis=-1) / n
    covariance = (x * y).sum(axis=-1) / n - mean_x * mean_y
    spread = (x * x + y * y).sum(axis=-1) / n - 2.0 * mean_x * mean_y  # both variances and the squared difference
    spread = np.where(spread > 1e-12, spread, np.nan)
    kappa: Positions = 2.0 * covariance / spread
    return kappa


def _figure(value: Positions, drawn: Positions, n: int) -> Figure:
    if np.isnan(value):
        return Figure(None, None, None, n)
    low, high = np.nanpercentile(drawn, [_LOW_PCT, _HIGH_PCT])
    return Figure(float(value), float(low), float(high), n)
