"""Sessions: what is a run, when it began, how long and how far it was."""

import numpy as np
import pytest

from niggle.fit.write import Block
from tests.fit.files import RUN, SECONDS, T0, N, activity, only, records, session


@pytest.mark.parametrize(("sport", "sub_sport", "is_run"), [
    ("fitness_equipment", "treadmill", True), ("generic", "generic", True), ("training", None, True),
    ("generic", "track", True), ("fitness_equipment", "elliptical", False), ("cycling", "generic", False),
    ("walking", None, False), ("transition", None, False),
])  # fmt: skip
def test_what_is_a_run_is_told_by_the_data_where_the_sport_leaves_it_open(sport, sub_sport, is_run):
    assert only(records(), session(sport=sport, sub_sport=sub_sport)).is_run is is_run
    slow = dict(RUN, enhanced_speed=1.2, cadence=55, distance=1.2 * SECONDS)
    assert not only(records(**slow), session(sport=sport, sub_sport=sub_sport)).is_run


def test_timer_above_elapsed_is_swapped():
    found = only(records(), session(elapsed=400.0, total_timer_time=599.0))
    assert (found.elapsed_s, found.timer_s) == (599.0, 400.0)


def test_an_elapsed_time_without_pauses_does_not_cut_the_end_off():
    times = np.concatenate([T0 + SECONDS[:300], T0 + 600 + SECONDS[300:]])
    stop = Block("event", {"timestamp": T0 + 299, "event": "timer", "event_type": "stop_all"})
    start = Block("event", {"timestamp": T0 + 900, "event": "timer", "event_type": "start"})
    found = only(records(times), stop, start, session(elapsed=599.0, total_timer_time=599.0, timestamp=T0 + 1199))
    assert found.samples["elapsed_s"].size == N
    assert (found.elapsed_s, found.moving_time_s) == (1199.0, 599.0)
    assert found.pauses_s.tolist() == [[299.0, 900.0]]


@pytest.mark.parametrize("told", [0.0, 1.8, 1.8e6, None])
def test_a_session_s_distance_that_its_records_contradict(told):
    assert only(records(), session(total_distance=told)).distance_m == 3.0 * (N - 1)


def test_a_session_s_distance_that_was_corrected_counts():
    assert only(records(), session(total_distance=1700.0)).distance_m == 1700.0


def test_a_last_stretch_without_a_session_is_one():
    found = activity(
        records(),
        session(elapsed=199.0, timestamp=T0 + 199, sport="cycling"),
        session(start=T0 + 200, elapsed=199.0, timestamp=T0 + 399),
    )
    assert [(one.sport, one.samples["elapsed_s"].size) for one in found.sessions] == [
        ("cycling", 200), ("running", 201), ("running", 199),
    ]  # fmt: skip


def test_what_the_runner_told_the_watch_is_read():
    told = only(records(), session(workout_rpe=70, workout_feel=25))
    assert (told.rpe, told.feel) == (7.0, 25.0)
    assert (only(records(), session()).rpe, only(records(), session()).feel) == (None, None)


@pytest.mark.parametrize("told", [200.0 + 3 * N, None])
def test_a_leap_of_200_m_is_not_run_even_if_the_session_counts_it(told):
    distance = 3.0 * SECONDS + np.where(SECONDS >= 300, 200.0, 0.0)
    found = only(records(**dict(RUN, distance=distance)), session(total_distance=told))
    assert found.distance_m == pytest.approx(3.0 * (N - 2))


def test_records_in_kilometres_do_not_contradict_a_session_that_their_speed_agrees_with():
    fields = dict(RUN, distance=0.003 * SECONDS)
    assert only(records(**fields), session(total_distance=1800.0)).distance_m == 1800.0


def test_without_any_distance_speed_tells_it():
    silent = {name: value for name, value in RUN.items() if name != "distance"}
    assert only(records(**silent), session()).distance_m == 3.0 * (N - 1)
