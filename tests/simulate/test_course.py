"""Where and how fast a run is meant to go."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from niggle.simulate.course import WALKING_MPS, Course, lay_out
from niggle.simulate.model import RunPlan
from niggle.simulate.squad import virtual_runner

PLAN = RunPlan(started_at=datetime(2026, 1, 5, 7, tzinfo=UTC), duration_s=2400, pauses=3)
RUNNER = virtual_runner(3, 0)


def course(seed: int = 5, **changes: object) -> Course:
    return lay_out(RUNNER, replace(PLAN, **changes), np.random.default_rng(seed))  # type: ignore[arg-type]


def test_pauses_stop_the_timer_and_not_the_clock():
    laid = course()
    assert laid.pauses_s.shape == (3, 2)
    paused_s = laid.elapsed_s[-1] - (PLAN.duration_s - 1)
    assert paused_s == pytest.approx((laid.pauses_s[:, 1] - laid.pauses_s[:, 0]).sum())
    assert (np.diff(laid.elapsed_s) >= 1).all()
    assert (laid.since_start_s <= laid.elapsed_s).all()


def test_height_is_the_sum_of_the_grades():
    laid = course(relief_m=20.0)
    climbed = np.cumsum(laid.speed_mps * laid.grade_pct / 100.0)
    assert np.corrcoef(climbed, laid.altitude_m)[0, 1] > 0.99


@pytest.mark.parametrize("surface", ["track", "treadmill"])
def test_track_and_treadmill_are_level(surface):
    laid = course(surface=surface, pauses=0)
    assert not laid.grade_pct.any()
    assert laid.is_bend.any() == (surface == "track")


def test_uphill_is_slower_than_level_and_downhill_faster():
    laid = course(relief_m=25.0, pauses=0)
    steep = np.abs(laid.grade_pct) > 1.0
    up, down = laid.speed_mps[steep & (laid.grade_pct > 0)], laid.speed_mps[steep & (laid.grade_pct < 0)]
    assert up.max() < laid.speed_mps[~steep].mean() < down.min()


def test_walking_breaks_are_in_the_last_third():
    laid = course(walks=2, relief_m=0.0)
    at = np.flatnonzero(laid.is_walking)
    assert at.min() >= 2 * PLAN.duration_s // 3
    np.testing.assert_allclose(laid.speed_mps[at], WALKING_MPS, rtol=0.02)


def test_intervals_are_hard_and_easy_in_turns():
    easy, hard = course(kind="easy"), course(kind="intervals")
    assert np.percentile(hard.speed_mps, 95) > 1.1 * np.percentile(easy.speed_mps, 95)
