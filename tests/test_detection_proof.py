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


@pytest.fixture
def runs(part: Any) -> Any:
    """Makes runs of one runner with these values and little noise."""

    def make(values: list[float], new_at: int | None = None) -> Any:
        value = np.array([values])
        is_new = np.arange(value.size)[None] == (-1 if new_at is None else new_at)
        return part("learnt").Runs(value, np.full(value.shape, 0.04), is_new, np.ones(value.shape, dtype=np.int64))

    return make


@pytest.fixture
def balance(part: Any) -> Any:
    """The balance of the measured world."""
    return part("learnt").metrics_of("measured")["balance"]


def test_the_bound_learns_the_level_before_it_tells_a_change(part: Any, runs: Any, balance: Any) -> None:
    rng = np.random.default_rng(2)
    usual = (2.0 + 0.3 * rng.standard_normal(30)).tolist()
    changed = part("learnt").log_ratios(runs([*usual, 3.6, 3.4]), balance, (1.5, -1.5))[:, 0]
    same = part("learnt").log_ratios(runs([*usual, 2.1, 1.9]), balance, (1.5, -1.5))[:, 0]
    # Whatever the level, it is the change that counts: up, since two runs ago.
    assert changed[0, 31, 1] > 3.0 > 0.0 > changed[1, 31, 1]
    assert same[:, 31, :2].max() < 0.0
    # With no run before there is nothing to tell a change from.
    assert np.abs(part("learnt").log_ratios(runs([3.6]), balance, (1.5,))[0, 0, 0, 0]) < 0.05


def test_the_bound_forgets_the_level_when_a_strap_is_known_to_be_new(part: Any, runs: Any, balance: Any) -> None:
    values = [0.0] * 20 + [1.5]
    unknown = part("learnt").log_ratios(runs(values), balance, (1.5,))[0, 0, 20, 0]
    known = part("learnt").log_ratios(runs(values, new_at=20), balance, (1.5,))[0, 0, 20, 0]
    assert unknown > 1.0
    assert abs(known) < 0.1


def test_the_bound_passes_over_what_was_not_measured(part: Any, runs: Any, balance: Any) -> None:
    ratios = part("learnt").log_ratios(runs([0.1, -0.2, 0.3, np.nan]), balance, (1.0,))[0, 0]
    assert ratios[3, 0] == pytest.approx(0.0, abs=1e-12)
    assert ratios[3, 1] == pytest.approx(ratios[2, 0])


def test_what_the_bound_knows_of_levels_is_a_probability(balance: Any) -> None:
    transition = balance.transition()
    assert transition.sum(axis=1) == pytest.approx(1.0)
    off = np.subtract.outer(balance.levels, balance.levels)
    middle = balance.levels.size // 2
    sd = np.sqrt((transition[middle] * off[middle] ** 2).sum())
    moves = sum(share * size**2 for share, size in balance.moves)
    assert sd == pytest.approx(np.sqrt(balance.drift_sd**2 + moves), rel=0.15)


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
    """A runner of the measured world with the injuries of the page."""
    return part("seasons").Squad(5, 1, "measured", part("worlds").SCENARIOS)


def test_a_season_is_the_same_each_time_and_nobody_is_told_of_an_unnamed_strap(part: Any) -> None:
    seasons = part("seasons")
    drawn = [seasons.draw_season(5, number, "measured") for number in range(30)]
    assert drawn[7] == seasons.draw_season(5, 7, "measured")
    unnamed = [s for s in drawn if any("new strap, not named in the file" in run for run in s.nuisances)]
    named = [s for s in drawn if any("new strap" in run for run in s.nuisances)]
    assert unnamed
    assert named
    assert all(len({run["stance_time_ms"] for run in s.sensors}) == 1 for s in unnamed)
    assert all(len({run["stance_time_ms"] for run in s.sensors}) == 2 for s in named)
    assert all(52 <= s.injured_from <= seasons.RUNS - 6 for s in drawn)


def test_straps_slip_less_where_the_tails_of_days_hold_the_rest(part: Any) -> None:
    draw = part("seasons").draw_season
    shifted = {
        world: np.mean([plan.is_strap_shifted for number in range(60) for plan in draw(5, number, world).plans])
        for world in ("measured", "steady")
    }
    assert shifted["measured"] == pytest.approx(0.01, abs=0.004)
    assert shifted["steady"] == pytest.approx(0.02, abs=0.006)


def test_some_runs_go_unreported_and_pain_is_mostly_on_the_side_that_is_spared(part: Any) -> None:
    seasons, told_of = part("seasons"), part("seasons").injury_told
    scenario = seasons.Scenario("balance", 2.0)
    sides, said, unsided = [], [], []
    for number in range(200):
        season = seasons.draw_season(5, number, "measured")
        injury = seasons.draw_injury(5, number, scenario, season.injured_from)
        (told, *_), spared = told_of(season, 5, number, injury, 5, "side"), seasons.sides_of(injury.balance_pp)[0]
        sides.append(told.side == spared)
        said += [each is not None for each in told_of(season, 5, number, injury, 5, "squad")]
        unsided += [each.side for each in told_of(season, 5, number, injury, 5, "no side")]
        assert all(each is None or each.peak == 0.0 for each in told_of(season, 5, number, injury, 5, "silent"))
    assert np.mean(sides) == pytest.approx(0.8, abs=0.09)
    assert np.mean(said) == pytest.approx(0.6, abs=0.06)
    assert set(unsided) == {None}


def test_a_longer_foot_means_that_the_other_one_is_spared(part: Any) -> None:
    assert part("seasons").sides_of(1.0) == ("right", "left")
    assert part("seasons").sides_of(-1.0) == ("left", "right")


def test_moving_the_windows_gives_what_simulating_the_seconds_would(part: Any, squad: Any) -> None:
    from niggle.simulate.injury import balance_only
    from niggle.simulate.squad import simulate_runner, virtual_runner

    series, season = part("series"), part("seasons").draw_season(5, 1, "measured")
    runner = virtual_runner(5, 1, world="measured")
    injury = balance_only(-1.5, from_run=60)
    plain, injured = (
        next(
            iter(series._measured(simulate_runner(5, 1, runner, season.plans, injury=how, from_run=60), runner, season))
        )
        for how in (None, injury)
    )
    moved = plain.moved(-1.5)
    for name, values in injured.gait.windows.items():
        assert moved.gait.windows[name] == pytest.approx(values, abs=1e-9, nan_ok=True), name
    assert moved.gait.values == pytest.approx(injured.gait.values, abs=1e-9, nan_ok=True)
    assert moved.gait.eligible_s == injured.gait.eligible_s
    assert moved.gait.is_eligible.tolist() == injured.gait.is_eligible.tolist()
    assert moved.residual == pytest.approx(injured.residual, abs=1e-9)
    assert moved.session == pytest.approx(injured.session, abs=1e-9)


def test_an_alarm_that_stood_before_a_complaint_is_no_new_one(part: Any) -> None:
    series, figures = part("series"), part("figures")
    usual, altered = series.USUAL, series.ALTERED
    season = part("seasons").draw_season(5, 0, "measured")
    for before, expected in ((usual, 1), (altered, 0)):
        healthy = series.Series(word=[usual] * 29 + [before])
        complaint = series.Complaint(30, is_side_told=True, series=series.Series(word=[altered, altered, usual]))
        result = series.RunnerResult(season, healthy, {}, [complaint])
        assert figures._new_alarms(result, complaint) == expected


def test_a_run_has_a_baseline_after_ten_by_the_same_strap_on_the_same_surface(part: Any) -> None:
    series, seasons = part("series"), part("seasons")
    drawn = (seasons.draw_season(5, number, "measured") for number in range(30))
    season = next(each for each in drawn if any("new strap" in run for run in each.nuisances))
    has = part("figures").has_baseline(series.RunnerResult(season, series.Series(), {}, []))
    keys = [
        (plan.surface, sensors["stance_time_ms"], plan.has_balance)
        for plan, sensors in zip(season.plans, season.sensors, strict=True)
    ]
    for at, (surface, strap, has_balance) in enumerate(keys):
        assert has[at] == (has_balance and keys[:at].count((surface, strap, True)) >= 10)


def test_what_is_stated_is_held_against_what_was_so(part: Any) -> None:
    calibration, series = part("calibration"), part("series")
    season = part("seasons").draw_season(5, 0, "measured")
    rng = np.random.default_rng(4)
    results = []
    for _ in range(40):
        healthy = series.Series(confidence=[0.0] * 30 + rng.uniform(0.0, 0.2, 45).tolist())
        injured = {"balance/step/1": {"silent": series.Series(confidence=[0.95] * 5)}}
        results.append(series.RunnerResult(season, healthy, injured, []))
    stated = calibration.stated_confidence(results, ["balance/step/1"])
    sure = next(each for each in stated.bins if each.low == 0.9)
    assert (sure.so.value, sure.runs) == (100.0, 200)
    # Nine tenths of the healthy runs are said to be altered with one in ten, and none is.
    assert stated.tenths_error == pytest.approx(0.1, abs=0.02)
    assert stated.bins_error > 0.05


def test_short_runs_are_short_and_a_wrist_has_no_strap_to_exchange(part: Any) -> None:
    draw, worlds = part("seasons").draw_season, part("worlds")
    assert {plan.duration_s for plan in draw(5, 0, "measured", worlds.SHORT[0]).plans} == {1200}
    wrists = [plan for number in range(9) for plan in draw(5, number, "measured", worlds.CADENCE_ONLY).plans]
    assert {(plan.sensor, plan.strap) for plan in wrists} == {("wrist", 0)}


def test_a_level_that_moves_brings_altered_runs_and_one_question(part: Any) -> None:
    seasons, series = part("seasons"), part("series")
    season, since = seasons.draw_season(5, 0, "measured"), seasons.MOVED_FROM
    words = [series.ALTERED] * since + [series.ALTERED] * 4 + [series.USUAL] * (seasons.RUNS - since - 4)
    asked = [True] * since + [False, True] + [False] * (seasons.RUNS - since - 2)
    result = series.RunnerResult(season, series.Series(word=words, is_question=asked), {}, [])
    nagging = part("figures").nagging([result, result])
    assert nagging.altered_runs.tolist() == [4, 4]
    assert (nagging.questions.value, nagging.runs) == (1.0, seasons.RUNS - since)


def test_a_runner_is_the_same_each_time(part: Any, squad: Any) -> None:
    healthy_only = dataclasses.replace(squad, scenarios=())
    one, other = (part("series").evaluate_runner(healthy_only, 0) for _ in range(2))
    assert one.healthy.word == other.healthy.word
    assert np.array_equal(one.healthy.residual, other.healthy.residual, equal_nan=True)
    assert [each.series.confidence for each in one.complaints] == [each.series.confidence for each in other.complaints]


def test_page_data_and_plots_come_from_one_run(part: Any, squad: Any, tmp_path: Path) -> None:
    worlds = part("worlds")
    results = part("pool").evaluate_squad(squad, processes=1)
    # Before the injury its residuals are what they were; from then on they show it, on the side it was drawn.
    step = part("seasons").Scenario("balance", 3.0)
    for number, result in enumerate(results):
        first = result.season.injured_from
        injury = part("seasons").draw_injury(5, number, step, first)
        before_pp = np.array(result.healthy.residual)[first - 10 : first, 0]
        off_pp = np.array(result.injured[step.key]["silent"].residual)[:, 0]
        assert np.median(off_pp) - np.nanmedian(before_pp) == pytest.approx(injury.balance_pp, abs=1.0)

    wrist = part("series").evaluate_variant(squad, worlds.CADENCE_ONLY, 0)
    assert not np.isfinite(np.array(wrist.healthy.residual)[:, :2]).any()
    variants = {each.name: results for each in worlds.VARIANTS} | {worlds.CADENCE_ONLY.name: [wrist]}
    measured = worlds.Evaluated(squad, results, part("bound").Bound("measured", results), variants)
    figures = part("document").world_figures(measured)
    steady = dataclasses.replace(measured, squad=dataclasses.replace(squad, world="steady"), variants={})
    both = {"measured": figures, "steady": part("document").world_figures(steady)}
    data = json.loads(json.dumps({"worlds": both, "recordings": None}))
    page = part("page").write(data)
    assert "Not run: `NIGGLE_RECORDINGS`" in page
    assert all(goal["what"] in page for world in both.values() for goal in world["goals"])
    assert page.index("What is true for real runners") < page.index("The goals")
    assert any(line.startswith(("yes", "NO")) for line in part("quick").report(measured))
    first = [path.read_bytes() for path in part("plots").draw(data["worlds"], tmp_path / "one")]
    second = [path.read_bytes() for path in part("plots").draw(data["worlds"], tmp_path / "two")]
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


def test_a_cost_is_compared_with_a_checkout_of_this_project_only(
    part: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.argv", ["verdict_cost", "--against", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        importlib.import_module("tests.benchmarks.verdict_cost").main()
    assert ended.value.code == 2
    assert f"{tmp_path} is not a checkout of this project" in capsys.readouterr().err
