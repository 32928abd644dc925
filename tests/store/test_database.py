import errno
import multiprocessing
import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import numpy as np
import pytest

from niggle.errors import DiskError, NotFoundError, StoreBusyError, StoreError
from niggle.store import Store, connections, kept_open
from niggle.store.database import COMMENTS
from niggle.vocabulary.columns import METRIC_COLUMNS, SAMPLE_COLUMNS, WINDOW_COLUMNS

DEVICE = {
    "manufacturer": "garmin",
    "product": "x",
    "firmware": "1",
    "raw_sha256": "ab",
    "differing_cells": 0,
    "detail": "",
}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "data")


def opinions(store: Store) -> int:
    with store.read_published() as reader:
        return len(reader.rows("second_opinions"))


def publish(store: Store, device: dict[str, object]) -> None:
    with store.write() as writer:
        writer.insert("second_opinions", [device])
    store.publish()


def schema(store: Store) -> dict[str, set[str]]:
    with store.read_main():
        pass
    with duckdb.connect(str(store.folder / "niggle.duckdb"), read_only=True) as connection:
        rows = connection.execute("SELECT table_name, column_name FROM duckdb_columns()").fetchall()
    tables: dict[str, set[str]] = {}
    for table, column in rows:
        tables.setdefault(table, set()).add(column)
    return tables


def test_tables_have_the_columns_of_the_registry(store):
    tables = schema(store)
    assert tables["samples"] == {"run_no", *SAMPLE_COLUMNS}
    assert tables["windows"] == {"run_id", "is_eligible", *WINDOW_COLUMNS}
    assert {"speed_mps", "grade_pct", *METRIC_COLUMNS} <= tables["run_gait"]


def test_every_column_with_a_unit_in_its_name_is_in_the_registry_and_says_so(store):
    with_unit = re.compile(r"_(s|m|mps|ms|mm|pct|spm|bpm|w|c|mps|30d_m|7d)$")
    schema(store)
    with duckdb.connect(str(store.folder / "niggle.duckdb"), read_only=True) as connection:
        rows = connection.execute("SELECT table_name, column_name, comment FROM duckdb_columns()").fetchall()
    for table, column, comment in rows:
        if with_unit.search(column):
            assert column in COMMENTS, f"{table}.{column} is not in the registry"
            assert comment == COMMENTS[column]


def test_a_block_that_raises_leaves_nothing_behind(store):
    def stumble() -> None:
        with store.write() as writer:
            writer.insert("second_opinions", [DEVICE])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        stumble()
    store.publish()
    assert opinions(store) == 0


def test_readers_see_what_was_published_and_nothing_before(store):
    with pytest.raises(NotFoundError, match="niggle sync"), store.read_published():
        pass
    with store.write() as writer:
        writer.insert("second_opinions", [DEVICE])
    assert store.publish()
    with store.write() as writer:
        writer.insert("second_opinions", [{**DEVICE, "product": "y"}])
    assert opinions(store) == 1
    assert store.publish()
    assert opinions(store) == 2
    assert not store.publish()


def test_a_snapshot_that_is_kept_open_is_opened_once_and_anew_when_it_is_replaced(store, monkeypatch):
    opened = []
    attach = connections._attach
    monkeypatch.setattr(connections, "_attach", lambda *of: opened.append(of) or attach(*of))
    publish(store, DEVICE)
    with kept_open():
        assert [opinions(store), opinions(store)] == [1, 1]
        assert len(opened) == 1
        with store.read_published() as older:
            publish(store, DEVICE | {"product": "y"})
            assert opinions(store) == 2
            assert len(older.rows("second_opinions")) == 1
        assert [opinions(store), opinions(store)] == [2, 2]
    held = connections._kept._instance.execute("SELECT count(*) FROM duckdb_databases() WHERE NOT internal")
    assert held.fetchone() == (1,)  # its own


def test_a_disk_that_is_full_as_something_is_published_is_told_of_and_readers_see_what_was(store, monkeypatch):
    publish(store, DEVICE)
    store.keep_standing(lambda _: b"{}")

    def refuse(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("niggle.store.snapshot.shutil.copyfile", refuse)
    with pytest.raises(DiskError, match=r"published\.duckdb: the disk is full"):
        publish(store, DEVICE | {"product": "y"})
    monkeypatch.setattr("niggle.store.database.write_atomically", refuse)
    with pytest.raises(DiskError, match=r"standing\.json: the disk is full"):
        store.keep_standing(lambda _: b"[]")
    assert opinions(store) == 1
    assert store.standing.read_bytes() == b"{}"


def test_what_readers_cannot_see_is_not_published_again(store):
    store.publish()
    with store.write(publishes=False) as writer:
        writer.insert("pages", [{"run_id": "a"}])
    assert not store.publish()


def test_a_new_reader_sees_what_is_new_while_an_older_one_is_still_reading(store):
    with store.write() as writer:
        writer.insert("second_opinions", [DEVICE])
    store.publish()
    with store.read_published() as older:
        with store.write() as writer:
            writer.insert("second_opinions", [DEVICE | {"firmware": "2"}])
        store.publish()
        assert len(older.rows("second_opinions")) == 1
        assert opinions(store) == 2


def test_a_reader_does_not_keep_the_writer_out(store):
    store.publish()
    with store.read_published() as reader, store.write() as writer:
        writer.insert("second_opinions", [DEVICE])
        assert reader.rows("second_opinions") == []


def _hold(folder: Path, started, done) -> None:
    with Store(folder).write():
        started.set()
        done.wait(30)


def test_a_second_writer_waits_and_then_says_so(store):
    context = multiprocessing.get_context("spawn")
    started, done = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(store.folder, started, done))
    other.start()
    try:
        assert started.wait(30)
        with pytest.raises(StoreBusyError, match="another niggle"), store.write(timeout_s=0.1):
            pass
    finally:
        done.set()
        other.join()
    with store.write(timeout_s=10):
        pass


def test_a_database_of_a_newer_niggle_is_left_alone(store):
    with store.read_main():
        pass
    with duckdb.connect(str(store.folder / "niggle.duckdb")) as connection:
        connection.execute("INSERT INTO schema_migrations VALUES (9999, 'future')")
    with pytest.raises(StoreError, match="update niggle"), store.read_main():
        pass


def test_a_file_that_is_no_database_is_a_clear_error(store):
    store.folder.mkdir()
    (store.folder / "niggle.duckdb").write_bytes(b"not a database, by a long way" * 100)
    with pytest.raises(StoreError, match="was damaged and is put aside") as caught, store.read_main():
        pass
    assert "\n" not in str(caught.value)


def test_a_store_that_cannot_be_made_is_a_clear_error(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="mend \\[store\\] path"), Store(tmp_path / "file" / "data").read_main():
        pass


def test_columns_come_back_with_nan_for_no_value(store):
    columns = {name: np.array([1.0, np.nan]) for name in SAMPLE_COLUMNS}
    with store.write() as writer:
        writer.insert_columns("samples", {"run_no": np.array([1, 1]), **columns})
        back = writer.columns("samples_of", run_nos=[1], first=1, last=1)
    assert all(np.array_equal(np.sort(back[name]), [1.0, np.nan], equal_nan=True) for name in SAMPLE_COLUMNS)
    with duckdb.connect(str(store.folder / "niggle.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT count(*), count(speed_mps) FROM samples").fetchall() == [(2, 1)]


def test_only_the_owner_may_read(store):
    store.publish()
    for name in ("niggle.duckdb", "published.duckdb", ".lock"):
        assert (store.folder / name).stat().st_mode & 0o077 == 0, name


def test_a_session_keeps_the_database_open_until_it_gives_others_their_turn(tmp_path):
    def other_writes():
        with Store(tmp_path).write(timeout_s=0) as writer:
            writer.insert("gone_runs", [{"run_id": "run", "athlete_id": "me"}])

    with Store(tmp_path).session() as store, store.session():
        other_writes()  # nothing has been asked yet
        with store.write() as writer:
            writer.write("delete_gone_runs", run_ids=["run"])
        with pytest.raises(StoreBusyError):
            other_writes()
        store.let_others_write()
        other_writes()
        with store.read_main() as reader:
            assert [row["run_id"] for row in reader.rows("gone_runs_of", athlete_id="me")] == ["run"]
        with pytest.raises(StoreBusyError):
            other_writes()
        with suppress(KeyError), store.write() as writer:
            writer.write("delete_gone_runs", run_ids=["run"])
            raise KeyError
        with Store(tmp_path).write(timeout_s=0) as writer:  # whatever failed is undone, and holds nobody up
            writer.write("delete_gone_runs", run_ids=["run"])
            assert writer.changes.tables == {"gone_runs"}


def test_what_is_shredded_in_a_session_stays_so_with_what_follows(tmp_path):
    with Store(tmp_path).session() as store:
        with store.write() as writer:
            writer.insert("gone_runs", [{"run_id": "before", "athlete_id": "me"}])
        store.shred()
        with store.write() as writer:
            writer.insert("gone_runs", [{"run_id": "after", "athlete_id": "me"}])
    with Store(tmp_path).read_main() as reader:
        assert {row["run_id"] for row in reader.rows("gone_runs_of", athlete_id="me")} == {"before", "after"}


def test_many_rows_are_stored_as_few_are(tmp_path):
    moment = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC).replace(tzinfo=None)
    row = {
        "run_id": "it's", "surface": "road", "eligible_s": 0.1 + 0.2, "excluded_s": {"steep": 1.5, "a \"b\" \\": 0.0},
        "sensors": {}, "speed_mps": None, "raw_sha256": "\0 é 👟\n", "metrics_version": 3,
    }  # fmt: skip
    with Store(tmp_path).write() as writer:
        for count in (1, 40):
            writer.insert("run_gait", [row | {"run_id": f"{count}-{number}"} for number in range(count)])
        writer.insert("notice_beginnings", [
            {"target": str(number), "address": "a", "athlete_id": "me", "started_at": moment}
            for number in range(40)
        ])  # fmt: skip
    with Store(tmp_path).read_main() as reader:
        rows = reader.rows("gait_of", run_ids=["1-0", *(f"40-{number}" for number in range(40))])
        assert len(rows) == 41
        for stored in rows:
            assert stored | {"run_id": "it's"} == dict.fromkeys(stored) | row
        starts = {row["started_at"] for row in reader.rows("notice_beginnings")}
        assert starts == {moment}


@pytest.mark.parametrize("count", [1, 40])
def test_json_is_stored_as_what_it_says_however_many_rows_there_are(tmp_path, count):
    text = '{"run_id": "r", "summary": "it\'s \\"fine\\""}'
    row = {
        "athlete_id": "me", "started_at": datetime(2026, 1, 2, tzinfo=UTC).replace(tzinfo=None), "status": "clear",
        "provisional": False, "object": text,
    }  # fmt: skip
    with Store(tmp_path).write() as writer:
        writer.insert("shared_runs", [row | {"run_id": str(number)} for number in range(count)])
    with Store(tmp_path).read_main() as reader:
        stored = [row["object"] for row in reader.rows("shared_objects_of", athlete_id="me")]
    assert stored == [text] * count
