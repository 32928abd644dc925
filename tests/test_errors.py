"""What an expected failure says: where it is, then what is wrong."""

import errno
import pickle
from pathlib import Path

import pytest

from niggle.errors import (
    ConfigError,
    DamagedError,
    DecodeError,
    DiskError,
    NiggleError,
    StoreBusyError,
    StoreError,
    UnreadableError,
    UsageError,
)
from niggle.sources import CredentialsError


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


@pytest.mark.parametrize(
    "error",
    [
        DiskError(Path("/data"), errno.ENOSPC),
        DecodeError("no FIT header", path="a.fit", offset=12),
        UnreadableError("is cut short", path="a.fit"),
        DamagedError(Path("/data/niggle.duckdb"), "is put aside"),
        ConfigError("store: is missing", path=Path("config.toml"), line=3),
        CredentialsError("no key", command="niggle login garmin"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_comes_out_of_another_process_as_it_was(error):
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))
