"""Whether and when the stride changed within the run, by balance, stance time and cadence together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from niggle.gait.model import Floats
from niggle.stride.evidence import KINDS, N_OF_PAIN, SIGNS, log_factor
from niggle.stride.rules import Rules, ShiftPrior

_UNKNOWN = 1e6  # variance of a window that lacks the metric: it says nothing


@dataclass(frozen=True, slots=True)
class Course:
    """How one metric went within the run: w windows, in the unit of differences.

    `off` is against what was to be expected of the run, NaN where missing; `start_sd` the SD of a run's level
    about that; `window_sd`, `lag1` and `trend_sd` (per hour) are the runner's own within runs; `terms` (w, p)
    and `covariance` (p, p) what is unsure about the circumstances' share.
    """

    off: Floats
    start_sd: float
    window_sd: float
    lag1: float
    trend_sd: float
    terms: Floats
    covariance: Floats


@dataclass(frozen=True, slots=True)
class Change:
    """A change within the run: `probability` that there was one, and the altered windows [first, last).

    `first` is 0 when it was so from the start, `last` the number of windows when until the end. `whole` is the
    probability that all of the run was altered alike.
    """

    probability: float
    whole: float
    first: int
    last: int


def find_change(
    start_s: Floats, courses: Mapping[str, Course], rules: Rules, *, altered_before: float
) -> Change | None:
    """The likeliest part of the run that was altered; None with too few windows.

    Compares "nothing", "the whole run" (with the probability `altered_before` that other runs give it), "from
    a window on", "until a window" and "from one to another", each as a shift of balance alone or of the whole
    pattern of pain, of unknown size. What windows do anyway - resemble their neighbours, drift over the run,
    follow speed and grade by slopes not known exactly - is in the covariance, from the runner's own runs.
    The minute is the median of its posterior. Source: generalised least squares, Bayes factors of steps.
    """
    n = start_s.size
    if n < rules.min_windows:
        return None
    stretches = _stretches(n, rules.min_change_windows, rules.part_share)
    steps = dict(zip(courses, _steps(start_s, list(courses.values()), stretches), strict=True))
    log_weight = []
    for kind in KINDS[:N_OF_PAIN]:
        factors = [steps[name].log_factor(rules.shifts[name, kind]) for name in courses if (name, kind) in rules.shifts]
        if factors:
            log_weight.append(sum(factors, np.zeros((2, 1))) + np.log(0.5 * rules.share[kind]))
    total = np.logaddexp.reduce(np.concatenate(log_weight), axis=0) + stretches.log_prior
    total[-1] += np.log(max(altered_before, 1e-6))
    top = max(float(total.max()), 0.0)
    weight = np.exp(total - top)
    nothing = np.exp(-top) * (1.0 - altered_before)
    weight /= weight.sum() + nothing
    return _most_likely(weight[:-1], stretches, n, whole=float(weight[-1]))


@dataclass(frozen=True, slots=True)
class _Stretches:
    """The stretches [first, last) of a run's windows that may have been altered (s), the whole run last.

    `log_prior` (s) is that of each, 0 for the whole run, whose prior other runs give.
    """

    first: NDArray[np.intp]
    last: NDArray[np.intp]
    log_prior: Floats


@cache
def _stretches(n: int, length: int, part_share: tuple[float, float, float]) -> _Stretches:
    """Until the end, from the start and between, each with its share of the prior, spread evenly."""
    first, last = np.meshgrid(np.arange(n + 1), np.arange(n + 1), indexing="ij")
    is_long = last - first >= length
    masks = (
        is_long & (last == n) & (first >= length),
        is_long & (first == 0) & (last <= n - length),
        is_long & (first >= length) & (last <= n - length),
    )
    places = [np.nonzero(mask) for mask in masks]
    log_prior = [np.full(each[0].size, np.log(share / max(each[0].size, 1)))
                 for each, share in zip(places, part_share, strict=True)]  # fmt: skip
    return _Stretches(
        first=np.concatenate([*(each[0] for each in places), [0]]),
        last=np.concatenate([*(each[1] for each in places), [n]]),
        log_prior=np.concatenate([*log_prior, [0.0]]),
    )


@dataclass(frozen=True, slots=True)
class _Steps:
    """Sums of a whitened course over each stretch: `pull` (s) and `weight` (s)."""

    pull: Floats
    weight: Floats

    def log_factor(self, prior: ShiftPrior) -> Floats:
        """Log Bayes factor (2 or 1, s) of a shift in each stretch against none, by sign of the balance's."""
        signs = SIGNS if prior.is_two_sided else np.ones(1)
        return log_factor(self.pull, self.weight, prior.mean, prior.sd, signs)


def _steps(start_s: Floats, courses: Sequence[Course], stretches: _Stretches) -> list[_Steps]:
    """The sums of each course; what windows do anyway is in their covariance."""
    hours = (start_s - start_s.mean()) / 3600.0
    apart = np.abs(np.subtract.outer(start_s, start_s)) / 60.0
    off = np.array([course.off for course in courses])
    is_known = np.isfinite(off)
    window_sd, lag1, start_sd, trend_sd = (
        np.array([getattr(course, name) for course in courses])[:, None, None]
        for name in ("window_sd", "lag1", "start_sd", "trend_sd")
    )
    terms = courses[0].terms - courses[0].terms.mean(axis=0)
    slopes = terms @ np.array([course.covariance for course in courses]) @ terms.T
    covariance = window_sd**2 * lag1**apart + start_sd**2 + trend_sd**2 * np.outer(hours, hours) + slopes
    places = np.arange(start_s.size)
    covariance[:, places, places] += np.where(is_known, 1e-6, _UNKNOWN)
    precision = np.linalg.inv(covariance)
    # Sums from a window to the end; stretches are differences of two of them.
    pulls = _to_end((precision @ np.where(is_known, off, 0.0)[:, :, None])[:, :, 0].T).T
    both = _to_end(_to_end(precision.transpose(1, 2, 0)).transpose(1, 0, 2)).transpose(2, 0, 1)
    diagonals = np.diagonal(both, axis1=1, axis2=2)
    i, j = stretches.first, stretches.last
    pull = pulls[:, i] - pulls[:, j]
    weight = np.maximum(diagonals[:, i] + diagonals[:, j] - 2.0 * both[:, i, j], 0.0)
    return [_Steps(*each) for each in zip(pull, weight, strict=True)]


def _to_end(values: Floats) -> Floats:
    """Sums from each row to the last, with a row of zeros below."""
    total = np.cumsum(values[::-1], axis=0)[::-1]
    return np.concatenate([total, np.zeros((1, *values.shape[1:]))])


def _most_likely(weight: Floats, stretches: _Stretches, n: int, *, whole: float) -> Change:
    """First and last window: medians over the stretches of the likelier sort."""
    probability = float(weight.sum())
    first, last = stretches.first[:-1], stretches.last[:-1]
    is_early = first == 0
    if 2.0 * weight[is_early].sum() > probability:
        return Change(probability, whole, 0, _median(np.bincount(last[is_early], weight[is_early])))
    begins = np.bincount(first[~is_early], weight[~is_early])
    ends = np.bincount(last[~is_early], weight[~is_early], minlength=n + 1)
    # Until the end, unless it is likelier that it stopped before.
    until = n if ends[n] >= 0.5 * ends.sum() else _median(ends[:n])
    begin = _median(begins)
    return Change(probability, whole, begin, max(until, begin + 1))


def _median(weight: Floats) -> int:
    total = np.cumsum(weight)
    return int(np.searchsorted(total, 0.5 * total[-1]))
