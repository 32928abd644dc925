"""Which device measured which metric."""

import numpy as np
import pytest

from niggle.gait.measure import MEASURED
from niggle.gait.sensors import choose_sensors

BALANCE = "stance_time_balance_left_pct"
STANCE = "stance_time_ms"
WATCH = ("garmin", "fr965", None)


@pytest.mark.parametrize(
    ("product", "name"),
    [("hrm_pro", "hrm_pro"), ("3300", "hrm_pro"), ("hrm_pro_plus", "hrm_pro_plus"), ("hrm4_run", "hrm4_run"),
     ("1743", "hrm_tri"), ("hrm_fit", "hrm_fit"), ("running_dynamics_pod", "running_dynamics_pod")],
)  # fmt: skip
def test_garmin_straps_and_pods_have_their_own_key(samples, session, device, product, name):
    devices = [device(0, *WATCH), device(3, "garmin", product, "heart_rate", 293116778, "antplus")]
    _, sensors = choose_sensors(session(samples(60)), devices)
    assert set(sensors) == set(MEASURED)
    (key,) = set(sensors.values())
    maker, middle, digest = key.split(":")
    assert (maker, middle) == ("garmin", name)
    assert len(digest) == 6
    assert "293116778" not in key


def test_a_new_strap_is_a_new_key(samples, session, device):
    keys = [
        choose_sensors(session(samples(60)), [device(0, *WATCH), device(3, "garmin", "hrm_pro", None, serial)])[1][
            STANCE
        ]
        for serial in (1, 2, None)
    ]
    assert len(set(keys)) == 3
    assert keys[2] == "garmin:hrm_pro"


def test_stance_without_balance_is_the_wrist(samples, session, device):
    devices = [device(0, *WATCH), device(1, None, None, "whr", None, "local")]
    _, sensors = choose_sensors(session(samples(60, stance_time_balance_left_pct=None)), devices)
    assert set(sensors.values()) == {"garmin:wrist"}
    assert BALANCE not in sensors


def test_a_strap_for_the_heart_alone_measures_no_stance(samples, session, device):
    strap = device(2, "polar_electro", "h10", "heart_rate", 5)
    devices = [device(0, *WATCH, 77), device(1, None, None, "whr"), strap]
    _, sensors = choose_sensors(session(samples(60, stance_time_balance_left_pct=None)), devices)
    assert sensors[STANCE].startswith("garmin:wrist:")


def test_balance_from_an_unnamed_sensor(samples, session, device):
    _, sensors = choose_sensors(session(samples(60)), [device(0, *WATCH)])
    assert sensors[BALANCE] == "garmin:strap_or_pod"


def test_coros_pod(samples, session, device):
    devices = [device(0, "coros", "pace_3", None, 4), device(1, "coros", None, "stride_speed_distance", 9)]
    _, sensors = choose_sensors(session(samples(60)), devices)
    assert sensors[BALANCE].startswith("coros:pod:")


def test_stryd_fields_serve_where_the_wrist_is_all_there_is(samples, session, device):
    columns = samples(60, stance_time_balance_left_pct=None, stance_time_ms=290.0)
    ground = np.full(60, 251.0)
    ground[:5] = 0.0  # what it writes while standing
    developer = {
        ("stryd", "Ground Time"): ground,
        ("stryd", "Vertical Oscillation"): np.full(60, 7.5),
        ("stryd", "Cadence"): np.full(60, 83.0),
        ("stryd", "Leg Spring Stiffness Balance"): np.full(60, 52.0),
    }
    devices = [device(0, *WATCH), device(1, None, None, "whr"), device(6, "stryd", "4660", None, 92016116)]
    chosen, sensors = choose_sensors(session(columns, developer), devices)
    assert sensors[STANCE].startswith("stryd:")
    assert np.isnan(chosen[STANCE][:5]).all()
    assert np.nanmedian(chosen[STANCE]) == 251.0
    assert np.median(chosen["vertical_oscillation_mm"]) == 75.0
    assert np.median(chosen["cadence_spm"]) == 166.0
    assert BALANCE not in sensors
    assert columns[STANCE][0] == 290.0  # the session is left as it was


def test_a_strap_comes_before_stryd(samples, session, device):
    developer = {("stryd", "Ground Time"): np.full(60, 240.0)}
    devices = [device(0, *WATCH), device(3, "garmin", "hrm_pro", "heart_rate", 3)]
    chosen, sensors = choose_sensors(session(samples(60), developer), devices)
    assert sensors[STANCE].startswith("garmin:hrm_pro:")
    assert np.median(chosen[STANCE]) == pytest.approx(248.0, abs=2.0)


def test_a_strap_that_lost_contact_gives_way(samples, session, device):
    columns = samples(60)
    columns[STANCE][20:] = np.nan
    developer = {("stryd", "Ground Time"): np.full(60, 240.0)}
    devices = [device(0, *WATCH), device(3, "garmin", "hrm_pro", "heart_rate", 3)]
    _, sensors = choose_sensors(session(columns, developer), devices)
    assert sensors[STANCE] == "stryd"


def test_runscribe_gives_balance_from_its_two_feet(samples, session, device):
    columns = samples(60, stance_time_balance_left_pct=None, stance_time_ms=None)
    developer = {
        ("runscribe", "GCT_L"): np.full(60, 260.0),
        ("runscribe", "GCT_R"): np.full(60, 240.0),
        ("runscribe", "Footstrike_L"): np.full(60, 9.0),
    }
    chosen, sensors = choose_sensors(session(columns, developer), [device(0, *WATCH)])
    assert sensors[BALANCE] == sensors[STANCE] == "runscribe"
    assert np.median(chosen[STANCE]) == 250.0
    assert np.median(chosen[BALANCE]) == 52.0


def test_a_balance_of_zero_is_no_value(samples, session, device):
    columns = samples(60, stance_time_balance_left_pct=0.0)
    _, sensors = choose_sensors(session(columns), [device(0, *WATCH), device(1, None, None, "whr")])
    assert BALANCE not in sensors


def test_without_devices_and_metrics_there_is_nothing_to_name(samples, session):
    columns = samples(60, **dict.fromkeys(MEASURED))
    chosen, sensors = choose_sensors(session(columns), [])
    assert sensors == {}
    assert set(chosen) == set(columns)
