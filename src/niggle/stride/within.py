"""Whether and when the stride changed within the run, by balance, stance time and cadence together."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from niggle.gait.model import Floats
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
    gains = {name: _Steps.of(start_s, course) for name, course in courses.items()}
    log_weight = []
    for kind, share in rules.share.items():
        priors = {name: rules.shifts[name, kind] for name in courses if (name, kind) in rules.shifts}
        if kind in ("other", "moved", "equipment") or not priors:
            continue
        for sign in (1.0, -1.0):
            factors = [gains[name].log_factor(prior, sign) for name, prior in priors.items()]
            log_weight.append(np.sum(factors, axis=0) + np.log(0.5 * share))
    prior, is_part = _log_prior(n, rules, altered_before)
    total = np.logaddexp.reduce(np.array(log_weight), axis=0) + prior
    top = max(float(total.max()), 0.0)
    weight = np.exp(total - top)
    nothing = np.exp(-top) * (1.0 - altered_before)
    weight /= weight.sum() + nothing
    return _most_likely(np.where(is_part, weight, 0.0), n, whole=float(weight[0, n]))


@dataclass(frozen=True, slots=True)
class _Steps:
    """Sums of the whitened course over all stretches: `pull` (n + 1, n + 1) and `weight` of stretch [i, j)."""

    pull: Floats
    weight: Floats

    @staticmethod
    def of(start_s: Floats, course: Course) -> "_Steps":
        n = start_s.size
        is_known = np.isfinite(course.off)
        hours = (start_s - start_s.mean()) / 3600.0
        apart = np.abs(np.subtract.outer(start_s, start_s)) / 60.0
        terms = course.terms - course.terms.mean(axis=0)
        covariance = (
            course.window_sd**2 * course.lag1**apart
            + course.start_sd**2
            + course.trend_sd**2 * np.outer(hours, hours)
            + terms @ course.covariance @ terms.T
        )
        covariance[np.diag_indices(n)] += np.where(is_known, 1e-6, _UNKNOWN)
        precision = np.linalg.inv(covariance)
        # Sums from a window to the end; stretches are differences of two of them.
        pull = _to_end(precision @ np.where(is_known, course.off, 0.0))
        both = _to_end(_to_end(precision).T)
        diagonal = np.diag(both)
        return _Steps(
            pull=pull[:, None] - pull[None, :],
            weight=np.maximum(diagonal[:, None] + diagonal[None, :] - 2.0 * both, 0.0),
        )

    def log_factor(self, prior: ShiftPrior, sign: float) -> Floats:
        """Log Bayes factor of a shift in each stretch against none."""
        mean = prior.mean * (sign if prior.is_two_sided else 1.0)
        wide = 1.0 + prior.sd**2 * self.weight
        error = (prior.sd**2 * self.pull**2 + 2.0 * mean * self.pull - mean**2 * self.weight) / wide
        return np.asarray(0.5 * (error - np.log(wide)), dtype=np.float64)


def _to_end(values: Floats) -> Floats:
    """Sums from each row to the last, with a row of zeros below."""
    total = np.cumsum(values[::-1], axis=0)[::-1]
    return np.concatenate([total, np.zeros((1, *values.shape[1:]))])


def _log_prior(n: int, rules: Rules, altered_before: float) -> tuple[Floats, NDArray[np.bool_]]:
    """Log prior of each stretch [first, last), and which are part of the run only."""
    first, last = np.meshgrid(np.arange(n + 1), np.arange(n + 1), indexing="ij")
    length = rules.min_change_windows
    is_long = last - first >= length
    to_end = is_long & (last == n) & (first >= length)
    from_start = is_long & (first == 0) & (last <= n - length)
    between = is_long & (first >= length) & (last <= n - length)
    prior = np.zeros((n + 1, n + 1))
    for mask, share in zip((to_end, from_start, between), rules.part_share, strict=True):
        prior[mask] = share / max(int(mask.sum()), 1)
    prior[0, n] = max(altered_before, 1e-6)
    with np.errstate(divide="ignore"):
        return np.log(prior), to_end | from_start | between


def _most_likely(within: Floats, n: int, *, whole: float) -> Change:
    """First and last window: medians over the stretches of the likelier sort."""
    probability = float(within.sum())
    later, early = within.copy(), within[0]
    later[0] = 0.0
    if later.sum() >= early.sum():
        begins, ends = later.sum(axis=1), later.sum(axis=0)
        first = _median(begins)
        # Until the end, unless it is likelier that it stopped before.
        last = n if ends[n] >= 0.5 * ends.sum() else _median(np.append(ends[:n], 0.0))
        return Change(probability, whole, first, max(last, first + 1))
    return Change(probability, whole, 0, _median(early))


def _median(weight: Floats) -> int:
    total = np.cumsum(weight)
    return int(np.searchsorted(total, 0.5 * total[-1]))
