"""The way back: when it is offered, and that nothing but the runner's own word moves it on."""

from datetime import UTC, datetime, timedelta

import pytest

from niggle.triage.returning import Next, is_long_concern, next_step, offers_plan, plan_for

START = datetime(2026, 3, 2, 6, tzinfo=UTC)
PLAN = plan_for("knee", ["concern"])


@pytest.mark.parametrize(
    ("state", "statuses", "is_offered"),
    [
        ("settled", ["monitor", "concern", "clear"], True),
        ("settled", ["red_flag"], True),
        ("settled", ["adapt", "monitor"], False),
        ("open", ["concern"], False),
        ("quiet", ["concern"], False),
    ],
)
def test_a_way_back_is_offered_once_a_concern_has_settled(state, statuses, is_offered):
    assert offers_plan(state, statuses) is is_offered


def test_the_steps_are_those_of_the_source():
    # Table 1 of doi.org/10.1186/s13063-023-07502-x: walk, run (minutes), miles, effort
    table = [(2, 3, 1.0, 3), (2, 3, 1.5, 3), (2, 4, 1.5, 4), (2, 4, 2.0, 4), (1, 4, 2.0, 5), (0, 0, 2.0, 5)]
    assert [(one.walk_min, one.run_min, one.miles, one.effort) for one in PLAN.steps] == table
    assert all(one.distance_m == round(one.miles * 1609.344) for one in PLAN.steps)
    assert PLAN.times_each == 2
    assert "10.1186/s13063-023-07502-x" in PLAN.where


@pytest.mark.parametrize(
    ("taken", "then"),
    [
        ([], Next(0, 0)),
        ([(0, "done")], Next(0, 1)),
        ([(0, "done"), (0, "done")], Next(1, 0)),
        ([(0, "done"), (0, "repeat"), (0, "done")], Next(0, 1)),
        ([(0, "done"), (0, "done"), (1, "repeat")], Next(1, 0)),
        ([(3, "done"), (0, "done")], Next(0, 1)),
        ([(step, "done") for step in range(6) for _ in range(2)], Next(None, 0)),
    ],
)
def test_a_step_is_left_when_the_runner_did_it_twice(taken, then):
    assert next_step(PLAN, taken) == then


def test_bone_and_red_flags_are_for_somebody_who_has_looked():
    assert PLAN.cautions == ()
    (bone,) = plan_for("shin", ["concern"]).cautions
    assert "bone" in bone
    assert ["red flag" in one for one in plan_for("foot", ["red_flag", "clear"]).cautions] == [True, False]


def test_two_weeks_of_concern_are_long():
    runs = [(START, "concern"), (START + timedelta(days=7), "clear"), (START + timedelta(days=14), "red_flag")]
    assert is_long_concern(runs)
    assert not is_long_concern(runs[:2])
    assert not is_long_concern([*runs[:2], (START + timedelta(days=13.9), "concern")])
    assert not is_long_concern([(START, "adapt"), (START + timedelta(days=30), "adapt")])
