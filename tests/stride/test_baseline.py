"""The regression behind what is expected: slopes, shrinkage, robustness."""

import numpy as np
import pytest

from niggle.stride.baseline import expect
from niggle.stride.history import comparable
from niggle.stride.rules import read_rules

STANCE = "stance_time_ms"


def fitted(world, run, name):
    rules = read_rules()
    metrics = [metric for metric in rules.metrics if metric.name == name]
    return expect(comparable(run, world.history, [name], rules), metrics, rules)


def test_with_one_speed_only_the_slope_is_the_populations(season):
    world = season(1)
    world.run(12, speed_mps=3.0)
    run = world.runner.run(world.rng, speed_mps=4.0)
    assert fitted(world, run, STANCE).speed_slope[0] == pytest.approx(-26.0, abs=3.0)


def test_with_many_speeds_the_slope_is_the_runners_own(season):
    world = season(2)
    for number in range(30):
        gait = world.runner.run(world.rng, speed_mps=2.4 + 0.05 * number)
        slope = 10.0 * (gait.values["speed_mps"] - 3.0)
        gait.values[STANCE] += slope  # a runner of -16 ms per m/s
        world.add(gait)
    run = world.runner.run(world.rng, speed_mps=3.0)
    assert fitted(world, run, STANCE).speed_slope[0] == pytest.approx(-16.0, abs=3.5)


def test_two_wild_runs_hardly_move_what_is_expected(season):
    world = season(3)
    world.run(14)
    run = world.runner.run(world.rng)
    name = "stance_time_balance_left_pct"
    before = fitted(world, run, name)
    for row in (4, 9):
        world.history[row].gait.values[name] += 6.0
    after = fitted(world, run, name)
    assert after.expected[0, -1] == pytest.approx(before.expected[0, -1], abs=0.2)
    assert after.run_sd[0] < 2.2 * before.run_sd[0]


@pytest.mark.parametrize("run_sd_pp", [0.15, 0.7])
def test_the_scale_lies_between_the_prior_and_the_runner(season, run_sd_pp):
    world = season(4)
    world.runner = type(world.runner)(run_sd_pp=run_sd_pp)
    world.run(30)
    sd = fitted(world, world.runner.run(world.rng), "stance_time_balance_left_pct").run_sd[0]
    low, high = sorted([0.35, np.hypot(run_sd_pp, 0.16)])
    assert low * 0.75 < sd < high * 1.25
