"""Homes in an object store: taken whole, given back by whoever took them last, and never half."""

import threading
from datetime import UTC, datetime, timedelta

import boto3
import pytest

from niggle import homes
from niggle.errors import HomeChangedError, UnreachableError
from niggle.homes import Home, Homes
from niggle.landing import Landing

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.fixture
def shelf(place) -> Homes:
    return Homes(place)


@pytest.fixture
def keys(place):
    """The keys of all objects of an athlete, without the path before."""

    def of(athlete_id: str) -> set[str]:
        prefix = f"{place.removeprefix('s3://bucket/')}/athletes/{athlete_id}/"
        answer = boto3.client("s3").list_objects_v2(Bucket="bucket", Prefix=prefix)
        return {one["Key"].removeprefix(prefix) for one in answer.get("Contents", ())}

    return of


def given(shelf: Homes, folder, **files: str) -> int:
    """Take a home, write these files into it, and give it back."""
    shelf.take("anna", folder)
    for name, text in files.items():
        (folder / name).write_text(text)
    return shelf.give(folder)


def test_a_home_comes_back_as_it_was_given_and_counts_its_versions(shelf, tmp_path, keys):
    assert given(shelf, tmp_path / "1", manifest="one", database="x") == 1
    assert given(shelf, tmp_path / "2", manifest="two") == 2
    assert (tmp_path / "2" / "database").read_text() == "x"
    assert given(shelf, tmp_path / "3") == 2  # nothing new
    assert (tmp_path / "3" / "manifest").read_text() == "two"
    assert len(keys("anna")) == 3  # what was replaced is gone
    (tmp_path / "3" / "manifest").unlink()
    assert shelf.give(tmp_path / "3") == 3
    shelf.take("anna", tmp_path / "4")
    assert {path.name for path in (tmp_path / "4").iterdir()} == {"database", homes.TAKEN}


def test_of_many_who_give_at_once_one_wins_and_the_others_leave_nothing(shelf, tmp_path, keys):
    given(shelf, tmp_path / "0", database="x")
    won, lost = [], []

    def give(number: int) -> None:
        folder = tmp_path / f"racer{number}"
        shelf.take("anna", folder)
        (folder / "database").write_text(f"of {number}")
        ready.wait(timeout=60)
        try:
            won.append((shelf.give(folder), number))
        except HomeChangedError:
            lost.append(number)

    ready = threading.Barrier(6)
    racers = [threading.Thread(target=give, args=(number,)) for number in range(6)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert (len(won), len(lost)) == (1, 5)
    shelf.take("anna", tmp_path / "after")
    assert (tmp_path / "after" / "database").read_text() == f"of {won[0][1]}"
    assert len(keys("anna")) == 2


def test_of_two_who_make_the_first_home_one_wins(shelf, tmp_path):
    for name in ("a", "b"):
        shelf.take("anna", tmp_path / name)
        (tmp_path / name / "database").write_text(name)
    assert shelf.give(tmp_path / "a") == 1
    with pytest.raises(HomeChangedError, match="was changed by another niggle"):
        shelf.give(tmp_path / "b")


def test_a_giving_whose_answer_was_lost_is_no_conflict_with_itself(shelf, tmp_path, monkeypatch, keys):
    given(shelf, tmp_path / "1", database="x")
    put = Homes._put

    def sent_twice(self, key, data, **condition):
        put(self, key, data, **condition)
        if condition:  # boto3 sends it again, and the answer is that of the second
            put(self, key, data, **condition)

    monkeypatch.setattr(Homes, "_put", sent_twice)
    assert given(shelf, tmp_path / "2", database="y") == 2
    monkeypatch.undo()
    shelf.take("anna", tmp_path / "3")
    assert (tmp_path / "3" / "database").read_text() == "y"
    assert len(keys("anna")) == 2


def test_raw_files_stay_where_they_are_until_one_is_read(shelf, tmp_path, keys):
    shelf.take("anna", tmp_path / "1")
    landing = Landing(tmp_path / "1")
    kept, over = (
        landing.land(data, kind="activity", athlete_id="anna", source="s", place=str(data), landed_at=NOW)
        for data in (b"kept", b"over")
    )
    shelf.give(tmp_path / "1")

    shelf.take("anna", tmp_path / "2")
    landing = Landing(tmp_path / "2")
    assert not (tmp_path / "2" / "raw").exists()
    assert landing.read_arrival(kept) == b"kept"
    assert landing.has(over)
    landing.discard(over)
    assert not landing.has(over)
    assert shelf.give(tmp_path / "2") == 2

    shelf.take("anna", tmp_path / "3")
    assert Landing(tmp_path / "3").read_arrival(kept) == b"kept"
    assert {path.split("/")[0] for path in Home.in_folder(tmp_path / "3").files} == {"manifest.jsonl", "raw"}
    assert len(keys("anna")) == 3  # what may not be kept is nowhere


def test_a_reader_has_the_file_as_it_is_now_and_asks_for_it_once(shelf, tmp_path, monkeypatch):
    given(shelf, tmp_path / "1", published="one")
    here = tmp_path / "here"
    shelf.bring("anna", here, "published")
    assert (here / "published").read_text() == "one"
    (here / "published").write_text("mine")
    shelf.bring("anna", here, "published")
    assert (here / "published").read_text() == "mine"  # it was not brought again
    given(shelf, tmp_path / "2", published="two")
    shelf.bring("anna", here, "published")
    assert (here / "published").read_text() == "two"
    shelf.remove("anna")
    shelf.bring("anna", here, "published")
    assert not (here / "published").exists()


def test_a_home_that_is_replaced_while_it_is_read_is_read_anew(shelf, tmp_path, monkeypatch):
    given(shelf, tmp_path / "1", a="one", b="one")
    read, quicker = Homes.read, iter([True])

    def replaced_after(self, athlete_id):
        home = read(self, athlete_id)
        if next(quicker, False):
            given(Homes(home.place), tmp_path / "2", a="two", b="two")
        return home

    monkeypatch.setattr(Homes, "read", replaced_after)
    shelf.take("anna", tmp_path / "3")
    assert (tmp_path / "3" / "a").read_text() == (tmp_path / "3" / "b").read_text() == "two"


def test_what_stopped_work_left_is_swept_after_days_and_nothing_else(shelf, tmp_path, keys, monkeypatch):
    given(shelf, tmp_path / "1", database="x")

    def stopped(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Homes, "_replace", stopped)
        with pytest.raises(KeyboardInterrupt):
            given(shelf, tmp_path / "2", database="y")
    assert len(keys("anna")) == 3
    now = datetime.now(UTC)
    assert shelf.sweep("anna", now=now) == 0
    assert shelf.sweep("anna", now=now + timedelta(days=3)) == 1
    shelf.take("anna", tmp_path / "3")
    assert (tmp_path / "3" / "database").read_text() == "x"


def test_to_remove_a_home_leaves_nothing_and_who_had_it_cannot_bring_it_back(shelf, tmp_path, keys):
    given(shelf, tmp_path / "1", database="x")
    shelf.take("anna", tmp_path / "2")
    assert shelf.remove("anna") >= 1
    (tmp_path / "2" / "database").write_text("y")
    with pytest.raises(HomeChangedError):
        shelf.give(tmp_path / "2")
    assert keys("anna") == set()


def test_a_place_that_is_not_there_or_does_not_answer_is_one_line(object_store, tmp_path, monkeypatch):
    with pytest.raises(UnreachableError, match=r"s3://nowhere/x: the object store refuses \(NoSuchBucket\)"):
        Homes("s3://nowhere/x").take("anna", tmp_path / "1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    homes._client_of.cache_clear()
    with pytest.raises(UnreachableError, match=r"does not answer \(EndpointConnectionError\)"):
        Homes("s3://bucket/x").take("anna", tmp_path / "2")
    homes._client_of.cache_clear()
