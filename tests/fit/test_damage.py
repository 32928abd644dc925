"""Defects put into whole files, as the decoder meets them."""

import pytest

from niggle.fit.damage import truncated, with_garbage, with_wrong_checksum, without_length
from niggle.fit.decode import decode_fit
from niggle.fit.write import Block, write_fit

SECONDS = [1_000_000_000 + 631_065_600 + n for n in range(50)]
WHOLE = write_fit(
    [
        Block("file_id", {"type": "activity", "time_created": SECONDS[0]}),
        Block("record", {"timestamp": SECONDS, "heart_rate": [150] * 50}),
    ]
)


def heart_rates(data: bytes) -> list[float]:
    return decode_fit(data, path="a.fit")["record"].numbers("heart_rate").tolist()


def test_the_whole_file_is_sound():
    file = decode_fit(WHOLE, path="a.fit")
    assert heart_rates(WHOLE) == [150.0] * 50
    assert not file.is_truncated
    assert file.gaps == ()


def test_a_truncated_file_keeps_its_beginning():
    cut = truncated(WHOLE, 20)
    assert len(cut) == len(WHOLE) - 20
    assert decode_fit(cut, path="a.fit").is_truncated
    assert 0 < len(heart_rates(cut)) < 50


def test_a_wrong_checksum_changes_nothing_else():
    damaged = with_wrong_checksum(WHOLE)
    assert damaged[:-2] == WHOLE[:-2]
    assert damaged != WHOLE
    assert heart_rates(damaged) == [150.0] * 50


@pytest.mark.parametrize("offset", [60, 100])
def test_garbage_grows_the_length_field_with_the_file(offset):
    damaged = with_garbage(WHOLE, offset, b"\xff" * 7)
    assert len(damaged) == len(WHOLE) + 7
    length = int.from_bytes(damaged[4:8], "little")
    assert length == int.from_bytes(WHOLE[4:8], "little") + 7
    assert damaged[offset : offset + 7] == b"\xff" * 7


def test_a_file_without_length_is_read_to_its_end():
    damaged = without_length(WHOLE)
    assert damaged[4:8] == bytes(4)
    assert heart_rates(damaged) == [150.0] * 50
