"""Change within a run: the segmentation against a library's, habits, thresholds."""

from itertools import pairwise

import numpy as np
import pytest
import ruptures
from hypothesis import given, settings
from hypothesis import strategies as st

from niggle.stride.onset import BALANCE, change_points, habits
from niggle.stride.rules import read_rules


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    n=st.integers(6, 70),
    jump=st.sampled_from([0.0, 1.5, 4.0]),
    penalty=st.sampled_from([2.0, 9.0, 30.0]),
)
def test_change_points_are_those_of_pelt(seed, n, jump, penalty):
    rng = np.random.default_rng(seed)
    values = rng.standard_normal(n) + jump * (np.arange(n) > n * rng.random())
    # Exact for each number of changes; the best over all of them is what PELT minimises.
    oracle = ruptures.Dynp(model="l2", min_size=3, jump=1).fit(values)

    def cost(bounds):
        return sum(((values[a:b] - values[a:b].mean()) ** 2).sum() for a, b in pairwise(bounds))

    best = min(
        cost([0, *(oracle.predict(n_bkps=k) if k else [n])]) + penalty * k for k in range(min(4, n // 3 - 1) + 1)
    )
    ours = change_points(values, penalty, 3)
    assert ours[0] == 0
    assert ours[-1] == n
    assert np.diff(ours).min() >= 3
    assert cost(ours) + penalty * (ours.size - 2) <= best + 1e-6


def test_a_clean_step_is_found_where_it_is():
    values = np.repeat([0.0, 2.0, 0.5], [17, 9, 14])
    assert change_points(values, 3.0, 3).tolist() == [0, 17, 26, 40]


def test_habits_without_history_are_those_of_public_recordings():
    rules = read_rules()
    own = habits([], rules)
    assert own.penalty_pp2 == rules.penalty_pp2
    assert own.window_sd_pp == rules.window_sd_pp


def test_habits_follow_the_runner(season):
    rules = read_rules()
    world = season()
    world.run(20)
    gaits = [past.gait for past in world.history]
    quiet = habits(gaits, rules)
    assert quiet.window_sd_pp == pytest.approx(0.48, abs=0.12)
    for gait in gaits:
        window = gait.windows[BALANCE]
        window[:] = window.mean() + 2.0 * (window - window.mean()) + 0.03 * np.arange(window.size)
    restless = habits(gaits, rules)
    assert restless.penalty_pp2 > 2.0 * quiet.penalty_pp2
    assert restless.window_sd_pp > 1.4 * quiet.window_sd_pp
    assert restless.drift_pp > 0.3
