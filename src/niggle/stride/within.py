"""Whether and when the stride changed within the run, by balance, stance time and cadence together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
    steps = dict(zip(courses, _steps(start_s, list(courses.values())), strict=True))
    log_weight = []
    for kind, share in rules.share.items():
        priors = {name: rules.shifts[name, kind] for name in courses if (name, kind) in rules.shifts}
        if kind in KINDS[:N_OF_PAIN] and priors:
            factors = [steps[name].log_factor(prior) for name, prior in priors.items()]
            log_weight.append(sum(factors, np.zeros((2, 1, 1))) + np.log(0.5 * share))
    prior, is_part = _log_prior(n, rules, altered_before)
    total = np.logaddexp.reduce(np.concatenate(log_weight), axis=0) + prior
    top = max(float(total.max()), 0.0)
    weight = np.exp(total - top)
    nothing = np.exp(-top) * (1.0 - altered_before)
    weight /= weight.sum() + nothing
    return _most_likely(np.where(is_part, weight, 0.0), n, whole=float(weight[0, n]))


@dataclass(frozen=True, slots=True)
class _Steps:
    """Sums of a whitened course over all stretches: `pull` (n + 1, n + 1) and `weight` of stretch [i, j)."""

    pull: Floats
    weight: Floats

    def log_factor(self, prior: ShiftPrior) -> Floats:
        """Log Bayes factor (2, n + 1, n + 1) of a shift in each stretch against none, by sign of the balance's."""
        signs = SIGNS if prior.is_two_sided else np.ones(1)
        return log_factor(self.pull, self.weight, prior.mean, prior.sd, signs)


def _steps(start_s: Floats, courses: Sequence[Course]) -> list[_Steps]:
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
    return [
        _Steps(
            pull=pull[:, None] - pull[None, :],
            weight=np.maximum(diagonal[:, None] + diagonal[None, :] - 2.0 * each, 0.0),
        )
        for pull, diagonal, each in zip(pulls, diagonals, both, strict=True)
    ]


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
