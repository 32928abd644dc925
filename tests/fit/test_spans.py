"""Sessions whose messages and records disagree: lengths, ends, timers and sports held against the records."""

from typing import Any

import numpy as np
import pytest

from niggle.fit.write import Block, Developer, DeveloperField, describe
from tests.fit.files import RUN, SECONDS, T0, N, activity, only, records, session

HALF = N // 2
BOTH = dict(RUN, distance=np.cumsum(np.where(SECONDS < HALF, 9.0, 3.0)))


def legs(*times: dict[str, Any]) -> list[Block]:
    """A ride and a run, with what their messages say of the time."""
    starts = {"cycling": T0, "running": T0 + HALF}
    return [
        Block("session", {"sport": sport, "start_time": start, "timestamp": start + HALF} | told)
        for (sport, start), told in zip(starts.items(), times, strict=True)
    ]


@pytest.mark.parametrize("told_s", [0.0, 300_000.0, 250.0, None, 300.0])
def test_a_session_among_others_ends_at_its_own_timestamp_and_where_its_records_end(told_s):
    ride, run = activity(
        records(**BOTH), *legs(*[{"total_elapsed_time": told_s, "total_timer_time": told_s}] * 2)
    ).sessions
    assert (ride.sport, ride.elapsed_s, ride.samples["elapsed_s"].size) == ("cycling", HALF, HALF)
    assert (run.sport, run.started_at.timestamp(), run.samples["elapsed_s"].size) == ("running", T0 + HALF, HALF)
    assert run.elapsed_s == pytest.approx(HALF, abs=1)
    assert run.moving_time_s == pytest.approx(HALF, abs=1 if told_s != 250.0 else 50)
    assert run.distance_m == pytest.approx(3.0 * HALF, rel=0.01)


def test_records_that_go_right_up_to_the_first_session_are_its_own():
    late = {"start_time": T0 + 120, "total_elapsed_time": HALF - 120.0, "total_timer_time": HALF - 120.0}
    found = activity(records(**BOTH), *legs(late | {"total_distance": 9.0 * (HALF - 120)}, {"total_elapsed_time": 300}))
    ride, run = found.sessions
    assert (ride.started_at.timestamp(), ride.elapsed_s, ride.samples["elapsed_s"].size) == (T0, HALF, HALF)
    assert ride.distance_m == pytest.approx(9.0 * HALF, rel=0.01)
    assert ride.moving_time_s == HALF
    assert run.samples["elapsed_s"].size == HALF
    assert found.defects == ()


def test_records_long_before_the_first_session_are_told():
    apart = np.concatenate([T0 - 4000 + SECONDS[:100], T0 + SECONDS[100:]])
    found = activity(records(apart, **BOTH), *legs({"start_time": T0 + 100, "total_elapsed_time": 200.0}, {}))
    assert found.defects == ("100 records outside any session left out",)


def test_a_session_that_is_written_twice_is_one():
    assert only(records(), session(), session()).distance_m == 3.0 * (N - 1)


@pytest.mark.parametrize("told_s", [0.6, 200.0, 599_000.0])
def test_a_timer_that_ran_for_less_than_the_runner_is_not_believed(told_s):
    assert only(records(), session(elapsed=told_s, total_timer_time=told_s)).moving_time_s == pytest.approx(
        N - 1, abs=1
    )


def test_a_timer_without_the_walks_between_is_believed():
    speed = np.where(SECONDS % 100 < 40, 0.4, 3.0)
    fields = dict(RUN, enhanced_speed=speed, distance=np.cumsum(speed))
    assert only(records(**fields), session(total_timer_time=360.0)).moving_time_s == 360.0


STOPPED = np.concatenate([T0 + SECONDS[:HALF], T0 + 600 + SECONDS[HALF:]])
EVENTS = [
    Block("event", {"timestamp": T0 + HALF - 1, "event": "timer", "event_type": "stop_all"}),
    Block("event", {"timestamp": T0 + 600 + HALF, "event": "timer", "event_type": "start"}),
]


@pytest.mark.parametrize("timer_s", [None, 1199.0])
@pytest.mark.parametrize("events", [[], EVENTS])
def test_a_stop_counts_as_a_pause_even_if_the_timer_knows_nothing_of_it(timer_s, events):
    found = only(records(STOPPED), *events, session(elapsed=1199.0, timestamp=T0 + 1199, total_timer_time=timer_s))
    assert found.moving_time_s == pytest.approx(N, abs=2)
    assert len(found.pauses_s) == 1


def test_a_hole_at_running_speed_is_no_pause():
    fields = dict(RUN, distance=3.0 * (STOPPED - T0))
    found = only(records(STOPPED, **fields), session(elapsed=1199.0, timestamp=T0 + 1199))
    assert (found.moving_time_s, len(found.pauses_s)) == (1199.0, 0)


@pytest.mark.parametrize(("sport", "sub_sport", "is_run"), [
    (250, None, True), ("generic", 250, True), ("fitness_equipment", 250, True), ("fitness_equipment", "spin", False),
])  # fmt: skip
def test_a_sport_that_the_profile_does_not_know_yet_says_nothing(sport, sub_sport, is_run):
    assert only(records(), session(sport=sport, sub_sport=sub_sport)).is_run is is_run


@pytest.mark.parametrize("speed", [None, 0.0])
def test_a_treadmill_that_tells_no_speed_is_a_run_by_its_cadence(speed):
    def is_run(cadence: float, sub_sport: str) -> bool:
        silent = records(cadence=cadence, stance_time=240.0, enhanced_speed=speed)
        return only(silent, session(sport="fitness_equipment", sub_sport=sub_sport)).is_run

    assert is_run(85, "treadmill")
    assert not is_run(55, "treadmill")
    assert not is_run(85, "elliptical")


def test_the_id_that_healthfit_gives_a_workout_is_read():
    ids = [bytes(range(16)), bytes(range(1, 17))]
    field = DeveloperField(0, 9, "SESSION UUID", "byte")
    for workout_id in ids:
        told = Block("session", session().fields, {field: np.frombuffer(workout_id, np.uint8)[None, :]})
        assert only(*describe([Developer(0, ids[0])], [field]), records(), told).workout_id == workout_id.hex()
    assert only(records(), session()).workout_id is None
