"""The history of nights that the embedded engine keeps in the store: its database, tended without Prefect.

    <store>/prefect/prefect.db    rows of nights and their tasks, and tables of statuses

It is for the owner alone, is begun anew if it is damaged, and holds no night longer than 90 days. What names an athlete
is deleted here and nowhere else; a Prefect server of the user's own keeps its own history, which its own pages delete.
"""

import glob
import json
import re
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

KEPT = timedelta(days=90)
SQUAD_KEY = "squad-"  # with what the keys of squads' tables begin
FILE = "prefect.db"
_DATABASE = f"prefect/{FILE}"
# What a night leaves; the first come last, since the others refer to them.
_TABLES = (
    "log", "artifact", "artifact_collection", "task_run_state_cache", "task_run_state", "flow_run_state",
    "event_resources", "events", "flow_run_input", "task_run", "flow_run",
)  # fmt: skip
_BESIDE = ("", "-wal", "-shm")
_TIMEOUT_S = 30.0


def make_ready(path: Path) -> None:
    """Let a database be begun or gone on with: for its owner alone, and one that is damaged is put aside.

    Raises OSError as the file system does.
    """
    if path.exists() and _is_damaged(path):
        for suffix in _BESIDE:
            with suppress(FileNotFoundError):
                path.with_name(path.name + suffix).replace(path.with_name(f"{path.name}.damaged{suffix}"))
    path.touch(mode=0o600)  # what SQLite puts beside it has the same mode
    for suffix in _BESIDE:
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).chmod(0o600)


def forget_athlete(store_folder: Path, athlete_id: str) -> int:
    """Delete every row of the history that names an athlete, out of the file too; how many there were.

    Of a database that is damaged, or was put aside as such, nothing stays. Raises sqlite3.Error as the database does.
    """
    path = store_folder / _DATABASE
    _remove_put_aside(path)
    if path.exists() and _is_damaged(path):
        for suffix in _BESIDE:
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    # As an athlete's own id, or at the end of a task's name or the start of a run's.
    named = re.compile(rf"(?<![a-z0-9_]){re.escape(athlete_id)}(?![a-z0-9_])(?!-(?!\d{{8}}T))")

    def is_named(*cells: object) -> bool:
        return any(isinstance(cell, str) and named.search(cell) is not None for cell in cells)

    count = 0
    with _opened(store_folder) as database:
        if database is None:
            return 0
        database.create_function("names", -1, is_named, deterministic=True)
        with database:
            for table in _tables(database):
                columns = ", ".join(f'"{row[1]}"' for row in database.execute(f'PRAGMA table_info("{table}")'))
                count += database.execute(f'DELETE FROM "{table}" WHERE names({columns})').rowcount
        database.execute("VACUUM")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return count


def withdraw(store_folder: Path, athlete_ids: Collection[str], *, timeout_s: float = _TIMEOUT_S) -> int:
    """Delete, out of the file too, the tables of squads that show the status of somebody who shares nothing any more.

    How many there were. Raises sqlite3.Error as the database does, such as while a night writes to it.
    """

    def is_shown(data: object) -> bool:
        try:
            rows = json.loads(json.loads(str(data)))  # text of a table, as text of a column
            return any(row["athlete"] in athlete_ids and row["run"] is not None for row in rows)
        except (ValueError, KeyError, TypeError):
            return True  # not a table that can be looked through

    if athlete_ids:
        _remove_put_aside(store_folder / _DATABASE)
    with _opened(store_folder, timeout_s) as database:
        if database is None or not athlete_ids:
            return 0
        database.create_function("shows", 1, is_shown, deterministic=True)
        with database:
            return sum(
                database.execute(
                    f"DELETE FROM {table} WHERE key LIKE '{SQUAD_KEY}%' AND type = 'table' AND shows(data)"
                ).rowcount
                for table in ("artifact", "artifact_collection")
                if table in _tables(database)
            )


def prune(store_folder: Path, *, now: datetime) -> int:
    """Delete every row that is older than is kept; how many there were. Later nights fill the room that it leaves.

    Raises sqlite3.Error as the database does.
    """
    path = store_folder / _DATABASE
    with suppress(FileNotFoundError):
        if path.with_name(f"{path.name}.damaged").stat().st_mtime < (now - KEPT).timestamp():
            _remove_put_aside(path)
    before = f"{(now - KEPT).astimezone(UTC):%Y-%m-%d %H:%M:%S}"  # as the database writes moments
    with _opened(store_folder) as database:
        if database is None:
            return 0
        with database:
            tables = _tables(database)
            return sum(database.execute(f'DELETE FROM "{one}" WHERE updated < ?', [before]).rowcount for one in tables)


def _remove_put_aside(path: Path) -> None:
    """Delete what was put aside of damaged databases, of which nobody can say whom they name."""
    for aside in path.parent.glob(f"{glob.escape(path.name)}.damaged*"):
        aside.unlink(missing_ok=True)


def _is_damaged(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path, timeout=_TIMEOUT_S)) as database:
            return [row[0] for row in database.execute("PRAGMA quick_check(1)")] != ["ok"]
    except sqlite3.OperationalError:
        return False  # another night writes to it, or the disk refuses
    except sqlite3.DatabaseError:
        return True


@contextmanager
def _opened(store_folder: Path, timeout_s: float = _TIMEOUT_S) -> Iterator[sqlite3.Connection | None]:
    """The database, which overwrites what it deletes; None if there is none."""
    path = store_folder / _DATABASE
    if not path.exists():
        yield None
        return
    with closing(sqlite3.connect(path, timeout=timeout_s)) as database:
        database.execute("PRAGMA foreign_keys = ON")
        database.execute("PRAGMA secure_delete = ON")
        yield database


def _tables(database: sqlite3.Connection) -> list[str]:
    there = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return [table for table in _TABLES if table in there]
