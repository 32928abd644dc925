"""What has been written since a snapshot was made: whole tables, and rows of those that grow with the history.

Every transaction notes it (`note_changes`) and the next snapshot is made of it (`niggle.store.snapshot`). Of a table in
`KEY_OF` it is told which rows, by the run or the file that they are about, so that one more run costs no more on top of
thousands than on top of a few.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import duckdb

from niggle.store.literals import literal
from niggle.store.migrate import tables

NOT_PUBLISHED = (
    "samples",
    "pages",
    "gone_runs",
    "forgotten_recordings",
    "shared_runs",
    "pain_statements",
    "statements_read",
    "table_revisions",
    "row_revisions",
    "settled",
    "drawn",
)
MADE_ANEW_FOR = {"runs", "activity_details", "shared_runs", "shared_bundles"}
KEY_OF = {
    **dict.fromkeys(("runs", "run_sensors", "run_gait", "windows", "statuses", "criteria"), "run_id"),
    **dict.fromkeys(("stride_verdicts", "stride_metrics"), "run_id"),
    "recordings": "raw_sha256",
    "raw_files": "sha256",
}
_MOST_KEYS = 200  # of a table: with more, to copy all of it takes no longer
_TARGET = re.compile(r"\b(INSERT(?: OR REPLACE)? INTO|UPDATE|DELETE FROM)\s+\"?(\w+)")


@dataclass(frozen=True, slots=True)
class Changes:
    """Tables that were written to, and the keys of the rows that were where these are known."""

    whole: set[str] = field(default_factory=set)
    rows: dict[str, set[str]] = field(default_factory=dict)

    def note(self, table: str, keys: Iterable[str] | None = None) -> None:
        """Add that rows of these keys were written or deleted; any rows, if it is not known which."""
        if keys is None or table not in KEY_OF:
            self.whole.add(table)
        else:
            self.rows.setdefault(table, set()).update(keys)

    @property
    def tables(self) -> set[str]:
        """Every table that was written to."""
        return self.whole | {table for table, keys in self.rows.items() if keys}


def target_of(statement: str) -> str:
    """The table that a statement writes to.

    Raises:
        ValueError: if it writes to none.
    """
    return _target(statement)[2]


def deleted_key(statement: str) -> str | None:
    """The column that tells which rows a statement deletes; None where that is not asked."""
    found = _target(statement)
    return KEY_OF.get(found[2]) if found[1] == "DELETE FROM" else None


def _target(statement: str) -> re.Match[str]:
    found = _TARGET.search(statement)
    if found is None:
        raise ValueError("a statement that writes to no table")
    return found


def note_changes(connection: duckdb.DuckDBPyConnection, changes: Changes, *, publishes: bool) -> None:
    """Note, within a transaction, what it has written; with `publishes` that is news for readers.

    What is in no snapshot, and in nothing that is, is not noted.
    """
    seen = {name for name in changes.tables if name not in NOT_PUBLISHED or name in MADE_ANEW_FOR}
    if not seen:
        return
    number = revision_of(connection)
    # Somebody counted on without saying what was written: then it may have been any table.
    is_known = noted(connection) >= number
    rows = {name: changes.rows[name] for name in sorted(seen - changes.whole)} if is_known else {}
    rows = {name: keys for name, keys in rows.items() if len(keys) <= _MOST_KEYS}
    whole = (seen - rows.keys()) if is_known else set(tables(connection))
    names = ", ".join(f"({literal(name)}, {number + 1})" for name in sorted({*whole, "revision"}))
    connection.execute(f"INSERT OR REPLACE INTO table_revisions VALUES {names}")
    if rows:
        keys = ", ".join(
            f"({literal(name)}, {literal(key)}, {number + 1})" for name in rows for key in sorted(rows[name])
        )
        connection.execute(f"INSERT INTO row_revisions VALUES {keys}")
    if publishes:
        connection.execute("UPDATE revision SET number = number + 1")


def noted(connection: duckdb.DuckDBPyConnection) -> int:
    """Up to which revision it is known what was written."""
    return int(connection.execute("SELECT coalesce(max(number), 0) FROM table_revisions").fetchall()[0][0])


def changes_since(connection: duckdb.DuckDBPyConnection, number: int) -> Changes:
    """What was written to a database after a revision."""
    named = connection.execute(f"SELECT name FROM table_revisions WHERE number > {number}").fetchall()
    changes = Changes({name for (name,) in named} | {"revision"})
    for name, key in connection.execute(f"SELECT name, key FROM row_revisions WHERE number > {number}").fetchall():
        if name not in changes.whole:
            changes.note(name, [key])
    return changes


def forget_rows(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep no longer which rows changed up to now; for a snapshot older than this it was the whole table."""
    number = revision_of(connection)
    old = f"FROM row_revisions WHERE number <= {number}"
    if connection.execute(f"SELECT 1 {old} LIMIT 1").fetchall():
        connection.execute("BEGIN")
        connection.execute(
            f"INSERT INTO table_revisions SELECT name, max(number) {old} GROUP BY name "
            "ON CONFLICT (name) DO UPDATE SET number = greatest(number, excluded.number)"
        )
        connection.execute(f"DELETE {old}")
        connection.execute("COMMIT")


def revision_of(connection: duckdb.DuckDBPyConnection) -> int:
    """How often a database has been written to."""
    return int(connection.execute("SELECT number FROM revision").fetchall()[0][0])


def listed(keys: Collection[str]) -> str:
    """Keys within the brackets of an IN."""
    return ", ".join(map(literal, sorted(keys)))
