"""A look at an athlete's database and snapshot that changes nothing, not even what is damaged."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from niggle.errors import StoreBusyError
from niggle.store.connections import opened_snapshot
from niggle.store.database import Reader, Store
from niggle.store.migrate import newest_schema, schema_of, tables
from niggle.store.snapshot import version_of

_LOCK_TIMEOUT_S = 60.0
_NOT_OWN = ("second_opinions",)  # tells of another athlete's file too


@contextmanager
def kept_still(store: Store, *, timeout_s: float = _LOCK_TIMEOUT_S) -> Iterator[None]:
    """Keep writers away for the length of the block, without making anything that is not there.

    Raises:
        StoreBusyError: if another process goes on writing for `timeout_s`.
    """
    lock = store.folder / ".lock"
    if not lock.exists():  # nobody has ever written here
        yield
        return
    try:
        with FileLock(lock, timeout=timeout_s, mode=0o600, is_singleton=False):
            yield
    except Timeout as error:
        raise StoreBusyError(f"{store.folder}: another niggle is writing; try again when it is done") from error


@contextmanager
def opened(path: Path) -> Iterator["Opened"]:
    """A database, read-only, whether or not its last writer came to an end.

    Raises:
        DamagedError: if it is damaged.
    """
    with opened_snapshot(path) as connection:
        yield Opened(connection)


def columns_of_digests(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """The columns that name raw files by their digest: table and column of each."""
    return connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = current_database() "
        "AND (column_name = 'raw_sha256' OR (table_name = 'raw_files' AND column_name = 'sha256'))"
    ).fetchall()


class Opened(Reader):
    """Questions to a database about itself."""

    @property
    def version(self) -> tuple[str, int]:
        """Which database it is, or is a copy of, and how often that has been written to."""
        return version_of(self.connection)

    @property
    def is_of_this_niggle(self) -> bool:
        """Whether it has the schema that this niggle knows."""
        return schema_of(self.connection) == newest_schema()

    def read_whole(self) -> None:
        """Read every value there is: a damaged block shows only then."""
        for table in tables(self.connection):
            self.connection.execute(f'SELECT bit_xor(hash(whole)) FROM "{table}" AS whole').fetchall()

    def raw_digests(self) -> frozenset[str]:
        """The digests of the raw files that rows were made from."""
        found: set[str] = set()
        for table, column in columns_of_digests(self.connection):
            if table not in _NOT_OWN:
                rows = self.connection.execute(f'SELECT DISTINCT "{column}" FROM "{table}"').fetchall()
                found |= {digest for (digest,) in rows if digest}
        return frozenset(found)
