"""What circumstances explain, window by window: slopes, shrinkage, robustness."""

from dataclasses import replace

import numpy as np
import pytest

from niggle.stride.explain import explain
from niggle.stride.history import comparable
from niggle.stride.rules import read_rules

BALANCE, STANCE = "stance_time_balance_left_pct", "stance_time_ms"


def explained(world, run, name):
    rules = read_rules()
    metrics = [metric for metric in rules.metrics if metric.name == name]
    return explain(comparable(run, world.history, [name], rules), metrics, rules)


def slope(one, unit=1.0):
    return one.coefficients[0, 0] * unit


def test_with_one_speed_only_the_slope_is_the_populations(season):
    world = season(1)
    for _ in range(12):
        gait = world.runner.run(world.rng, speed_mps=3.0)
        gait.windows["speed_mps"][:] = 3.0
        world.add(gait)
    one = explained(world, world.runner.run(world.rng, speed_mps=4.0), STANCE)
    assert slope(one, one.level[0] / 100.0) == pytest.approx(-26.0, abs=0.5)


def test_with_many_speeds_the_slope_is_the_runners_own(season, summary):
    world = season(2)
    for _ in range(25):
        gait = world.runner.run(world.rng)
        faster = np.where(np.arange(gait.is_eligible.size) % 5 < 3, 0.5, -0.4)
        gait.windows["speed_mps"] += faster
        gait.windows[STANCE] += -16.0 * faster  # a runner of -16 ms per m/s
        world.add(summary(gait))
    one = explained(world, world.runner.run(world.rng), STANCE)
    assert slope(one, one.level[0] / 100.0) == pytest.approx(-16.0, abs=2.0)


def test_a_wild_minute_hardly_moves_the_value_of_a_run(season):
    world = season(3)
    world.run(14)
    run = world.runner.run(world.rng)
    before = explained(world, run, BALANCE).value[0, -1]
    run.windows[BALANCE][20] += 15.0
    assert explained(world, run, BALANCE).value[0, -1] == pytest.approx(before, abs=0.1)


def test_how_windows_scatter_is_learnt_from_the_runner(season):
    world = season(4)
    world.run(20)
    run = world.runner.run(world.rng)
    quiet = explained(world, run, BALANCE)
    assert quiet.window_sd[0] == pytest.approx(0.48, abs=0.1)
    assert quiet.lag1[0] == pytest.approx(0.63, abs=0.12)
    for number, past in enumerate(world.history):
        windows = dict(past.gait.windows)
        windows[BALANCE] = windows[BALANCE] + 0.03 * np.arange(past.gait.is_eligible.size) * (-1.0) ** number
        world.history[number] = replace(past, gait=replace(past.gait, windows=windows))
    assert explained(world, run, BALANCE).trend_sd[0] > 1.4 * quiet.trend_sd[0]


def test_a_run_without_eligible_windows_has_no_value_and_breaks_nothing(season, summary):
    world = season(5)
    world.run(12)
    one = explained(world, summary(world.runner.run(world.rng, minutes=2)), BALANCE)
    assert np.isnan(one.value[0, -1])
    assert one.start_s.size == 0
    assert np.isfinite(one.value[0, :-1]).all()


def test_windows_of_which_little_was_measured_count_for_less(season):
    world = season(6)
    world.run(20)
    whole = world.runner.run(world.rng)
    drawn = replace(whole, measured_share=0.2)
    one, other = explained(world, whole, BALANCE), explained(world, drawn, BALANCE)
    assert other.noise_sd[0, -1] == pytest.approx(one.noise_sd[0, -1] * np.sqrt(5.0))
    assert other.window_sd[0] == pytest.approx(one.window_sd[0] * np.sqrt(5.0))
    assert other.value[0, -1] == one.value[0, -1]
