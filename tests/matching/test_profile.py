"""A recording in short, and back from what is stored of it."""

from datetime import UTC, datetime

import numpy as np

from niggle.matching.profile import CELL_S, CHANNELS, Profile, profile_of
from niggle.vocabulary.columns import SAMPLE_COLUMNS

START = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)


def samples(**columns: np.ndarray) -> dict[str, np.ndarray]:
    size = next(iter(columns.values())).size
    return {name: np.full(size, np.nan) for name in SAMPLE_COLUMNS} | {"elapsed_s": np.arange(float(size))} | columns


def test_cells_are_means_of_ten_seconds_of_the_clock():
    profile = profile_of(samples(speed_mps=np.arange(35.0), cadence_spm=np.full(35, 170.0)), START)
    assert profile.first == START.timestamp() // CELL_S
    np.testing.assert_allclose(profile.values[CHANNELS.index("speed_mps")], [4.5, 14.5, 24.5, 32.0])
    np.testing.assert_allclose(profile.values[CHANNELS.index("cadence_spm")], 170.0)
    assert np.isnan(profile.values[CHANNELS.index("heart_rate_bpm")]).all()


def test_the_grid_is_the_clocks_not_the_recordings():
    late = profile_of(samples(speed_mps=np.full(20, 3.0)), START.replace(second=7))
    assert late.first == START.timestamp() // CELL_S
    assert late.cells == 3


def test_speed_comes_from_distance_where_there_is_no_other():
    profile = profile_of(samples(distance_m=3.0 * np.arange(61.0)), START)
    np.testing.assert_allclose(profile.values[0, :6], 3.0)


def test_what_is_stored_comes_back_to_its_rounding():
    profile = profile_of(samples(speed_mps=np.linspace(2, 4, 100), heart_rate_bpm=np.full(100, 151.0)), START)
    again = Profile.from_bytes(profile.to_bytes())
    assert again.first == profile.first
    np.testing.assert_allclose(again.values, profile.values, atol=0.011)


def test_a_recording_without_times_has_no_cells():
    assert profile_of(samples(elapsed_s=np.full(5, np.nan)), START).cells == 0
