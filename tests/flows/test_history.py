"""What a night leaves of an athlete in the scheduler's database goes, and what it leaves of others stays."""

import sqlite3
from contextlib import closing

import pytest

from flows.history import forget_athlete


@pytest.fixture
def history(tmp_path, ready_engine):
    ready_engine(tmp_path / "prefect")
    return tmp_path / "prefect" / "prefect.db"


def fill(path, *athlete_ids) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("INSERT INTO flow (id, name) VALUES ('f', 'nightly')")
        for number, athlete_id in enumerate(athlete_ids):
            database.execute(
                "INSERT INTO flow_run (id, flow_id, name, run_count) VALUES (?, 'f', ?, 1)",
                (f"r{number}", f"athlete_night-{athlete_id}"),
            )
            database.execute(
                "INSERT INTO task_run (id, name, task_key, dynamic_key, run_count, flow_run_id) "
                "VALUES (?, ?, 'k', '0', 1, ?)",
                (f"t{number}", f"report-{athlete_id}", f"r{number}"),
            )
            database.execute(
                "INSERT INTO artifact (id, key, type, data) VALUES (?, 'squad', 'table', ?)",
                (f"a{number}", f'[{{"athlete": "{athlete_id}", "run": "{athlete_id}-20260301T063000Z"}}]'),
            )


def names(path) -> set[str]:
    with closing(sqlite3.connect(path)) as database:
        return {name for (name,) in database.execute("SELECT name FROM flow_run UNION SELECT name FROM task_run")}


def test_what_names_an_athlete_is_gone_out_of_the_file(history):
    fill(history, "cleo", "emil", "cleo-2", "cleopatra")
    assert b"cleo-20260301" in history.read_bytes()
    assert forget_athlete(history.parent.parent, "cleo") == 3
    assert names(history) == {f"{what}-{who}" for what in ("athlete_night", "report") for who in (
        "emil", "cleo-2", "cleopatra")}  # fmt: skip
    assert b"cleo-20260301" not in history.read_bytes()
    assert b'"cleo"' not in history.read_bytes()


def test_without_a_history_there_is_nothing_to_do(tmp_path):
    assert forget_athlete(tmp_path, "cleo") == 0
    assert list(tmp_path.iterdir()) == []
