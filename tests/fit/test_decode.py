"""Golden cases: what the writer put in, and what must come out."""

import struct

import fitdecode
import numpy as np
import pytest

from niggle.errors import DecodeError
from niggle.fit import decode, scan
from niggle.fit.activity import read_activity
from niggle.fit.base_types import FIT_EPOCH_UNIX_S
from niggle.fit.crc import crc16
from niggle.fit.damage import with_wrong_checksum
from niggle.fit.decode import FitFile, decode_fit
from niggle.fit.layout import DeveloperKey
from niggle.fit.write import Block, Developer, DeveloperField, describe, write_fit
from tests.fit.files import N, records, session

T0 = 1_772_433_065.0  # 2026-03-02T06:31:05Z
ONE, TWO = bytes(range(1, 17)), bytes(range(101, 117))


def read(*blocks: Block) -> FitFile:
    return decode_fit(write_fit(list(blocks)), path="a.fit")


def raw_fit(body: bytes) -> bytes:
    """A file around hand-made messages."""
    header = struct.pack("<BBHI4s", 12, 0x20, 2132, len(body), b".FIT")
    return header + body + crc16(header + body).to_bytes(2, "little")


def definition(local: int, number: int, *fields: tuple[int, int, int]) -> bytes:
    """A little-endian definition of fields (number, size, base type)."""
    flat = b"".join(bytes(field) for field in fields)
    return struct.pack("<BBBHB", 0x40 | local, 0, 0, number, len(fields)) + flat


class TestHeader:
    @pytest.mark.parametrize("header_size", [12, 14, 16])
    @pytest.mark.parametrize("has_header_crc", [True, False])
    def test_every_header_that_fit_knows(self, header_size: int, has_header_crc: bool) -> None:
        data = write_fit(
            [Block("file_id", {"type": "activity"})], header_size=header_size, has_header_crc=has_header_crc
        )
        file = decode_fit(data, path="a.fit")
        assert file["file_id"].text("type") == ["activity"]
        assert file.crc_ok
        assert file.parts[0].header_crc_ok is (True if has_header_crc and header_size >= 14 else None)

    def test_wrong_checksum_of_the_header_is_a_defect(self) -> None:
        data = bytearray(write_fit([Block("file_id", {"type": "activity"})]))
        data[12] ^= 1
        data[-2:] = crc16(bytes(data[:-2])).to_bytes(2, "little")
        file = decode_fit(bytes(data), path="a.fit")
        assert file.defects == ("checksum of the header is wrong",)
        assert not file.crc_ok
        assert file["file_id"].n_rows == 1

    def test_wrong_checksum_is_a_defect(self) -> None:
        file = decode_fit(with_wrong_checksum(write_fit([Block("file_id", {"type": 4})])), path="a.fit")
        assert (file.crc_ok, file.defects) == (False, ("checksum is wrong",))
        assert file["file_id"].n_rows == 1

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            (b"", "the file is empty"),
            (b"\x0e\x20", "too few for a FIT header"),
            (b"PK\x03\x04" + bytes(40), "'.FIT' is missing"),
            (b"<?xml version='1.0'?><gpx/>", "'.FIT' is missing"),
            (b"\x03" + bytes(7) + b".FIT" + bytes(20), "claims a size of 3 bytes"),
        ],
    )
    def test_what_is_not_fit_is_an_error_with_path_and_offset(self, data: bytes, message: str) -> None:
        with pytest.raises(DecodeError, match=message) as caught:
            decode_fit(data, path="run.fit")
        assert (caught.value.path, caught.value.offset) == ("run.fit", 0)
        assert str(caught.value).startswith("run.fit: ")

    def test_more_than_any_recording_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(decode, "MAX_FILE_BYTES", 50)
        with pytest.raises(DecodeError, match="more than any recording"):
            read(Block("record", {"timestamp": T0 + np.arange(9.0)}))


class TestFields:
    def test_units_and_missing_values(self) -> None:
        file = read(Block("record", {"timestamp": T0, "speed": [3.21, None], "temperature": [-7, np.nan]}))
        record = file["record"]
        assert record["speed"].tolist() == pytest.approx([3.21, np.nan], nan_ok=True)
        assert record["temperature"].tolist() == pytest.approx([-7, np.nan], nan_ok=True)
        assert (record.unit("speed"), record.unit("timestamp")) == ("m/s", "s since 1970")
        assert record["timestamp"].tolist() == [T0, T0]

    def test_a_field_of_its_own_comes_before_one_packed_in_another(self) -> None:
        file = read(
            Block("record", {"timestamp": T0, "speed": [2.0, 2.5], "enhanced_speed": [3.0, None]}),
            Block("record", {"timestamp": T0, "altitude": [100.2]}),
        )
        assert file["record"]["enhanced_speed"].tolist() == pytest.approx([3.0, 2.5, np.nan], nan_ok=True)
        assert file["record"]["enhanced_altitude"][2] == pytest.approx(100.2)

    def test_compressed_speed_and_distance(self) -> None:
        """12 bits of speed in cm/s, then 12 bits of distance in 1/16 m, which start again every 256 m."""
        distances_m = np.array([0.0, 100.0, 255.0, 300.5, 511.0, 600.0625])
        bits = (np.round(distances_m * 16).astype(int) % 4096) << 12 | 345
        packed = np.array([[value & 0xFF, value >> 8 & 0xFF, value >> 16] for value in bits], np.uint8)
        file = read(Block("record", {"timestamp": T0, "compressed_speed_distance": packed}))
        assert file["record"]["distance"].tolist() == distances_m.tolist()
        assert file["record"]["speed"].tolist() == [3.45] * 6

    def test_a_counter_goes_on_after_a_definition_where_fitdecode_starts_again(self) -> None:
        """The one known difference: nothing in FIT lets a definition reset what fields have counted."""
        first = Block("record", {"timestamp": T0, "cycles": [200, 250, 10]}, local=1)
        again = Block("record", {"cycles": [20], "heart_rate": 150}, local=1)
        data = write_fit([first, again])
        file = decode_fit(data, path="a.fit")
        assert file["record"]["total_cycles"].tolist() == [200, 250, 266, 276]
        with fitdecode.FitReader(data) as reader:
            theirs = [
                frame.get_value("total_cycles") for frame in reader if frame.frame_type == fitdecode.FIT_FRAME_DATA
            ]
        assert theirs == [200, 250, 266, 20]

    def test_counters_start_again_in_the_next_file_of_a_chain(self) -> None:
        part = write_fit([Block("record", {"compressed_accumulated_power": [60_000, 100]})])
        table = decode_fit(part + part, path="a.fit")["record"]
        assert table["accumulated_power"].tolist() == [60_000, 65_636, 60_000, 65_636]

    def test_what_a_field_means_depends_on_others(self) -> None:
        file = read(
            Block("file_id", {"type": "activity", "manufacturer": "garmin", "product": 3113}),
            Block("file_id", {"manufacturer": "favero_electronics", "product": 10}),
            Block("device_info", {"source_type": ["antplus", "local"], "device_type": [120, 4]}),
            Block("event", {"event": ["timer", "hr_high_alert"], "data": [1, 180]}),
            Block("event", {"event": "timer", "data16": [2]}),
            Block("session", {"sport": "running", "avg_cadence": 84, "total_cycles": 5000}),
            Block("session", {"sport": "cycling", "avg_cadence": 90, "total_cycles": 3000}),
        )
        assert file["file_id"].text("garmin_product") == ["fr945", None]
        assert file["file_id"].text("favero_product") == [None, "assioma_uno"]
        assert file["device_info"].text("antplus_device_type") == ["heart_rate", None]
        assert file["device_info"].text("local_device_type") == [None, "barometer"]
        assert file["event"].text("timer_trigger") == ["auto", None, "fitness_equipment"]
        assert file["event"].numbers("hr_high_alert")[1] == 180
        assert file["session"].numbers("avg_running_cadence")[0] == 84
        assert file["session"].numbers("total_strides").tolist()[0] == 5000
        assert np.isnan(file["session"].numbers("total_strides")[1])

    def test_gears_are_unpacked_from_an_event(self) -> None:
        file = read(Block("event", {"event": "front_gear_change", "data": 0x02_32_05_11}))
        assert [file["event"][name][0] for name in ("rear_gear_num", "rear_gear", "front_gear_num")] == [17, 5, 50]

    def test_seconds_since_switching_on_are_no_date(self) -> None:
        file = read(Block("record", {"timestamp": [1000.0, T0]}))
        assert file["record"]["timestamp"].tolist() == pytest.approx([np.nan, T0], nan_ok=True)
        assert file["record"].stored("timestamp").tolist() == [1000, T0 - FIT_EPOCH_UNIX_S]

    def test_compressed_timestamps_without_a_full_one_count_from_zero(self) -> None:
        body = definition(0, 20, (3, 1, 2)) + b"".join(bytes([0x80 | s, 150]) for s in (30, 1, 1, 5))
        table = decode_fit(raw_fit(body), path="a.fit")["record"]
        assert table.stored("timestamp").tolist() == [30, 33, 33, 37]
        assert np.isnan(table["timestamp"]).all()

    def test_any_message_gives_the_time_that_compressed_ones_count_from(self) -> None:
        now = 0x3000_0000
        body = definition(1, 0xFF01, (253, 4, 0x86)) + b"\x01" + struct.pack("<I", now)
        body += definition(0, 20, (3, 1, 2)) + bytes([0x80 | 5, 150])
        table = decode_fit(raw_fit(body), path="a.fit")["record"]
        assert table.stored("timestamp").tolist() == [now + 5]

    def test_texts_with_and_without_an_end(self) -> None:
        file = read(
            Block("sport", {"name": "Läufchen"}),
            Block("sport", {"name": b"no end"}),
            Block("sport", {"name": b"cut\xc3"}),
            Block("sport", {"name": b"a\0b"}),
            Block("sport", {"name": b"\0\0"}),
        )
        assert file["sport"].text("name") == ["Läufchen", "no end", "cut\N{REPLACEMENT CHARACTER}", "a", None]

    def test_a_size_that_does_not_fit_the_type_is_read_as_bytes(self) -> None:
        body = definition(0, 20, (5, 3, 0x86), (3, 1, 0x02)) + b"\x00\x01\x02\x03\x96"
        file = decode_fit(raw_fit(body), path="a.fit")
        assert file["record"].stored("distance").tolist() == [[1, 2, 3]]
        assert file["record"]["heart_rate"].tolist() == [150]
        assert np.isnan(file["record"].numbers("distance")).all()

    def test_integers_beyond_float64_stay_exact(self) -> None:
        item = DeveloperField(0, 1, "id", "uint64")
        big = [2**60 + 1, None, 7]
        file = read(*describe([Developer(0, ONE)], [item]), Block("record", {"timestamp": T0}, developer={item: big}))
        assert next(iter(file["record"].developer.values())).tolist() == big

    def test_layouts_of_one_message_make_one_table_in_the_order_of_the_file(self) -> None:
        file = read(
            Block("record", {"timestamp": T0, "heart_rate": 150}, local=0),
            Block("record", {"timestamp": T0 + 1, "cadence": 80}, local=1, is_big_endian=True),
            Block("record", {"timestamp": T0 + 2, "heart_rate": 152}, local=0),
            Block("record", {"timestamp": T0 + 3, "heart_rate": 153, "cadence": 81}, local=0),
        )
        record = file["record"]
        assert record["timestamp"].tolist() == [T0, T0 + 1, T0 + 2, T0 + 3]
        assert record["heart_rate"].tolist() == pytest.approx([150, np.nan, 152, 153], nan_ok=True)
        assert record["cadence"].tolist() == pytest.approx([np.nan, 80, np.nan, 81], nan_ok=True)

    def test_what_the_profile_lacks_is_counted(self) -> None:
        file = read(
            Block(0xFF42, {9: [1, 2, 3]}, base_types={9: "uint8"}),
            Block("record", {"timestamp": T0, 240: 5}, base_types={240: "uint16"}),
        )
        assert file.message_counts == {0xFF42: 3, "record": 1}
        assert file.unknown_fields == {("record", 240): 1}
        assert list(file["record"]) == ["timestamp"]

    def test_a_message_that_the_file_lacks_is_an_empty_table(self) -> None:
        table = read(Block("file_id", {"type": 4}))["session"]
        assert (table.n_rows, list(table), table.text("sport"), table.numbers("timestamp").size) == (0, [], [], 0)
        with pytest.raises(KeyError):
            table["sport"]
        with pytest.raises(KeyError):
            table.numbers("spord")


class TestDevelopers:
    def test_two_developers_may_use_the_same_number_and_name(self) -> None:
        first = DeveloperField(0, 0, "Power", "uint16", "W", native_field_number=7)
        second = DeveloperField(1, 0, "Power", "float32", "W")
        file = read(
            *describe([Developer(0, ONE), Developer(1, manufacturer="stryd")], [first, second]),
            Block("record", {"timestamp": T0, "power": 300}, developer={first: 210, second: 190.5}),
        )
        assert {key: column.tolist() for key, column in file["record"].developer.items()} == {
            DeveloperKey(ONE.hex(), 0, 0, "Power", "W"): [210],
            DeveloperKey("manufacturer:95", 1, 0, "Power", "W"): [190.5],
        }
        assert file["record"]["power"].tolist() == [300]

    def test_scale_and_offset_are_applied(self) -> None:
        item = DeveloperField(0, 1, "VO", "sint16", "cm", scale=100, offset=-3)
        blocks = [*describe([Developer(0, ONE)], [item]), Block("record", {}, developer={item: [8.25, None]})]
        assert next(iter(read(*blocks)["record"].developer.values())).tolist() == pytest.approx(
            [8.25, np.nan], nan_ok=True
        )

    def test_a_field_described_anew_is_another_field_from_its_next_definition_on(self) -> None:
        old = DeveloperField(0, 5, "GCT", "uint16", "ms")
        new = DeveloperField(0, 5, "Flight", "float32", "%")
        file = read(
            *describe([Developer(0, ONE)], [old]),
            Block("record", {"timestamp": T0}, developer={old: 250}),
            *describe([], [new]),
            Block("record", {"timestamp": T0 + 1}, developer={new: 12.5}),
        )
        columns = {key.name: column.tolist() for key, column in file["record"].developer.items()}
        assert columns["GCT"] == pytest.approx([250, np.nan], nan_ok=True)
        assert columns["Flight"] == pytest.approx([np.nan, 12.5], nan_ok=True)

    def test_a_developer_with_a_new_identity_has_no_fields_yet(self) -> None:
        item = DeveloperField(0, 5, "GCT", "uint16", "ms")
        file = read(
            *describe([Developer(0, ONE)], [item]),
            *describe([Developer(0, TWO)], []),
            Block("record", {"timestamp": [T0, T0]}, developer={item: 250}),
        )
        assert file["record"].developer == {}
        assert file.undescribed_developer_fields == 2
        assert file["record"]["timestamp"].tolist() == [T0, T0]

    def test_a_chain_forgets_the_developers_and_definitions_of_the_file_before(self) -> None:
        first, second = DeveloperField(0, 1, "a", "uint8"), DeveloperField(0, 1, "b", "uint16")
        one = write_fit(
            [*describe([Developer(0, ONE)], [first]), Block("record", {"heart_rate": 99}, {first: 7}, local=0)]
        )
        two = write_fit(
            [*describe([Developer(0, TWO)], [second]), Block("record", {"cadence": 80}, {second: 700}, local=0)]
        )
        file = decode_fit(one + two, path="a.fit")
        assert len(file.parts) == 2
        assert file["record"].part_starts == (0, 1)
        assert {
            key.application: column.tolist()[index]
            for index, (key, column) in enumerate(file["record"].developer.items())
        } == {ONE.hex(): 7, TWO.hex(): 700}
        undefined = decode_fit(one + raw_fit(b"\x00\x63"), path="a.fit")
        assert undefined["record"].n_rows == 1
        assert undefined.gaps[0].length == 2


class TestHostile:
    def test_more_messages_than_any_recording_are_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(scan, "MAX_MESSAGES", 50)
        with pytest.raises(DecodeError, match="more messages") as caught:
            read(Block("record", {"heart_rate": np.full(51, 150)}))
        assert caught.value.offset > 100
        assert read(Block("record", {"heart_rate": np.full(50, 150)}))["record"].n_rows == 50

    def test_more_layouts_than_any_recording_are_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(scan, "MAX_LAYOUTS", 5)
        with pytest.raises(DecodeError, match="kinds of them"):
            read(*(Block(0xFF00 + number, {1: 1}, base_types={1: "uint8"}) for number in range(9)))

    def test_a_message_without_fields_is_one_byte_and_empty(self) -> None:
        file = decode_fit(raw_fit(definition(0, 20) + bytes(5)), path="a.fit")
        assert (file["record"].n_rows, list(file["record"])) == (5, [])


def test_what_stands_before_the_header_is_passed_over():
    data = write_fit([records(), session()])
    for before in (b"\0" * 32, b"EDGE1050 preamble: " + bytes(100)):
        assert read_activity(decode_fit(before + data, path="a.fit")).sessions[0].distance_m == 3.0 * (N - 1)
