"""What an expected failure says: where it is, then what is wrong."""

from pathlib import Path

from niggle.errors import ConfigError, DecodeError, NiggleError, StoreBusyError, StoreError, UsageError


def test_a_fault_of_the_configuration_begins_with_where_it_is():
    path = Path("config.toml")
    assert str(ConfigError("store: is missing")) == "store: is missing"
    assert str(ConfigError("store: is missing", path=path)) == "config.toml: store: is missing"
    assert str(ConfigError("store: is missing", path=path, line=3)) == "config.toml:3: store: is missing"


def test_a_file_that_cannot_be_decoded_names_the_byte():
    error = DecodeError("no FIT header", path="a.zip/b.fit", offset=12)
    assert str(error) == "a.zip/b.fit: no FIT header (byte 12)"
    assert error.offset == 12


def test_exit_codes_follow_from_the_kinds():
    assert issubclass(ConfigError, UsageError)
    assert issubclass(StoreBusyError, StoreError)
    assert not issubclass(StoreError, UsageError)
    assert issubclass(UsageError, NiggleError)
