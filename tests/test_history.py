"""The scheduler's database: what a night leaves of an athlete goes, what is old goes, and what is damaged is no end."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from niggle.history import KEPT, forget_athlete, make_ready, prune, withdraw

NOW = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)


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


@pytest.mark.parametrize("take_out", [lambda root: forget_athlete(root, "cleo"), lambda root: withdraw(root, ["cleo"])])
def test_nobody_stays_in_what_was_put_aside(history, take_out):
    aside = [history.with_name(f"prefect.db.damaged{suffix}") for suffix in ("", "-wal")]
    for path in aside:
        path.write_bytes(b"athlete_night-cleo")
    take_out(history.parent.parent)
    assert not any(path.exists() for path in aside)


def test_of_a_damaged_one_nothing_stays_when_somebody_is_forgotten(history):
    history.write_bytes(b"athlete_night-cleo" * 1000)
    assert forget_athlete(history.parent.parent, "cleo") == 0
    assert not history.exists()


def squad_table(athlete_id: str, run_id: str | None) -> str:
    """A table as Prefect keeps it: text within a column of JSON."""
    return json.dumps(json.dumps([{"athlete": athlete_id, "status": "clear", "since": None, "run": run_id}]))


def test_tables_that_show_somebody_who_withdrew_are_gone_out_of_the_file(history):
    shown = {"a": ("squad-club", "cleo", "cleo-secret"), "b": ("squad-club", "cleo", None), "c": ("night", "cleo", "x"),
             "d": ("squad-club", "emil", "y")}  # fmt: skip
    with closing(sqlite3.connect(history)) as database, database:
        for name, (key, athlete_id, run_id) in shown.items():
            row = (name, key, squad_table(athlete_id, run_id))
            database.execute("INSERT INTO artifact (id, key, type, data) VALUES (?, ?, 'table', ?)", row)
        database.execute("INSERT INTO artifact (id, key, type, data) VALUES ('e', 'squad-club-page', 'markdown', '')")
    assert b"cleo-secret" in history.read_bytes()
    assert withdraw(history.parent.parent, ["cleo"]) == 1
    with closing(sqlite3.connect(history)) as database:
        assert {row[0] for row in database.execute("SELECT id FROM artifact")} == set("bcde")
    assert b"cleo-secret" not in history.read_bytes()
    assert withdraw(history.parent.parent, []) == 0


def test_nights_longer_ago_than_is_kept_are_gone_and_the_file_stops_growing(history):
    def lived(day: int) -> None:
        at = f"{NOW + timedelta(days=day):%Y-%m-%d %H:%M:%S.%f}"
        with closing(sqlite3.connect(history)) as database, database:
            database.execute("INSERT OR IGNORE INTO flow (id, name) VALUES ('f', 'nightly')")
            row = (f"r{day}", at, at, "x" * 32_000)
            database.execute(
                "INSERT INTO flow_run (id, created, updated, flow_id, name, run_count) VALUES (?, ?, ?, 'f', ?, 1)", row
            )
            state = (f"s{day}", at, at, at, f"r{day}")
            database.execute(
                "INSERT INTO flow_run_state (id, created, updated, timestamp, type, name, flow_run_id) "
                "VALUES (?, ?, ?, ?, 'COMPLETED', '', ?)", state,
            )  # fmt: skip
        prune(history.parent.parent, now=NOW + timedelta(days=day))

    sizes = []
    for day in range(0, 3 * KEPT.days, 10):
        lived(day)
        sizes.append(history.stat().st_size)
    assert max(sizes[10:]) < 1.02 * sizes[10]
    assert sizes[10] > 1.05 * sizes[0]
    with closing(sqlite3.connect(history)) as database:
        kept = [count for table in ("flow_run", "flow_run_state") for (count,) in
                database.execute(f"SELECT count(*) FROM {table}")]  # fmt: skip
    assert kept == [10, 10]


@pytest.mark.parametrize("harm", ["header", "cut", "random"])
def test_a_damaged_one_is_put_aside_and_begun_anew(tmp_path, ready_engine, harm):
    ready_engine(tmp_path)
    path = tmp_path / "prefect.db"
    data = path.read_bytes()
    path.write_bytes({"header": b"x" * 100 + data[100:], "cut": data[: len(data) // 2], "random": b"no database"}[harm])
    harmed = path.read_bytes()
    make_ready(path)
    assert path.read_bytes() == b""
    assert (tmp_path / "prefect.db.damaged").read_bytes() == harmed


def test_it_is_for_the_owner_alone_and_a_whole_one_stays(tmp_path, ready_engine):
    ready_engine(tmp_path)
    path = tmp_path / "prefect.db"
    path.chmod(0o644)
    data = path.read_bytes()
    make_ready(path)
    make_ready(tmp_path / "new.db")
    assert path.read_bytes() == data
    assert {one.stat().st_mode & 0o777 for one in tmp_path.iterdir()} == {0o600}
