"""Changes written into runs."""

import numpy as np
import pytest

from niggle.gait.model import RunGait
from niggle.simulate.injury import whole_pattern
from niggle.study.power import KINDS, SIZES_PP, changed, pooled, power
from niggle.study.replay import Replayed, replay
from niggle.study.table import StudyRow
from niggle.study.windows import made_up

BALANCE, STANCE, CADENCE = "stance_time_balance_left_pct", "stance_time_ms", "cadence_spm"
CALM = {"n": 44, "day_sd": 0.3, "drift": 0.0, "level": 50.4, "slope": 0.0, "jumps": 0.0}


@pytest.fixture(scope="module")
def calm(runner, series) -> tuple[Replayed, ...]:
    return replay(series(runner("A", 1, **CALM)))


@pytest.fixture
def gait() -> RunGait:
    numbers = {BALANCE: 50.0, STANCE: 250.0, CADENCE: 170.0, "step_length_mm": 1000.0}
    return made_up(StudyRow("A", 0.0, {**numbers, "speed_mps": 3.0}), nth=0, sign=1)


@pytest.mark.parametrize("size_pp", [*SIZES_PP, -1.0])
def test_a_pattern_is_that_of_the_simulator(gait, size_pp):
    injury, run = whole_pattern(size_pp, from_run=0), changed(gait, "pattern", size_pp)
    assert run.values[BALANCE] == pytest.approx(50.0 + injury.balance_pp)
    assert run.values[STANCE] == pytest.approx(250.0 * (1.0 + injury.stance_time_pct / 100.0))
    assert run.values[CADENCE] == pytest.approx(170.0 * (1.0 + injury.cadence_pct / 100.0))
    assert run.values["step_length_mm"] * run.values[CADENCE] == pytest.approx(170_000.0)
    assert run.windows[STANCE].mean() == pytest.approx(run.values[STANCE])
    assert np.isnan(run.values["vertical_ratio_pct"])


def test_the_balance_alone(gait):
    run = changed(gait, "balance", -2.0)
    assert run.windows[BALANCE] == pytest.approx(gait.windows[BALANCE] - 2.0)
    assert run.values[BALANCE] == 48.0
    others = gait.values.keys() - {BALANCE}
    assert [run.values[name] for name in others] == pytest.approx([gait.values[name] for name in others], nan_ok=True)


@pytest.fixture(scope="module")
def found(calm):
    return power(calm, 1)


def test_large_changes_are_found_and_their_share_grows_with_time(found):
    found = {(one.kind, one.size_pp, one.within_runs): one for one in found}
    assert len(found) == len(KINDS) * len(SIZES_PP) * 2
    for kind in KINDS:
        assert found[kind, 3.0, 3].found >= 0.9 * found[kind, 3.0, 3].n > 0
        assert found[kind, 3.0, 3].found >= found[kind, 0.75, 3].found
    for one in found.values():
        assert one.n <= 20
        assert one.found <= found[one.kind, one.size_pp, 5].found <= one.n


def test_nothing_written_in_is_seldom_found(calm, monkeypatch):
    monkeypatch.setattr("niggle.study.power.SIZES_PP", (0.0,))
    nothing = [one for one in power(calm, 1) if one.kind == "balance"]
    assert sum(one.found for one in nothing) == 0
    assert all(one.n >= 5 for one in nothing)


def test_without_stance_time_and_cadence_there_is_no_pattern(runner, series):
    found = power(replay(series(runner("A", 1, **CALM | {"n": 30}, metrics=False))), 1)
    assert {one.kind for one in found} == {"balance"}
    assert all(one.n == 0 for one in found)  # not twenty judged runs before any


def test_the_starts_have_twenty_judged_runs_before_them(calm, found):
    most = max(one.n for one in found)
    judged = sum(run.is_judged for run in calm)
    assert most == judged - 20 - 5 + 1


def test_runners_add_up(found):
    assert [(one.n, one.found) for one in pooled([found, found])] == [(2 * one.n, 2 * one.found) for one in found]


def test_runs_with_changes_are_no_history_of_the_healthy_ones(runner, series, calm, found):
    assert found  # changes have been written in by now
    again = replay(series(runner("A", 1, **CALM)))
    assert [run.past.verdict for run in again] == [run.past.verdict for run in calm]
