"""Seasons of virtual runners: variation between days, nuisances, determinism."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from niggle.simulate.injury import balance_only, whole_pattern
from niggle.simulate.model import RunPlan
from niggle.simulate.plans import Nuisances, draw_plans
from niggle.simulate.squad import _Days, _days, simulate_runner, virtual_runner

BALANCE = "stance_time_balance_left_pct"
FIRST_AT = datetime(2026, 1, 5, 7, 0, tzinfo=UTC)


def short_plans(runs: int) -> list[RunPlan]:
    """Runs too short to judge, for what a season's truth alone tells."""
    return [RunPlan(started_at=FIRST_AT, duration_s=60, pauses=0)] * runs


@pytest.mark.parametrize("median_pp", [0.25, 0.35, 0.5])
def test_day_to_day_sd_of_runners_is_log_normal_about_its_median(median_pp: float) -> None:
    sds_pp = [virtual_runner(3, number, day_sd_median_pp=median_pp).balance_day_sd_pp for number in range(800)]
    assert np.median(sds_pp) == pytest.approx(median_pp, rel=0.06)
    assert np.std(np.log(sds_pp)) == pytest.approx(0.34, rel=0.1)


def test_days_vary_as_much_as_the_runner_does_with_little_memory() -> None:
    scaled, lags = [], []
    for number in range(12):
        runner = virtual_runner(3, number)
        days_pp = np.array([run.truth.day_balance_pp for run in simulate_runner(3, number, runner, short_plans(150))])
        scaled.append(days_pp.std() / runner.balance_day_sd_pp)
        lags.append(np.corrcoef(days_pp[1:], days_pp[:-1])[0, 1])
    assert np.mean(scaled) == pytest.approx(1.0, abs=0.05)
    assert np.mean(lags) == pytest.approx(0.2, abs=0.06)


def test_slow_drift_is_a_random_walk_of_the_tables_step() -> None:
    steps_pp = []
    for number in range(12):
        usual_pct = [
            run.truth.usual_balance_left_pct
            for run in simulate_runner(3, number, virtual_runner(3, number), short_plans(100))
        ]
        steps_pp += np.diff(usual_pct).tolist()
    assert np.std(steps_pp) == pytest.approx(0.03, rel=0.08)


def test_runners_differ_as_in_the_tables() -> None:
    runners = [virtual_runner(9, number) for number in range(800)]
    balance_pct = [runner.balance_left_pct for runner in runners]
    assert np.mean(balance_pct) == pytest.approx(50.0, abs=0.15)
    assert np.std(balance_pct) == pytest.approx(1.2, rel=0.08)
    quartiles = np.percentile([runner.cadence_per_mps for runner in runners], [25, 50, 75])
    assert quartiles == pytest.approx([4.4, 6.8, 8.2], abs=0.35)
    quartiles = np.percentile([runner.stance_time_per_mps for runner in runners], [25, 50, 75])
    assert quartiles == pytest.approx([-33.0, -26.0, -21.0], abs=1.5)


def test_same_seed_same_runs_other_seed_other_runs() -> None:
    plans = draw_plans(1, 0, 3, first_at=FIRST_AT)
    runner = virtual_runner(1, 0)
    first, second = (list(simulate_runner(1, 0, runner, plans)) for _ in range(2))
    other = list(simulate_runner(2, 0, runner, plans))
    for a, b, c in zip(first, second, other, strict=True):
        assert np.array_equal(a.samples[BALANCE], b.samples[BALANCE], equal_nan=True)
        assert not np.array_equal(a.samples[BALANCE], c.samples[BALANCE], equal_nan=True)


def test_a_run_does_not_depend_on_the_runs_after_it() -> None:
    plans = draw_plans(1, 0, 8, first_at=FIRST_AT)
    runner = virtual_runner(1, 0)
    early, whole = (list(simulate_runner(1, 0, runner, plans[:n]))[2] for n in (3, 8))
    assert np.array_equal(early.samples[BALANCE], whole.samples[BALANCE], equal_nan=True)


def test_an_injury_changes_what_it_says_and_from_when() -> None:
    plans = draw_plans(1, 4, 6, first_at=FIRST_AT)
    runner = virtual_runner(1, 4)
    usual = list(simulate_runner(1, 4, runner, plans))
    altered = list(simulate_runner(1, 4, runner, plans, injury=balance_only(1.0, from_run=2, ramp_runs=2)))
    differences_pp = [
        float(np.nanmedian(b.samples[BALANCE] - a.samples[BALANCE])) for a, b in zip(usual, altered, strict=True)
    ]
    assert differences_pp == pytest.approx([0.0, 0.0, 0.5, 1.0, 1.0, 1.0], abs=0.02)
    assert [run.truth.change is None for run in altered] == [True, True, False, False, False, False]
    assert all(run.truth.onset_s is None for run in altered)


def test_whole_pattern_is_of_the_sizes_of_table_e() -> None:
    for shift_pp in (0.5, 1.0, 2.0, 3.4):
        injury = whole_pattern(-shift_pp, from_run=0)
        assert injury.balance_pp == -shift_pp
        assert 3.0 <= injury.stance_time_pct <= 7.0
        assert -3.0 <= injury.cadence_pct <= -1.0
        assert -10.0 <= injury.speed_pct <= -3.0
    one = whole_pattern(1.0, from_run=0)
    assert (one.stance_time_pct, one.cadence_pct) == (3.0, -1.5)


def test_a_shifted_strap_moves_balance_alone_and_from_the_start() -> None:
    plans = draw_plans(1, 4, 1, first_at=FIRST_AT)
    runner = virtual_runner(1, 4)
    usual = next(simulate_runner(1, 4, runner, plans))
    shifted = next(simulate_runner(1, 4, runner, [replace(plans[0], is_strap_shifted=True)]))
    difference_pp = shifted.samples[BALANCE] - usual.samples[BALANCE]
    assert np.nanstd(difference_pp) < 0.01
    assert abs(np.nanmean(difference_pp)) > 0.01
    assert np.array_equal(usual.samples["stance_time_ms"], shifted.samples["stance_time_ms"], equal_nan=True)
    assert shifted.truth.nuisances == ("strap_shift",)
    assert shifted.truth.change is None


def test_nuisances_come_in_their_shares_and_at_their_runs() -> None:
    nuisances = Nuisances(
        strap_shift_share=0.1,
        treadmill_share=0.1,
        track_share=0.1,
        heat_share=0.1,
        all_intervals_share=0.1,
        missing_balance_share=0.1,
        new_strap_at=3,
        new_shoes_at=5,
        new_watch_at=7,
    )
    plans = draw_plans(1, 0, 1000, first_at=FIRST_AT, nuisances=nuisances)
    for is_so in (
        lambda plan: plan.is_strap_shifted,
        lambda plan: plan.surface == "treadmill",
        lambda plan: plan.surface == "track",
        lambda plan: plan.is_hot,
        lambda plan: plan.kind == "all_intervals",
        lambda plan: not plan.has_balance,
    ):
        assert np.mean([is_so(plan) for plan in plans]) == pytest.approx(0.1, abs=0.03)
    assert [plan.strap for plan in plans[:5]] == [0, 0, 0, 1, 1]
    short = [replace(plan, duration_s=60, pauses=0) for plan in plans[:9]]
    truths = [run.truth for run in simulate_runner(1, 0, virtual_runner(1, 0), short)]
    assert "new_strap" in truths[3].nuisances
    assert "new_shoes" in truths[5].nuisances
    assert "new_watch" in truths[7].nuisances
    assert "new_strap" not in truths[4].nuisances


def test_a_new_strap_has_an_offset_of_its_own() -> None:
    """Several runners' first two straps: SD of the change about that of the population, drift aside."""
    steps_pp = []
    for number in range(200):
        plans = [replace(plan, strap=index) for index, plan in enumerate(short_plans(2))]
        first, second = simulate_runner(6, number, virtual_runner(6, number), plans)
        steps_pp.append(second.truth.usual_balance_left_pct - first.truth.usual_balance_left_pct)
    assert np.std(steps_pp) == pytest.approx(0.5, rel=0.15)


def measured_days(number: int, runs: int = 400) -> _Days:
    return _days(5, number, virtual_runner(5, number, world="measured"), runs)


def test_in_the_measured_world_days_have_heavy_tails_and_no_memory() -> None:
    runners = [virtual_runner(5, number, world="measured") for number in range(60)]
    z = np.array([measured_days(n).balance_day_pp / r.balance_day_sd_pp for n, r in enumerate(runners)])
    assert np.std(z) == pytest.approx(1.0, abs=0.05)
    assert (np.abs(z) > 4.0).mean() > 20 * 6.3e-5
    assert np.mean(z[:, 1:] * z[:, :-1]) == pytest.approx(0.0, abs=0.03)
    assert np.median([runner.balance_day_sd_pp for runner in runners]) == pytest.approx(0.42, abs=0.06)


def test_in_the_measured_world_the_balance_moves_for_good_now_and_then() -> None:
    steps = np.concatenate([np.abs(np.diff(measured_days(number).balance_drift_pp)) for number in range(60)])
    # Drift of 0.05 pp a run never makes half a point at once.
    assert (steps > 0.5).mean() == pytest.approx(0.01 * 0.617, abs=0.0015)
    steady = [_days(5, number, virtual_runner(5, number), 400).balance_drift_pp for number in range(10)]
    assert max(np.abs(np.diff(each)).max() for each in steady) < 0.2
