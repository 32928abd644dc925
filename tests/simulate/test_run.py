"""Samples of virtual runs: noise as measured in real ones, and what follows from what."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from numpy.typing import NDArray

from niggle.simulate.injury import whole_pattern
from niggle.simulate.model import RunPlan, VirtualRun
from niggle.simulate.plans import draw_plans
from niggle.simulate.population import population
from niggle.simulate.squad import simulate_runner, virtual_runner
from niggle.vocabulary.columns import SAMPLE_COLUMNS

type Floats = NDArray[np.float64]
BALANCE = "stance_time_balance_left_pct"
FIRST_AT = datetime(2026, 1, 5, 7, 0, tzinfo=UTC)


def minute_medians(values: Floats) -> Floats:
    minutes = values.size // 60
    return np.nanmedian(values[: 60 * minutes].reshape(minutes, 60), axis=1)


@pytest.fixture(scope="module")
def balance_minutes() -> list[Floats]:
    """Medians of every minute's balance, for runs of many runners."""
    return [
        minute_medians(run.samples[BALANCE])
        for number in range(60)
        for run in simulate_runner(7, number, virtual_runner(7, number), draw_plans(7, number, 4, first_at=FIRST_AT))
    ]


def one_run(plan: RunPlan | None = None, **kwargs: object) -> VirtualRun:
    return next(simulate_runner(1, 2, virtual_runner(1, 2), [plan or RunPlan(started_at=FIRST_AT)]))


def test_minutes_vary_as_in_real_recordings(balance_minutes: list[Floats]) -> None:
    """Table E: SD of 60-s medians 0.48 pp, lag-1 autocorrelation 0.63."""
    sds_pp = [float(minutes.std(ddof=1)) for minutes in balance_minutes]
    lags = []
    for minutes in balance_minutes:
        centred = minutes - minutes.mean()
        lags.append(float((centred[1:] * centred[:-1]).sum() / (centred * centred).sum()))
    assert 0.45 < np.median(sds_pp) < 0.52
    assert 0.58 < np.median(lags) < 0.68


def test_last_third_differs_from_the_first_as_in_real_recordings(balance_minutes: list[Floats]) -> None:
    """Finding 6: SD 0.47 pp, largest 1.09 in 18 recordings."""
    thirds = [len(minutes) // 3 for minutes in balance_minutes]
    differences_pp = [m[-third:].mean() - m[:third].mean() for m, third in zip(balance_minutes, thirds, strict=True)]
    assert 0.40 < np.std(differences_pp) < 0.55


def test_has_every_sample_column_and_nothing_else() -> None:
    run = one_run()
    assert list(run.samples) == list(SAMPLE_COLUMNS)
    assert {values.shape for values in run.samples.values()} == {(run.plan.duration_s,)}


def test_speed_is_cadence_times_step_length() -> None:
    run = one_run()
    product_mps = run.samples["cadence_spm"] / 60.0 * run.samples["step_length_mm"] / 1000.0
    has_steps = np.isfinite(product_mps)
    assert has_steps.mean() > 0.98
    # A device rounds cadence to whole steps a minute.
    tolerance_mps = 0.6 / run.samples["cadence_spm"][has_steps] * product_mps[has_steps] + 0.002
    assert np.all(np.abs(product_mps - run.samples["speed_mps"])[has_steps] < tolerance_mps)


def test_distance_adds_up_the_speed() -> None:
    run = one_run()
    covered_m = run.samples["speed_mps"][1:].sum()
    assert run.samples["distance_m"][-1] == pytest.approx(covered_m, abs=1.5)
    assert np.all(np.diff(run.samples["distance_m"]) >= 0.0)


def test_pauses_are_gaps_in_the_elapsed_time() -> None:
    run = one_run(RunPlan(started_at=FIRST_AT, pauses=3))
    assert run.pauses_s.shape == (3, 2)
    gaps_s = np.diff(run.samples["elapsed_s"])
    assert gaps_s.min() == 1.0
    assert gaps_s[gaps_s > 1.0] == pytest.approx(run.pauses_s[:, 1] - run.pauses_s[:, 0] + 1.0)


def test_hills_show_in_altitude_and_speed() -> None:
    run = one_run(RunPlan(started_at=FIRST_AT, relief_m=25.0, duration_s=3600, pauses=0))
    altitude_m, speed_mps = run.samples["altitude_m"], run.samples["speed_mps"]
    assert 15.0 < altitude_m.max() - altitude_m.min() < 45.0
    rise_m = altitude_m[60:] - altitude_m[:-60]
    mean_mps = np.convolve(speed_mps, np.ones(60) / 60.0, mode="valid")[:-1]
    assert mean_mps[rise_m > 4.0].mean() < mean_mps[np.abs(rise_m) < 1.0].mean() - 0.1


def test_warm_up_fades_within_ten_minutes() -> None:
    starts_ms, later_ms = [], []
    for number in range(60):
        plan = RunPlan(started_at=FIRST_AT, relief_m=0.0, pauses=0)
        run = next(simulate_runner(4, number, virtual_runner(4, number), [plan]))
        stance_ms = minute_medians(run.samples["stance_time_ms"])
        starts_ms.append(stance_ms[1:3].mean())
        later_ms.append(stance_ms[10:14].mean())
    gain_pct = 100.0 * (np.mean(starts_ms) / np.mean(later_ms) - 1.0)
    left = np.exp(-np.array([120.0, 720.0]) / population()["warm_up_time_constant"])
    fatigue_pct = population()["fatigue_stance_time_per_h"] * 600.0 / 3600.0
    expected_pct = population()["warm_up_stance_time"] * (left[0] - left[1]) - fatigue_pct
    assert gain_pct == pytest.approx(expected_pct, abs=0.6)


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"sensor": "wrist"}, {BALANCE, "stance_time_ms", "step_length_mm", "vertical_oscillation_mm"}),
        ({"sensor": "pod"}, {BALANCE}),
        ({"has_balance": False}, {BALANCE}),
        ({"surface": "treadmill"}, {"altitude_m"}),
    ],
)
def test_sensors_that_are_missing_leave_no_values(change: dict[str, object], missing: set[str]) -> None:
    whole = one_run()
    run = one_run(replace(whole.plan, **change))  # type: ignore[arg-type]
    assert all(np.isnan(run.samples[name]).all() for name in missing)
    assert np.isfinite(run.samples["cadence_spm"]).all()
    assert all(np.isfinite(whole.samples[name]).any() for name in missing)


def test_walking_breaks_have_no_running_dynamics() -> None:
    run = one_run(RunPlan(started_at=FIRST_AT, walks=2, pauses=0))
    is_slow = (run.samples["speed_mps"] < 1.6) & (run.samples["elapsed_s"] > 60.0)
    assert 40 <= is_slow.sum() <= 150
    assert np.isnan(run.samples["stance_time_ms"][is_slow]).mean() > 0.9


@pytest.mark.parametrize("name", ["stance_time_ms", BALANCE, "cadence_spm", "speed_mps"])
def test_change_begins_at_its_minute(name: str) -> None:
    """A run with and without an injury is the same to the second before the onset, and only then differs."""
    plans = [RunPlan(started_at=FIRST_AT, pauses=2)]
    runner = virtual_runner(5, 0)
    usual = next(simulate_runner(5, 0, runner, plans))
    altered = next(simulate_runner(5, 0, runner, plans, injury=whole_pattern(2.0, from_run=0, from_minute=20.0)))
    assert altered.truth.onset_s == altered.samples["elapsed_s"][1200]
    assert np.array_equal(usual.samples[name][:1200], altered.samples[name][:1200], equal_nan=True)
    later: Callable[[VirtualRun], float] = lambda run: float(np.nanmean(run.samples[name][1230:]))  # noqa: E731
    difference = later(altered) - later(usual)
    expected = {
        "stance_time_ms": (8, 35),
        BALANCE: (1.8, 2.1),
        "cadence_spm": (-8, -3),
        "speed_mps": (-0.3, -0.1),
    }
    low, high = expected[name]
    assert low < difference < high


def test_values_are_such_as_fit_can_hold() -> None:
    run = one_run()
    for name, per_unit in {BALANCE: 100, "stance_time_ms": 10, "speed_mps": 1000, "altitude_m": 5}.items():
        stored = run.samples[name] * per_unit
        stored = stored[np.isfinite(stored)]
        assert np.abs(stored - np.rint(stored)).max() < 1e-6
