"""What the records of a run become: one sample a second, in units that mean the same for every watch."""

import numpy as np

from niggle.fit.samples import steps_per_minute
from niggle.fit.write import Block, Developer, DeveloperField, describe
from tests.fit.files import RUN, SECONDS, T0, N, activity, only, records, session


def test_steps_and_strides_are_told_apart_by_the_fast_part():
    speed = np.array([1.4] * 400 + [3.2] * 200)
    steps = np.array([112.0] * 400 + [172.0] * 200)  # somebody who walks for long before the run
    np.testing.assert_array_equal(steps_per_minute(steps, "running", speed), steps)
    np.testing.assert_array_equal(steps_per_minute(steps / 2, "running", speed), steps)


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


def test_records_of_one_kind_after_the_other_are_one_recording():
    sensors = Block("record", {"timestamp": T0 + SECONDS, "cadence": 85, "stance_time": 240.0})
    seldom = SECONDS[::5]
    positions = Block("record", {"timestamp": T0 + seldom, "distance": 3.0 * seldom, "enhanced_speed": 3.0})
    for blocks in ([sensors, positions], [positions, sensors]):
        found = activity(*blocks, session())
        (run,) = found.sessions
        assert (run.samples["elapsed_s"].size, run.distance_m, found.defects) == (N, 3.0 * seldom[-1], ())
        assert np.count_nonzero(np.isfinite(run.samples["speed_mps"])) == seldom.size


def test_two_applications_of_one_maker_that_share_a_name_keep_apart():
    ids = [bytes.fromhex("18fb2cf01a4b430dad66988c847421f4"), bytes.fromhex("660a581e5301460c8f2f034c8b6dc90f")]
    first, second, again = (Developer(index, app) for index, app in enumerate([*ids, ids[0]]))
    fields = [DeveloperField(index, 1, "GCT", "float32", "ms") for index in range(3)]
    told = (250.0, 300.0, 350.0)
    block = Block("record", {"timestamp": T0 + SECONDS, **RUN}, developer=dict(zip(fields, told, strict=True)))
    found = only(*describe([first, second, again], fields), block, session()).developer
    assert sorted(float(column[0]) for column in found.values()) == [250.0, 300.0, 350.0]
    assert float(found["stryd", "GCT"][0]) == 250.0
