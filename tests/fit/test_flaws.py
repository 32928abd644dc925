"""What devices write wrongly: clocks, sessions, distances, fields. What a body can't do is not believed."""

from typing import Any

import numpy as np
import pytest

from niggle.fit.activity import Activity, Session, read_activity
from niggle.fit.clock import BY_CREATION, BY_SESSION
from niggle.fit.damage import with_garbage
from niggle.fit.decode import decode_fit
from niggle.fit.motion import counted_from_first, speed_or_from_distance
from niggle.fit.sport import sport_named
from niggle.fit.timeline import hanging_together
from niggle.fit.write import Block, Developer, DeveloperField, describe, write_fit

T0 = 1_772_433_065.0  # 2026-03-02T06:31:05Z
N = 600
SECONDS = np.arange(N, dtype=np.float64)
RUN: dict[str, Any] = {"distance": 3.0 * SECONDS, "enhanced_speed": 3.0, "cadence": 85, "stance_time": 240.0}


def activity(*blocks: Block) -> Activity:
    return read_activity(decode_fit(write_fit(list(blocks)), path="a.fit"))


def only(*blocks: Block) -> Session:
    (session,) = activity(*blocks).sessions
    return session


def records(times: Any = T0 + SECONDS, **fields: Any) -> Block:
    return Block("record", {"timestamp": times, **(fields or RUN)})


def session(start: float | None = T0, elapsed: float = N - 1.0, **fields: Any) -> Block:
    told = {"timestamp": T0 + N - 1, "start_time": start, "sport": "running", "total_elapsed_time": elapsed}
    return Block("session", told | fields)


@pytest.mark.parametrize(("sport", "sub_sport", "is_run"), [
    ("fitness_equipment", "treadmill", True), ("generic", "generic", True), ("training", None, True),
    ("generic", "track", True), ("fitness_equipment", "elliptical", False), ("cycling", "generic", False),
    ("walking", None, False), ("transition", None, False),
])  # fmt: skip
def test_what_is_a_run_is_told_by_the_data_where_the_sport_leaves_it_open(sport, sub_sport, is_run):
    assert only(records(), session(sport=sport, sub_sport=sub_sport)).is_run is is_run
    slow = dict(RUN, enhanced_speed=1.2, cadence=55, distance=1.2 * SECONDS)
    assert not only(records(**slow), session(sport=sport, sub_sport=sub_sport)).is_run


@pytest.mark.parametrize(("name", "sport"), [
    ("Trail-Run", "running"), ("virtual_run", "running"), ("obstacle_run", "running"), ("Laufen", "running"),
    ("VirtualRide", "cycling"), ("Radfahren", "cycling"), ("Open Water Swimming", "swimming"), ("Wandern", "hiking"),
    ("Other", None), ("Workout", None), ("", None), (None, None), ("ほげ", None),
])  # fmt: skip
def test_names_of_sports(name, sport):
    assert sport_named(name) == sport


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


@pytest.mark.parametrize("by_s", [-6 * 86_400.0, 5 * 86_400.0, -1_140_000_000.0])
def test_a_clock_that_is_set_during_the_run(by_s):
    times = T0 + SECONDS
    times[:11] += by_s
    found = activity(records(times), session(start=float(times[0]), elapsed=min(max(N - 1 - by_s, 0.0), 4e6)))
    (run,) = found.sessions
    assert (run.started_at.timestamp(), run.elapsed_s, run.samples["elapsed_s"].size) == (T0, N - 1.0, N)
    assert "the clock was set during the recording; 11 records put where they belong" in found.defects


@pytest.mark.parametrize("by_s", [-6 * 86_400.0, 30 * 86_400.0])
def test_the_clock_that_the_device_had_at_the_end_is_the_surest(by_s):
    times = T0 + SECONDS
    times[:400] += by_s  # the longer part
    run = only(records(times), session(start=float(times[0]), elapsed=min(max(N - 1 - by_s, 0.0), 4e6)))
    assert (run.started_at.timestamp(), run.elapsed_s, run.samples["elapsed_s"].size) == (T0, N - 1.0, N)


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


def test_uptime_is_dated_by_when_the_file_was_created():
    blocks = (
        Block("file_id", {"type": "activity", "time_created": T0}),
        records(5000.0 + SECONDS),
        session(start=5000.0, timestamp=5000.0 + N - 1),
    )
    found = activity(*blocks)
    assert found.sessions[0].started_at.timestamp() == T0
    assert found.defects == (BY_CREATION,)


@pytest.mark.parametrize("created", [None, T0 - 500])
def test_uptime_is_dated_by_the_session_if_that_has_a_date(created):
    found = activity(
        Block("file_id", {"type": "activity", "time_created": created}), records(5000 + SECONDS), session()
    )
    assert (found.sessions[0].started_at.timestamp(), found.sessions[0].samples["elapsed_s"].size) == (T0, N)
    assert found.defects == (BY_SESSION,)


@pytest.mark.parametrize("told", [0.0, 1.8, 1.8e6, None])
def test_a_session_s_distance_that_its_records_contradict(told):
    assert only(records(), session(total_distance=told)).distance_m == 3.0 * (N - 1)


def test_a_session_s_distance_that_was_corrected_counts():
    assert only(records(), session(total_distance=1700.0)).distance_m == 1700.0


def test_a_leap_of_the_distance_is_not_run():
    distance = 3.0 * SECONDS
    distance[300:] += 14_316_000.0
    found = only(records(**dict(RUN, distance=distance)), session())
    assert found.distance_m == pytest.approx(3.0 * (N - 2))
    assert np.diff(found.samples["distance_m"]).max() <= 3.0


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


def test_a_tunnel_is_run_through():
    distance = 3.0 * SECONDS
    distance[200:300] = distance[199]
    assert counted_from_first(distance, SECONDS, 12.5)[-1] == distance[-1]


@pytest.mark.parametrize("speed", [0.0, None])
def test_a_speed_that_is_not_there_follows_from_the_distance(speed):
    found = only(records(**dict(RUN, enhanced_speed=speed)), session())
    np.testing.assert_allclose(found.samples["speed_mps"][1:], 3.0)


def test_a_speed_in_another_unit_follows_from_the_distance():
    found = only(records(**dict(RUN, enhanced_speed=10.8)), session())
    np.testing.assert_allclose(found.samples["speed_mps"][1:], 3.0)


def test_a_stop_stays_a_stop():
    speed = np.where(SECONDS % 100 < 20, 0.0, 3.0)
    np.testing.assert_array_equal(speed_or_from_distance(speed, np.cumsum(speed), SECONDS), speed)


def test_a_speed_that_nobody_can_run_is_none():
    speed = np.where(SECONDS == 300, 60.0, 3.0)
    assert np.isnan(only(records(**dict(RUN, enhanced_speed=speed)), session()).samples["speed_mps"][300])


def test_records_of_one_second_with_different_fields_are_one_sample():
    gps = np.repeat(np.array([[1.0, np.nan]]), N, axis=0).ravel()
    sensors = np.repeat(np.array([[np.nan, 1.0]]), N, axis=0).ravel()
    twice = np.repeat(SECONDS, 2)
    block = records(
        T0 + twice, distance=gps * 3.0 * twice, enhanced_speed=gps * 3.0, enhanced_altitude=gps * 100.0,
        cadence=sensors * 85, stance_time=sensors * 240.0,
    )  # fmt: skip
    found = only(block, session())
    assert found.samples["elapsed_s"].size == N
    for name, value in {"speed_mps": 3.0, "altitude_m": 100.0, "cadence_spm": 170.0, "stance_time_ms": 240.0}.items():
        np.testing.assert_allclose(found.samples[name], value, err_msg=name)


def test_records_of_one_kind_after_the_other_are_one_recording():
    sensors = Block("record", {"timestamp": T0 + SECONDS, "cadence": 85, "stance_time": 240.0})
    seldom = SECONDS[::5]
    positions = Block("record", {"timestamp": T0 + seldom, "distance": 3.0 * seldom, "enhanced_speed": 3.0})
    for blocks in ([sensors, positions], [positions, sensors]):
        found = activity(*blocks, session())
        (run,) = found.sessions
        assert (run.samples["elapsed_s"].size, run.distance_m, found.defects) == (N, 3.0 * seldom[-1], ())
        assert np.count_nonzero(np.isfinite(run.samples["speed_mps"])) == seldom.size


def test_records_that_are_measured_twice_a_second_stay():
    found = only(records(T0 + np.repeat(SECONDS, 2), heart_rate=np.tile([150, 151], N)), session())
    assert found.samples["elapsed_s"].size == 2 * N


def test_zeros_of_running_dynamics_are_no_values():
    fields = dict(RUN, stance_time=0.0, step_length=0.0, vertical_oscillation=0.0, vertical_ratio=0.0)
    samples = only(records(**fields), session()).samples
    for name in ("stance_time_ms", "step_length_mm", "vertical_oscillation_mm", "vertical_ratio_pct"):
        assert np.isnan(samples[name]).all(), name


def test_developer_fields_count_by_what_they_stand_for():
    first, second = Developer(0, bytes(range(16))), Developer(1, bytes(range(1, 17)))
    contact = DeveloperField(0, 1, "GCT", "float32", "ms", native_field_number=41)
    right = DeveloperField(0, 2, "Bal", "float32", "% R", native_field_number=84)
    other = DeveloperField(1, 1, "GCT", "float32", "ms", native_field_number=41)
    block = Block("record", {"timestamp": T0 + SECONDS, **RUN}, developer={contact: 250.0, right: 48.0, other: 300.0})
    found = only(*describe([first, second], [contact, right, other]), block, session()).developer
    mine, its = bytes(range(16)).hex(), bytes(range(1, 17)).hex()
    assert {name: float(column[0]) for name, column in found.items()} == {
        (mine, "stance time"): 250.0, (mine, "stance time balance"): 52.0, (its, "stance time"): 300.0,
    }  # fmt: skip


def test_two_applications_of_one_maker_that_share_a_name_keep_apart():
    ids = [bytes.fromhex("18fb2cf01a4b430dad66988c847421f4"), bytes.fromhex("660a581e5301460c8f2f034c8b6dc90f")]
    first, second, again = (Developer(index, app) for index, app in enumerate([*ids, ids[0]]))
    fields = [DeveloperField(index, 1, "GCT", "float32", "ms") for index in range(3)]
    told = (250.0, 300.0, 350.0)
    block = Block("record", {"timestamp": T0 + SECONDS, **RUN}, developer=dict(zip(fields, told, strict=True)))
    found = only(*describe([first, second, again], fields), block, session()).developer
    assert sorted(float(column[0]) for column in found.values()) == [250.0, 300.0, 350.0]
    assert float(found["stryd", "GCT"][0]) == 250.0


def test_a_last_stretch_without_a_session_is_one():
    found = activity(
        records(),
        session(elapsed=199.0, timestamp=T0 + 199, sport="cycling"),
        session(start=T0 + 200, elapsed=199.0, timestamp=T0 + 399),
    )
    assert [(one.sport, one.samples["elapsed_s"].size) for one in found.sessions] == [
        ("cycling", 200), ("running", 201), ("running", 199),
    ]  # fmt: skip


def test_times_declared_as_four_bytes():
    stored = (T0 - 631_065_600 + SECONDS).astype("<u4").view(np.uint8).reshape(N, 4)
    block = Block("record", {253: stored, 5: (300 * SECONDS).astype(np.int64)}, base_types={253: "byte", 5: "uint32"})
    assert only(Block(20, block.fields, base_types=block.base_types), session()).distance_m == 3.0 * (N - 1)


def test_what_stands_before_the_header_is_passed_over():
    data = write_fit([records(), session()])
    for before in (b"\0" * 32, b"EDGE1050 preamble: " + bytes(100)):
        assert read_activity(decode_fit(before + data, path="a.fit")).sessions[0].distance_m == 3.0 * (N - 1)


def test_behind_damage_reading_goes_on_at_the_next_definition():
    half = N // 2
    head = [
        Block("file_id", {"type": "activity"}, local=1),
        Block("record", {"timestamp": T0 + SECONDS[:half], "distance": 3.0 * SECONDS[:half]}, local=0),
    ]
    joined = {"timestamp": T0 + SECONDS[half:], "distance": 3.0 * SECONDS[half:], "stance_time": 240.0}
    data = write_fit([*head, Block("record", joined, local=0)])  # a sensor joins: another layout in the same place
    before = len(write_fit(head)) - 2
    found = read_activity(decode_fit(with_garbage(data, before, b"\x45" * 16), path="a.fit"))
    assert found.sessions[0].samples["elapsed_s"].size == N
    assert np.count_nonzero(np.isfinite(found.sessions[0].samples["stance_time_ms"])) == N - half


@pytest.mark.parametrize(("ahead_s", "offset_s"), [(7200, 7200.0), (-12_600, -12_600.0), (0, None), (86_400, None)])
def test_the_local_clock_tells_the_zone_where_it_was_run(ahead_s, offset_s):
    end = T0 + N - 1
    told = Block("activity", {"timestamp": end, "local_timestamp": end + ahead_s})
    assert only(records(), session(), told).utc_offset_s == offset_s


def test_what_the_runner_told_the_watch_is_read():
    told = only(records(), session(workout_rpe=70, workout_feel=25))
    assert (told.rpe, told.feel) == (7.0, 25.0)
    assert (only(records(), session()).rpe, only(records(), session()).feel) == (None, None)
