"""What readers on this machine see of a store in an object store: standings at once, snapshots when they are asked."""

import json

import pytest

from niggle.errors import NotFoundError, StoreError, UsageError
from niggle.homes import Homes
from niggle.steps import athlete_night, leased_batch
from niggle.steps.leased_batch import batches, prepare_lake, run_leased_batch
from niggle.steps.night import tonight
from niggle.store import desk
from niggle.store.layout import athlete_landing, athlete_store, published


@pytest.fixture
def config(cluster_config, monkeypatch):
    """Two athletes after their first night."""
    monkeypatch.setattr(athlete_night, "second_opinion", lambda *_, **__: ())
    made = cluster_config(anna=1, ben=1)
    prepare_lake(made)
    night(made, "n1")
    return made


def night(config, name: str) -> None:
    for batch in batches(config, name):
        run_leased_batch(batch)
    desk._refreshed.clear()  # so much time has passed


def test_where_athletes_stand_comes_from_the_lake_alone(config, monkeypatch):
    def never(*_):
        raise AssertionError("a home was asked for")

    monkeypatch.setattr(Homes, "bring", never)
    rows = tonight(config).rows
    assert [(row["athlete"], row["status"] is not None) for row in rows] == [("anna", True), ("ben", True)]


def test_a_reader_sees_the_next_night_whole(config, cluster_config):
    with published(config.store.path) as results:
        before = len(results.of("anna").rows("run_ids"))
    more = cluster_config(anna=2, ben=1)
    night(more, "n2")
    with published(config.store.path) as results:
        assert len(results.of("anna").rows("run_ids")) == before + 1
        assert len(results.of("ben").rows("run_ids")) == 1
    known = json.loads((config.store.path / "standings.json").read_text())
    assert known == {"anna": 2, "ben": 1}


def test_of_who_was_erased_no_copy_stays(config):
    with published(config.store.path) as results:
        results.of("anna").rows("run_ids")
    assert (config.store.path / "athletes" / "anna" / "published.duckdb").exists()
    leased_batch.erase(config, "anna")
    desk._refreshed.clear()
    with published(config.store.path) as results:
        assert results.of("anna").rows("run_ids") == []
        assert len(results.of("ben").rows("run_ids")) == 1
    assert list((config.store.path / "athletes" / "anna").iterdir()) == []


def test_a_copy_that_is_damaged_is_brought_again_by_the_next_reader(config):
    with published(config.store.path) as results:
        results.of("anna").rows("run_ids")
    copy = config.store.path / "athletes" / "anna" / "published.duckdb"
    copy.write_bytes(b"x" * 9000)
    with published(config.store.path) as results, pytest.raises(StoreError):
        results.of("anna").rows("run_ids")
    with published(config.store.path) as results:
        assert len(results.of("anna").rows("run_ids")) == 1


def test_nothing_is_changed_in_place(config):
    for ask in (athlete_store, athlete_landing):
        with pytest.raises(UsageError, match="not possible with a store in an object store"):
            ask(config.store.path, "anna")


def test_before_the_first_night_there_is_nothing(cluster_config):
    fresh = cluster_config(anna=0)
    prepare_lake(fresh)
    with pytest.raises(NotFoundError, match="nothing here yet"), published(fresh.store.path):
        pass
