"""The snapshot that readers see: all that is in the main database, but for what only its writers need.

Most of a database is what runs measured, so a snapshot is made of the one before and of what has been written since:
tables, or of those that grow with the history the rows of some runs (`niggle.store.changes`). When runs have gone or
changed, or what others share, it is made anew: of what had to be taken out nothing may be left in the file.
"""

import shutil
from pathlib import Path

import duckdb

from niggle.store.changes import (
    KEY_OF,
    MADE_ANEW_FOR,
    NOT_PUBLISHED,
    Changes,
    changes_since,
    listed,
    noted,
    revision_of,
)
from niggle.store.health import discard
from niggle.store.migrate import newest_schema, schema_of, tables
from niggle.store.statements import sql

# What athletes' own niggles share is put among the others where it is read, and nowhere else: no step works on it.
_SHARED_INTO = ("runs", "statuses", "stride_verdicts", "stride_metrics", "criteria", "pain_reports")


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
    # Without a log, which would be written only to be taken over at once: a draft that is not finished is thrown away.
    connection.execute(f"ATTACH '{quoted}' AS snapshot (RECOVERY_MODE no_wal_writes)")
    try:
        connection.execute("BEGIN")
        if older is None:
            changes = Changes(set(tables(connection)))
        else:
            since = connection.execute("SELECT number FROM snapshot.revision").fetchall()[0][0]
            changes = changes_since(connection, since)
        for table in sorted(changes.whole.difference(NOT_PUBLISHED)):
            connection.execute(f'DROP TABLE IF EXISTS snapshot."{table}"')
            connection.execute(f'CREATE TABLE snapshot."{table}" AS FROM "{table}"')
            if table in _SHARED_INTO:
                connection.execute(sql(f"publish_shared_{table}"))
        for table, keys in sorted(changes.rows.items()):
            chosen = f'"{KEY_OF[table]}" IN ({listed(keys)})'
            connection.execute(f'DELETE FROM snapshot."{table}" WHERE {chosen}')
            connection.execute(f'INSERT INTO snapshot."{table}" BY NAME FROM "{table}" WHERE {chosen}')
        _copy_macros(connection)
        connection.execute("COMMIT")
    finally:
        connection.execute("DETACH snapshot")


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
    is_known = schema_of(older) == newest_schema() and noted(connection) >= revision_of(connection)
    if not is_known or version_of(older)[0] != version_of(connection)[0]:
        return False
    changes = changes_since(connection, revision_of(older))
    return not changes.whole & MADE_ANEW_FOR and _are_new(connection, older, changes.rows.get("runs", set()))


def _are_new(connection: duckdb.DuckDBPyConnection, older: duckdb.DuckDBPyConnection, run_ids: set[str]) -> bool:
    """Whether these runs are in place of no others, and of none that was shared."""
    if not run_ids:
        return True
    if connection.execute("SELECT 1 FROM shared_runs LIMIT 1").fetchall():
        return False
    return not older.execute(f"SELECT 1 FROM runs WHERE run_id IN ({listed(run_ids)}) LIMIT 1").fetchall()
