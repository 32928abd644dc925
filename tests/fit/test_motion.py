"""Distance and speed out of counts that go on, begin anew or stand still."""

import numpy as np
import pytest

from niggle.fit.motion import counted_from_first, possible, since_growth, speed_from, speed_or_from_distance
from tests.fit.files import RUN, SECONDS, N, only, records, session

AT_S = np.arange(100.0)
STEADY_M = 3.0 * AT_S


def test_a_count_that_goes_on_from_before_begins_at_nothing():
    np.testing.assert_allclose(counted_from_first(4000.0 + STEADY_M, AT_S, 12.0), STEADY_M)


def test_a_count_that_begins_anew_with_each_lap_goes_on():
    laps = np.where(AT_S < 50, STEADY_M, STEADY_M - 150.0 + 3.0)
    assert counted_from_first(laps, AT_S, 12.0)[-1] == 297.0


def test_a_leap_that_no_body_can_do_is_left_out():
    leap = STEADY_M + 5000.0 * (AT_S >= 40)
    assert counted_from_first(leap, AT_S, 12.0)[-1] == 297.0 - 3.0  # the second of the leap has no metres


def test_metres_behind_a_tunnel_are_held_against_all_its_time():
    tunnel = np.where((AT_S > 20) & (AT_S < 60), 60.0, STEADY_M)
    assert counted_from_first(tunnel, AT_S, 12.0)[-1] == 297.0
    np.testing.assert_allclose(since_growth(np.array([0.0, 1.0, 1.0, 1.0, 4.0]), np.arange(5.0)), [1, 1, 2, 3])


def test_missing_stays_missing():
    gaps = np.where(AT_S % 10 == 3, np.nan, STEADY_M)
    counted = counted_from_first(gaps, AT_S, 12.0)
    np.testing.assert_array_equal(np.isnan(counted), np.isnan(gaps))
    assert counted[-1] == 297.0


def test_what_a_body_can_do_has_some_slack():
    assert possible(np.array([12.0]), np.array([1.0]), 12.0).all()
    assert not possible(np.array([1000.0]), np.array([1.0]), 12.0).any()


def test_speed_is_the_slope_of_the_distance():
    np.testing.assert_allclose(speed_from(STEADY_M, AT_S)[10:], 3.0)


def test_distance_tells_the_speed_where_the_device_writes_nothing():
    np.testing.assert_allclose(speed_or_from_distance(np.zeros(100), STEADY_M, AT_S)[10:], 3.0)
    own = np.full(100, 2.9)
    assert speed_or_from_distance(own, STEADY_M, AT_S) is own


def test_a_leap_of_the_distance_is_not_run():
    distance = 3.0 * SECONDS
    distance[300:] += 14_316_000.0
    found = only(records(**dict(RUN, distance=distance)), session())
    assert found.distance_m == pytest.approx(3.0 * (N - 2))
    assert np.diff(found.samples["distance_m"]).max() <= 3.0


def test_a_tunnel_is_run_through():
    distance = 3.0 * SECONDS
    distance[200:300] = distance[199]
    assert counted_from_first(distance, SECONDS, 12.5)[-1] == distance[-1]


@pytest.mark.parametrize("speed", [0.0, None])
def test_a_speed_that_is_not_there_follows_from_the_distance(speed):
    found = only(records(**dict(RUN, enhanced_speed=speed)), session())
    np.testing.assert_allclose(found.samples["speed_mps"][1:], 3.0)


def test_a_stop_stays_a_stop():
    speed = np.where(SECONDS % 100 < 20, 0.0, 3.0)
    np.testing.assert_array_equal(speed_or_from_distance(speed, np.cumsum(speed), SECONDS), speed)


def test_a_speed_in_another_unit_follows_from_the_distance():
    found = only(records(**dict(RUN, enhanced_speed=10.8)), session())
    np.testing.assert_allclose(found.samples["speed_mps"][1:], 3.0)
