"""Physical values to stored numbers, and back by the decoder's own rules."""

from datetime import UTC, datetime

import numpy as np
import pytest

from niggle.fit.base_types import FIT_EPOCH_UNIX_S
from niggle.fit.encode import encode_developer, encode_native
from niggle.fit.profile import messages_by_name
from niggle.fit.values import physical

RECORD = messages_by_name()["record"].by_name
ALTITUDE = RECORD["altitude"]


def test_scale_and_offset_are_undone_by_the_decoder():
    field = encode_native([100.0, -3.2, 250.4], ALTITUDE, name="altitude")
    metres = physical(field.stored.astype(np.float64), ALTITUDE.scale, ALTITUDE.offset)
    np.testing.assert_allclose(metres, [100.0, -3.2, 250.4], atol=0.5 / ALTITUDE.scale)


def test_no_value_is_the_one_of_the_base_type():
    field = encode_native([100.0, np.nan], ALTITUDE, name="altitude")
    assert field.stored[1] == field.base_type.invalid


def test_dates_count_from_fits_epoch_and_uptime_stays():
    at = datetime(2026, 3, 2, tzinfo=UTC)
    assert encode_native(at, RECORD["timestamp"], name="timestamp").stored == at.timestamp() - FIT_EPOCH_UNIX_S
    assert encode_native([90.0], RECORD["timestamp"], name="timestamp").stored == 90


def test_names_of_an_enumeration_are_its_numbers():
    sport = messages_by_name()["session"].by_name["sport"]
    assert encode_native(["running", 2], sport, name="sport").stored.tolist() == [1, 2]


def test_a_value_too_large_is_refused():
    with pytest.raises(ValueError, match="uint16 cannot hold"):
        encode_native([1e6], ALTITUDE, name="altitude")


def test_an_unknown_field_needs_its_number_and_type():
    assert encode_native([7], None, name=200, base_type="uint8").stored.tolist() == [7]
    with pytest.raises(ValueError, match="not in the profile"):
        encode_native([7], None, name="wingspan")


def test_text_ends_in_a_nul_and_is_counted_with_it():
    field = encode_developer(["abc", None], number=0, developer_index=1, base_type="string", scale=None, offset=None)
    assert (field.size, field.developer_index) == (4, 1)
    assert field.stored.tolist() == [b"abc", b""]


def test_a_field_that_a_definition_cannot_give_in_a_byte_is_refused():
    field = encode_native(b"x" * 256, None, name=200, base_type="byte")
    with pytest.raises(ValueError, match="256 bytes"):
        _ = field.size
