"""The harness of the proof: small squads whose answers are known."""

import dataclasses
import importlib
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

PACKAGE = "tests.benchmarks.detection"


@pytest.fixture
def part(monkeypatch: pytest.MonkeyPatch, project_root: Path) -> Any:
    """Imports a module of the package, which lies beside the tests and is not installed."""
    monkeypatch.syspath_prepend(str(project_root))

    def load(name: str) -> ModuleType:
        return importlib.import_module(f"{PACKAGE}.{name}")

    return load


def test_an_episode_is_alarms_one_after_the_other(part: Any) -> None:
    starts = part("figures").episode_starts
    alarm = np.array([0, 1, 1, 0, 1, 0, 1], dtype=bool)
    judged = np.array([1, 1, 1, 1, 1, 0, 1], dtype=bool)
    # The run that could not be judged does not end the episode that was under way.
    assert starts(alarm, judged).tolist() == [False, True, False, False, True, False, False]


def test_a_share_has_an_interval_around_it(part: Any) -> None:
    share = part("estimate").share([1.0] * 30 + [0.0] * 10 + [np.nan] * 5)
    assert share.value == 75.0
    assert share.out_of == 40
    assert 55.0 < share.low < 75.0 < share.high < 90.0


def test_a_share_against_itself_is_all_of_it(part: Any) -> None:
    marks = np.array([1.0, 0.0, 1.0, 1.0])
    against = part("estimate").share_against(marks, marks)
    assert (against.value, against.low, against.high) == (100.0, 100.0, 100.0)


def test_nothing_out_of_nothing_has_no_value(part: Any) -> None:
    estimate = part("estimate").ratio([0.0, 0.0], [0.0, 0.0])
    assert np.isnan(estimate.value)
    assert part("document").estimate(estimate)["value"] is None


def test_the_limit_keeps_to_the_false_episodes_it_may_make(part: Any) -> None:
    rng = np.random.default_rng(3)
    healthy = [rng.standard_normal(100) for _ in range(20)]
    limit = part("limit").limit_for(healthy, 0.5)
    alarms = [each >= limit for each in healthy]
    episodes = sum(int(each[0]) + int((each[1:] & ~each[:-1]).sum()) for each in alarms)
    assert 8 <= episodes <= 10


def test_the_oracle_weighs_evidence_as_neyman_and_pearson_do(part: Any) -> None:
    oracle = part("oracle")
    residual = np.array([[1.0, 3.0, -1.5, 30.0], [0.0, 0.0, 0.0, 30.0], [np.nan, np.nan, np.nan, 30.0]])
    day_sd = np.full(3, 0.35)
    balance = oracle.log_likelihood_ratio(residual, day_sd, [1.0, 0.0, 0.0])
    whole = oracle.log_likelihood_ratio(residual, day_sd, [1.0, 3.0, -1.5])
    assert balance[0] > 0 > balance[1]
    assert whole[0] > balance[0]
    assert whole[1] < balance[1]
    assert balance[2] == whole[2] == 0.0


def test_the_oracle_remembers_so_many_runs(part: Any) -> None:
    left = np.array([[-1.0, 2.0, 2.0, -5.0]])
    right = -left
    assert part("oracle").statistic(left, right, 2)[0].tolist() == [1.0, 2.0, 4.0, 5.0]


def test_simple_detectors_alarm_where_they_should(part: Any) -> None:
    others = part("others")
    rng = np.random.default_rng(1)
    rows = np.tile([50.0, 250.0, 165.0, 50.0, 250.0, 165.0], (40, 1)) + 0.3 * rng.standard_normal((40, 6))
    rows[35:, [0, 3]] += 3.0
    assert (others.zscore(rows)[:35] < others.LIMITS["zscore"]).mean() > 0.9
    assert others.zscore(rows)[35] > 2 * others.LIMITS["zscore"]
    assert others.ewma(rows)[36] > others.LIMITS["ewma"]
    assert others.red_zone(rows)[35:].all()
    assert not others.red_zone(rows)[:35].any()


@pytest.fixture
def squad(part: Any) -> Any:
    """Two runners with the injuries of the goals."""
    seasons = part("seasons")
    scenarios = [dataclasses.replace(each, runs=1 if each.is_within else 3) for each in part("goals").GOAL_SCENARIOS]
    return seasons.Squad(5, 2, 0.35, tuple(scenarios))


def test_a_season_is_the_same_each_time_and_nobody_is_told_of_an_unnamed_strap(part: Any) -> None:
    seasons = part("seasons")
    drawn = [seasons.draw_season(5, number) for number in range(30)]
    assert drawn[7] == seasons.draw_season(5, 7)
    unnamed = [s for s in drawn if any("new strap, not named in the file" in run for run in s.nuisances)]
    named = [s for s in drawn if any("new strap" in run for run in s.nuisances)]
    assert unnamed
    assert named
    assert all(len({run["stance_time_ms"] for run in s.sensors}) == 1 for s in unnamed)
    assert all(len({run["stance_time_ms"] for run in s.sensors}) == 2 for s in named)
    assert all(52 <= s.injured_from <= seasons.RUNS - 6 for s in drawn)


def test_the_population_is_as_before_after_an_unruly_squad(part: Any) -> None:
    from niggle.simulate.population import population

    before = dict(population())
    unruly = part("seasons").Squad(5, 2, 0.35, (), unlike=part("seasons").UNRULY)
    with part("seasons").population_of(unruly):
        assert population() != before
    assert population() == before


def test_page_data_and_plots_come_from_one_run(part: Any, squad: Any, tmp_path: Path) -> None:
    results = part("pool").evaluate_squad(squad, processes=1)
    again = part("series").evaluate_runner(squad, 1)
    assert again.healthy.word == results[1].healthy.word
    assert np.array_equal(again.healthy.residual, results[1].healthy.residual, equal_nan=True)
    # Before the injury its residuals are noise; from then on they show it, on the side it was drawn.
    injury = part("seasons").draw_injury(5, 1, squad.scenarios[4], again.season.injured_from)
    off_pp = np.array(again.injured["balance/step/3"].residual)[:, 0]
    assert np.median(off_pp) == pytest.approx(injury.balance_pp, abs=0.8)

    data = json.loads(
        json.dumps({"main": part("document").squad_figures(squad, results), "others": [], "recordings": None})
    )
    page = part("page").write(data)
    assert "Not run: `NIGGLE_RECORDINGS`" in page
    assert all(goal["what"] in page for goal in data["main"]["goals"])
    first = [path.read_bytes() for path in part("plots").draw(data["main"], tmp_path / "one")]
    second = [path.read_bytes() for path in part("plots").draw(data["main"], tmp_path / "two")]
    assert first == second


def test_what_is_written_into_a_recording_keeps_speed_as_cadence_times_step(part: Any, recordings: Path) -> None:
    real = part("recordings")
    kept, left_out = real.read_recordings(recordings)
    assert len(kept) >= 5
    assert left_out
    recording = next(each for each in kept if each.has_balance and "step_length_mm" in each.sensors)
    before, after = recording.gait, real.inject(recording, "whole", -2.0, 900.0)
    later = before.is_eligible & (before.windows["start_s"] >= 900.0)
    change = after.windows[real.BALANCE] - before.windows[real.BALANCE]
    assert np.nanmedian(change[later]) == pytest.approx(-2.0, abs=0.01)
    assert np.nanmedian(change[before.windows["start_s"] < 840.0]) == 0.0
    for gait in (before, after):
        speed = gait.windows["cadence_spm"] * gait.windows["step_length_mm"] / 60_000.0
        assert np.nanmedian(np.abs(speed / gait.windows["speed_mps"] - 1.0)) < 0.03
    assert np.nanmedian(after.windows["cadence_spm"][later] / before.windows["cadence_spm"][later]) < 0.985


def test_the_test_squad_cannot_be_tuned_on(part: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    seed = part("seasons").TEST_SEED
    monkeypatch.setattr("sys.argv", ["detection", "--quick", "--seed", str(seed)])
    with pytest.raises(SystemExit) as ended:
        part("__main__").main()
    assert ended.value.code == 2
