"""A clock that is set during a recording, and times that are wild."""

import numpy as np

from niggle.fit.timeline import hanging_together

START = 1_772_000_000.0
TIMES = START + np.arange(600.0)


def test_sound_times_stay_as_they_are():
    found = hanging_together(TIMES)
    np.testing.assert_array_equal(found.times, TIMES)
    assert (found.moved, found.lost) == (0, 0)


def test_what_was_recorded_before_the_clock_was_set_goes_before_it():
    times = TIMES.copy()
    times[:30] = 631_065_600.0 + np.arange(30.0)
    found = hanging_together(times)
    np.testing.assert_array_equal(found.times, TIMES)
    assert found.moved == 30


def test_a_wild_time_in_between_is_left_out():
    times = TIMES.copy()
    times[300] = 4_200_000_000.0
    found = hanging_together(times)
    assert np.isnan(found.times[300])
    np.testing.assert_array_equal(np.delete(found.times, 300), np.delete(TIMES, 300))
    assert (found.moved, found.lost) == (0, 1)


def test_a_leap_within_a_day_is_undone_only_if_the_recording_would_be_too_long():
    leap = TIMES + 3600.0 * (np.arange(600) >= 20)
    rest = hanging_together(leap)
    np.testing.assert_array_equal(rest.times, leap)
    mended = hanging_together(leap, length_s=600.0)
    assert np.ptp(mended.times) == 599.0
    assert mended.moved == 20


def test_missing_times_stay_missing():
    times = TIMES.copy()
    times[::7] = np.nan
    np.testing.assert_array_equal(hanging_together(times).times, times)
