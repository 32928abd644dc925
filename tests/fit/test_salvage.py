"""Damaged files: the readable part, and what is wrong as data."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from niggle.errors import DecodeError
from niggle.fit.activity import read_activity
from niggle.fit.crc import crc16
from niggle.fit.damage import truncated, with_garbage, without_length
from niggle.fit.decode import FitFile, decode_fit
from niggle.fit.salvage import Gap
from niggle.fit.write import Block, Developer, DeveloperField, describe, write_fit

T0 = 1_772_433_065.0
N = 40
POWER = DeveloperField(0, 3, "Form Power", "uint16", "Watts")
TIMES = T0 + np.arange(N)
BLOCKS = [
    Block("file_id", {"type": "activity", "manufacturer": "garmin", "time_created": T0}),
    *describe([Developer(0, bytes(range(16)))], [POWER]),
    Block("event", {"timestamp": T0, "event": "timer", "event_type": "start"}),
    Block(
        "record",
        {"timestamp": TIMES, "heart_rate": 100 + np.arange(N), "distance": 3.0 * np.arange(N)},
        developer={POWER: np.arange(N)},
    ),
    Block(
        "session",
        {"timestamp": TIMES[-1], "start_time": T0, "sport": "running", "total_elapsed_time": N - 1.0},
    ),
]
DATA = write_fit(BLOCKS)
FIRST_RECORD = int(decode_fit(DATA, path="a.fit").parts[0].scan.starts[-N - 1]) + 14
RECORD_BYTES = 1 + 4 + 1 + 4 + 2


def read(data: bytes) -> FitFile:
    return decode_fit(data, path="a.fit")


def heart_rates(file: FitFile) -> list[float]:
    return file["record"].numbers("heart_rate").tolist()


@pytest.mark.parametrize("missing", [1, 2, 3, 50, 200, 500, len(DATA) - 14])
def test_a_file_that_ends_early_gives_its_whole_messages(missing: int) -> None:
    file = read(truncated(DATA, missing))
    whole = heart_rates(read(DATA))
    found = heart_rates(file)
    assert found == whole[: len(found)]
    assert file.is_truncated
    assert file.crc_ok is False
    assert file.parts[0].crc_ok is None
    assert file.defects == (f"file ends early: {missing} bytes missing",)
    assert len(whole) - len(found) <= missing // RECORD_BYTES + 1


def test_every_place_to_end_early() -> None:
    counts = [read(DATA[:end])["record"].n_rows for end in range(14, len(DATA))]
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (0, N)


def test_a_recording_that_was_never_closed() -> None:
    file = read(without_length(DATA))
    assert heart_rates(file) == heart_rates(read(DATA))
    assert file.is_truncated
    assert file.defects == ("length is missing: the recording was never closed",)
    checksum = crc16(without_length(DATA)).to_bytes(2, "little")
    with_checksum = read(without_length(DATA) + checksum)
    assert heart_rates(with_checksum) == heart_rates(file)
    assert with_checksum.parts[0].crc_ok


@pytest.mark.parametrize("at", [0, 1, 17, N - 1])
@pytest.mark.parametrize(
    "garbage", [b"\xff" * 12, b"\x00" * 12, b"\x0f", bytes(range(200, 255)), b"\x41\x00\x00\x14\x00\x02\xfd\x04"]
)
def test_bytes_between_messages_are_skipped_and_named(at: int, garbage: bytes) -> None:
    offset = FIRST_RECORD + at * RECORD_BYTES
    file = read(with_garbage(DATA, offset, garbage))
    assert heart_rates(file) == heart_rates(read(DATA))
    (gap,) = file.gaps
    assert (gap.offset, gap.length) == (offset, len(garbage))
    assert f"gap of {len(garbage)} bytes at offset {offset} skipped" in file.defects
    assert file["session"].n_rows == 1


def test_messages_without_a_date_before_a_gap_are_given_up() -> None:
    """They cannot be told from bytes that went astray."""
    hrv = Block("hrv", {"time": np.full((3, 5), 0.4)})
    records = [Block("record", {"timestamp": TIMES[k : k + 9], "heart_rate": 99}) for k in (0, 9)]
    data = write_fit([records[0], hrv, records[1]])
    messages = decode_fit(data, path="a.fit").parts[0].scan
    start = int(messages.starts[9]) + 14
    file = read(with_garbage(data, start + 2 * 11, b"\xee" * 7))
    assert file["record"].n_rows == 18
    assert file.gaps == (Gap(start, 3 * 11 + 7),)


def test_a_hole_in_the_middle() -> None:
    """A block of the memory that was never written: whole and half messages are lost, no more."""
    start, end = FIRST_RECORD + 10 * RECORD_BYTES + 3, FIRST_RECORD + 20 * RECORD_BYTES + 3
    data = DATA[:start] + b"\xff" * (end - start) + DATA[end:]
    file = read(data)
    assert heart_rates(file) == [*range(100, 110), *range(121, 140)]
    assert file.gaps == (Gap(FIRST_RECORD + 10 * RECORD_BYTES, 11 * RECORD_BYTES),)
    assert file.crc_ok is False


def test_lost_bytes_in_the_middle() -> None:
    cut = FIRST_RECORD + 10 * RECORD_BYTES + 5
    data = DATA[:cut] + DATA[cut + 30 :]
    data = data[:4] + (len(data) - 16).to_bytes(4, "little") + data[8:]
    found = heart_rates(read(data))
    assert found[:10] == [*range(100, 110)]
    assert found[-20:] == [*range(120, 140)]


def test_without_dates_nothing_is_read_behind_the_damage() -> None:
    data = write_fit([Block("hrv", {"time": np.full((30, 5), 0.4)})])
    file = read(with_garbage(data, 60, b"\xee" * 5))
    assert file["hrv"].n_rows < 30
    assert file.gaps[-1].offset + file.gaps[-1].length == len(data) + 5 - 2


def test_what_follows_the_end_is_counted() -> None:
    assert read(DATA + b"PS").defects == ("2 bytes behind the end are not FIT",)


def test_the_second_file_of_a_chain_may_be_the_damaged_one() -> None:
    file = read(DATA + truncated(DATA, 100))
    assert [part.missing_bytes for part in file.parts] == [0, 100]
    assert file["record"].n_rows > N


def test_the_damaged_recordings_are_salvaged(damaged_recording: Path) -> None:
    file = decode_fit(damaged_recording.read_bytes(), path=damaged_recording.name)
    assert file["record"].n_rows == 14
    assert len(file.defects) == 1
    assert [session.is_run for session in read_activity(file).sessions] == [True]


def everything(data: bytes) -> None:
    """Read all there is; a FitFile or a DecodeError and nothing else."""
    try:
        file = decode_fit(data, path="fuzz.fit")
    except DecodeError:
        return
    for name in ("record", "session", "event", "hrv", "user_profile", "field_description"):
        table = file[name]
        for field in table:
            assert len(table[field]) == table.n_rows
            assert len(table.text(field)) == table.n_rows
        for column in table.developer.values():
            assert len(column) == table.n_rows
    activity = read_activity(file)
    assert all(len(set(map(len, session.samples.values()))) == 1 for session in activity.sessions)
    assert file.message_counts is not None
    assert file.unknown_fields is not None


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_behind_a_header(body: bytes) -> None:
    everything(body)
    everything(b"\x0e\x20\x54\x08" + len(body).to_bytes(4, "little") + b".FIT\0\0" + body + b"\0\0")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.integers(0, len(DATA) - 1), st.integers(0, 9), st.binary(max_size=9)), min_size=1, max_size=6)
)
def test_any_change_to_a_file(changes: list[tuple[int, int, bytes]]) -> None:
    data = DATA
    for offset, removed, added in changes:
        data = data[:offset] + added + data[offset + removed :]
    everything(data)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([18, 20, 21, 206, 207, 0xFF00]),
            st.integers(0, 15),
            st.lists(
                st.tuples(
                    st.sampled_from([0, 1, 2, 3, 5, 8, 253]),
                    st.integers(0, 9),
                    st.sampled_from([0, 2, 7, 13, 0x83, 0x86, 0x88, 0x8F, 0x99]),
                ),
                max_size=4,
            ),
            st.booleans(),
            st.binary(max_size=40),
        ),
        max_size=5,
    )
)
def test_any_definitions(parts: list[tuple[int, int, list[tuple[int, int, int]], bool, bytes]]) -> None:
    body = b""
    for number, local, fields, has_developer, rest in parts:
        body += bytes([0x40 | local | (0x20 if has_developer else 0), 0, 0, number & 0xFF, number >> 8, len(fields)])
        body += b"".join(bytes(field) for field in fields) + (b"\x01\x03\x02\x00" if has_developer else b"")
        body += bytes([local]) + rest
    everything(b"\x0e\x20\x54\x08" + len(body).to_bytes(4, "little") + b".FIT\0\0" + body + b"\0\0")
