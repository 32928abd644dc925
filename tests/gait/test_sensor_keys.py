"""Keys of sensors, from small files as watches write them."""

from typing import Any

import numpy as np
import pytest

from niggle.fit.activity import read_activity
from niggle.fit.decode import decode_fit
from niggle.fit.model import Device, FileId
from niggle.fit.write import Block, Developer, DeveloperField, describe, write_fit
from niggle.gait.sensor_keys import watch_of, wrist_key
from niggle.gait.sensors import choose_sensors

BALANCE = "stance_time_balance_left_pct"
STANCE = "stance_time_ms"
T0 = 1_772_433_065.0  # 2026-03-02T06:31:05Z
N = 60

NATIVE = {"stance_time": 248.0, "stance_time_balance": 50.5, "vertical_oscillation": 88.0}
FENIX = {"device_index": 0, "manufacturer": "garmin", "product": 3906, "serial_number": 1, "source_type": "local"}
CHANNEL = {"device_index": 4, "source_type": "antplus", "device_type": 30}
HEART = {"device_index": 3, "source_type": "antplus", "device_type": 120}
HRM_PRO = {"manufacturer": "garmin", "product": 3300, "serial_number": 293116778}
STRYD_POD = {
    "device_index": 5, "source_type": "antplus", "device_type": 124, "manufacturer": "stryd", "product": 26,
    "serial_number": 92016116,
}  # fmt: skip
NAMELESS = CHANNEL | {"manufacturer": 0, "product": 0}
DUO_FIELDS = {"Leg Spring Stiffness Balance": 50.1, "Impact Loading Rate Balance": 49.0}
COROS = {"manufacturer": "coros", "product": 841, "serial_number": 5}
STRYD = Developer(0, bytes.fromhex("18fb2cf01a4b430dad66988c847421f4"))


def sensors_of(
    *devices: dict[str, Any],
    native: dict[str, float] = NATIVE,
    file_id: dict[str, Any] | None = None,
    developer: Developer = STRYD,
    fields: dict[str, float] | None = None,
) -> dict[str, str]:
    """Metric → sensor key of a run of one minute."""
    own = {DeveloperField(0, number, name): value for number, (name, value) in enumerate((fields or {}).items())}
    blocks = [
        Block("file_id", {"type": "activity", "manufacturer": "garmin", "product": 3906} | (file_id or {})),
        *(Block("device_info", {"timestamp": T0 + second} | one) for second, one in enumerate(devices)),
        *(describe([developer], list(own)) if own else ()),
        Block("record", {"timestamp": T0 + np.arange(N), "enhanced_speed": 3.0, "cadence": 83, **native}, own),
        Block("session", {"timestamp": T0 + N, "start_time": T0, "sport": "running", "total_elapsed_time": float(N)}),
    ]
    activity = read_activity(decode_fit(write_fit(blocks), path="a.fit"))
    return choose_sensors(activity.sessions[0], activity.devices, activity.file_id)[1]


class TestStrap:
    KEY = "garmin:dynamics:79c243"

    @pytest.mark.parametrize(
        "listed",
        [
            [FENIX, CHANNEL | HRM_PRO],
            [FENIX, CHANNEL, CHANNEL | HRM_PRO],
            [FENIX, CHANNEL, CHANNEL | {"manufacturer": "garmin"}, CHANNEL | {"serial_number": 293116778}],
            [FENIX, NAMELESS, CHANNEL | HRM_PRO],
            [FENIX, CHANNEL | HRM_PRO, CHANNEL],
            [FENIX, CHANNEL | HRM_PRO | {"product": 2593}],
            [FENIX, CHANNEL | HRM_PRO | {"product": 9999}],
            [FENIX, HEART | HRM_PRO],
            [FENIX, HEART | HRM_PRO, CHANNEL],
            [FENIX, HEART | HRM_PRO, NAMELESS],
            [FENIX, CHANNEL, HEART | HRM_PRO],
            [FENIX, CHANNEL, CHANNEL | HRM_PRO | {"device_index": 6}],
            [FENIX, HEART | HRM_PRO, CHANNEL | HRM_PRO | {"serial_number": None}],
        ],
    )
    def test_one_strap_is_one_key(self, listed: list[dict[str, Any]]) -> None:
        assert set(sensors_of(*listed).values()) == {self.KEY}

    def test_another_serial_number_is_another_strap(self) -> None:
        assert sensors_of(FENIX, CHANNEL | HRM_PRO | {"serial_number": 5})[BALANCE] != self.KEY

    def test_a_channel_that_nobody_names_keeps_a_key_without_a_serial_number(self) -> None:
        assert sensors_of(FENIX, CHANNEL)[BALANCE] == "garmin:dynamics"
        assert sensors_of(FENIX)[BALANCE] == "garmin:strap_or_pod"


class TestStrydDuo:
    def test_what_it_sends_as_running_dynamics_is_a_foot_pods(self) -> None:
        for listed in ([FENIX, NAMELESS, STRYD_POD], [FENIX, CHANNEL | {"manufacturer": "stryd"}, STRYD_POD]):
            assert sensors_of(*listed)[BALANCE] == sensors_of(*listed)[STANCE] == "stryd:duo:3e1047"
        assert sensors_of(FENIX, NAMELESS)[BALANCE] == "stryd:duo"
        assert sensors_of(FENIX, CHANNEL, STRYD_POD, fields=DUO_FIELDS)[BALANCE] == "stryd:duo:3e1047"

    def test_it_is_no_single_pod(self) -> None:
        alone = sensors_of(FENIX, STRYD_POD, native={}, fields={"Ground Time": 240.0})
        assert alone == {STANCE: "stryd:3e1047", "cadence_spm": alone["cadence_spm"]}

    def test_it_does_not_come_before_pods_that_measure_each_foot(self) -> None:
        feet = {"RS_ContactTime_L": 238.0, "RS_ContactTime_R": 262.0}
        runscribe = Developer(0, bytes(range(16)))
        assert sensors_of(FENIX, NAMELESS, developer=runscribe, fields=feet)[BALANCE] == "runscribe"
        assert sensors_of(FENIX, CHANNEL | HRM_PRO, developer=runscribe, fields=feet)[BALANCE] == TestStrap.KEY

    def test_beside_a_strap_a_channel_is_the_duos_only_if_it_says_so(self) -> None:
        strap = HEART | HRM_PRO
        assert sensors_of(FENIX, strap, NAMELESS, STRYD_POD)[BALANCE] == TestStrap.KEY
        assert sensors_of(FENIX, strap, NAMELESS, STRYD_POD, fields=DUO_FIELDS)[BALANCE] == "stryd:duo:3e1047"
        assert sensors_of(FENIX, CHANNEL | HRM_PRO, STRYD_POD, fields=DUO_FIELDS)[BALANCE] == TestStrap.KEY


class TestWithoutIndex:
    """COROS and others list devices without an index, or none: then the file's own id says who wrote it."""

    def test_the_watch_is_the_files(self) -> None:
        apex, other, suunto, garmin = (
            sensors_of(*devices, native={"step_length": 1041.0}, file_id=file_id)["step_length_mm"]
            for devices, file_id in (
                ([], COROS),
                ([], COROS | {"serial_number": 6}),
                ([{"manufacturer": "suunto", "product": 67}], {"manufacturer": "suunto", "product": 67}),
                ([FENIX], {}),
            )
        )
        assert apex.startswith("coros:wrist:")
        assert suunto.startswith("suunto:wrist:")
        assert len({apex, other, suunto, garmin}) == 4

    def test_a_pod_is_told_from_the_watch(self) -> None:
        assert sensors_of(file_id=COROS)[BALANCE] == "coros:pod"
        no_values = dict.fromkeys(NATIVE, 0.0)
        without = sensors_of(native=no_values | {"step_length": 1041.0}, file_id=COROS)
        assert set(without) == {"cadence_spm", "step_length_mm"}
        assert all(key.startswith("coros:wrist:") for key in without.values())

    def test_without_serial_number_the_model_tells_watches_apart(self) -> None:
        keys = {
            wrist_key(watch_of([], FileId("activity", "development", product, None, None, None)))
            for product in ("Watch6,18", "Watch7,5")
        }
        assert len(keys) == 2


def test_a_device_list_comes_before_the_files_id() -> None:
    """A service that wrote the file anew puts its own name there."""
    listed = Device(0, "garmin", "fr965", None, "local", 3, None)
    service = FileId("activity", "strava", None, None, None, None)
    assert watch_of([listed], service) == listed
    assert watch_of([Device(0, None, None, None, None, None, None)], service).manufacturer == "strava"
