"""Which device measured which metric."""

import numpy as np
import pytest

from niggle.fit.model import FileId
from niggle.gait.sensors import choose_sensors
from niggle.vocabulary.metrics import MEASURED

BALANCE = "stance_time_balance_left_pct"
STANCE = "stance_time_ms"
WATCH = ("garmin", "fr965", None)


PRODUCTS = [
    ("hrm_pro", "hrm_pro"), ("3300", "hrm_pro"), ("hrm_pro_plus", "hrm_pro_plus"), ("hrm4_run", "hrm4_run"),
    ("1743", "hrm_tri"), ("hrm_fit", "hrm_fit"), ("running_dynamics_pod", "running_dynamics_pod"),
]  # fmt: skip


@pytest.mark.parametrize(("product", "name"), PRODUCTS)
def test_garmin_straps_and_pods_go_by_serial_number_else_by_product(samples, session, device, product, name):
    keys = set()
    for serial in (293116778, None):
        devices = [device(0, *WATCH), device(3, "garmin", product, "heart_rate", serial, "antplus")]
        _, sensors = choose_sensors(session(samples(60)), devices)
        assert set(sensors) == set(MEASURED)
        keys |= set(sensors.values())
    assert keys == {"garmin:dynamics:79c243", f"garmin:{name}"}


def test_one_strap_is_one_key_whatever_a_file_calls_it(samples, session, device):
    watch = device(0, *WATCH)
    heart = device(3, "garmin", "hrm_pro", "heart_rate", 5, "antplus")
    lists = [
        [watch, heart],
        [watch, device(4, "garmin", "running_dynamics_pod", "30", 5)],
        [watch, device(4, "garmin", "9999", "30", 5)],
        [watch, device(4, "dynastream", None, "30", 5)],
        [watch, device(4, None, None, "30", 5)],
        [watch, device(4, None, None, "30"), heart],
        [watch, heart, device(4, "garmin", "hrm_pro", "30")],
        [watch, heart, device(4, "garmin", "9999", "30")],
        [watch, device(4, None, None, "30"), device(5, "garmin", "hrm_pro", "30", 5)],
        [device(5, "garmin", "hrm_pro", "30", 5), heart, watch],
    ]
    keys = [choose_sensors(session(samples(60)), devices)[1][BALANCE] for devices in lists]
    assert len(set(keys)) == 1, keys


def test_a_strap_for_running_dynamics_comes_before_one_for_the_heart(samples, session, device):
    pod = device(4, "garmin", "running_dynamics_pod", "30", 9)
    heart = device(3, "garmin", "hrm_pro", "heart_rate", 5)
    alone, *both = (
        choose_sensors(session(samples(60)), devices)[1][BALANCE]
        for devices in ([pod], [heart, pod], [pod, heart])
    )  # fmt: skip
    assert both == [alone, alone]


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
    assert sensors[STANCE].startswith("garmin:dynamics:")
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


def test_runscribe_plus_names_its_fields_otherwise(samples, session, device):
    columns = samples(60, stance_time_balance_left_pct=None, stance_time_ms=None)
    developer = {
        ("1f0e2d3c", "RS_ContactTime_L"): np.full(60, 238.0),
        ("1f0e2d3c", "RS_ContactTime_R"): np.full(60, 262.0),
        ("1f0e2d3c", "RS_Impact_GS_L"): np.full(60, 9.0),
    }
    chosen, sensors = choose_sensors(session(columns, developer), [device(0, *WATCH)])
    assert sensors[BALANCE] == sensors[STANCE] == "runscribe"
    assert np.median(chosen[STANCE]) == 250.0
    assert np.median(chosen[BALANCE]) == pytest.approx(47.6)


def test_a_balance_of_zero_is_no_value(samples, session, device):
    columns = samples(60, stance_time_balance_left_pct=0.0)
    _, sensors = choose_sensors(session(columns), [device(0, *WATCH), device(1, None, None, "whr")])
    assert BALANCE not in sensors


def test_without_devices_and_metrics_there_is_nothing_to_name(samples, session):
    columns = samples(60, **dict.fromkeys(MEASURED))
    chosen, sensors = choose_sensors(session(columns), [])
    assert sensors == {}
    assert set(chosen) == set(columns)


def test_an_apple_watch_goes_by_its_model_whichever_program_made_the_recording(samples, session, device):
    def key(manufacturer: str | None, product: str, *devices) -> str:
        file_id = FileId("activity", manufacturer, product, None, None, None)
        return choose_sensors(session(samples(60, **{BALANCE: None})), devices, file_id)[1][STANCE]

    by_healthfit = key("development", "Watch7,5", device(0, "development", "Watch7,5"))
    assert by_healthfit.startswith("apple:wrist:")
    assert (
        key("development", "Watch7,5") == key(None, "Apple Watch7,5", device(0, None, "Apple Watch7,5")) == by_healthfit
    )
    assert key("development", "Watch6,18") != by_healthfit
