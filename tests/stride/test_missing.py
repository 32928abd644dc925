"""What keeps a run from being called usual."""

from dataclasses import replace

import numpy as np
import pytest

from niggle.stride.missing import BALANCE, STANCE, eligible_seconds, key_metric, what_is_missing
from niggle.stride.rules import read_rules

RULES = read_rules()


@pytest.fixture
def world(season):
    made = season(3)
    made.add_usual(12)
    return made


def test_the_balance_is_the_key_and_else_the_stance_time(world):
    run = world.runner.run(world.rng)
    assert key_metric(run) == BALANCE
    assert key_metric(world.runner.run(world.rng, without=[BALANCE])) == STANCE
    assert key_metric(world.runner.run(world.rng, without=[BALANCE, STANCE])) is None


def test_nothing_is_missing_of_a_run_among_its_like(world):
    run = world.runner.run(world.rng)
    assert what_is_missing(run, {BALANCE: RULES.provisional_runs}, world.history, RULES) is None


def test_what_is_missing_is_named_in_order(world):
    enough = {BALANCE: RULES.provisional_runs, STANCE: RULES.provisional_runs}
    run = world.runner.run(world.rng)

    def missing(one, members=enough):
        return what_is_missing(one, members, world.history, RULES)

    assert "of steady, level running" in missing(replace(run, eligible_s=60.0))
    assert "left and right" in missing(world.runner.run(world.rng, without=[BALANCE, STANCE]))
    assert "unlike earlier runs" in missing(world.runner.run(world.rng, without=[BALANCE]))
    assert "too few runs to know" in missing(run, {BALANCE: RULES.provisional_runs - 1})
    assert "new strap" in missing(world.runner.run(world.rng, sensor="garmin:hrm_pro:bbbbbb"), {})


def test_a_metric_that_was_measured_too_briefly(world):
    run = world.runner.run(world.rng)
    values = run.windows[BALANCE].copy()
    values[5:] = np.nan
    brief = replace(run, windows={**run.windows, BALANCE: values})
    assert eligible_seconds(brief, BALANCE) == 60.0 * run.is_eligible[:5].sum()
    assert "measured for only" in what_is_missing(brief, {BALANCE: 30}, world.history, RULES)


def test_a_strap_that_was_moved_is_a_reason_only_where_it_takes_runs_away(world):
    object.__setattr__(world.history[6], "equipment", "sensor")
    run = world.runner.run(world.rng)
    assert "moved or changed" in what_is_missing(run, {}, world.history, RULES)
    assert "on this surface" in what_is_missing(replace(run, surface="treadmill"), {}, world.history, RULES)
    assert "new strap" in what_is_missing(
        world.runner.run(world.rng, sensor="garmin:hrm_pro:bbbbbb"), {}, world.history, RULES
    )
