"""How a metric varies from run to run, against series whose truth is known."""

import numpy as np
import pytest

from niggle.study.variation import Course, variation


def course(seed=1, *, n=600, day_sd=0.4, drift=0.0, slope=0.0, noise=0.0, sensor=None):
    rng = np.random.default_rng(seed)
    speed = 3.0 + 0.25 * rng.standard_normal(n)
    level = np.cumsum(drift * rng.standard_normal(n))
    value = level + day_sd * rng.standard_normal(n) + np.sqrt(noise) * rng.standard_normal(n) + slope * (speed - 3.0)
    return Course(value, speed, np.full(n, noise), np.zeros(n, np.int64) if sensor is None else sensor)


def test_the_day_to_day_sd_without_window_noise():
    assert variation(course(day_sd=0.4, noise=0.09)).day_sd == pytest.approx(0.4, rel=0.1)


@pytest.mark.parametrize("drift", [0.0, 0.05, 0.2])
def test_the_drift(drift):
    found = [variation(course(seed, drift=drift)).drift_sd for seed in range(5)]
    assert np.median(found) == pytest.approx(drift, abs=0.02)


def test_the_slope_is_told_with_its_error_and_does_not_count_as_noise():
    found = variation(course(slope=-3.0))
    assert found.speed_slope == pytest.approx(-3.0, abs=3.0 * found.speed_slope_se)
    assert found.day_sd == pytest.approx(0.4, rel=0.1)


def test_a_constant_speed_has_no_slope():
    one = course()
    still = Course(one.value, np.full(600, 3.0), one.noise, one.sensor)
    assert np.isnan(variation(still).speed_slope)
    assert variation(still).day_sd == pytest.approx(0.4, rel=0.1)


def test_odd_runs_are_counted_and_change_nothing_else():
    one = course()
    one.value[::60] += 5.0
    found = variation(one)
    assert found.n_odd == 10
    assert found.day_sd == pytest.approx(0.4, rel=0.15)
    assert found.drift_sd < 0.03


def test_chance_and_odd_runs_are_seldom_taken_for_a_move():
    count = 0
    for seed in range(5):
        one = course(seed)
        one.value[::60] += 5.0
        count += len(variation(one).moves)
    assert count <= 3  # in 3,000 runs


def test_a_lasting_move_is_one_move():
    one = course()
    one.value[300:] += 1.5
    assert variation(one).moves == pytest.approx([1.5], abs=0.5)


def test_a_new_sensor_is_no_move():
    sensor = np.repeat([0, 1], 300)
    one = course(sensor=sensor)
    one.value[300:] += 3.0
    found = variation(one)
    assert found.moves == ()
    assert found.drift_sd < 0.03
    assert found.day_sd == pytest.approx(0.4, rel=0.1)


def test_two_straps_in_turn_are_each_their_own():
    one = course(sensor=np.arange(600) % 2)
    one.value[::2] += 3.0
    assert variation(one).day_sd == pytest.approx(0.4, rel=0.15)


def test_a_new_sensor_every_run_tells_nothing():
    assert variation(course(n=40, sensor=np.arange(40))) is None


def test_runs_that_are_all_the_same():
    found = variation(Course(np.zeros(20), np.full(20, 3.0), np.zeros(20), np.zeros(20, np.int64)))
    assert (found.day_sd, found.drift_sd, found.moves) == (0.0, pytest.approx(0.0, abs=1e-5), ())
