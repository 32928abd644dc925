"""How likely it is that the newest run is altered, by all metrics and the last few runs together."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from niggle.gait.model import Floats
from niggle.stride.forecast import Forecast
from niggle.stride.rules import Rules, ShiftPrior

type Kind = Literal["one_sided", "protective", "marked", "other", "equipment"]
KINDS: tuple[Kind, ...] = ("one_sided", "protective", "marked", "other", "equipment")
N_ALTERED = 4
"""The first so many kinds are an altered stride; new equipment is not."""

BALANCE, STANCE, CADENCE = "stance_time_balance_left_pct", "stance_time_ms", "cadence_spm"


_NEGLIGIBLE = 1e-3  # a day-to-day SD so much less likely than the likeliest says nothing


@dataclass(frozen=True, slots=True)
class Histories:
    """What may have happened in the last k runs: `is_shifted` (h, k), its first row with nothing.

    `is_artefact` (a, k) are the runs that a sensor got wrong.
    """

    is_shifted: Floats
    is_artefact: Floats

    @property
    def is_now(self) -> NDArray[np.bool_]:
        """Which histories leave the newest run altered (h)."""
        return self.is_shifted[:, -1] > 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """The probability that this run's stride is altered, and of what sort the change is.

    `repeated` is that of its being so for two runs or more: one bad day counts for no more than a question.
    `by_kind` are the shares of each kind in it, `left_share` that of the histories in which the left foot is
    longer on the ground, `runs_since` the most likely number of altered runs up to this one.
    """

    probability: float
    repeated: float
    by_kind: Mapping[Kind, float]
    left_share: float
    runs_since: int


@cache
def histories(runs: int, max_artefacts: int) -> Histories:
    """All single stretches of altered runs among so many, and all choices of up to so many artefacts."""
    every = np.arange(runs)
    stretches = [(0, 0), *combinations(range(runs + 1), 2)]
    shifted = np.array([(every >= start) & (every < end) for start, end in stretches], dtype=np.float64)
    wrong = [chosen for count in range(min(max_artefacts, runs) + 1) for chosen in combinations(every, count)]
    return Histories(shifted, np.array([np.isin(every, chosen) for chosen in wrong], dtype=np.float64))


def weigh(forecasts: Mapping[str, Forecast], rules: Rules, *, was_altered: bool) -> Evidence:
    """Posterior over what happened in the last runs, from the forecasts of balance, stance time and cadence.

    Either nothing, or one stretch of altered runs: of the balance alone ("one_sided"), in the way pain does
    it ("protective": longer stance, lower cadence, either foot spared), or otherwise ("other"). On top, single
    runs may be wrong (a strap askew). `was_altered` says that the run before the first of these was already
    judged altered. `stance_time_ms` is the stance time less what cadence explains of it.
    Source: Bayes factors between Gaussian models; artefacts and the day-to-day SD are summed out.
    """
    runs = next(iter(forecasts.values())).is_known.size
    all_of = histories(runs, rules.max_artefacts)
    total = np.full((len(KINDS), 2, all_of.is_shifted.shape[0]), -np.inf)
    density: dict[tuple[str, Kind], Floats] = {}
    for name, forecast in forecasts.items():
        density |= {(name, kind): values for kind, values in _log_densities(name, forecast, all_of, rules).items()}
    nothing = {name: values[0, 0] for (name, _), values in density.items()}
    for row, kind in enumerate(KINDS):
        if any((name, kind) in density for name in forecasts):
            terms = [density.get((name, kind), np.full((1, 1), nothing[name])) for name in forecasts]
            total[row] = sum(terms, np.zeros(total.shape[1:])) + np.log(0.5 * rules.kind_share[kind])
    total += _log_prior(all_of, rules, was_altered=was_altered)
    # With nothing altered the kinds are one and the same.
    total[:, :, 0] = -np.inf
    total[0, 0, 0] = sum(nothing.values()) + float(_log_prior(all_of, rules, was_altered=was_altered)[0])
    weight = np.exp(total - total.max())
    return _summary(weight / weight.sum(), all_of)


def _summary(weight: Floats, all_of: Histories) -> Evidence:
    now = weight[:N_ALTERED, :, all_of.is_now]
    probability = float(now.sum())
    share = now / max(probability, 1e-300)
    length = all_of.is_shifted[all_of.is_now].sum(axis=1)
    return Evidence(
        probability=probability,
        repeated=float(now[:, :, length >= 2].sum()),
        by_kind=dict(zip(KINDS[:N_ALTERED], share.sum(axis=(1, 2)).tolist(), strict=True)),
        left_share=float(share[:, 0].sum()),
        runs_since=int(length[share.sum(axis=(0, 1)).argmax()]),
    )


def _log_prior(all_of: Histories, rules: Rules, *, was_altered: bool) -> Floats:
    """Log prior of each history: onsets are rare, and what began goes on for some runs."""
    shifted = all_of.is_shifted
    runs = shifted.shape[1]
    length = shifted.sum(axis=1)
    begins_first = shifted[:, 0] > 0
    begins = np.where(begins_first & was_altered, 1.0 - rules.recovery, rules.onset)
    quiet = (1.0 - rules.onset) ** (runs - 1) * (rules.recovery if was_altered else 1.0 - rules.onset)
    ends = np.where(all_of.is_now, 1.0, rules.recovery)
    prior = begins * (1.0 - rules.recovery) ** np.maximum(length - 1, 0) * ends
    prior[0] = quiet
    return np.log(prior)


def _log_densities(name: str, forecast: Forecast, all_of: Histories, rules: Rules) -> dict[Kind, Floats]:
    """Log density (2, h) of the newest runs by kind of change and history, for either sign of the balance's shift.

    The densities of g day-to-day SDs and a choices of artefacts are summed.
    """
    priors: dict[Kind, ShiftPrior] = {kind: rules.shifts[name, kind] for kind in KINDS if (name, kind) in rules.shifts}
    first = next(iter(priors.values()))
    sizes = list(dict.fromkeys((mean, sd) for prior in priors.values() for _, mean, sd in prior.parts))
    off = all_of.is_artefact
    off = off[off.sum(axis=1) <= first.max_artefacts]
    count = off.sum(axis=1)
    log_share = count * np.log(rules.artefact_share) + (off.shape[1] - count) * np.log1p(-rules.artefact_share)
    likely = forecast.weight > _NEGLIGIBLE * forecast.weight.max()
    log_weight = np.log(forecast.weight[likely])[:, None] + log_share
    each = _log_normal(
        forecast.difference[likely],
        forecast.covariance[likely],
        all_of.is_shifted,
        off * first.artefact_sd**2,
        np.array(sizes),
        is_two_sided=first.is_two_sided,
    )
    each += log_weight[:, :, None, None, None]
    top = each.max(axis=(0, 1))
    summed = top + np.log(np.exp(each - top).sum(axis=(0, 1)))
    row = {size: number for number, size in enumerate(sizes)}
    return {
        kind: np.logaddexp.reduce([np.log(share) + summed[row[mean, sd]] for share, mean, sd in prior.parts], axis=0)
        for kind, prior in priors.items()
    }


def _log_normal(
    difference: Floats, covariance: Floats, u: Floats, extra: Floats, sizes: Floats, *, is_two_sided: bool
) -> Floats:
    """Log densities (g, a, z, s, h): day-to-day SDs, artefacts, sizes, signs, histories.

    `extra` (a, k) are the artefacts' variances, `sizes` (z, 2) mean and SD of the shift. The Cholesky factors
    of all covariances are worked out at once, entry by entry.
    """
    runs = u.shape[1]
    signs = np.array([1.0, -1.0] if is_two_sided else [1.0])
    mean, variance = sizes[:, 0, None, None], sizes[:, 1, None, None] ** 2
    factor: dict[tuple[int, int], Floats] = {}
    white: list[Floats] = []
    log_density = np.zeros(())
    for i in range(runs):
        for j in range(i + 1):
            entry = covariance[:, i, j, None, None, None, None] + variance * (u[:, i] * u[:, j])
            if i == j:
                entry = entry + extra[:, i, None, None, None]
            for q in range(j):
                entry = entry - factor[i, q] * factor[j, q]
            factor[i, j] = np.sqrt(entry) if i == j else entry / factor[j, j]
        rest = difference[:, i, None, None, None, None] - mean * signs[:, None] * u[:, i]
        for q in range(i):
            rest = rest - factor[i, q] * white[q]
        white.append(rest / factor[i, i])
        log_density = log_density - 0.5 * white[i] ** 2 - np.log(factor[i, i])
    return log_density
