"""The history of nights that the embedded engine keeps in the store, by itself and without Prefect.

It is rows of names and tables of statuses. What names an athlete is deleted here and nowhere else; a Prefect server of
the user's own keeps its own history, which its own pages delete.
"""

import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

_DATABASE = "prefect/prefect.db"
# What a night leaves; the first come last, since the others refer to them.
_TABLES = (
    "log", "artifact", "artifact_collection", "task_run_state_cache", "task_run_state", "flow_run_state",
    "event_resources", "events", "flow_run_input", "task_run", "flow_run",
)  # fmt: skip
_TIMEOUT_S = 30.0


def forget_athlete(store_folder: Path, athlete_id: str) -> int:
    """Delete every row of the history that names an athlete, out of the file too; how many there were.

    Raises sqlite3.Error as the database does.
    """
    path = store_folder / _DATABASE
    if not path.exists():
        return 0
    # As an athlete's own id, or at the end of a task's name or the start of a run's.
    named = re.compile(rf"(?<![a-z0-9_]){re.escape(athlete_id)}(?![a-z0-9_])(?!-(?!\d{{8}}T))")
    count = 0
    with closing(sqlite3.connect(path, timeout=_TIMEOUT_S)) as database:
        database.create_function("names", -1, lambda *cells: _is_named(named, cells), deterministic=True)
        database.execute("PRAGMA foreign_keys = ON")
        database.execute("PRAGMA secure_delete = ON")
        there = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        with database:
            for table in (table for table in _TABLES if table in there):
                columns = ", ".join(f'"{row[1]}"' for row in database.execute(f'PRAGMA table_info("{table}")'))
                count += database.execute(f'DELETE FROM "{table}" WHERE names({columns})').rowcount
        database.execute("VACUUM")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return count


def _is_named(named: re.Pattern[str], cells: Iterable[object]) -> bool:
    return any(isinstance(cell, str) and named.search(cell) is not None for cell in cells)
