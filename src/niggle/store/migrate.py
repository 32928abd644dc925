"""Numbered migrations, each applied once and whole."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import duckdb

from niggle.errors import StoreError
from niggle.store.literals import literal


def migrate(connection: duckdb.DuckDBPyConnection, comments: Mapping[str, str]) -> None:
    """Bring a database to the newest schema; columns named in `comments` get that text.

    Raises:
        StoreError: if the database was made by a newer niggle.
    """
    applied, newest = schema_of(connection), newest_schema()
    if applied == newest:
        return
    if applied > newest:
        raise StoreError(
            f"the database has schema {applied}, this niggle knows up to {newest}; update niggle before going on"
        )
    for script in _scripts():
        version, _, name = script.name.removesuffix(".sql").partition("_")
        if int(version) > applied:
            # one transaction each: DuckDB refuses to alter a table twice in one that has written to it
            connection.execute("BEGIN")
            connection.execute(script.read_text(encoding="utf-8"))
            connection.execute(f"INSERT INTO schema_migrations VALUES ({literal(int(version))}, {literal(name)})")
            connection.execute("UPDATE revision SET number = number + 1")  # what is published has the old schema
            connection.execute("COMMIT")
    connection.execute("BEGIN")  # DuckDB refuses to commit comments on a table that the same transaction altered
    _comment(connection, comments)
    connection.execute("COMMIT")


def newest_schema() -> int:
    """The schema that this niggle knows."""
    return int(_scripts()[-1].name.partition("_")[0])


@cache
def _scripts() -> tuple[Traversable, ...]:
    scripts = (entry for entry in files("niggle.store").joinpath("migrations").iterdir() if entry.name.endswith(".sql"))
    return tuple(sorted(scripts, key=lambda entry: entry.name))


def schema_of(connection: duckdb.DuckDBPyConnection) -> int:
    """The schema of a database; 0 if it is new, or a snapshot from before snapshots told."""
    try:
        return int(connection.execute("SELECT max(version) FROM schema_migrations").fetchall()[0][0])
    except duckdb.CatalogException:  # a new database
        return 0


def tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables of the database in use, by name."""
    question = "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() ORDER BY table_name"
    return [name for (name,) in connection.execute(question).fetchall()]


def _comment(connection: duckdb.DuckDBPyConnection, comments: Mapping[str, str]) -> None:
    columns = "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = current_database()"
    for table, column in connection.execute(columns).fetchall():
        if column in comments:
            text = comments[column].replace("'", "''")
            connection.execute(f'COMMENT ON COLUMN "{table}"."{column}" IS \'{text}\'')
