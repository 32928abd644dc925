"""Which earlier runs a run may be compared with."""

from dataclasses import replace

import numpy as np
import pytest

from niggle.stride.history import TELLING, comparable, last_altered
from niggle.stride.model import PainTold
from niggle.stride.rules import read_rules
from niggle.vocabulary.metrics import CADENCE

RULES = read_rules()
BALANCE = TELLING[0]


@pytest.fixture
def world(season):
    made = season(5)
    made.add_usual(20)
    return made


def compared(world, run=None, **more):
    return comparable(run or world.runner.run(world.rng), world.history, TELLING, RULES, **more)


def test_the_newest_runs_are_judged_with_this_one_and_are_no_baseline(world):
    found = compared(world)
    assert found.is_new[-1]
    assert found.is_new[:-1].sum() == RULES.lag_runs
    assert not (found.is_member & found.is_new[:-1]).any()
    assert found.n_members.tolist() == [20 - RULES.lag_runs] * 3


def test_another_surface_is_not_compared(world):
    world.add_usual(4, surface="track")
    assert len(compared(world).runs) == 20
    assert len(compared(world, world.runner.run(world.rng, surface="track")).runs) == 4


def test_another_sensor_has_no_values(world):
    found = compared(world, world.runner.run(world.rng, sensor="garmin:hrm_pro:cccccc"))
    assert np.isnan(found.values[0, :-1]).all()
    assert found.n_members[0] == 0


def test_a_painful_run_is_no_baseline(world):
    before = compared(world).n_members[0]
    row = 5
    object.__setattr__(world.history[row], "pain", PainTold(RULES.max_pain + 1))
    found = compared(world)
    assert not found.is_member[:, row].any()
    assert found.n_members[0] == before - 1


def test_the_order_of_the_history_does_not_matter(world):
    run = world.runner.run(world.rng)
    forth = comparable(run, world.history, TELLING, RULES)
    back = comparable(run, world.history[::-1], TELLING, RULES)
    assert [past.run_id for past in back.runs] == [past.run_id for past in forth.runs]
    np.testing.assert_array_equal(back.values, forth.values)


def test_new_shoes_begin_a_new_level(world):
    found = compared(world, equipment="shoes")
    assert found.has_new_level.tolist() == [False] * 20 + [True]
    assert not compared(world, equipment="nothing").has_new_level.any()


def test_a_strap_that_was_moved_is_another_sensor_from_then_on(world):
    assert np.isnan(compared(world, equipment="sensor").values[:, :-1]).all()
    object.__setattr__(world.history[14], "equipment", "sensor")
    found = compared(world)
    assert np.isnan(found.values[:, :14]).all()
    assert np.isfinite(found.values[:, 14:]).all()


def test_a_strap_that_was_moved_on_the_track_is_so_on_the_road(world):
    world.add_usual(1, surface="track")
    object.__setattr__(world.history[-1], "equipment", "sensor")
    assert np.isnan(compared(world).values[:, :-1]).all()


def test_what_a_watch_measures_does_not_move_with_the_strap(world):
    for past in world.history:
        object.__setattr__(past.gait, "sensors", past.gait.sensors | {CADENCE: "garmin:wrist"})
    run = world.runner.run(world.rng)
    found = compared(world, replace(run, sensors=run.sensors | {CADENCE: "garmin:wrist"}), equipment="sensor")
    assert np.isfinite(found.values[TELLING.index(CADENCE)]).all()
    assert np.isnan(found.values[0, :-1]).all()


def test_the_last_weighed_run_tells_whether_the_stride_was_altered(world):
    assert last_altered([]) is None
    assert last_altered(world.history) is None
    world.run(6, shift_pp=4.0, stance_factor=1.04)
    assert world.history[-1].verdict.word == "altered"
    assert last_altered(world.history) is world.history[-1]
