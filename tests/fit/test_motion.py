"""Distance and speed out of counts that go on, begin anew or stand still."""

import numpy as np

from niggle.fit.motion import counted_from_first, possible, since_growth, speed_from, speed_or_from_distance

SECONDS = np.arange(100.0)
STEADY_M = 3.0 * SECONDS


def test_a_count_that_goes_on_from_before_begins_at_nothing():
    np.testing.assert_allclose(counted_from_first(4000.0 + STEADY_M, SECONDS, 12.0), STEADY_M)


def test_a_count_that_begins_anew_with_each_lap_goes_on():
    laps = np.where(SECONDS < 50, STEADY_M, STEADY_M - 150.0 + 3.0)
    assert counted_from_first(laps, SECONDS, 12.0)[-1] == 297.0


def test_a_leap_that_no_body_can_do_is_left_out():
    leap = STEADY_M + 5000.0 * (SECONDS >= 40)
    assert counted_from_first(leap, SECONDS, 12.0)[-1] == 297.0 - 3.0  # the second of the leap has no metres


def test_metres_behind_a_tunnel_are_held_against_all_its_time():
    tunnel = np.where((SECONDS > 20) & (SECONDS < 60), 60.0, STEADY_M)
    assert counted_from_first(tunnel, SECONDS, 12.0)[-1] == 297.0
    np.testing.assert_allclose(since_growth(np.array([0.0, 1.0, 1.0, 1.0, 4.0]), np.arange(5.0)), [1, 1, 2, 3])


def test_missing_stays_missing():
    gaps = np.where(SECONDS % 10 == 3, np.nan, STEADY_M)
    counted = counted_from_first(gaps, SECONDS, 12.0)
    np.testing.assert_array_equal(np.isnan(counted), np.isnan(gaps))
    assert counted[-1] == 297.0


def test_what_a_body_can_do_has_some_slack():
    assert possible(np.array([12.0]), np.array([1.0]), 12.0).all()
    assert not possible(np.array([1000.0]), np.array([1.0]), 12.0).any()


def test_speed_is_the_slope_of_the_distance():
    np.testing.assert_allclose(speed_from(STEADY_M, SECONDS)[10:], 3.0)


def test_distance_tells_the_speed_where_the_device_writes_nothing():
    np.testing.assert_allclose(speed_or_from_distance(np.zeros(100), STEADY_M, SECONDS)[10:], 3.0)
    own = np.full(100, 2.9)
    assert speed_or_from_distance(own, STEADY_M, SECONDS) is own
