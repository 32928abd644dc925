"""Runs made up around averages."""

from dataclasses import replace

import numpy as np
import pytest

from niggle.stride.rules import read_rules
from niggle.study.table import StudyRow
from niggle.study.windows import made_up
from niggle.vocabulary.columns import WINDOW_COLUMNS

BALANCE, STANCE = "stance_time_balance_left_pct", "stance_time_ms"
ROW = StudyRow("A", 3.25, {BALANCE: 50.3, STANCE: 250.0, "duration_s": 2400.0, "speed_mps": 3.0})


def test_the_mean_of_the_windows_is_the_average_exactly():
    for sign in (1, -1):
        gait = made_up(ROW, nth=0, sign=sign)
        assert gait.windows[BALANCE].mean() == pytest.approx(50.3, abs=1e-9)
        assert gait.windows[STANCE].mean() == pytest.approx(250.0, abs=1e-9)
        assert (gait.values[BALANCE], gait.values[STANCE], gait.values["speed_mps"]) == (50.3, 250.0, 3.0)


def test_a_run_has_every_column_and_the_seconds_it_had():
    gait = made_up(ROW, nth=0, sign=1)
    assert set(gait.windows) == set(WINDOW_COLUMNS)
    assert {column.size for column in gait.windows.values()} == {40}
    assert gait.is_eligible.all()
    assert gait.eligible_s == gait.windows["usable_s"].sum() == 2400.0
    assert set(gait.sensors) == {BALANCE, STANCE}
    assert np.isnan(gait.values["cadence_spm"])


@pytest.mark.parametrize(
    ("numbers", "seconds", "windows"),
    [
        ({"usable_s": 630.0, "duration_s": 2400.0}, 630.0, 10),
        ({}, 2400.0, 40),
        ({"usable_s": 0.0}, 0.0, 0),
        ({"usable_s": 10.0}, 10.0, 1),
        ({"duration_s": 80_000.0}, 80_000.0, 240),
    ],
)
def test_how_long(numbers, seconds, windows):
    gait = made_up(StudyRow("A", 0.0, {BALANCE: 50.0, **numbers}), nth=0, sign=1)
    assert gait.eligible_s == seconds
    assert gait.is_eligible.size == windows
    assert np.isfinite(gait.values[BALANCE]) == (windows > 0)


def test_windows_scatter_and_resemble_their_neighbours_as_the_rules_have_it():
    gaits = [made_up(replace(ROW, day=float(day)), nth=0, sign=1) for day in range(300)]
    off = np.array([gait.windows[BALANCE] - 50.3 for gait in gaits])
    rule = read_rules().metrics[0]
    assert rule.name == BALANCE
    # A mean over 40 windows that resemble each other takes a twelfth of the variance away, drift adds some.
    assert 0.9 * rule.window_sd < off.std() < 1.1 * rule.window_sd
    lag1 = np.corrcoef(off[:, 1:].ravel(), off[:, :-1].ravel())[0, 1]
    assert rule.window_lag1 - 0.15 < lag1 < rule.window_lag1 + 0.1


def test_the_tables_own_window_noise():
    row = replace(ROW, numbers={**ROW.numbers, f"{BALANCE}_window_sd": 0.2, f"{STANCE}_window_sd": 0.0})
    gait = made_up(row, nth=0, sign=1)
    assert gait.windows[BALANCE].std(ddof=1) == pytest.approx(0.2)
    assert gait.windows[STANCE] == pytest.approx(np.full(40, 250.0))


def test_the_same_row_gives_the_same_windows_and_another_others():
    again = made_up(ROW, nth=0, sign=1).windows[BALANCE]
    assert (made_up(ROW, nth=0, sign=1).windows[BALANCE] == again).all()
    without = {name: number for name, number in ROW.numbers.items() if name != STANCE}
    assert (made_up(replace(ROW, numbers=without), nth=0, sign=1).windows[BALANCE] == again).all()
    for other in (made_up(ROW, nth=1, sign=1), made_up(replace(ROW, day=3.5), nth=0, sign=1)):
        assert (other.windows[BALANCE] != again).any()


def test_feet_exchanged_give_the_mirror_image():
    mirrored = replace(ROW, numbers={**ROW.numbers, BALANCE: 100.0 - 50.3})
    one, other = made_up(ROW, nth=0, sign=1), made_up(mirrored, nth=0, sign=-1)
    assert one.windows[BALANCE] == pytest.approx(100.0 - other.windows[BALANCE])
    assert (one.windows[STANCE] == other.windows[STANCE]).all()


def test_a_new_strap_does_not_touch_the_watch():
    row = StudyRow("A", 0.0, {BALANCE: 50.0, "cadence_spm": 170.0}, sensor="1")
    one, other = made_up(row, nth=0, sign=1), made_up(replace(row, sensor="2"), nth=0, sign=1)
    assert one.sensors[BALANCE] != other.sensors[BALANCE]
    assert one.sensors["cadence_spm"] == other.sensors["cadence_spm"]
