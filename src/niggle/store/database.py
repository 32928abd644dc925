"""One writer, many readers.

`niggle.duckdb` is opened only by whoever holds the lock file, for the length of a write. Readers open
`published.duckdb`, a copy of all but the samples that is replaced as a whole: they never see a night half done,
and since DuckDB lets no process write while another reads, they never make the writer fail.

All work is found by what is missing (a run without a verdict is to be judged), so a process killed at any moment
leaves nothing to repair: the transaction is undone and the next sync does what is still missing.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import duckdb

from niggle.durable import write_atomically, writing
from niggle.errors import DamagedError, DiskError, NotFoundError
from niggle.store.changes import KEY_OF, Changes, deleted_key, forget_rows, note_changes, target_of
from niggle.store.connections import Session, attached, instance, kept_open, opened_snapshot, quoted
from niggle.store.health import discard, faults_told, put_aside
from niggle.store.literals import bind, literal, table_of
from niggle.store.migrate import migrate, newest_schema, schema_of
from niggle.store.snapshot import make_snapshot, may_be_taken_over, version_of
from niggle.store.statements import sql
from niggle.vocabulary.columns import METRIC_COLUMNS, RUN_COLUMNS, SAMPLE_COLUMNS, WINDOW_COLUMNS

if TYPE_CHECKING:  # most questions are answered without NumPy, which takes longer to load than they take
    from numpy.typing import NDArray

type Row = dict[str, Any]
type Columns = Mapping[str, NDArray[Any]]

_LOCK_TIMEOUT_S = 60.0
_MANY_ROWS = 16


class Reader:
    """Questions to an open database; every question is a file in `store/sql/`, named after it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """What the questions are asked of."""
        return self._connection

    def rows(self, question: str, **parameters: object) -> list[Row]:
        """The answer as one dict a row."""
        cursor = self.connection.execute(bind(sql(question), parameters))
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def made[T](self, _key: Hashable, _now: datetime, make: Callable[[], T]) -> T:
        """What `make` makes of these results at `now` (UTC, naive); where they are kept for many, made once by its key.

        The key tells all that it is made of besides the results. Nobody may change what was made.
        """
        return make()

    def columns(self, question: str, **parameters: object) -> Columns:
        """The answer as one array a column; a number that is NULL is NaN."""
        from niggle.store.arrays import nan_for_null

        answer = self.connection.execute(bind(sql(question), parameters)).fetchnumpy()
        return {name: nan_for_null(values) for name, values in answer.items()}


class Writer(Reader):
    """A `Reader` that may also write, inside one transaction; `changes` tells what it has written."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        super().__init__(connection)
        self.changes = Changes()

    def write(self, statement: str, **parameters: object) -> None:
        """Carry out the statement in `store/sql/<statement>.sql`."""
        text = sql(statement)
        key = deleted_key(text)
        if key is not None:
            deleted = self.connection.execute(f'{bind(text, parameters)} RETURNING "{key}"').fetchall()
            self.changes.note(target_of(text), {name for (name,) in deleted})
        elif self.connection.execute(bind(text, parameters)).fetchall() != [(0,)]:  # how many rows it touched
            self.changes.note(target_of(text))

    def insert(self, table: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Append rows given as mappings that all have the same keys. For up to thousands of rows."""
        if not rows:
            return
        key = KEY_OF.get(table)
        self.changes.note(table, None if key is None else {str(row[key]) for row in rows})
        columns = ", ".join(f'"{name}"' for name in rows[0])
        source = table_of(rows) if len(rows) < _MANY_ROWS else table_of(rows, self._types(table))
        self._connection.execute(f'INSERT INTO "{table}" ({columns}) {source}')

    def _types(self, table: str) -> dict[str, str]:
        """The type of each column of a table, as SQL writes it; JSON is text, to be parsed when it is stored."""
        columns = "FROM duckdb_columns() WHERE database_name = current_database() AND table_name = "
        kinds = "if(data_type = 'JSON', 'VARCHAR', data_type)"
        return dict(self._connection.execute(f"SELECT column_name, {kinds} {columns}{literal(table)}").fetchall())

    def insert_columns(self, table: str, columns: Columns, run_ids: Sequence[str] | None = None) -> None:
        """Append rows given as one array of numbers a column; NaN becomes NULL. For thousands of rows.

        Where `run_ids` are given, a column `run` tells for each row which of them it belongs to.
        """
        self.changes.note(table, run_ids)
        self.connection.register("batch", dict(columns))
        try:
            if run_ids is None:
                self.connection.execute(f'INSERT INTO "{table}" BY NAME SELECT * FROM batch')
            else:
                keys = ", ".join(f"({number}, {literal(run_id)})" for number, run_id in enumerate(run_ids))
                self.connection.execute(
                    f'INSERT INTO "{table}" BY NAME SELECT run_id, batch.* EXCLUDE (run) '
                    f"FROM batch JOIN (VALUES {keys}) AS runs(run, run_id) USING (run)"
                )
        finally:
            self.connection.unregister("batch")


class Store:
    """The database of one folder, and beside it what is published of it; for one thread."""

    PUBLISHED: ClassVar = "published.duckdb"
    STANDING: ClassVar = "standing.json"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.published = folder / self.PUBLISHED
        self.standing = folder / self.STANDING
        self._session: Session | None = None
        self._main = folder / "niggle.duckdb"

    @contextmanager
    def session(self) -> Iterator["Store"]:
        """Keep the database open between the transactions in the block: to open it costs more than most of them.

        Others wait until it ends; whoever works through batches gives them their turn (`let_others_write`).
        """
        if self._session is not None:
            yield self
            return
        self._session = session = Session(self._opened_main)
        try:
            with kept_open():
                yield self
        finally:
            self._session = None
            session.close()

    def let_others_write(self) -> None:
        """Give the database up until the next transaction; between those of no session it is nobody's anyway."""
        if self._session is not None:
            self._session.close()

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
                note_changes(connection, writer.changes, publishes=publishes)
            except BaseException:
                with suppress(duckdb.Error):  # of a database that is damaged, or whose disk is full
                    connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    @contextmanager
    def read_main(self, *, timeout_s: float = _LOCK_TIMEOUT_S) -> Iterator[Reader]:
        """Questions to the main database, for the steps of the night, which must see what is not yet published."""
        with self._alone(timeout_s) as connection:
            yield Reader(connection)

    @contextmanager
    def peek(self) -> Iterator[Reader]:
        """Questions to the main database as it is: nothing is made, mended or waited for.

        Raises:
            NotFoundError: if there is none, or none of this niggle's schema.
            StoreError: if another process is writing, or it is damaged.
        """
        if not self.is_there:
            raise NotFoundError(f"{self._main}: is not there yet")
        with self.locked(timeout_s=0), opened_snapshot(self._main, instance()) as connection:
            if schema_of(connection) != newest_schema():
                raise NotFoundError(f"{self._main}: is of another niggle")
            yield Reader(connection)

    @contextmanager
    def read_published(self, instance: duckdb.DuckDBPyConnection | None = None) -> Iterator[Reader]:
        """Questions to the published snapshot; never waits and never gets in the writer's way.

        `instance`: a DuckDB of the caller's own, for one who reads several.

        Raises:
            NotFoundError: if nothing has been published yet.
        """
        if not self.is_published:
            raise NotFoundError(f"{self.folder}: nothing here yet; run `niggle sync` or `niggle import` first")
        try:
            with ExitStack() as stack:
                yield Reader(self._opened(stack, instance))
        except DamagedError as error:
            if error.path != self.published:
                raise
            self.publish(anew=True)  # where its tables are damaged, that shows only now
            raise DamagedError(self.published, "has been made anew; do the same once more") from error

    def _opened(self, stack: ExitStack, instance: duckdb.DuckDBPyConnection | None) -> duckdb.DuckDBPyConnection:
        """The snapshot, made anew first if it is damaged or an older niggle made it."""
        with suppress(DamagedError):
            connection = stack.enter_context(opened_snapshot(self.published, instance))
            if schema_of(connection) >= newest_schema():
                return connection
        stack.close()
        self.publish(anew=True)
        return stack.enter_context(opened_snapshot(self.published, instance))

    def publish(self, *, anew: bool = False, timeout_s: float = _LOCK_TIMEOUT_S) -> bool:
        """Replace the snapshot by what the main database holds now; False if it is that already.

        One that is damaged, or of another database, is made anew; with `anew` any is.
        """
        with self._alone(timeout_s) as connection:
            older: Path | None = None
            if self.published.exists() and not anew:
                with suppress(DamagedError), opened_snapshot(self.published) as published:
                    if version_of(published) == version_of(connection):
                        return False
                    older = self.published if may_be_taken_over(connection, published) else None
            self._replace_published(connection, older)
            forget_rows(connection)
            return True

    def _replace_published(self, connection: duckdb.DuckDBPyConnection, older: Path | None) -> None:
        draft = self.published.with_suffix(".tmp")
        try:
            with writing(self.published):
                make_snapshot(connection, draft, older=older)
                draft.chmod(0o600)
                self.standing.unlink(missing_ok=True)  # before: it tells of the older one
                draft.replace(self.published)
        except duckdb.Error:
            if older is None:
                raise
            self._replace_published(connection, None)  # the older one may be damaged
        finally:
            discard(draft)

    def keep_standing(self, make: Callable[[Reader], bytes], *, timeout_s: float = _LOCK_TIMEOUT_S) -> None:
        """Keep what `make` makes of the snapshot as the athlete's standing, while nobody can replace that."""
        with self._alone(timeout_s), self.read_published() as reader:
            told = make(reader)
            with writing(self.standing):
                write_atomically(self.standing, told)

    @property
    def is_published(self) -> bool:
        """Whether there is a snapshot."""
        return self.published.exists()

    @property
    def main(self) -> Path:
        """The database's file."""
        return self._main

    @property
    def is_there(self) -> bool:
        """Whether there is a database; where there is none but raw files, all is to be made from them."""
        return self._main.exists()

    def check(self, *, timeout_s: float = _LOCK_TIMEOUT_S) -> None:
        """Open the database, if there is one.

        Raises:
            DamagedError: if it is damaged; it is put aside then.
        """
        if self.is_there:
            with self._alone(timeout_s):
                pass

    def shred(self, *, timeout_s: float = _LOCK_TIMEOUT_S) -> None:
        """Write the database's file anew, which holds on to what was deleted from the database.

        Snapshots do not: they are made anew whenever words of runs have gone (`niggle.store.snapshot`).
        """
        with self._alone(timeout_s) as connection:
            compact = self._main.with_suffix(".compact")
            discard(compact)
            (name,) = connection.execute("SELECT current_database()").fetchall()[0]
            connection.execute(f"ATTACH '{quoted(compact)}' AS compact")
            try:
                connection.execute(f"COPY FROM DATABASE {name} TO compact")
            finally:
                connection.execute("DETACH compact")
            connection.execute("CHECKPOINT")
            compact.chmod(0o600)
            compact.replace(self._main)
        self.let_others_write()  # a session has the old file open

    def night(self) -> AbstractContextManager[None]:
        """Tell everybody, for as long as the block lasts, that many runs are brought in; keeps nobody from anything."""
        from niggle.store import locks

        return locks.night(self.folder)

    def is_night_on(self) -> bool:
        """Whether a night is bringing in runs just now."""
        from niggle.store import locks

        return locks.is_night_on(self.folder)

    def _alone(self, timeout_s: float) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        return self._opened_main(timeout_s) if self._session is None else self._session.use(timeout_s)

    @contextmanager
    def _opened_main(self, timeout_s: float) -> Iterator[duckdb.DuckDBPyConnection]:
        with self.locked(timeout_s=timeout_s):
            try:
                with faults_told(self._main), attached(self._main) as connection:
                    migrate(connection, COMMENTS)
                    self._main.chmod(0o600)
                    yield connection
            except (DamagedError, DiskError) as error:
                instance.cache_clear()  # it may have been made useless by this
                if isinstance(error, DamagedError) and error.path == self._main:
                    put_aside(self._main)
                raise

    def locked(self, *, timeout_s: float = _LOCK_TIMEOUT_S) -> AbstractContextManager[None]:
        """Keep every other writer away.

        Raises:
            StoreBusyError: if another process goes on writing for `timeout_s`.
        """
        from niggle.store import locks  # to load this takes longer than many questions of those who only read

        return locks.alone(self.folder, timeout_s=timeout_s)


COMMENTS = {
    column.name: f"{column.meaning} [{column.unit}]"
    for registry in (RUN_COLUMNS, SAMPLE_COLUMNS, METRIC_COLUMNS, WINDOW_COLUMNS)
    for column in registry.values()
}


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
