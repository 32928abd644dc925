"""How likely it is that the newest run is altered, by all metrics, the last few runs and what was felt together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from niggle.gait.model import Floats
from niggle.stride.forecast import Forecast
from niggle.stride.model import PainTold
from niggle.stride.rules import Rules, ShiftPrior
from niggle.vocabulary.metrics import BALANCE, STANCE
from niggle.vocabulary.places import Side

type ChangeKind = Literal["one_sided", "protective", "marked", "other", "moved", "equipment"]
KINDS: tuple[ChangeKind, ...] = ("one_sided", "protective", "marked", "other", "moved", "equipment")
N_ALTERED = 4
"""The first so many kinds are an altered stride; a level that moved for no reason and new equipment are not."""
N_OF_PAIN = 3  # of those, the first so many are what pain does to a stride


_NEGLIGIBLE = 1e-2  # a day-to-day SD so much less likely than the likeliest says nothing
_MOVES: Mapping[str, ChangeKind] = {BALANCE: "moved", STANCE: "equipment"}  # what moves a metric's level, harmlessly
SIGNS = np.array([1.0, -1.0])  # of the balance: longer on the left, on the right


@dataclass(frozen=True, slots=True)
class Histories:
    """What may have happened in the last k runs: `is_shifted` (h, k), its first row with nothing.

    `is_artefact` (a, k) are the runs that were odd by themselves: a strap askew, a strange day.
    """

    is_shifted: Floats
    is_artefact: Floats

    @property
    def is_now(self) -> NDArray[np.bool_]:
        """Which histories leave the newest run altered (h)."""
        return self.is_shifted[:, -1] > 0


@dataclass(frozen=True, slots=True)
class Felt:
    """What was reported of the last k runs: which hurt in a leg (k), and on which side each, None when not told."""

    hurt: NDArray[np.bool_]
    sides: tuple[Side | None, ...]

    @staticmethod
    def of(told: Sequence[PainTold | None], least: float) -> "Felt":
        """From what was told of each run; pain under `least` is none."""
        leg = [one if one is not None and one.hurts_leg(least) else None for one in told]
        hurt = np.array([one is not None for one in leg], dtype=np.bool_)
        return Felt(hurt, tuple(None if one is None else one.side for one in leg))

    def but_now(self) -> "Felt":
        """The same without what was reported of the newest run."""
        return Felt(np.append(self.hurt[:-1], False), (*self.sides[:-1], None))


@dataclass(frozen=True, slots=True)
class Evidence:
    """The probability that this run's stride is altered, and of what sort the change is.

    `repeated` is that of its being so for two runs or more in a way that pain does it: one bad day, or stance time and
    cadence alone in any way, count for no more than a question.
    `by_kind` are the shares of each kind in it, `left_share` that of the histories in which the left foot is
    longer on the ground, `runs_since` the most likely number of altered runs up to this one. `unfelt` is what
    `repeated` would be had nobody reported pain, `by_gait` what the probability would, `moved` that the level
    moved for no reason known or by equipment.
    """

    probability: float
    repeated: float
    unfelt: float
    by_gait: float
    moved: float
    by_kind: Mapping[ChangeKind, float]
    left_share: float
    runs_since: int


@cache
def histories(runs: int, max_artefacts: int) -> Histories:
    """All single stretches of altered runs among so many, and all choices of up to so many odd ones."""
    every = np.arange(runs)
    stretches = [(0, 0), *combinations(range(runs + 1), 2)]
    shifted = np.array([(every >= start) & (every < end) for start, end in stretches], dtype=np.float64)
    wrong = [chosen for count in range(min(max_artefacts, runs) + 1) for chosen in combinations(every, count)]
    return Histories(shifted, np.array([np.isin(every, chosen) for chosen in wrong], dtype=np.float64))


def weigh(forecasts: Mapping[str, Forecast], felt: Felt, rules: Rules, *, before: float = 0.0) -> Evidence:
    """Posterior over what happened in the last runs, from the forecasts of balance, stance time and cadence.

    Either nothing; or one stretch of altered runs: of the balance alone ("one_sided"), in the way pain does it
    ("protective": longer stance, lower cadence, either foot spared), or otherwise ("other"); or a level that has
    moved since some run without that ("moved": as healthy runners' balance does; "equipment": new shoes). On top,
    single runs may be odd. Pain in a leg on one of the altered runs makes it likelier that they are, if they go on
    to this one, and likelier that they spare the side that hurts; to have reported none, or nothing, changes nothing.
    `before` is the probability that the run before the first of these was altered, where it was judged so, else 0: a
    level that was off is still off, by a change of stride or by a move. `stance_time_ms` is the stance time less what
    cadence explains of it.
    Source: Bayes factors between Gaussian models; odd runs and the day-to-day SD are summed out.
    """
    runs = next(iter(forecasts.values())).is_known.size
    all_of = histories(runs, rules.max_artefacts)
    gain: dict[ChangeKind, Floats] = {}
    share = dict(rules.share)
    for name, forecast in forecasts.items():
        if name in _MOVES:
            share[_MOVES[name]] *= forecast.restlessness
        for kind, values in _log_gains(name, forecast, all_of, rules).items():
            gain[kind] = gain.get(kind, 0.0) + values
    likelihood = np.full((len(KINDS), 2, all_of.is_shifted.shape[0]), -np.inf)
    for row, kind in enumerate(KINDS):
        if kind in gain:
            prior = _log_prior if row < N_ALTERED else _log_prior_of_moves
            likelihood[row] = gain[kind] + np.log(0.5 * share[kind]) + prior(all_of, rules, before)
    # With nothing altered the kinds are one and the same: all gains are against it.
    likelihood[:, :, 0] = -np.inf
    likelihood[0, 0, 0] = runs * np.log1p(-rules.onset) + (np.log(rules.recovery) if before else 0.0)
    unfelt = _normalised(likelihood)
    earlier, all_felt = likelihood.copy(), likelihood
    earlier[:N_ALTERED] += _log_felt(all_of, felt.but_now(), rules)
    all_felt[:N_ALTERED] += _log_felt(all_of, felt, rules)
    return _summary(_normalised(all_felt), _normalised(earlier), unfelt, all_of)


def _normalised(log_weight: Floats) -> Floats:
    weight = np.exp(log_weight - log_weight.max())
    return np.asarray(weight / weight.sum())


def _summary(weight: Floats, earlier: Floats, unfelt: Floats, all_of: Histories) -> Evidence:
    """From the weights by all that was felt, by what was on the earlier runs alone, and by gait alone."""
    length = all_of.is_shifted[all_of.is_now].sum(axis=1)
    now = weight[:N_ALTERED, :, all_of.is_now]
    probability = float(now.sum())
    share = now / max(probability, 1e-300)

    def repeated(by: Floats) -> float:
        return float(by[:N_OF_PAIN, :, all_of.is_now][:, :, length >= 2].sum())

    return Evidence(
        probability=probability,
        # Pain on this run speaks for its being the first one too, which must not take anything from the others.
        repeated=max(repeated(weight), repeated(earlier)),
        unfelt=repeated(unfelt),
        by_gait=float(unfelt[:N_ALTERED, :, all_of.is_now].sum()),
        moved=float(weight[N_ALTERED:].sum()),
        by_kind=dict(zip(KINDS[:N_ALTERED], share.sum(axis=(1, 2)).tolist(), strict=True)),
        left_share=float(share[:, 0].sum()),
        runs_since=int(length[share.sum(axis=(0, 1)).argmax()]),
    )


def _log_prior(all_of: Histories, rules: Rules, before: float) -> Floats:
    """Log prior of each stretch of altered runs (h): onsets are rare, and what began goes on for some runs."""
    length = all_of.is_shifted.sum(axis=1)
    goes_on = (1.0 - rules.recovery) * before
    begins = np.where((all_of.is_shifted[:, 0] > 0) & (before > 0.0), goes_on, rules.onset)
    ends = np.where(all_of.is_now, 1.0, rules.recovery)
    return np.asarray(np.log(begins * (1.0 - rules.recovery) ** np.maximum(length - 1, 0) * ends))


def _log_prior_of_moves(all_of: Histories, rules: Rules, before: float) -> Floats:
    """Log prior of a level that moved at each run (h), against the rate of its kind: such a move is for good."""
    was_off = (1.0 - rules.recovery) * (1.0 - before) / (rules.share["moved"] + rules.share["equipment"])
    begins = np.where((all_of.is_shifted[:, 0] > 0) & (before > 0.0), was_off, 1.0)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(np.where(all_of.is_now, begins, 0.0)))


def _log_felt(all_of: Histories, felt: Felt, rules: Rules) -> Floats:
    """Log of how much likelier pain makes each stretch, by sign (2, h): by the painful run in it that does most.

    Only stretches up to this run gain, and none by two reports at once. So one more report never makes this run
    less likely to be altered: neither one of a change that is over, nor one of the other side.
    """
    log_factor_of = np.zeros((2, felt.hurt.size))
    for run in np.flatnonzero(felt.hurt):
        log_factor_of[:, run] = np.log(2.0 * _sparing(felt.sides[run], rules) * rules.pain_factor)
    most = (all_of.is_shifted * log_factor_of[:, None, :]).max(axis=2)
    return np.where(all_of.is_now, most, 0.0)


def _sparing(side: Side | None, rules: Rules) -> Floats:
    """How likely pain on that side makes either sign of the balance's shift (2)."""
    if side is None:
        return np.full(2, 0.5)
    return np.where((SIGNS < 0) == (side == "left"), rules.sparing_share, 1.0 - rules.sparing_share)


def _log_gains(name: str, forecast: Forecast, all_of: Histories, rules: Rules) -> dict[ChangeKind, Floats]:
    """Log Bayes factor (2, h) of each kind's shift against none, by sign of the balance's shift and history.

    The densities of g day-to-day SDs and a choices of odd runs are summed.
    """
    priors: dict[ChangeKind, ShiftPrior] = {
        kind: rules.shifts[name, kind] for kind in KINDS if (name, kind) in rules.shifts
    }
    first = next(iter(priors.values()))
    odd = all_of.is_artefact[all_of.is_artefact.sum(axis=1) <= first.max_artefacts]
    likely = forecast.weight > _NEGLIGIBLE * forecast.weight.max()
    covariance = forecast.covariance[likely][:, None] + _diagonals(odd * first.artefact_sd**2)
    precision = np.linalg.inv(covariance)
    whitened = (precision @ forecast.difference[likely][:, None, :, None])[..., 0]
    count = odd.sum(axis=1)
    nothing = (
        np.log(forecast.weight[likely])[:, None]
        + count * np.log(rules.artefact_share)
        + (odd.shape[1] - count) * np.log1p(-rules.artefact_share)
        - 0.5 * (whitened * forecast.difference[likely][:, None]).sum(axis=2)
        + 0.5 * np.linalg.slogdet(precision)[1]
    )
    log_share = nothing - np.logaddexp.reduce(nothing, axis=None)
    pull = whitened @ all_of.is_shifted.T
    weight = ((precision @ all_of.is_shifted.T) * all_of.is_shifted.T).sum(axis=2)
    sizes = dict.fromkeys((mean, sd) for prior in priors.values() for _, mean, sd in prior.parts)
    signs = SIGNS if first.is_two_sided else np.ones(1)
    gains = {size: _summed(log_factor(pull, weight, *size, signs), log_share) for size in sizes}
    return {
        kind: np.logaddexp.reduce([np.log(share) + gains[mean, sd] for share, mean, sd in prior.parts], axis=0)
        for kind, prior in priors.items()
    }


def log_factor(pull: Floats, weight: Floats, mean: float, sd: float, signs: Floats) -> Floats:
    """Log Bayes factor of a shift of size N(mean, sd²), in either sign of `signs` (s), against none.

    `pull` and `weight` (…) are u'Pd and u'Pu of the shifted places u, the precision P and the data d; the result
    is (s, …).
    """
    wide = 1.0 + sd**2 * weight
    even = (sd**2 * pull**2 - mean**2 * weight) / wide - np.log(wide)
    return np.asarray(0.5 * even + np.multiply.outer(signs, mean * pull / wide))


def _summed(factor: Floats, log_share: Floats) -> Floats:
    """Log mean of factors (s, g, a, h) over their shares (g, a)."""
    terms = factor + log_share[:, :, None]
    top = terms.max(axis=(1, 2), keepdims=True)
    return np.asarray(np.log(np.exp(terms - top).sum(axis=(1, 2))) + top[:, 0, 0])


def _diagonals(values: Floats) -> Floats:
    """Diagonal matrices (a, k, k) of the rows (a, k)."""
    out = np.zeros((*values.shape, values.shape[-1]))
    out[:, np.arange(values.shape[-1]), np.arange(values.shape[-1])] = values
    return out
