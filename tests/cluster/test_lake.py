"""The lake: each standing once, nothing lost to who deletes and merges beside, and nothing left of who is erased."""

import subprocess
import threading
from dataclasses import replace
from pathlib import Path

import boto3
import duckdb
import pytest

from niggle.errors import LeaseError, StoreError, UnreachableError
from niggle.store import lake as lakes
from niggle.store.lake import Lake, StandingRow
from niggle.store.leases import leased

ANNA = StandingRow("anna", 1, "clear", "2026-11-01", "run-1", '{"holds":[null,null],"answers":{}}')
BEN = replace(ANNA, athlete_id="ben", status=None, since=None, run_id=None)


def commit(lake: Lake, batch: str, *rows: StandingRow) -> bool:
    with leased(lake.postgres, [row.athlete_id for row in rows], holder=batch) as lease:
        return lake.commit(batch, rows, lease)


def counts(lake: Lake) -> tuple[int, int]:
    """How many rows of standings and of batches there are, the superseded too."""
    with lake._attached() as attached:
        ((standings, batches),) = attached.execute(
            "SELECT (SELECT count(*) FROM standings), (SELECT count(*) FROM batches)"
        )
        return standings, batches


def test_a_standing_comes_back_as_it_was(lake):
    strange = replace(ANNA, standing="ä'\"\\ \n" * 500)
    assert commit(lake, "n1-0", strange, BEN)
    assert lake.versions() == {"anna": 1, "ben": 1}
    assert sorted(lake.standings({"anna": 1, "ben": 1}), key=lambda row: row.athlete_id) == [strange, BEN]
    assert lake.standings({"anna": 2}) == []


def test_a_batch_counts_once_however_often_it_comes(lake):
    assert commit(lake, "n1-0", ANNA)
    assert not commit(lake, "n1-0", ANNA)
    assert counts(lake) == (1, 1)
    assert not commit(lake, "n1-0", replace(ANNA, version=2))  # what it found the second time is not lost either
    assert lake.versions() == {"anna": 2}


def test_an_older_version_that_comes_late_does_not_count(lake):
    commit(lake, "n2-0", replace(ANNA, version=5))
    commit(lake, "n1-0", replace(ANNA, version=4))
    assert lake.versions() == {"anna": 5}
    assert counts(lake) == (1, 2)


def test_of_three_workers_with_the_same_batch_one_commits(lake):
    done = []

    def work() -> None:
        own = Lake(f"ducklake:postgres:{lake.postgres}", lake._data)
        with own._locked(), own._attached():
            ready.wait(timeout=60)
        done.append(own.commit("n1-0", [ANNA, BEN], lease))

    ready = threading.Barrier(3)
    with leased(lake.postgres, ["anna", "ben"], holder="n1-0") as lease:
        workers = [threading.Thread(target=work) for _ in range(3)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert sorted(done) == [False, False, True]
    assert counts(lake) == (2, 1)


def test_a_lost_answer_at_commit_is_looked_up_and_not_committed_twice(lake, monkeypatch):
    execute, lost = lakes._Attached.execute, iter([True])

    def without_answer(self, statement):
        answer = execute(self, statement)
        if statement == "COMMIT" and next(lost, False):
            raise duckdb.TransactionException("Failed to commit: Failed to execute query: connection lost")
        return answer

    monkeypatch.setattr(lakes._Attached, "execute", without_answer)
    assert not commit(lake, "n1-0", ANNA)
    assert counts(lake) == (1, 1)


def test_who_lost_the_lease_commits_nothing(lake):
    with (
        leased(lake.postgres, ["anna"], holder="1", length_s=0.0) as stalled,
        leased(lake.postgres, ["anna"], holder="2"),
        pytest.raises(LeaseError),
    ):
        lake.commit("n1-0", [ANNA], stalled)
    assert counts(lake) == (0, 0)


def test_what_is_superseded_goes_and_the_newest_stays(lake):
    for version in range(1, 4):
        commit(lake, f"n{version}-0", replace(ANNA, version=version), replace(BEN, version=version))
    assert counts(lake) == (6, 3)
    lake.tidy()
    assert counts(lake) == (2, 3)
    assert lake.versions() == {"anna": 3, "ben": 3}


def test_nothing_is_lost_of_the_others_while_one_is_erased_and_all_is_tidied(lake):
    begun = threading.Barrier(3)
    refused, failures = [], []

    def nights(athlete_id: str) -> None:
        own = Lake(f"ducklake:postgres:{lake.postgres}", lake._data)
        with leased(lake.postgres, [athlete_id], holder=athlete_id) as lease:
            for version in range(1, 9):
                try:
                    own.commit(
                        f"{athlete_id}-{version}", [replace(ANNA, athlete_id=athlete_id, version=version)], lease
                    )
                except LeaseError:
                    refused.append(athlete_id)
                    return
                except Exception as error:
                    failures.append(error)
                    raise
                finally:
                    if version == 2:
                        begun.wait(timeout=60)

    workers = [threading.Thread(target=nights, args=(athlete_id,)) for athlete_id in ("anna", "ben")]
    for worker in workers:
        worker.start()
    begun.wait(timeout=60)  # both have committed, and go on
    lake.erase("anna")
    lake.tidy()
    for worker in workers:
        worker.join()
    assert failures == []
    assert refused == ["anna"]
    assert lake.versions() == {"ben": 8}
    with lake._attached() as attached:
        assert attached.execute("SELECT count(DISTINCT batch) FROM batches WHERE batch LIKE 'ben-%'") == [(8,)]


def test_nothing_is_left_of_who_is_erased_in_any_object_or_in_the_catalog(lake, tmp_path, postgres):
    for version in range(1, 4):
        commit(lake, f"n{version}-0", replace(ANNA, athlete_id="zzerasedzz", version=version), BEN)
    lake.tidy()
    assert "zzerasedzz" in _all_text(lake, tmp_path / "before")
    lake.erase("zzerasedzz")
    assert "zzerasedzz" not in _all_text(lake, tmp_path / "after")
    assert lake.versions() == {"ben": 1}


def _all_text(lake: Lake, folder: Path) -> str:
    """All that the object store and PostgreSQL hold, the pages of Parquet files unpacked."""
    folder.mkdir()
    client, text = boto3.client("s3"), []
    prefix = lake._data.removeprefix("s3://bucket/")
    for number, one in enumerate(client.list_objects_v2(Bucket="bucket", Prefix=prefix).get("Contents", ())):
        path = folder / f"{number}.parquet"
        path.write_bytes(client.get_object(Bucket="bucket", Key=one["Key"])["Body"].read())
        text += [path.read_bytes().decode("latin-1"), str(duckdb.sql(f"FROM '{path}'").fetchall())]
    program = next(Path("/usr/lib/postgresql").glob("*/bin/pg_dump"), Path("pg_dump"))
    text.append(
        subprocess.run([program, "--inserts", "-d", lake.postgres], check=True, capture_output=True, text=True).stdout
    )
    return "\n".join(text)


def test_the_lake_of_another_store_or_none_is_one_line(lake, place):
    with pytest.raises(StoreError, match=r"\[store\] lake: cannot be used: DATA_PATH"):
        Lake(f"ducklake:postgres:{lake.postgres}", f"{place}/elsewhere").versions()
    with pytest.raises(UnreachableError, match="does not answer"):
        Lake("ducklake:postgres:host=127.0.0.1 port=1 connect_timeout=2", f"{place}/lake").versions()
