"""Bayes factors over the newest runs: what each pattern is taken for."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from niggle.stride.evidence import Felt, histories, weigh
from niggle.stride.forecast import Forecast
from niggle.stride.model import PainTold
from niggle.stride.rules import read_rules
from niggle.vocabulary.metrics import BALANCE, CADENCE, STANCE

RULES = read_rules()
SILENT = Felt(np.zeros(5, dtype=bool), (None,) * 5)
SD = {BALANCE: 0.4, STANCE: 1.3, CADENCE: 1.0}


def newest(**runs):
    """Forecasts of five runs with these differences, one day-to-day SD each."""
    names = {"balance": BALANCE, "stance": STANCE, "cadence": CADENCE}
    return {
        names[name]: Forecast(
            np.array([values], dtype=float),
            SD[names[name]] ** 2 * (np.eye(5) + 0.1)[None],
            np.ones(1),
            np.ones(5, dtype=bool),
            1.0,
        )
        for name, values in runs.items()
    }


def weighed(felt=SILENT, **runs):
    return weigh(newest(**{"stance": [0.0] * 5, "cadence": [0.0] * 5, **runs}), felt, RULES)


def hurt(*runs, side=None):
    return Felt(np.isin(np.arange(5), runs), (side,) * 5)


def test_histories_are_all_single_stretches():
    all_of = histories(5, 2)
    assert all_of.is_shifted.shape == (16, 5)
    assert not all_of.is_shifted[0].any()
    assert all_of.is_now.sum() == 5
    assert all_of.is_artefact.shape == (1 + 5 + 10, 5)


def test_usual_runs_are_usual():
    assert weighed(balance=[0.1, -0.3, 0.2, 0.0, -0.2]).probability < 0.02


def test_one_bad_run_is_no_more_than_a_question():
    one = weighed(balance=[0.0, 0.1, -0.1, 0.0, 2.5])
    assert RULES.ask < one.probability
    assert one.repeated < RULES.confirm


def test_a_balance_that_stays_off_is_one_sided():
    one = weighed(balance=[0.1, 0.0, 1.6, 1.4, 1.5])
    assert one.repeated > RULES.confirm
    # Healthy runners' balance moves too, and more often.
    assert one.moved > one.probability
    assert max(one.by_kind, key=one.by_kind.get) == "one_sided"
    assert one.left_share > 0.95
    assert one.runs_since == 3


def test_with_stance_time_and_cadence_it_is_protective_at_half_the_size():
    pattern = {"stance": [0, 0, 2.2, 2.5, 2.0], "cadence": [0, 0, -1.8, -1.5, -1.6]}
    both = weighed(balance=[0.0, 0.1, -0.7, -0.6, -0.8], **pattern)
    alone = weighed(balance=[0.0, 0.1, -0.7, -0.6, -0.8])
    assert both.repeated > RULES.confirm > 2.0 * alone.repeated
    assert both.by_kind["protective"] > 0.7
    assert both.left_share < 0.1


def test_new_shoes_are_not_an_altered_stride():
    assert weighed(balance=[0.1, 0.0, -0.1, 0.2, 0.0], stance=[0, 0, 2.0, 1.8, 2.2]).repeated < 0.5 * RULES.confirm


def test_stance_time_alone_never_repeats_as_pain_does():
    one = weighed(balance=[0.0] * 5, stance=[0, 0, -9.0, -9.0, -9.0])
    assert one.probability > 0.5 > 0.05 > one.repeated
    assert max(one.by_kind, key=one.by_kind.get) == "other"


RUNS = [0.1, 0.0, 0.9, 0.8, 1.0]


def test_pain_in_a_leg_makes_an_alteration_likelier_and_the_side_tells_more():
    silent, sore = weighed(balance=RUNS), weighed(hurt(3, 4), balance=RUNS)
    right, left = (weighed(hurt(3, 4, side=side), balance=RUNS) for side in ("right", "left"))
    # Longer on the left, as one does to spare the right.
    assert left.probability < sore.probability < right.probability
    assert silent.probability < left.probability
    assert sore.unfelt == right.unfelt == pytest.approx(silent.repeated)


def test_pain_before_a_stretch_of_altered_runs_says_nothing_of_it():
    assert weighed(hurt(0), balance=RUNS).probability < 1.5 * weighed(balance=RUNS).probability


SIDED_PAIN = st.sampled_from([None, PainTold(3, True), PainTold(3, True, "left"), PainTold(3, True, "right")])


@settings(deadline=None)
@given(
    balance=st.lists(st.floats(-2.5, 2.5), min_size=5, max_size=5),
    told=st.lists(SIDED_PAIN, min_size=5, max_size=5),
    more=SIDED_PAIN,
    run=st.integers(0, 4),
)
def test_one_more_report_of_pain_on_any_of_the_runs_never_makes_this_one_less_likely_altered(balance, told, more, run):
    told[run] = None
    before = weighed(Felt.of(told, 1.0), balance=balance)
    told[run] = more
    after = weighed(Felt.of(told, 1.0), balance=balance)
    assert after.probability >= before.probability * (1.0 - 1e-9)
    assert after.repeated >= before.repeated * (1.0 - 1e-9)


def test_what_was_told_counts_from_the_least_pain_on_and_in_a_leg_alone():
    told = [PainTold(0.5, True), PainTold(4, False), None, PainTold(1, True, "left"), PainTold(2, True, "left")]
    assert Felt.of(told, 1.0).hurt.tolist() == [False, False, False, True, True]
    assert Felt.of(told, 1.0).sides == (None, None, None, "left", "left")


def test_a_change_that_is_over_is_not_this_runs():
    assert weighed(balance=[1.5, 1.4, 1.6, 0.0, 0.1]).probability < 0.05


def test_mirrored_feet_swap_the_sides_alone():
    runs = [0.2, 0.1, 0.9, 1.1, 0.7]
    one, other = weighed(balance=runs), weighed(balance=[-x for x in runs])
    assert other.probability == pytest.approx(one.probability)
    assert other.left_share == pytest.approx(1.0 - one.left_share)


def test_densities_are_those_of_scipy():
    """One metric, no artefacts to speak of: the posterior odds from densities worked out by SciPy."""
    from dataclasses import replace

    prior = replace(RULES.shifts[BALANCE, "one_sided"], parts=((1.0, 1.0, 0.35),), max_artefacts=0)
    rules = replace(RULES, shifts={(BALANCE, "one_sided"): prior}, artefact_share=1e-12)
    x = np.array([0.3, -0.2, 0.1, 0.9, 0.4])
    one = weigh(newest(balance=x), SILENT, rules)
    covariance = SD[BALANCE] ** 2 * (np.eye(5) + 0.1)
    nothing = stats.multivariate_normal(np.zeros(5), covariance).pdf(x) * (1.0 - rules.onset) ** 5
    now = rest = 0.0
    for u in histories(5, 0).is_shifted[1:]:
        density = sum(
            0.5 * stats.multivariate_normal(sign * u, covariance + 0.35**2 * np.outer(u, u)).pdf(x)
            for sign in (1.0, -1.0)
        )
        chance = rules.onset * (1.0 - rules.recovery) ** (u.sum() - 1) * (1.0 if u[-1] else rules.recovery)
        weight = rules.share["one_sided"] * density * chance
        now, rest = (now + weight, rest) if u[-1] else (now, rest + weight)
    assert one.probability == pytest.approx(now / (now + rest + nothing), rel=1e-6)
