"""Messages of one kind as columns, in their units."""

import numpy as np
import pytest

from niggle.fit.decode import decode_fit
from niggle.fit.table import Table
from niggle.fit.write import Block, Developer, DeveloperField, describe, write_fit

T0 = 1_772_433_065.0


def table(*blocks: Block, name: str = "record") -> Table:
    return decode_fit(write_fit(list(blocks)), path="a.fit")[name]


RECORDS = table(
    Block("record", {"timestamp": T0 + np.arange(3.0), "heart_rate": [150, 151, 152]}),
    Block("record", {"timestamp": T0 + np.arange(3.0, 5.0), "altitude": [100.0, 101.0]}),
)


def test_columns_of_several_layouts_are_one():
    assert RECORDS.n_rows == 5
    np.testing.assert_array_equal(RECORDS["heart_rate"], [150, 151, 152, np.nan, np.nan])
    np.testing.assert_allclose(RECORDS["altitude"], [np.nan, np.nan, np.nan, 100, 101])
    np.testing.assert_array_equal(RECORDS["timestamp"], T0 + np.arange(5.0))


def test_names_are_those_that_the_file_has():
    assert "heart_rate" in RECORDS
    assert "power" not in RECORDS
    assert set(RECORDS) >= {"timestamp", "heart_rate", "altitude", "enhanced_altitude"}
    assert len(RECORDS) == len(list(RECORDS))
    with pytest.raises(KeyError):
        RECORDS["power"]


def test_what_is_missing_is_nan_or_none_a_row():
    assert np.isnan(RECORDS.numbers("power")).all()
    assert RECORDS.text("activity_type") == [None] * 5


def test_a_packed_field_stands_where_the_file_has_none_itself():
    np.testing.assert_array_equal(RECORDS["enhanced_altitude"], RECORDS["altitude"])


def test_stored_numbers_are_as_in_the_file():
    assert RECORDS.stored("altitude")[3] == (100 + 500) * 5
    assert RECORDS.unit("altitude") == "m"
    assert RECORDS.unit("timestamp") == "s since 1970"


def test_enumerations_are_numbers_by_name_in_text():
    sessions = table(Block("session", {"sport": ["running", "cycling"]}), name="session")
    assert sessions["sport"].tolist() == [1, 2]
    assert sessions.text("sport") == ["running", "cycling"]


def test_developers_fields_are_apart():
    maker = Developer(0, bytes(range(16)))
    power = DeveloperField(0, 7, "Power", "uint16", unit="Watts")
    records = table(
        *describe([maker], [power]), Block("record", {"heart_rate": [150, 151]}, developer={power: [250, 251]})
    )
    ((key, column),) = records.developer.items()
    assert (key.name, key.unit, key.application) == ("Power", "Watts", bytes(range(16)).hex())
    np.testing.assert_array_equal(column, [250, 251])
    assert "Power" not in records
