"""The snapshot that readers see: all that is in the main database, but for what only its writers need.

Most of a database is what runs measured, which a report does not change, so after one the snapshot is made of the one
before and of the tables that have been written to since; every transaction notes which those are. When runs have come
or gone, or what others share, it is made anew: of what had to be taken out nothing may be left in the file.
"""

import re
import shutil
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

import duckdb

from niggle.store.health import discard
from niggle.store.literals import literal
from niggle.store.migrate import newest_schema, schema_of, tables
from niggle.store.statements import sql

_NOT_PUBLISHED = (
    "samples",
    "pages",
    "gone_runs",
    "forgotten_recordings",
    "shared_runs",
    "pain_statements",
    "statements_read",
    "table_revisions",
    "settled",
    "drawn",
)
# What athletes' own niggles share is put among the others where it is read, and nowhere else: no step works on it.
_SHARED_INTO = ("runs", "statuses", "stride_verdicts", "stride_metrics", "criteria", "pain_reports")
_MADE_ANEW_FOR = {"runs", "activity_details", "shared_runs", "shared_bundles"}
_TARGET = re.compile(r"\b(?:INSERT(?: OR REPLACE)? INTO|UPDATE|DELETE FROM)\s+\"?(\w+)")


def target_of(statement: str) -> str:
    """The table that a statement writes to.

    Raises:
        ValueError: if it writes to none.
    """
    found = _TARGET.search(statement)
    if found is None:
        raise ValueError("a statement that writes to no table")
    return found[1]


def note_changes(connection: duckdb.DuckDBPyConnection, changed: Collection[str], *, publishes: bool) -> None:
    """Note, within a transaction, which tables it has written to; with `publishes` that is news for readers.

    What is in no snapshot, and in nothing that is, is not noted.
    """
    seen = {name for name in changed if name not in _NOT_PUBLISHED or name in _MADE_ANEW_FOR}
    if not seen:
        return
    number = revision_of(connection)
    noted = connection.execute("SELECT coalesce(max(number), 0) FROM table_revisions").fetchall()[0][0]
    # Somebody counted on without saying what was written: then it may have been any table.
    names = sorted(seen) if noted >= number else tables(connection)
    values = ", ".join(f"({literal(name)}, {number + 1})" for name in names)
    connection.execute(f"INSERT OR REPLACE INTO table_revisions VALUES {values}")
    if publishes:
        connection.execute("UPDATE revision SET number = number + 1")


def revision_of(connection: duckdb.DuckDBPyConnection) -> int:
    """How often a database has been written to."""
    return int(connection.execute("SELECT number FROM revision").fetchall()[0][0])


def version_of(connection: duckdb.DuckDBPyConnection) -> tuple[str, int]:
    """Which database it is, and how often that has been written to; "" for one of an older schema."""
    try:
        database_id, number = connection.execute("SELECT database_id, number FROM revision").fetchall()[0]
    except duckdb.BinderException:
        return "", revision_of(connection)
    return str(database_id), int(number)


def make_snapshot(connection: duckdb.DuckDBPyConnection, path: Path, *, older: Path | None) -> None:
    """Write what the main database holds to `path`, with what has not changed since out of an older snapshot."""
    discard(path)
    if older is not None:
        shutil.copyfile(older, path)
    quoted = str(path).replace("'", "''")
    # To find the best way to pack each column costs more than all the rest, and a snapshot lives for a day.
    connection.execute("SET force_compression = 'uncompressed'")
    connection.execute(f"ATTACH '{quoted}' AS snapshot")
    try:
        if older is None:
            stale = tables(connection)
        else:
            since = connection.execute("SELECT number FROM snapshot.revision").fetchall()[0][0]
            stale = sorted(_changed_since(connection, since))
        connection.execute("BEGIN")
        _copy_tables(connection, [table for table in stale if table not in _NOT_PUBLISHED])
        _copy_macros(connection)
        connection.execute("COMMIT")
    except BaseException:
        with suppress(duckdb.Error):  # of a disk that is full
            connection.execute("ROLLBACK")
        raise
    finally:
        connection.execute("DETACH snapshot")
        connection.execute("SET force_compression = 'auto'")


def _copy_tables(connection: duckdb.DuckDBPyConnection, names: Collection[str]) -> None:
    shares = bool(connection.execute("SELECT 1 FROM shared_runs LIMIT 1").fetchall())
    for table in names:
        connection.execute(f'DROP TABLE IF EXISTS snapshot."{table}"')
        connection.execute(f'CREATE TABLE snapshot."{table}" AS FROM "{table}"')
        if shares and table in _SHARED_INTO:
            connection.execute(sql(f"publish_shared_{table}"))


def _copy_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """Give the snapshot the views with parameters that the main database has, so that readers are shown the same."""
    schema = schema_of(connection)
    if schema not in _macros:
        _macros[schema] = _macros_of(connection)
    for statement in _macros[schema]:
        connection.execute(statement)


_macros: dict[int, list[str]] = {}  # by schema: to find them among DuckDB's own takes as long as to copy all tables


def _macros_of(connection: duckdb.DuckDBPyConnection) -> list[str]:
    question = (
        "SELECT function_name, parameters, function_type, macro_definition FROM duckdb_functions() "
        "WHERE database_name = current_database() AND NOT internal ORDER BY function_type, function_name"
    )
    return [
        f"CREATE OR REPLACE MACRO snapshot.{name}({', '.join(parameters)}) AS "
        + (f"TABLE {definition}" if kind == "table_macro" else f"({definition})")
        for name, parameters, kind, definition in connection.execute(question).fetchall()
    ]


def may_be_taken_over(connection: duckdb.DuckDBPyConnection, older: duckdb.DuckDBPyConnection) -> bool:
    """Whether a snapshot can be made of an older one: what has changed since is known, and nothing had to go."""
    noted = connection.execute("SELECT coalesce(max(number), 0) FROM table_revisions").fetchall()[0][0]
    is_known = schema_of(older) == newest_schema() and noted >= revision_of(connection)
    is_known &= version_of(older)[0] == version_of(connection)[0]
    return is_known and not _changed_since(connection, revision_of(older)) & _MADE_ANEW_FOR


def _changed_since(connection: duckdb.DuckDBPyConnection, number: int) -> set[str]:
    question = f"SELECT name FROM table_revisions WHERE number > {number}"
    return {name for (name,) in connection.execute(question).fetchall()} | {"revision"}
