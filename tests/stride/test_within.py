"""Changes within a run: found where they are, not found where there is none."""

import numpy as np
import pytest

from niggle.stride.rules import read_rules
from niggle.stride.within import Course, find_change
from niggle.vocabulary.metrics import BALANCE, STANCE

RULES = read_rules()
N = 40
START_S = 480.0 + 60.0 * np.arange(N)


def noise(rng, sd=0.48, lag1=0.63, n=N):
    draws = rng.standard_normal(n)
    for i in range(1, n):
        draws[i] = lag1 * draws[i - 1] + np.sqrt(1 - lag1**2) * draws[i]
    return sd * draws


def course(off, sd=0.48, lag1=0.63, start_sd=0.38, trend_sd=0.5):
    return Course(off, start_sd, sd, lag1, trend_sd, np.zeros((off.size, 5)), np.zeros((5, 5)))


def found(rng, shift=0.0, low=0, high=N, before=0.02):
    off = noise(rng) + 0.35 * rng.standard_normal() + 0.5 * rng.standard_normal() * (START_S - START_S.mean()) / 3600
    off[low:high] += shift
    return find_change(START_S, {BALANCE: course(off)}, RULES, altered_before=before)


def test_healthy_runs_have_no_change():
    rng = np.random.default_rng(1)
    assert sum(found(rng).probability >= RULES.confirm_within for _ in range(400)) <= 4


@pytest.mark.parametrize("shift", [-2.0, 2.0])
def test_a_step_is_dated_within_two_minutes(shift):
    rng = np.random.default_rng(2)
    changes = [found(rng, shift, low=17) for _ in range(60)]
    assert sum(change.probability >= RULES.confirm_within for change in changes) >= 54
    assert np.median([abs(change.first - 17) for change in changes]) <= 2
    assert sum(change.last == N for change in changes) >= 54


def test_a_run_altered_throughout_has_no_onset():
    rng = np.random.default_rng(3)
    changes = [found(rng, 2.2, before=0.5) for _ in range(60)]
    assert sum(change.whole > change.probability for change in changes) >= 57


def test_what_comes_and_goes_is_bounded_on_both_sides():
    change = found(np.random.default_rng(4), 3.0, low=12, high=25)
    assert change.probability > 0.95
    assert abs(change.first - 12) <= 1
    assert abs(change.last - 25) <= 1


def test_a_stiff_start_that_eases_has_first_zero():
    change = found(np.random.default_rng(5), 2.5, high=14)
    assert change.probability > 0.9
    assert change.first == 0
    assert abs(change.last - 14) <= 1


def test_stance_time_helps_to_date_a_small_change():
    rng = np.random.default_rng(6)
    alone, both = [], []
    for _ in range(60):
        balance = noise(rng)
        balance[20:] += 1.0
        stance = noise(rng, 1.2, 0.4)
        stance[20:] += 3.0
        courses = {BALANCE: course(balance), STANCE: course(stance, 1.2, 0.4, 1.3, 1.0)}
        alone.append(find_change(START_S, {BALANCE: courses[BALANCE]}, RULES, altered_before=0.02))
        both.append(find_change(START_S, courses, RULES, altered_before=0.02))
    told = [sum(change.probability >= RULES.confirm_within for change in changes) for changes in (alone, both)]
    assert told[1] > told[0] + 20


def test_missing_windows_say_nothing():
    rng = np.random.default_rng(7)
    off = noise(rng)
    off[20:] += 2.5
    off[25:30] = np.nan
    change = find_change(START_S, {BALANCE: course(off)}, RULES, altered_before=0.02)
    assert abs(change.first - 20) <= 1
    assert find_change(START_S[:5], {BALANCE: course(off[:5])}, RULES, altered_before=0.02) is None
