"""Which seconds count as running."""

import numpy as np
import pytest

from niggle.gait.limits import read_limits
from niggle.gait.usable import usable_running

NO_PAUSE = np.empty((0, 2))


def usable(columns, pauses_s=NO_PAUSE):
    return usable_running(columns, pauses_s=np.asarray(pauses_s, dtype=float), limits=read_limits())


def test_a_steady_run_is_all_usable(samples):
    running = usable(samples(600))
    assert running.elapsed_s.tolist() == list(range(600))
    assert sum(running.excluded_s.values()) == 0.0


def test_walking_and_standing_do_not_count(samples):
    columns = samples(600)
    columns["speed_mps"][100:200] = 1.5
    columns["cadence_spm"][300:350] = 112.0
    columns["cadence_spm"][400:410] = 0.0
    running = usable(columns)
    assert running.elapsed_s.size == 600 - 160
    assert running.excluded_s["slow_or_walking"] == 160.0


def test_fifteen_seconds_on_both_sides_of_a_timer_stop_are_dropped(samples):
    running = usable(samples(600), [[200.0, 230.0]])
    assert not np.isin(np.arange(185, 246), running.elapsed_s).any()
    assert np.isin([184, 246], running.elapsed_s).all()


def test_a_timer_that_never_started_again_drops_the_rest(samples):
    running = usable(samples(600), [[400.0, np.nan]])
    assert running.elapsed_s.max() == 384


def test_a_hole_in_the_records_is_a_pause(samples):
    columns = {name: np.delete(column, np.s_[200:260]) for name, column in samples(600).items()}
    running = usable(columns)
    assert not np.isin(np.arange(185, 275), running.elapsed_s).any()
    assert np.isin([183, 276], running.elapsed_s).all()


@pytest.mark.parametrize("every_s", [2, 4, 7])
def test_smart_recording_weighs_by_seconds(samples, every_s):
    running = usable(samples(1400, every_s))
    # The last record stands for the seconds before it; nothing is known after it.
    assert running.elapsed_s.size == pytest.approx(1400, abs=every_s)
    assert np.all(np.diff(running.elapsed_s) == 1)


def test_irregular_spacing_weighs_each_record_by_its_time(samples):
    columns = samples(600)
    keep = np.cumsum(np.random.default_rng(1).integers(1, 9, 120))
    running = usable({name: column[keep] for name, column in columns.items()})
    assert np.bincount(running.sample)[1:].tolist() == np.diff(keep).tolist()


def test_records_out_of_order_or_twice_add_nothing(samples):
    columns = samples(600)
    columns["elapsed_s"][300] = 299.0
    columns["elapsed_s"][301] = 150.0
    columns["elapsed_s"][302] = np.nan
    running = usable(columns)
    assert np.all(np.diff(running.elapsed_s) == 1)
    assert running.elapsed_s.size == 600


def test_speed_comes_from_distance_when_there_is_none(samples):
    running = usable(samples(600, speed_mps=None))
    assert running.elapsed_s.size == 600
    assert np.median(running.speed_mps) == pytest.approx(3.0, abs=0.05)


def test_without_speed_and_distance_nothing_is_known_to_be_running(samples):
    assert usable(samples(600, speed_mps=None, distance_m=None)).elapsed_s.size == 0


def test_no_cadence_is_not_walking(samples):
    assert usable(samples(600, cadence_spm=None)).elapsed_s.size == 600


def test_an_empty_recording_has_no_seconds(samples):
    running = usable({name: column[:0] for name, column in samples(10).items()})
    assert running.elapsed_s.size == 0
