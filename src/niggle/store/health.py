"""What is wrong with a database's file, told by what DuckDB says of it, and where a damaged one is put."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from niggle.errors import DamagedError, DiskError, StoreError

_DAMAGE = ("not a valid DuckDB database file", "Corrupt database file", "Could not read enough bytes")
_REFUSALS = {
    "No space left on device": errno.ENOSPC,
    "Disk quota exceeded": errno.EDQUOT,
    "Read-only file system": errno.EROFS,
    "Permission denied": errno.EACCES,
    "Input/output error": errno.EIO,
}


@contextmanager
def faults_told(path: Path) -> Iterator[None]:
    """Let a full disk or a damaged file be one line; every other fault of DuckDB's passes.

    Raises:
        DiskError: if the disk refuses.
        DamagedError: if the database is damaged.
    """
    try:
        yield
    except duckdb.Error as error:
        fault = fault_of(path, error)
        if fault is None:
            raise
        raise fault from error


def fault_of(path: Path, error: duckdb.Error) -> StoreError | None:
    """The fault of a disk or a file that an error of DuckDB's tells of; None if it tells of none."""
    text = str(error)
    for words, number in _REFUSALS.items():
        if words in text:
            return DiskError(path, number)
    if isinstance(error, duckdb.SerializationException) or any(words in text for words in _DAMAGE):
        aside = f"is put aside as {aside_of(path).name}; `niggle sync` makes it anew from the raw files"
        return DamagedError(path, aside)
    return None


def discard(path: Path) -> None:
    """Take away a draft of a database, if it is there, with its log: another one's would be read into the next."""
    for suffix in ("", ".wal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def aside_of(path: Path) -> Path:
    """Where a damaged database is put."""
    return path.with_name(f"{path.name}.damaged")


def put_aside(path: Path) -> None:
    """Put a damaged database aside with what is beside it, in the place of an older one."""
    for suffix in ("", ".wal"):
        beside = path.with_name(path.name + suffix)
        if beside.exists():
            beside.replace(aside_of(path).with_name(aside_of(path).name + suffix))
