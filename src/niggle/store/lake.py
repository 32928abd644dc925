"""The lake: the standings of all athletes, in DuckLake on PostgreSQL, for whoever asks across athletes.

Workers only insert: a row each time an athlete has been published, with the version of the home that it tells of; the
newest version counts. Deleting and merging side by side with anything else loses rows in DuckLake without an error, so
`tidy` and `erase` are alone (lock `_MAINTENANCE` for all, which those who insert share), and rows are never kept in the
catalog itself (inlining), where a delete would be lost to a merge.

A batch is committed once, however often it is done: its id is looked for in the transaction that inserts it, under a
lock of the batch.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb

from niggle import homes
from niggle.errors import StoreError, UnreachableError
from niggle.store.leases import Lease, connected, make_table
from niggle.store.literals import literal, table_of

_MAINTENANCE = 0x6E6967676C65  # "niggle"
_EXTENSIONS = ("httpfs", "postgres_scanner", "ducklake")
_KEPT_FOR = "now() - INTERVAL 2 DAY"  # longer than anything reads or writes
_TRIES = 5
_numbers = count()
_making_secret = Lock()
_TABLES = (
    "CREATE TABLE IF NOT EXISTS standings (athlete_id VARCHAR NOT NULL, version BIGINT NOT NULL, "
    "batch VARCHAR NOT NULL, status VARCHAR, since VARCHAR, run_id VARCHAR, standing VARCHAR NOT NULL)",
    "CREATE TABLE IF NOT EXISTS batches (batch VARCHAR NOT NULL, committed_at TIMESTAMP NOT NULL)",
)
_VERSIONS = "SELECT athlete_id, max(version) FROM standings GROUP BY ALL"
_SUPERSEDED = "EXISTS (FROM standings AS newer WHERE newer.athlete_id = old.athlete_id AND newer.version > old.version)"


@dataclass(frozen=True, slots=True)
class StandingRow:
    """An athlete's standing as of one version of the home: the file's text, and of it what one may ask in SQL."""

    athlete_id: str
    version: int
    status: str | None
    since: str | None
    run_id: str | None
    standing: str


class Lake:
    """The lake at an address such as "ducklake:postgres:dbname=niggle host=…", its data below a place or folder.

    Every method raises `UnreachableError` if PostgreSQL or the object store does not answer.
    """

    def __init__(self, address: str, data: str) -> None:
        self.postgres = address.removeprefix("ducklake:postgres:")
        self._data = data.rstrip("/") + "/"

    def create(self) -> None:
        """Make the lake and the table of leases, if there are none; to be done once before there are workers."""
        with self._locked(exclusively=True) as connection:
            make_table(connection)
            with self._attached() as lake:
                lake.call("set_option", "'data_inlining_row_limit', '0'")
                for statement in _TABLES:
                    lake.execute(statement)

    def commit(self, batch: str, rows: Sequence[StandingRow], lease: Lease) -> bool:
        """Insert the standings of a batch's athletes that are newer than those here; False if that was done before.

        Raises:
            LeaseError: if another has taken the athletes over, or they were erased, since they were leased.
        """
        with self._locked(batch=batch) as session, self._attached() as lake:
            for _ in range(_TRIES):
                lease.check(session)
                try:
                    return _commit(lake, session, batch, rows)
                except duckdb.TransactionException:
                    # Another was quicker, or the session was lost and it may have been committed: asked anew.
                    lake.undo()
        raise UnreachableError("[store] lake: does not take the batch; the next night goes on from there")

    def versions(self) -> dict[str, int]:
        """Of which version the newest standing of each athlete is."""
        with self._attached() as lake:
            return dict(lake.execute(_VERSIONS))

    def standings(self, versions: Mapping[str, int]) -> list[StandingRow]:
        """The standings of these versions, as far as they are still here."""
        if not versions:
            return []
        keys = ", ".join(f"({literal(athlete_id)}, {version})" for athlete_id, version in versions.items())
        with self._attached() as lake:
            rows = lake.execute(
                "SELECT DISTINCT ON (athlete_id) athlete_id, version, status, since, run_id, standing FROM standings "
                f"SEMI JOIN (VALUES {keys}) AS wanted(athlete_id, version) USING (athlete_id, version)"
            )
        return [StandingRow(*row) for row in rows]

    def tidy(self) -> None:
        """Take away what is superseded, and merge small files: each night, when its batches are done."""
        with self._locked(exclusively=True), self._attached() as lake:
            lake.execute(f"DELETE FROM standings AS old WHERE {_SUPERSEDED}")
            lake.execute("DELETE FROM batches WHERE committed_at < CAST(now() AS TIMESTAMP) - INTERVAL 30 DAY")
            lake.call("rewrite_data_files")
            lake.call("merge_adjacent_files")
            lake.call("expire_snapshots", f"older_than => {_KEPT_FOR}")
            lake.call("cleanup_old_files", f"older_than => {_KEPT_FOR}")
            lake.call("delete_orphaned_files", f"older_than => {_KEPT_FOR}")

    def erase(self, athlete_id: str) -> None:
        """Leave nothing of an athlete, nor of the time before: each of these steps left out would leave rows.

        Who still works on the athlete has the lease no more, and cannot bring anything back.
        """
        with self._locked(exclusively=True) as session, self._attached() as lake:
            session.execute("DELETE FROM niggle_leases WHERE athlete_id = %s", (athlete_id,))
            lake.execute(f"DELETE FROM standings WHERE athlete_id = {literal(athlete_id)}")
            lake.call("rewrite_data_files", "delete_threshold => 0.0")
            lake.call("expire_snapshots", "older_than => now()")
            lake.call("cleanup_old_files", "cleanup_all => true")

    @contextmanager
    def _locked(self, *, batch: str | None = None, exclusively: bool = False) -> Iterator[Any]:
        """PostgreSQL's locks, which end with the session that holds them."""
        kind = "pg_advisory_lock" if exclusively else "pg_advisory_lock_shared"
        with connected(self.postgres) as session:
            session.execute("SET lock_timeout = '10min'")
            session.execute(f"SELECT {kind}(%s)", (_MAINTENANCE,))
            if batch is not None:
                session.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", (batch,))
            yield session

    @contextmanager
    def _attached(self) -> Iterator["_Attached"]:
        """The lake in this process's DuckDB."""
        name = f"lake_{next(_numbers)}"
        try:
            with _engine(os.getpid()).cursor() as connection:
                if self._data.startswith("s3://"):
                    with _making_secret:
                        connection.execute(_secret(homes.access()))
                _attach(
                    connection,
                    f"ATTACH {literal('ducklake:postgres:' + self.postgres)} AS {name} "
                    f"(DATA_PATH {literal(self._data)}, METADATA_SCHEMA 'niggle', DATA_INLINING_ROW_LIMIT 0)",
                )
                lake = _Attached(connection, name)
                try:
                    connection.execute(f"USE {name}")
                    yield lake
                finally:
                    lake.undo()
                    connection.execute("USE memory")
                    connection.execute(f"DETACH {name}")
        except (duckdb.IOException, duckdb.HTTPException) as error:
            raise UnreachableError(
                f"[store] lake: does not answer ({type(error).__name__}); see docs/cluster.md"
            ) from error


def _attach(connection: duckdb.DuckDBPyConnection, statement: str) -> None:
    try:
        connection.execute(statement)
    except (duckdb.IOException, duckdb.HTTPException):
        raise
    except duckdb.Error as error:  # another lake, or one of a newer kind
        raise StoreError(f"[store] lake: cannot be used: {str(error).splitlines()[0]}") from error


@dataclass(frozen=True, slots=True)
class _Attached:
    """A connection that has the lake, and the name that it goes by there."""

    connection: duckdb.DuckDBPyConnection
    name: str

    def execute(self, statement: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(statement).fetchall()

    def undo(self) -> None:
        """Undo the transaction, if there is one; there is none any more after a conflict."""
        with suppress(duckdb.TransactionException):
            self.execute("ROLLBACK")

    def call(self, function: str, options: str = "") -> None:
        self.execute(f"CALL ducklake_{function}({literal(self.name)}{options and ', '}{options})")


@cache
def _engine(_process: int) -> duckdb.DuckDBPyConnection:
    """A DuckDB with its extensions, which take a second to load: one a process, as a child may not use its parent's."""
    engine = duckdb.connect(":memory:", config={"threads": 1, "autoinstall_known_extensions": "false"})
    for name in _EXTENSIONS:
        engine.execute(f"LOAD {literal(str(_extension(name)))}")
    return engine


def _commit(lake: _Attached, session: Any, batch: str, rows: Sequence[StandingRow]) -> bool:
    lake.execute("BEGIN")
    is_known = bool(lake.execute(f"FROM batches WHERE batch = {literal(batch)}"))
    versions = dict(lake.execute(_VERSIONS))
    newer = [{**asdict(row), "batch": batch} for row in rows if row.version > versions.get(row.athlete_id, -1)]
    if newer:
        names = ", ".join(newer[0])
        types = {name: "BIGINT" if name == "version" else "VARCHAR" for name in newer[0]}
        lake.execute(f"INSERT INTO standings ({names}) {table_of(newer, types)}")
    if not is_known:
        lake.execute(f"INSERT INTO batches VALUES ({literal(batch)}, {literal(_now(session))})")
    session.execute("SELECT 1")  # the locks are held as long as this session lives
    lake.execute("COMMIT")
    return not is_known


def _now(session: Any) -> datetime:
    now: datetime = session.execute("SELECT now() AT TIME ZONE 'UTC'").fetchone()[0]
    return now


def _extension(name: str) -> Path:
    """The file of an extension, which comes as a package."""
    spec = find_spec(f"duckdb_extension_{name}")
    if spec is None or spec.origin is None:
        raise StoreError("[store] lake: needs more than is installed; install niggle[cluster]")
    return Path(spec.origin).parent / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"


def _secret(access: dict[str, str]) -> str:
    """How DuckDB reaches the object store."""
    scheme, _, endpoint = access["endpoint"].partition("://")
    told = {
        "KEY_ID": access["key_id"], "SECRET": access["secret"], "REGION": access["region"], "ENDPOINT": endpoint,
        "URL_STYLE": "path", "USE_SSL": scheme == "https", "SESSION_TOKEN": access["session_token"],
    }  # fmt: skip
    options = ", ".join(f"{key} {literal(value)}" for key, value in told.items() if value != "")
    return f"CREATE OR REPLACE SECRET place (TYPE s3, {options})"
