"""A clock that is set during a recording, and times that are wild."""

import numpy as np
import pytest

from niggle.fit.timeline import hanging_together
from tests.fit.files import SECONDS, T0, N, activity, only, records, session

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


@pytest.mark.parametrize("by_s", [-6 * 86_400.0, 5 * 86_400.0, -1_140_000_000.0])
def test_a_clock_that_is_set_during_the_run(by_s):
    times = T0 + SECONDS
    times[:11] += by_s
    found = activity(records(times), session(start=float(times[0]), elapsed=min(max(N - 1 - by_s, 0.0), 4e6)))
    (run,) = found.sessions
    assert (run.started_at.timestamp(), run.elapsed_s, run.samples["elapsed_s"].size) == (T0, N - 1.0, N)
    assert "the clock was set during the recording; 11 records put where they belong" in found.defects


def test_a_leap_within_a_day_is_told_from_a_rest_by_the_elapsed_time():
    times = T0 + SECONDS
    times[:11] -= 7200
    assert only(records(times), session(start=T0 - 7200, elapsed=N - 1.0)).started_at.timestamp() == T0
    rest = only(records(times), session(start=T0 - 7200, elapsed=7200 + N - 1.0))
    assert (rest.started_at.timestamp(), rest.elapsed_s) == (T0 - 7200, 7200 + N - 1.0)


def test_one_wild_time_is_left_out():
    times = T0 + SECONDS
    times[300] += 3e8
    found = only(records(times), session())
    assert (found.started_at.timestamp(), found.elapsed_s, found.samples["elapsed_s"].size) == (T0, N - 1.0, N - 1)


def test_hanging_together_keeps_what_hangs_together():
    sound = T0 + np.array([0.0, 1, 2, 3, 5000, 5001, 5000.5])
    np.testing.assert_array_equal(hanging_together(sound).times, sound)
    assert np.isnan(hanging_together(np.array([np.nan, T0])).times[0])
    late = np.concatenate([T0 + np.arange(5.0), T0 + 1e7 + np.arange(3.0)])
    np.testing.assert_array_equal(hanging_together(late).times, T0 + np.arange(8.0))


@pytest.mark.parametrize("by_s", [-6 * 86_400.0, 30 * 86_400.0])
def test_the_clock_that_the_device_had_at_the_end_is_the_surest(by_s):
    times = T0 + SECONDS
    times[:400] += by_s  # the longer part
    run = only(records(times), session(start=float(times[0]), elapsed=min(max(N - 1 - by_s, 0.0), 4e6)))
    assert (run.started_at.timestamp(), run.elapsed_s, run.samples["elapsed_s"].size) == (T0, N - 1.0, N)
