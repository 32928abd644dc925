"""Sessions out of whole, damaged and odd files."""

import csv
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from niggle.fit.activity import Activity, Device, Session, read_activity
from niggle.fit.base_types import FIT_EPOCH_UNIX_S
from niggle.fit.damage import truncated
from niggle.fit.decode import decode_fit
from niggle.fit.write import Block, Developer, DeveloperField, describe, write_fit
from niggle.vocabulary.columns import SAMPLE_COLUMNS

T0 = 1_772_433_065.0  # 2026-03-02T06:31:05Z
N = 120
STRYD = bytes.fromhex("18fb2cf01a4b430dad66988c847421f4")


def activity(*blocks: Block) -> Activity:
    return read_activity(decode_fit(write_fit(list(blocks)), path="a.fit"))


def only(found: Activity) -> Session:
    (session,) = found.sessions
    return session


def records(start: float = T0, count: int = N, **fields: Any) -> Block:
    return Block("record", {"timestamp": start + np.arange(count), **fields})


def session(start: float = T0, elapsed: float = N - 1.0, sport: str | None = "running", **fields: Any) -> Block:
    return Block(
        "session",
        {"timestamp": start + elapsed, "start_time": start, "sport": sport, "total_elapsed_time": elapsed, **fields},
    )


def timer(event_type: str, *at: float) -> Block:
    return Block("event", {"timestamp": T0 + np.array(at), "event": "timer", "event_type": event_type})


class TestSamples:
    def test_every_column_in_its_unit(self) -> None:
        found = only(
            activity(
                records(
                    distance=3.0 * np.arange(N),
                    enhanced_speed=3.0,
                    enhanced_altitude=101.4,
                    heart_rate=150,
                    power=250,
                    temperature=-3,
                    cadence=86,
                    fractional_cadence=0.5,
                    stance_time=240.5,
                    stance_time_balance=50.75,
                    step_length=1041.0,
                    vertical_oscillation=82.3,
                    vertical_ratio=7.91,
                ),
                session(),
            )
        )
        assert list(found.samples) == sorted(found.samples, key=list(found.samples).index)
        assert set(found.samples) == set(SAMPLE_COLUMNS)
        last = {name: column[-1] for name, column in found.samples.items()}
        assert last == pytest.approx(
            {
                "elapsed_s": 119, "distance_m": 357, "speed_mps": 3.0, "altitude_m": 101.4,
                "heart_rate_bpm": 150, "power_w": 250, "temperature_c": -3, "cadence_spm": 173,
                "stance_time_ms": 240.5, "stance_time_balance_left_pct": 50.75, "step_length_mm": 1041,
                "vertical_oscillation_mm": 82.3, "vertical_ratio_pct": 7.91,
            }
        )  # fmt: skip

    def test_a_balance_of_zero_is_no_value_but_other_zeros_are(self) -> None:
        samples = only(
            activity(records(count=3, stance_time_balance=[0.0, 49.5, None], power=[0, 0, None]), session())
        ).samples
        assert samples["stance_time_balance_left_pct"].tolist() == pytest.approx([np.nan, 49.5, np.nan], nan_ok=True)
        assert samples["power_w"].tolist() == pytest.approx([0, 0, np.nan], nan_ok=True)

    def test_old_fields_serve_where_there_are_no_enhanced_ones(self) -> None:
        samples = only(activity(records(count=2, speed=2.75, altitude=88.2), session())).samples
        assert samples["speed_mps"].tolist() == [2.75, 2.75]
        assert samples["altitude_m"].tolist() == pytest.approx([88.2, 88.2])

    @pytest.mark.parametrize(
        ("sport", "cadence", "expected"),
        [("running", 88, 176), ("running", 178, 178), ("walking", 58, 116), ("cycling", 90, np.nan)],
    )
    def test_cadence_counts_steps_of_both_feet(self, sport: str, cadence: float, expected: float) -> None:
        """Strides in FIT's own meaning; some programs write steps, cyclists write neither."""
        samples = only(activity(records(cadence=cadence), session(sport=sport))).samples
        assert samples["cadence_spm"][0] == pytest.approx(expected, nan_ok=True)

    def test_developers_fields_stay_apart_and_go_by_maker(self) -> None:
        power = DeveloperField(0, 0, "Power", "uint16", "Watts", native_field_number=7)
        other = DeveloperField(1, 0, "Power", "uint16", "W")
        found = only(
            activity(
                *describe([Developer(0, STRYD), Developer(1, bytes(range(16)))], [power, other]),
                Block("record", {"timestamp": [T0, T0 + 1]}, {power: [201, None], other: 7}),
                session(),
            )
        )
        assert np.isnan(found.samples["power_w"]).all()
        assert found.developer["stryd", "Power"].tolist() == pytest.approx([201, np.nan], nan_ok=True)
        assert found.developer[bytes(range(16)).hex(), "Power"].tolist() == [7, 7]

    def test_one_name_in_two_units_makes_two_fields(self) -> None:
        old, new = DeveloperField(0, 4, "VO", "float32", "cm"), DeveloperField(0, 9, "VO", "float32", "mm")
        found = only(
            activity(
                *describe([Developer(0, STRYD)], [old, new]),
                Block("record", {"timestamp": [T0]}, {old: 8.0, new: 80.0}),
                session(),
            )
        )
        assert {name: column.tolist() for name, column in found.developer.items()} == {
            ("stryd", "VO"): [8.0], ("stryd", "VO (mm)"): [80.0],
        }  # fmt: skip

    def test_records_out_of_order_are_put_in_order(self) -> None:
        found = only(activity(Block("record", {"timestamp": [T0 + 2, T0, T0 + 1], "heart_rate": [3, 1, 2]}), session()))
        assert found.samples["elapsed_s"].tolist() == [0, 1, 2]
        assert found.samples["heart_rate_bpm"].tolist() == [1, 2, 3]


class TestSession:
    def test_what_the_session_says(self) -> None:
        found = only(
            activity(
                records(),
                session(elapsed=119.5, total_timer_time=110.25, total_distance=357.9, sub_sport="trail"),
            )
        )
        assert found.started_at == datetime(2026, 3, 2, 6, 31, 5, tzinfo=UTC)
        assert (found.sport, found.sub_sport, found.is_run) == ("running", "trail", True)
        assert (found.elapsed_s, found.timer_s, found.moving_time_s) == (119.5, 110.25, 110.25)
        assert found.distance_m == pytest.approx(357.9)

    def test_distance_comes_from_the_records_where_the_session_has_none(self) -> None:
        assert only(activity(records(distance=2.5 * np.arange(N)), session())).distance_m == pytest.approx(297.5)
        assert only(activity(records(), session())).distance_m is None

    def test_pauses_and_laps(self) -> None:
        found = only(
            activity(
                timer("start", 0),
                records(),
                timer("stop_all", 30, 70, 119),
                timer("start", 45, 80),
                Block("lap", {"start_time": [T0, T0 + 60, T0 + 900], "timestamp": T0 + 119}),
                session(),
            )
        )
        assert found.pauses_s.tolist() == [[30, 45], [70, 80]]
        assert found.lap_starts_s.tolist() == [0, 60]
        assert only(activity(records(), session())).pauses_s.shape == (0, 2)

    def test_no_timer_time_is_elapsed_time(self) -> None:
        assert only(activity(records(), session(elapsed=119.0))).timer_s == 119.0

    def test_multisport_gives_each_stretch_its_records_and_its_own_distance(self) -> None:
        distance = 4.0 * np.arange(300)
        found = activity(
            records(count=300, distance=distance),
            session(T0, 99.7, "cycling"),
            session(T0 + 100, 49.6, "transition"),
            session(T0 + 150, 149.9, "running"),
        )
        assert [item.sport for item in found.sessions] == ["cycling", "transition", "running"]
        assert [item.is_run for item in found.sessions] == [False, False, True]
        assert [len(item.samples["elapsed_s"]) for item in found.sessions] == [100, 50, 150]
        assert [item.samples["distance_m"][-1] for item in found.sessions] == [396, 200, 600]
        assert found.sessions[2].samples["elapsed_s"][[0, -1]].tolist() == [0, 149]
        assert found.defects == ()

    def test_a_summary_before_the_records_changes_nothing(self) -> None:
        blocks = [records(count=200), session(T0, 99.0, "cycling"), session(T0 + 100, 99.0, "running")]
        for order in (blocks, blocks[::-1]):
            found = activity(*order)
            assert [item.sport for item in found.sessions] == ["cycling", "running"]
            assert [len(item.samples["elapsed_s"]) for item in found.sessions] == [100, 100]

    def test_sessions_that_overlap_are_told_and_the_later_one_wins(self) -> None:
        found = activity(records(), session(T0, 119.0, "cycling"), session(T0 + 50, 29.0, "running"))
        assert [len(item.samples["elapsed_s"]) for item in found.sessions] == [89, 31]  # the second of grace
        assert found.defects == ("sessions overlap in time; records go to the one that started last",)

    def test_records_between_sessions_are_told_and_left_out(self) -> None:
        found = activity(records(count=200), session(T0, 99.0), session(T0 + 140, 59.0))
        assert [len(item.samples["elapsed_s"]) for item in found.sessions] == [101, 60]  # with the second of grace
        assert found.defects == ("39 records outside any session left out",)

    def test_the_only_session_of_a_file_owns_all_its_records(self) -> None:
        for start, elapsed in ((T0, 0.0), (T0, 79.0), (T0, 0.199), (T0 + 7200, 199.0), (631_065_600 + 5e8, 199.0)):
            found = activity(records(count=200), session(start, elapsed))
            assert len(only(found).samples["elapsed_s"]) == 200
            assert (only(found).started_at.timestamp(), only(found).elapsed_s) == (T0, 199.0)

    def test_the_same_run_twice_in_a_chain_is_two_sessions_with_their_own_records(self) -> None:
        data = write_fit([records(), session()])
        found = read_activity(decode_fit(data + data, path="a.fit"))
        assert [len(item.samples["elapsed_s"]) for item in found.sessions] == [N, N]
        assert found.defects == ()

    def test_uptime_is_dated_by_the_activity_message(self) -> None:
        """Seconds since the device was switched on, and once both that and its local clock."""
        found = activity(
            Block("record", {"timestamp": 5000.0 + np.arange(10), "heart_rate": 150}),
            Block(
                "session",
                {"timestamp": 5010.0, "start_time": 5000.0, "sport": "running", "total_elapsed_time": 9.0},
            ),
            Block("activity", {"timestamp": 5010.0, "local_timestamp": T0 + 10}),
        )
        assert only(found).started_at == datetime.fromtimestamp(T0, UTC)
        assert only(found).samples["elapsed_s"].tolist() == [*range(10)]
        assert found.defects == ("times count from when the device was switched on; dated by its local clock",)

    def test_uptime_that_nothing_dates_gives_no_session(self) -> None:
        found = activity(Block("record", {"timestamp": [10.0, 11.0]}), session(500.0, 1.0))
        assert found.sessions == ()
        assert "2 records without a time left out" in found.defects
        assert "a session without a date left out" in found.defects


class TestUnfinished:
    def test_a_recording_that_was_cut_off_is_a_session_of_its_records(self) -> None:
        data = write_fit(
            [
                timer("start", 0),
                Block("sport", {"sport": "running", "sub_sport": "generic"}),
                timer("stop_all", 20),
                timer("start", 50),
                records(distance=3.0 * np.arange(N), speed=3.0),
                session(),
            ]
        )
        found = read_activity(decode_fit(truncated(data, 60), path="a.fit"))
        made_up = only(found)
        assert (made_up.sport, made_up.is_run) == ("running", True)
        rows = len(made_up.samples["elapsed_s"])
        assert made_up.elapsed_s == rows - 1
        assert made_up.timer_s == rows - 1 - 30
        assert made_up.distance_m == pytest.approx(3.0 * (rows - 1))
        assert found.defects == (
            "file ends early: 60 bytes missing",
            "no session message for the last records: made up from them",
        )

    @pytest.mark.parametrize(
        ("fields", "is_run"),
        [
            ({"speed": 3.1, "cadence": 85}, True),
            ({"speed": 8.5, "cadence": 85}, False),
            ({"speed": 1.3, "cadence": 57}, False),
            ({"speed": 3.1}, False),
        ],
    )
    def test_a_sport_that_nothing_names_is_told_by_cadence_and_speed(
        self, fields: dict[str, float], is_run: bool
    ) -> None:
        found = activity(records(**fields))
        assert only(found).is_run is is_run
        assert any(defect.startswith("sport is not given") for defect in found.defects)
        assert only(activity(records(**fields), session(sport=None))).is_run is is_run

    def test_laps_may_name_the_sport(self) -> None:
        found = activity(records(), Block("lap", {"timestamp": T0 + 60, "sport": "running"}))
        assert only(found).is_run

    def test_several_sports_and_no_session_is_no_run(self) -> None:
        found = activity(Block("sport", {"sport": ["cycling", "running"]}), records(speed=3.0, cadence=86))
        assert not only(found).is_run
        assert "several sports and no session that tells them apart: not taken as a run" in found.defects

    def test_the_last_leg_of_a_multisport_recording_that_was_cut_off(self) -> None:
        data = write_fit(
            [
                Block("sport", {"sport": ["cycling", "running"]}),
                session(T0, 99.0, "cycling"),
                records(count=260),
                session(T0 + 101, 158.0, "running"),
            ]
        )
        found = read_activity(decode_fit(truncated(data, 10), path="a.fit"))
        assert [(item.sport, item.is_run) for item in found.sessions] == [("cycling", False), ("running", True)]
        assert len(found.sessions[1].samples["elapsed_s"]) == 260 - 101

    def test_a_file_without_records_or_sessions_has_none(self) -> None:
        found = activity(Block("file_id", {"type": "settings"}), Block("user_profile", {"gender": "female"}))
        assert (found.sessions, found.defects, found.file_id.type) == ((), (), "settings")


class TestDevices:
    def test_who_wrote_the_file_and_what_took_part(self) -> None:
        found = activity(
            Block(
                "file_id",
                {
                    "type": "activity", "manufacturer": "garmin", "product": 3906, "serial_number": 3_999_000_111,
                    "time_created": T0,
                },
            ),
            *(
                Block("device_info", {"timestamp": T0, **fields})
                for fields in (
                    {"device_index": 0, "manufacturer": "garmin", "product": 3906, "software_version": 14.36,
                     "source_type": "local"},
                    {"device_index": 1, "manufacturer": "garmin", "product": 3300, "serial_number": 77,
                     "device_type": 120, "source_type": "antplus"},
                    {"device_index": 1, "manufacturer": "garmin", "product": 3300, "serial_number": 77,
                     "software_version": 9.2},
                    {"device_index": 1, "manufacturer": "garmin", "product": 3300, "serial_number": 78,
                     "device_type": 30, "source_type": "antplus"},
                    {"device_index": 2, "manufacturer": "stryd", "product": 22, "device_type": 124},
                    {"device_index": 3, "manufacturer": 64000, "product_name": "Pod"},
                )
            ),
        )  # fmt: skip
        assert found.file_id.created_at == datetime.fromtimestamp(T0, UTC)
        assert (found.file_id.product, found.file_id.serial_number, found.file_id.firmware) == (
            "fenix7", 3_999_000_111, "14.36",
        )  # fmt: skip
        assert found.devices == (
            Device(0, "garmin", "fenix7", None, "local", None, "14.36"),
            Device(1, "garmin", "hrm_pro", "heart_rate", "antplus", 77, "9.20"),
            Device(1, "garmin", "hrm_pro", "30", "antplus", 78, None),
            Device(2, "stryd", "22", "stride_speed_distance", None, None, None),
            Device(3, "64000", "Pod", None, None, None, None),
        )

    def test_firmware_may_stand_in_file_creator(self) -> None:
        found = activity(Block("file_id", {"type": 4}), Block("file_creator", {"software_version": 1530}))
        assert found.file_id.firmware == "15.30"

    def test_a_file_that_says_nothing_of_itself(self) -> None:
        assert activity(records(count=1)).file_id.type is None


def named_sports(folder: Path) -> Sequence[dict[str, str]]:
    """Rows of the recordings' index."""
    index = folder / "INDEX.csv"
    if not index.is_file():
        pytest.skip("the recordings have no INDEX.csv to compare with")
    with index.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_recordings_have_the_sessions_that_their_index_names(recordings: Path) -> None:
    for row in named_sports(recordings):
        found = read_activity(decode_fit((recordings / row["file"]).read_bytes(), path=row["file"]))
        expected = [tuple(named.split("/")) for named in row["sport"].split(";") if named]
        assert [(str(item.sport), str(item.sub_sport)) for item in found.sessions] == expected, row["file"]
        assert sum(item.is_run for item in found.sessions) == sum(sport == "running" for sport, _ in expected)
        balance = sum(int(np.isfinite(item.samples["stance_time_balance_left_pct"]).sum()) for item in found.sessions)
        assert balance <= int(row["stance_time_balance_values"])


def test_every_recording_and_fixture_reads(recording: Path) -> None:
    found = read_activity(decode_fit(recording.read_bytes(), path=recording.name))
    for item in found.sessions:
        assert set(item.samples) == set(SAMPLE_COLUMNS)
        lengths = {len(column) for column in (*item.samples.values(), *item.developer.values())}
        assert len(lengths) == 1
        elapsed = item.samples["elapsed_s"]
        assert (np.diff(elapsed) >= 0).all()
        assert ((elapsed >= 0) & (elapsed <= item.elapsed_s + 1)).all()
        assert item.started_at.tzinfo is UTC
        assert item.started_at.timestamp() > FIT_EPOCH_UNIX_S
