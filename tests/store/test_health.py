"""A snapshot or database that is damaged heals: the one from the main database, the other from raw files."""

import os
from contextlib import suppress

import duckdb
import pytest

from niggle.errors import DamagedError, DiskError
from niggle.store import Store
from niggle.store.health import fault_of

DEVICE = {
    "manufacturer": "garmin", "product": "x", "firmware": "1", "raw_sha256": "ab", "differing_cells": 0, "detail": "",
}  # fmt: skip
DAMAGES = {
    "empty": lambda path: os.truncate(path, 0),
    "cut": lambda path: os.truncate(path, path.stat().st_size // 2),
    "other bytes": lambda path: path.write_bytes(b"hello " * 10_000),
    "a bad header": lambda path: overwrite(path, 4096 + 8),
}


def overwrite(path, at: int) -> None:
    with path.open("r+b") as file:
        for place in (at, at + 4096):  # there are two headers, and either may be the one that counts
            file.seek(place)
            file.write(b"\xa5" * 64)


@pytest.fixture
def store(tmp_path) -> Store:
    store = Store(tmp_path / "data")
    with store.write() as writer:
        writer.insert("second_opinions", [DEVICE])
    store.publish()
    return store


def opinions(store: Store) -> int:
    with store.read_published() as reader:
        return len(reader.rows("second_opinions"))


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_snapshot_is_made_anew_by_whoever_reads_it(store, damage):
    DAMAGES[damage](store.folder / "published.duckdb")
    assert opinions(store) == 1


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_snapshot_is_made_anew_by_whoever_publishes(store, damage):
    DAMAGES[damage](store.folder / "published.duckdb")
    assert store.publish()
    assert opinions(store) == 1


def test_a_snapshot_whose_tables_are_damaged_is_made_anew_after_it_was_told(store):
    path = store.folder / "published.duckdb"
    with path.open("r+b") as file:  # all behind the headers
        file.seek(3 * 4096)
        file.write(b"\xa5" * (path.stat().st_size - 3 * 4096))
    with suppress(DamagedError):  # what is damaged shows at once, or when it is asked for
        opinions(store)
    assert opinions(store) == 1


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_database_is_put_aside(store, damage):
    DAMAGES[damage](store.folder / "niggle.duckdb")
    with pytest.raises(DamagedError, match=r"put aside as niggle\.duckdb\.damaged; `niggle sync` makes it anew"):
        store.check()
    assert not store.is_there
    assert (store.folder / "niggle.duckdb.damaged").exists()
    assert opinions(store) == 1  # readers have what they had
    store.check()


def test_a_snapshot_of_another_database_is_replaced_however_often_that_was_written_to(store):
    (store.folder / "niggle.duckdb").unlink()
    with store.write() as writer:
        writer.insert("second_opinions", [DEVICE | {"firmware": "1"}, DEVICE | {"firmware": "2"}])
    assert store.publish()
    assert opinions(store) == 2
    assert not store.publish()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('Could not write file "a": No space left on device', DiskError),
        ('Cannot open file "a": Read-only file system', DiskError),
        ('Cannot open file "a": Permission denied', DiskError),
        ("Corrupt database file: computed checksum 1 does not match", DamagedError),
        ("Could not set lock on file", None),
    ],
)
def test_what_duckdb_says_is_told_apart(tmp_path, text, kind):
    fault = fault_of(tmp_path / "niggle.duckdb", duckdb.IOException(text))
    assert type(fault) is (kind or type(None))
