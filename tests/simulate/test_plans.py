"""A season as it was planned."""

from datetime import UTC, datetime

import pytest

from niggle.simulate.plans import CALM, Nuisances, draw_plans

FIRST_AT = datetime(2026, 1, 5, 7, tzinfo=UTC)


def plans(nuisances: Nuisances = CALM, runs: int = 400):
    return draw_plans(3, 1, runs, first_at=FIRST_AT, nuisances=nuisances, weekdays=(0, 2, 5))


def test_runs_are_on_the_weekdays_within_an_hour():
    for index, plan in enumerate(plans(runs=30)):
        days, seconds = divmod((plan.started_at - FIRST_AT).total_seconds(), 86_400)
        assert days == 7 * (index // 3) + (0, 2, 5)[index % 3]
        assert seconds < 3600


def test_the_same_seed_draws_the_same_season():
    assert plans(runs=20) == plans(runs=20)
    assert plans(runs=20) != draw_plans(3, 2, 20, first_at=FIRST_AT, weekdays=(0, 2, 5))


@pytest.mark.parametrize(
    ("nuisance", "has_it"),
    [
        ("strap_shift_share", lambda plan: plan.is_strap_shifted),
        ("treadmill_share", lambda plan: plan.surface == "treadmill"),
        ("track_share", lambda plan: plan.surface == "track"),
        ("heat_share", lambda plan: plan.is_hot),
        ("missing_balance_share", lambda plan: not plan.has_balance),
        ("all_intervals_share", lambda plan: plan.kind == "all_intervals"),
    ],
)
def test_nuisances_come_as_often_as_they_are_asked_for(nuisance, has_it):
    assert not any(map(has_it, plans()))
    share = sum(map(has_it, plans(Nuisances(**{nuisance: 0.3})))) / 400
    assert share == pytest.approx(0.3, abs=0.07)


def test_a_new_strap_is_new_from_its_run_on():
    straps = [plan.strap for plan in plans(Nuisances(new_strap_at=7), runs=12)]
    assert straps == [0] * 7 + [1] * 5
