import json
from pathlib import Path

import duckdb
import pytest

from niggle.store import Store
from niggle.store.snapshot import make_snapshot

DEVICE = {
    "manufacturer": "garmin", "product": "x", "firmware": "1", "raw_sha256": "ab", "differing_cells": 0, "detail": "",
}  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "data")


def status(run_id: str, word: str = "clear") -> dict[str, object]:
    return {
        "run_id": run_id, "status": word, "provisional": False, "summary": "s", "questions": [], "question_ids": [],
        "choices": [], "look_again": "l", "raw_sha256": "ab", "metrics_version": 1, "rules_version": 1,
    }  # fmt: skip


def run(run_id: str) -> dict[str, object]:
    return {
        "run_id": run_id, "athlete_id": "me", "started_at": "2026-01-01", "surface": "road", "source": "folder",
        "raw_sha256": "ab", "session_index": 0, "pauses_s": [], "who_may_see": "consented", "may_feed_baselines": True,
    }  # fmt: skip


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        names = [name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        return {
            name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for name in sorted(names)
        }


def as_made_anew(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """What a snapshot would hold that is made of nothing older."""
    published = store.folder / "published.duckdb"
    aside = published.rename(published.with_suffix(".aside"))
    store.publish()
    whole = contents(published)
    aside.replace(published)
    return whole


def test_a_snapshot_made_of_the_one_before_is_what_one_made_anew_would_be(store: Store) -> None:
    with store.write() as writer:
        writer.insert("runs", [run("a"), run("b")])
        writer.insert("statuses", [status("a")])
    store.publish()
    for number, write in enumerate(
        (
            lambda writer: writer.insert("statuses", [status("b", "concern")]),
            lambda writer: writer.write("forget_statuses", athlete_id="me", since="2026-01-01"),
            lambda writer: writer.insert("second_opinions", [DEVICE]),
            lambda writer: writer.insert("runs", [run("c")]),
            lambda writer: writer.insert("statuses", [status("c"), status("d")]),
            lambda writer: writer.write("set_offset", run_id="c", utc_offset_s=3600),
            lambda writer: writer.write("delete_runs", run_ids=["a"]),
        )
    ):
        with store.write() as writer:
            write(writer)
        with store.write(publishes=False) as writer:
            writer.insert("pages", [{"run_id": f"page {number}"}])
        assert store.publish()
        assert contents(store.folder / "published.duckdb") == as_made_anew(store)


def test_one_more_run_is_added_to_the_snapshot_before(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    made_of = []

    def make(connection: duckdb.DuckDBPyConnection, path: Path, *, older: Path | None) -> None:
        made_of.append(older)
        make_snapshot(connection, path, older=older)

    monkeypatch.setattr("niggle.store.database.make_snapshot", make)
    for write in (
        lambda writer: writer.insert("runs", [run("a")]),
        lambda writer: writer.insert("runs", [run("b")]),
        lambda writer: writer.write("delete_runs", run_ids=["a"]),
        lambda writer: writer.insert("runs", [run("a")]),
        lambda writer: [writer.write("delete_runs", run_ids=["a"]), writer.insert("runs", [run("a")])],
    ):
        with store.write() as writer:
            write(writer)
        store.publish()
    published = store.folder / "published.duckdb"
    assert made_of == [None, published, None, published, None]


def test_a_snapshot_older_than_what_is_known_of_rows_is_brought_up_to_date_all_the_same(store: Store) -> None:
    with store.write() as writer:
        writer.insert("runs", [run("a")])
    store.publish()
    published = store.folder / "published.duckdb"
    older = published.read_bytes()
    for run_id in ("b", "c"):
        with store.write() as writer:
            writer.insert("statuses", [status(run_id)])
        store.publish()
    published.write_bytes(older)
    with store.write() as writer:
        writer.insert("statuses", [status("d")])
    store.publish()
    assert contents(published) == as_made_anew(store)


def test_what_is_shared_is_among_the_others_after_any_of_them_has_changed(store: Store) -> None:
    shared = {
        "run_id": "s", "athlete_id": "her", "started_at": "2026-01-02", "status": "clear", "provisional": False,
        "object": '{"criteria": [], "questions": [], "pain": {}, "stride": {"verdict": "usual", "metrics": []}}',
    }  # fmt: skip
    bundle = {"athlete_id": "her", "raw_sha256": "cd", "level": "details", "mood": False, "issued_at": "2026-01-02"}
    store.publish()
    with store.write() as writer:
        writer.insert("shared_bundles", [bundle])
        writer.insert("shared_runs", [shared])
    for write in (
        lambda writer: None,
        lambda writer: writer.insert("statuses", [status("a")]),
        lambda writer: writer.insert("runs", [run("a")]),
        lambda writer: writer.insert("runs", [run("s")]),  # it came here by itself, so what is shared of it goes
        lambda writer: writer.write("delete_shared_runs", athlete_id="her", run_ids=["s"]),
    ):
        with store.write() as writer:
            write(writer)
        store.publish()
        assert contents(store.folder / "published.duckdb") == as_made_anew(store)
    assert [row[0] for row in contents(store.folder / "published.duckdb")["statuses"]] == ["a"]


@pytest.mark.parametrize("table", ["activity_details", "shared_runs"])
def test_nothing_is_left_in_the_file_of_what_had_to_go(store: Store, table: str) -> None:
    secret = "her own words about it, " * 40
    details = {
        "athlete_id": "me", "place": "strava:1", "raw_sha256": "ab", "source": "strava", "recording_sha256s": [],
        "description": secret, "who_may_see": "athlete", "questions": [],
    }  # fmt: skip
    shared = {
        "run_id": "s", "athlete_id": "me", "started_at": "2026-01-02", "status": "clear", "provisional": False,
        "object": json.dumps({"criteria": [], "questions": [], "pain": {}, "summary": secret, "stride": {}}),
    }  # fmt: skip
    bundle = {"athlete_id": "me", "raw_sha256": "cd", "level": "details", "mood": False, "issued_at": "2026-01-02"}
    with store.write() as writer:
        writer.insert("shared_bundles", [bundle])
        writer.insert(table, [details if table == "activity_details" else shared])
    store.publish()
    assert b"her own words" in (store.folder / "published.duckdb").read_bytes()
    with store.write() as writer:
        if table == "activity_details":
            writer.write("delete_activity_details", athlete_id="me", places=["strava:1"])
        else:
            writer.write("delete_shared_runs", athlete_id="me", run_ids=["s"])
    store.publish()
    assert b"her own words" not in (store.folder / "published.duckdb").read_bytes()


def test_a_write_that_changes_nothing_is_no_news(store: Store) -> None:
    store.publish()
    with store.write() as writer:
        writer.write("delete_pain_reports", report_ids=["x"])
        writer.insert("statuses", [])
        assert writer.changes.tables == set()
        writer.write("set_lines_read", athlete_id="me", lines=3)  # which no reader sees
    assert not store.publish()


def test_changes_that_nobody_noted_are_seen_all_the_same(store: Store) -> None:
    store.publish()

    def change(product: str) -> None:
        with duckdb.connect(str(store.folder / "niggle.duckdb")) as connection:
            connection.execute(
                f"INSERT INTO second_opinions VALUES ('garmin', '{product}', '1', 'ab', 0, '', '');"
                "UPDATE revision SET number = number + 1"
            )

    change("x")
    assert store.publish()
    assert len(contents(store.folder / "published.duckdb")["second_opinions"]) == 1
    change("y")
    with store.write() as writer:
        writer.insert("statuses", [status("a")])
    assert store.publish()
    assert len(contents(store.folder / "published.duckdb")["second_opinions"]) == 2


def test_a_snapshot_does_not_grow_with_every_report(store: Store) -> None:
    with store.write() as writer:
        writer.insert("statuses", [status(f"{number}{'x' * 200}") for number in range(3000)])
    store.publish()
    sizes = []
    for number in range(12):
        with store.write() as writer:
            writer.insert("statuses", [status(f"new {number}")])
        store.publish()
        sizes.append((store.folder / "published.duckdb").stat().st_size)
    assert max(sizes[6:]) <= sizes[3]
