import os
from datetime import datetime
from pathlib import Path

import pytest

from niggle.errors import NotFoundError
from niggle.store import published as module
from niggle.store.layout import athlete_store, published
from niggle.store.standing import Recorder

NOON = datetime(2026, 3, 2, 12)  # noqa: DTZ001 - as the database keeps moments
OPINION = {"manufacturer": "m", "product": "p", "firmware": "1", "raw_sha256": "a", "differing_cells": 0, "detail": ""}


def publish(root, athlete_id, **more):
    store = athlete_store(root, athlete_id)
    with store.write() as writer:
        writer.insert("second_opinions", [OPINION | {"product": athlete_id} | more])
    store.publish()


def products(results, athlete_id):
    return [row["product"] for row in results.of(athlete_id).rows("second_opinions")]


def test_each_is_asked_in_their_own_snapshot(tmp_path):
    publish(tmp_path, "ada")
    publish(tmp_path, "ben")
    with published(tmp_path) as results:
        assert [products(results, one) for one in ("ada", "ben", "ada")] == [["ada"], ["ben"], ["ada"]]


def test_of_one_of_whom_nothing_is_published_there_is_nothing(tmp_path):
    publish(tmp_path, "ada")
    with published(tmp_path) as results:
        assert products(results, "nobody") == []
        assert results.of("nobody").columns("windows_of", run_ids=["x"])["start_s"].size == 0


def test_before_anything_is_published_there_is_nothing_to_ask(tmp_path):
    with pytest.raises(NotFoundError, match="nothing here yet"), published(tmp_path / "data"):
        pass


def test_any_number_of_athletes_is_asked_with_few_files_open(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_MOST_OPEN", 2)
    names = [f"a{number}" for number in range(5)]
    for name in names:
        publish(tmp_path, name)
    with published(tmp_path) as results:
        assert [products(results, name) for name in (*names, *names)] == [[name] for name in (*names, *names)]
        open_files = [path.resolve() for path in Path("/proc/self/fd").iterdir()]
    assert sum(path.is_relative_to(tmp_path) for path in open_files) <= 2


def test_a_damaged_snapshot_is_made_anew_and_the_others_are_as_they_were(tmp_path):
    publish(tmp_path, "ada")
    publish(tmp_path, "ben")
    os.truncate(athlete_store(tmp_path, "ada").published, 5000)
    with published(tmp_path) as results:
        assert [products(results, one) for one in ("ben", "ada")] == [["ben"], ["ada"]]


def test_what_is_made_of_results_is_made_once_as_long_as_they_hold(tmp_path):
    publish(tmp_path, "ada")
    store, calls = athlete_store(tmp_path, "ada"), []

    def made(key="k", now=NOON):
        def make():
            calls.append(key)
            return len(calls)

        with published(tmp_path) as results:
            return results.of("ada").made(key, now, make)

    assert (made(), made()) == (1, 2)  # no standing tells of what is published
    store.keep_standing(standing)
    assert (made(), made(), made("other"), made()) == (3, 3, 4, 3)
    publish(tmp_path, "ada", firmware="2")
    store.keep_standing(standing)
    assert (made(), made()) == (5, 5)
    assert [made(key=number) for number in range(40)] == list(range(6, 46))  # not any number is kept


def standing(reader):
    recorder = Recorder(reader)
    recorder.rows("newest_check_in", athlete_id="ada")
    return recorder.standing(NOON)
