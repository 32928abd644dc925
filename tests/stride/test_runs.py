"""What was to be expected of a run, from the runs before it."""

import pytest

from niggle.stride.history import TELLING, comparable
from niggle.stride.rules import read_rules
from niggle.stride.runs import BALANCE, CADENCE, STANCE, Expected, expect

RULES = read_rules()
METRICS = [rule for rule in RULES.metrics if rule.name in TELLING]


@pytest.fixture
def expected_of(season):
    """What was to be expected of a run with these changes, after 30 usual ones."""

    def make(seed: int = 7, **changes: object) -> Expected:
        world = season(seed)
        world.add_usual(30)
        run = world.runner.run(world.rng, **changes)
        return expect(comparable(run, world.history, [rule.name for rule in METRICS], RULES), METRICS, RULES)

    return make


def test_a_usual_run_is_within_a_few_sds(expected_of):
    found = expected_of()
    assert set(found.usual) == {BALANCE, STANCE, CADENCE}
    for usual in found.usual.values():
        assert usual.sd > 0
        assert abs(usual.z) < 3.5


@pytest.mark.parametrize("shift_pp", [-3.0, 3.0])
def test_a_shift_is_as_large_as_it_was(expected_of, shift_pp):
    plain, shifted = expected_of().usual[BALANCE], expected_of(shift_pp=shift_pp).usual[BALANCE]
    assert shifted.difference - plain.difference == pytest.approx(shift_pp, abs=0.25)


def test_pace_is_no_difference(expected_of):
    """Faster running shortens stance: what circumstances explain is taken out."""
    for speed_mps in (2.7, 3.3):
        assert abs(expected_of(speed_mps=speed_mps).usual[STANCE].z) < 3.0


def test_stance_that_cadence_explains_is_not_told_twice(expected_of):
    together = expected_of(cadence_factor=1.04, stance_factor=0.96)
    assert abs(together.telling[STANCE].mean()) < abs(together.usual[STANCE].difference)
    assert abs(together.telling[CADENCE].mean()) == pytest.approx(4.0, abs=1.5)


def test_the_courses_are_of_the_eligible_windows(expected_of):
    found = expected_of()
    for course in found.courses.values():
        assert course.off.size == found.start_s.size


def test_a_drift_needs_fifteen_runs(season):
    world = season(2)
    world.add_usual(12)
    run = world.runner.run(world.rng)
    names = [rule.name for rule in METRICS]
    assert expect(comparable(run, world.history, names, RULES), METRICS, RULES).trend_pp_per_30_runs is None
    world.add_usual(12)
    assert expect(comparable(run, world.history, names, RULES), METRICS, RULES).trend_pp_per_30_runs is not None
