"""The drifting level and its forecasts: against the textbook filter, honest width, odd runs, jumps."""

from dataclasses import replace

import numpy as np
import pytest

from niggle.stride.forecast import RunValues, forecast
from niggle.stride.rules import read_rules

RULES = read_rules()
BALANCE = RULES.metrics[0]


def values(series, n_new=1, noise=0.03, new_at=-1):
    n = len(series)
    is_new = np.arange(n) >= n - n_new
    return RunValues(np.array(series), np.full(n, noise), np.zeros((n, n)), ~is_new, is_new, np.arange(n) == new_at)


def predict(runs, metric=None, rules=RULES):
    (one,) = forecast([runs], [metric or BALANCE], rules)
    return one


def season(rng, n, day_sd=0.35, drift=0.03):
    return 50.0 + np.cumsum(drift * rng.standard_normal(n)) + np.hypot(day_sd, 0.17) * rng.standard_normal(n)


def test_it_is_the_kalman_filters_prediction():
    """With one day-to-day SD, no artefacts, jumps or memory, the regression is the local level filter."""
    series = season(np.random.default_rng(1), 25)
    metric = replace(BALANCE, artefact_sd=1e-6, jump_sd=1e-6)
    rules = replace(RULES, grid=np.zeros(1))
    level, variance = series[0], 1e4
    spread = BALANCE.day_sd**2 + 0.03
    variance = 1e4 * spread / (1e4 + spread)
    for value in series[1:-1]:
        variance += BALANCE.drift_sd**2
        gain = variance / (variance + spread)
        level, variance = level + gain * (value - level), (1.0 - gain) * variance
    one = predict(values(series), metric, rules)
    assert one.mean() == pytest.approx(series[-1] - level, abs=1e-4)
    assert one.sd() == pytest.approx(np.sqrt(variance + BALANCE.drift_sd**2 + spread), abs=1e-4)


@pytest.mark.parametrize("n", [7, 12, 40])
@pytest.mark.parametrize("day_sd", [0.25, 0.5])
def test_the_stated_width_is_honest(n, day_sd):
    rng = np.random.default_rng(n)
    z = []
    for _ in range(300):
        one = predict(values(season(rng, n, day_sd)))
        z.append(one.mean() / one.sd())
    # A runner twice as restless as another cannot be told from it by a few runs.
    assert np.std(z) == pytest.approx(1.0, abs=0.12 if n == 40 else 0.4)


def test_odd_runs_hardly_move_what_is_expected():
    series = season(np.random.default_rng(3), 25)
    before = predict(values(series))
    series[[6, 13]] += 6.0
    after = predict(values(series))
    assert after.mean() == pytest.approx(before.mean(), abs=0.15)
    assert after.sd() < 1.3 * before.sd()


def test_a_level_that_jumped_is_followed():
    series = season(np.random.default_rng(4), 30)
    series[15:] += 2.0
    one = predict(values(series), replace(BALANCE, jump_sd=1.0))
    assert abs(one.mean()) < 2.5 * one.sd()
    assert abs(one.mean()) < 0.9


def test_a_new_run_without_the_metric_says_nothing():
    series = season(np.random.default_rng(5), 20)
    series[-2] = np.nan
    one = predict(values(series, n_new=3))
    assert one.is_known.tolist() == [True, False, True]
    assert one.sd(-2) > 100.0
    assert one.sd(-1) < 0.7


def test_where_the_runner_says_that_the_gear_is_new_the_level_may_be_another():
    series = season(np.random.default_rng(6), 26)
    series[-3:] += 2.0
    asked, told = predict(values(series, n_new=3)), predict(values(series, n_new=3, new_at=23))
    assert asked.mean() > 3.0 * asked.sd()
    assert told.mean() < 2.5 * told.sd()
    # Once a few runs with it are known, the next one is compared with those.
    series = np.append(series, series[-2:])
    later = predict(values(series, new_at=23))
    assert abs(later.mean()) < 1.0
    assert later.sd() < 0.8


def test_several_metrics_at_once_are_each_as_alone():
    rng = np.random.default_rng(7)
    one, other = values(season(rng, 20)), values(season(rng, 20))
    other.is_baseline[4] = False
    both = forecast([one, other], [BALANCE, BALANCE], RULES)
    for each, alone in zip(both, (predict(one), predict(other)), strict=True):
        assert each.mean() == pytest.approx(alone.mean(), abs=1e-3)
        assert each.sd() == pytest.approx(alone.sd(), rel=1e-3)


def test_a_level_that_moved_before_is_taken_for_one_that_moves():
    series = season(np.random.default_rng(8), 40)
    calm = predict(values(series)).restlessness
    series[20:] += 2.0
    assert calm < 0.8 < 1.5 < predict(values(series)).restlessness
