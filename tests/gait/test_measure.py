"""From samples to windows and values."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from niggle.gait.measure import measure, surface_of
from niggle.vocabulary.columns import METRIC_COLUMNS, WINDOW_COLUMNS

BALANCE = "stance_time_balance_left_pct"
NO_PAUSE = np.empty((0, 2))


def measured(columns, pauses_s=NO_PAUSE, surface="road", sensors=None):
    return measure(columns, pauses_s=np.asarray(pauses_s), surface=surface, sensors=sensors or {})


@pytest.mark.parametrize(
    ("sub_sport", "surface"),
    [(None, "road"), ("generic", "road"), ("trail", "road"), ("track", "track"), ("treadmill", "treadmill"),
     ("indoor_running", "treadmill"), ("virtual_activity", "treadmill")],
)  # fmt: skip
def test_surface_of(sub_sport, surface):
    assert surface_of(sub_sport) == surface


def test_a_plain_run(samples):
    gait = measured(samples(2400), sensors={BALANCE: "garmin:hrm_pro:3f2a91"})
    assert set(gait.windows) == set(WINDOW_COLUMNS)
    assert set(gait.values) == {*METRIC_COLUMNS, "speed_mps", "grade_pct"}
    assert gait.windows["start_s"].tolist() == [60.0 * i for i in range(40)]
    assert gait.is_eligible.tolist() == [False] * 2 + [True] * 38
    assert gait.eligible_s == 38 * 60.0
    assert gait.excluded_s["warm_up"] == 120.0
    assert gait.values[BALANCE] == pytest.approx(50.6, abs=0.1)
    assert gait.values["duty_factor_pct"] == pytest.approx(100 * 248 / (2 * 60_000 / 166), abs=0.1)
    assert gait.values["flight_time_ms"] == pytest.approx(60_000 / 166 - 248, abs=1.0)
    assert gait.values["grade_pct"] == pytest.approx(0.0, abs=1e-6)
    assert gait.sensors[BALANCE] == "garmin:hrm_pro:3f2a91"


def test_smart_recording_gives_the_same_values(samples):
    often, seldom = measured(samples(2400)), measured(samples(2400, 5))
    assert seldom.is_eligible.sum() == often.is_eligible.sum()
    for name in METRIC_COLUMNS:
        assert seldom.values[name] == pytest.approx(often.values[name], rel=0.01)


def test_steep_windows_are_kept_but_not_eligible(samples):
    columns = samples(2400)
    climb = np.clip(columns["distance_m"] - 3600.0, 0.0, 1800.0)
    columns["altitude_m"] = 40.0 + 0.06 * climb
    gait = measured(columns)
    steep = gait.windows["grade_pct"] > 3.0
    assert steep.sum() == pytest.approx(10, abs=1)
    assert np.median(gait.windows["grade_pct"][steep]) == pytest.approx(6.0, abs=0.1)
    assert not gait.is_eligible[steep].any()
    assert gait.excluded_s["steep"] == 60.0 * steep.sum()


def test_noisy_altitude_is_no_hill(samples):
    columns = samples(2400)
    columns["altitude_m"] += 0.4 * np.round(np.random.default_rng(1).standard_normal(2400))
    assert measured(columns).is_eligible.sum() == 38


@pytest.mark.parametrize(("surface", "changes"), [("road", {"altitude_m": None}), ("treadmill", {})])
def test_unknown_grade_is_nan_and_eligible(samples, surface, changes):
    gait = measured(samples(2400, **changes), surface=surface)
    assert np.isnan(gait.windows["grade_pct"]).all()
    assert np.isnan(gait.values["grade_pct"])
    assert gait.is_eligible.sum() == 38


def test_the_warm_up_starts_with_the_running(samples):
    columns = samples(2400)
    columns["speed_mps"][:600] = 1.2
    gait = measured(columns)
    assert gait.windows["start_s"][gait.is_eligible][0] == 600.0 + 120.0


def test_step_length_is_derived_from_speed_and_cadence(samples):
    gait = measured(samples(2400, step_length_mm=None), sensors={"cadence_spm": "garmin:wrist"})
    assert gait.values["step_length_mm"] == pytest.approx(60_000 * 3.0 / 166, rel=0.005)
    assert gait.sensors["step_length_mm"] == "derived:garmin:wrist"


def test_a_wrist_watch_without_running_dynamics(samples):
    bare = dict.fromkeys(["stance_time_ms", BALANCE, "step_length_mm", "vertical_oscillation_mm", "vertical_ratio_pct"])
    gait = measured(samples(2400, **bare), sensors={"cadence_spm": "garmin:wrist"})
    assert set(gait.sensors) == {"cadence_spm", "step_length_mm"}
    assert np.isnan(gait.values[BALANCE])
    assert np.isnan(gait.values["duty_factor_pct"])


def test_implausible_values_are_dropped_alone(samples):
    columns = samples(2400)
    columns["stance_time_ms"][1000:1030] = 612.0
    columns[BALANCE][1200:1290] = 71.0
    gait = measured(columns)
    assert gait.excluded_s["implausible"] == 120.0
    assert gait.values["stance_time_ms"] == pytest.approx(248.0, abs=1.0)
    assert np.isnan(gait.windows[BALANCE][20])  # a whole window without a believable balance
    assert np.isfinite(gait.windows["stance_time_ms"][20])


def test_a_window_needs_half_a_minute(samples):
    columns = samples(2400)
    columns["speed_mps"][1220:1260] = 1.0
    gait = measured(columns)
    assert 1200.0 not in gait.windows["start_s"]
    assert gait.excluded_s["too_short"] == 20.0


def test_nothing_usable_gives_an_empty_run(samples):
    gait = measured(samples(600, speed_mps=1.0))
    assert gait.eligible_s == 0.0
    assert gait.is_eligible.size == 0
    assert all(np.isnan(value) for value in gait.values.values())
    assert gait.sensors == {}


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000))
def test_mirrored_feet_mirror_the_balance_and_nothing_else(samples, seed):
    columns = samples(1500)
    columns[BALANCE] = 50.0 + 3.0 * np.random.default_rng(seed).standard_normal(1500)
    here, there = measured(columns), measured({**columns, BALANCE: 100.0 - columns[BALANCE]})
    for name in WINDOW_COLUMNS:
        expected = 100.0 - here.windows[name] if name == BALANCE else here.windows[name]
        assert there.windows[name] == pytest.approx(expected)
    assert there.values[BALANCE] == pytest.approx(100.0 - here.values[BALANCE])


@settings(max_examples=20, deadline=None)
@given(minutes=st.integers(1, 200))
def test_whole_minutes_of_standing_before_only_shift_the_clock(samples, minutes):
    columns = samples(1500)
    later = {**columns, "elapsed_s": columns["elapsed_s"] + 60.0 * minutes}
    here, there = (
        measured(columns, [[700.0, 730.0]]),
        measured(later, [[700.0 + 60 * minutes, 730.0 + 60 * minutes]]),
    )
    assert there.windows["start_s"] == pytest.approx(here.windows["start_s"] + 60.0 * minutes)
    assert there.values == pytest.approx(here.values, nan_ok=True)
    assert there.eligible_s == here.eligible_s


def test_an_hour_is_measured_in_a_few_milliseconds(samples):
    columns = samples(3600)
    measured(columns)
    start = time.process_time()
    for _ in range(20):
        measured(columns)
    # 0.6 ms where it was written; the margin is for slow and busy machines.
    assert (time.process_time() - start) / 20 < 0.010


def test_every_running_session_of_the_recordings_is_measured(recordings):
    from niggle.errors import DecodeError
    from niggle.fit.activity import read_activity
    from niggle.fit.decode import decode_fit
    from niggle.gait.sensors import choose_sensors

    found = {}
    for path in sorted(recordings.rglob("*.fit")):
        try:
            activity = read_activity(decode_fit(path.read_bytes(), path=str(path)))
        except DecodeError:
            continue
        for session in activity.sessions:
            if session.is_run:
                columns, sensors = choose_sensors(session, activity.devices, activity.file_id)
                gait = measured(columns, session.pauses_s, surface_of(session.sub_sport), sensors)
                found.setdefault(path.name, []).append(gait)
    strap = found["running-with-developer-data.fit"][0]
    assert strap.sensors[BALANCE] == strap.sensors["stance_time_ms"] == "garmin:hrm4_run"
    assert strap.values[BALANCE] == pytest.approx(49.6, abs=0.2)
    assert found["sample_mulitple_header.fit"][0].sensors[BALANCE] == "garmin:hrm_tri"
    for name, sensor in [
        ("garmin-stamina.fit", "garmin:wrist"),
        ("activity-small-fenix2-run.fit", "garmin:strap_or_pod"),
        ("developer-types-sample.fit", "stryd"),
        ("running.fit", "stryd"),
    ]:
        (gait,) = found[name]
        assert gait.sensors["stance_time_ms"] == sensor
        assert BALANCE not in gait.sensors
        assert 200.0 < gait.values["stance_time_ms"] < 350.0
        assert gait.eligible_s >= 600.0


@settings(max_examples=60, deadline=None)
@given(data=st.data(), seed=st.integers(0, 10_000), seconds=st.sampled_from([0, 1, 2, 45, 700, 1500]))
def test_no_recording_breaks_it(samples, data, seed, seconds):
    rng = np.random.default_rng(seed)
    columns = samples(seconds)
    for name in columns:
        match data.draw(st.sampled_from(["as is", "as is", "gaps", "gone", "junk"])):
            case "gaps":
                columns[name] = np.where(rng.random(seconds) < 0.4, np.nan, columns[name])
            case "gone":
                columns[name] = np.full(seconds, np.nan)
            case "junk":
                columns[name] = rng.choice([0.0, -5.0, 65535.0, np.nan, 3.0], seconds)
    gait = measured(columns, data.draw(st.sampled_from([NO_PAUSE, np.array([[5.0, 9.0], [30.0, np.nan]])])))
    assert {column.size for column in gait.windows.values()} == {gait.is_eligible.size}
    assert gait.eligible_s == gait.windows["usable_s"][gait.is_eligible].sum()
    for name in METRIC_COLUMNS:
        assert np.isfinite(gait.windows[name]).any() == (name in gait.sensors)
