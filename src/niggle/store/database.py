"""One writer, many readers.

`niggle.duckdb` is opened only by whoever holds the lock file, for the length of a write. Readers open
`published.duckdb`, a copy of all but the samples that is replaced as a whole: they never see a night half done,
and since DuckDB lets no process write while another reads, they never make the writer fail.

All work is found by what is missing (a run without a verdict is to be judged), so a process killed at any moment
leaves nothing to repair: the transaction is undone and the next sync does what is still missing.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from niggle.errors import NotFoundError, StoreBusyError, StoreError
from niggle.store.literals import bind, literal
from niggle.store.migrate import migrate, newest_schema, schema_of
from niggle.store.snapshot import make_snapshot, may_be_taken_over, note_changes, revision_of, target_of
from niggle.store.statements import sql
from niggle.vocabulary.columns import METRIC_COLUMNS, RUN_COLUMNS, SAMPLE_COLUMNS, WINDOW_COLUMNS

type Row = dict[str, Any]

_LOCK_TIMEOUT_S = 60.0


class Reader:
    """Questions to an open database; every question is a file in `store/sql/`, named after it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def rows(self, question: str, **parameters: object) -> list[Row]:
        """The answer as one dict a row."""
        cursor = self._connection.execute(bind(sql(question), parameters))
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def columns(self, question: str, **parameters: object) -> dict[str, NDArray[Any]]:
        """The answer as one array a column; a number that is NULL is NaN."""
        answer = self._connection.execute(bind(sql(question), parameters)).fetchnumpy()
        return {name: _nan_for_null(np.asanyarray(values)) for name, values in answer.items()}


class Writer(Reader):
    """A `Reader` that may also write, inside one transaction; `changed` names the tables that it has written to."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        super().__init__(connection)
        self.changed: set[str] = set()

    def write(self, statement: str, **parameters: object) -> None:
        """Carry out the statement in `store/sql/<statement>.sql`."""
        text = sql(statement)
        answer = self._connection.execute(bind(text, parameters)).fetchall()
        if answer != [(0,)]:  # the number of rows that it touched
            self.changed.add(target_of(text))

    def insert(self, table: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Append rows given as mappings that all have the same keys. For tens of rows."""
        if not rows:
            return
        self.changed.add(table)
        names = list(rows[0])
        columns = ", ".join(f'"{name}"' for name in names)
        values = ", ".join("(" + ", ".join(literal(row[name]) for name in names) + ")" for row in rows)
        self._connection.execute(f'INSERT INTO "{table}" ({columns}) VALUES {values}')

    def insert_columns(
        self, table: str, columns: Mapping[str, NDArray[Any]], run_ids: Sequence[str] | None = None
    ) -> None:
        """Append rows given as one array of numbers a column; NaN becomes NULL. For thousands of rows.

        Where `run_ids` are given, a column `run` tells for each row which of them it belongs to.
        """
        self.changed.add(table)
        self._connection.register("batch", dict(columns))
        try:
            if run_ids is None:
                self._connection.execute(f'INSERT INTO "{table}" BY NAME SELECT * FROM batch')
            else:
                keys = ", ".join(f"({number}, {literal(run_id)})" for number, run_id in enumerate(run_ids))
                self._connection.execute(
                    f'INSERT INTO "{table}" BY NAME SELECT run_id, batch.* EXCLUDE (run) '
                    f"FROM batch JOIN (VALUES {keys}) AS runs(run, run_id) USING (run)"
                )
        finally:
            self._connection.unregister("batch")


class Store:
    """The database of one store folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._main = folder / "niggle.duckdb"
        self._published = folder / "published.duckdb"

    @contextmanager
    def write(self, *, publishes: bool = True, timeout_s: float = _LOCK_TIMEOUT_S) -> Iterator[Writer]:
        """One transaction on the main database, alone; undone if the block raises.

        `publishes` tells whether readers have something new to see.

        Raises:
            StoreBusyError: if another process goes on writing for `timeout_s`.
            StoreError: if the database cannot be opened.
        """
        with self._alone(timeout_s) as connection:
            connection.execute("BEGIN")
            try:
                writer = Writer(connection)
                yield writer
                note_changes(connection, writer.changed, publishes=publishes)
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    @contextmanager
    def read_main(self, *, timeout_s: float = _LOCK_TIMEOUT_S) -> Iterator[Reader]:
        """Questions to the main database, for the steps of the night, which must see what is not yet published."""
        with self._alone(timeout_s) as connection:
            yield Reader(connection)

    @contextmanager
    def read_published(self) -> Iterator[Reader]:
        """Questions to the published snapshot; never waits and never gets in the writer's way.

        Raises:
            NotFoundError: if nothing has been published yet.
        """
        if not self._published.exists():
            raise NotFoundError(f"{self.folder}: nothing here yet; run `niggle sync` or `niggle import` first")
        with _snapshot(self._published) as connection:
            if schema_of(connection) >= newest_schema():
                yield Reader(connection)
                return
        self.publish()  # an older niggle published that, and this one has done no night yet
        with _snapshot(self._published) as connection:
            yield Reader(connection)

    def publish(self, *, timeout_s: float = _LOCK_TIMEOUT_S) -> bool:
        """Replace the snapshot by what the main database holds now; False if it is that already."""
        with self._alone(timeout_s) as connection:
            older: Path | None = None
            if self._published.exists():
                with _snapshot(self._published) as published:
                    if revision_of(published) == revision_of(connection):
                        return False
                    older = self._published if may_be_taken_over(connection, published) else None
            temporary = self._published.with_suffix(".tmp")
            make_snapshot(connection, temporary, older=older)
            temporary.chmod(0o600)
            temporary.replace(self._published)
            return True

    def shred(self, *, timeout_s: float = _LOCK_TIMEOUT_S) -> None:
        """Write the database's file anew, which holds on to what was deleted from the database.

        Snapshots do not: they are made anew whenever words of runs have gone (`niggle.store.snapshot`).
        """
        with self._alone(timeout_s) as connection:
            compact = self._main.with_suffix(".compact")
            compact.unlink(missing_ok=True)
            (name,) = connection.execute("SELECT current_database()").fetchall()[0]
            connection.execute(f"ATTACH '{_quoted(compact)}' AS compact")
            try:
                connection.execute(f"COPY FROM DATABASE {name} TO compact")
            finally:
                connection.execute("DETACH compact")
            connection.execute("CHECKPOINT")
            compact.chmod(0o600)
            compact.replace(self._main)

    @contextmanager
    def _alone(self, timeout_s: float) -> Iterator[duckdb.DuckDBPyConnection]:
        prepare_folder(self.folder)
        lock = FileLock(self.folder / ".lock", timeout=timeout_s, mode=0o600)
        try:
            lock.acquire()
        except Timeout as error:
            raise StoreBusyError(
                f"{self.folder}: another niggle has been writing for {timeout_s:.0f} s; try again when it is done"
            ) from error
        try:
            with _attached(self._main) as connection:
                migrate(connection, _COMMENTS)
                self._main.chmod(0o600)
                yield connection
        finally:
            lock.release()


_COMMENTS = {
    column.name: f"{column.meaning} [{column.unit}]"
    for registry in (RUN_COLUMNS, SAMPLE_COLUMNS, METRIC_COLUMNS, WINDOW_COLUMNS)
    for column in registry.values()
}


def prepare_folder(folder: Path) -> None:
    """Make the store's folder, for its owner alone.

    Raises:
        StoreError: if it cannot be made or written to.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        raise StoreError(f"{folder}: cannot be used as the store: {error.strerror}; mend [store] path") from error


@cache
def _instance() -> duckdb.DuckDBPyConnection:
    """The process's DuckDB. To start one costs 10 ms and more, to attach a file to it 2 ms."""
    return duckdb.connect(":memory:", config={"threads": 1})


_numbers = count()


@contextmanager
def _attached(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that writes to a database; whoever asks holds its lock."""
    name = f"store_{next(_numbers)}"
    with _instance().cursor() as connection:
        try:
            connection.execute(f"ATTACH '{_quoted(path)}' AS {name}")
        except duckdb.Error as error:
            raise _cannot_be_opened(path, error) from error
        try:
            connection.execute(f"USE {name}")
            yield connection
        finally:
            connection.execute("USE memory")
            connection.execute(f"DETACH {name}")


@contextmanager
def _snapshot(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that reads a database of its own, side by side with any other.

    Attached and not opened: whoever opens a file that another thread of the process has open is given the other's
    database, and that may be a snapshot which has been replaced since.
    """
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        try:
            connection.execute(f"ATTACH '{_quoted(path)}' AS snapshot (READ_ONLY)")
        except duckdb.Error as error:
            raise _cannot_be_opened(path, error) from error
        connection.execute("USE snapshot")
        yield connection


def _cannot_be_opened(path: Path, error: duckdb.Error) -> StoreError:
    return StoreError(f"{path}: cannot be opened: {str(error).splitlines()[0]}")


def utc_naive(moment: datetime) -> datetime:
    """An instant as the database keeps it."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def utc_aware(moment: datetime) -> datetime:
    """An instant that the database kept."""
    return moment.replace(tzinfo=UTC)


def local_start(row: Mapping[str, Any], zone: tzinfo) -> datetime:
    """When a run began by the clock where it was run; by `zone` where its recording does not say."""
    offset_s = row.get("utc_offset_s")
    return utc_aware(row["started_at"]).astimezone(zone if offset_s is None else timezone(timedelta(seconds=offset_s)))


def _nan_for_null(values: NDArray[Any]) -> NDArray[Any]:
    if not isinstance(values, np.ma.MaskedArray):
        return values
    nothing: Any = np.nan if values.dtype.kind in "fiu" else None
    filled: NDArray[Any] = np.where(values.mask, nothing, values.data)
    return filled


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
