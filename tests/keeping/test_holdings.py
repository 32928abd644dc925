"""Which raw files a folder has to have."""

from datetime import UTC, datetime, timedelta

import pytest

from niggle.keeping.folders import NOBODY
from niggle.keeping.holdings import held_files
from niggle.landing import Landing

NOW = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.fixture
def landing(tmp_path):
    return Landing(tmp_path)


def held(landing, athlete_id="ada", now=NOW):
    return [one.place for _, one in held_files(landing, athlete_id, now=now)]


def land(landing, data, place, **more):
    what = {"kind": "activity", "athlete_id": "ada", "source": "folder", "landed_at": NOW, **more}
    return landing.land(data, place=place, **what)


def test_each_file_is_named_once_with_what_first_brought_it(landing):
    land(landing, b"a", "first")
    land(landing, b"a", "second")
    assert held(landing) == ["first"]


def test_what_is_over_by_its_terms_need_not_be_there(landing):
    land(landing, b"a", "strava:1", source="strava", stamp="s", keep_days=7)
    assert held(landing) == ["strava:1"]
    assert held(landing, now=NOW + timedelta(days=7)) == []


def test_of_shared_bundles_the_one_that_holds_has_to_be_there(landing):
    for data in (b"old", b"new"):
        land(landing, data, "shared:ada", kind="shared", source="shared", stamp=data.decode())
    assert [one.stamp for _, one in held_files(landing, "ada", now=NOW)] == ["new"]
    landing.note("gone", athlete_id="ada", source="shared", place="shared:ada", landed_at=NOW)
    assert held(landing) == []


def test_what_names_nobody_is_beside_the_folders(landing):
    land(landing, b"a", "both.csv", kind="diary", athlete_id=NOBODY)
    assert held(landing) == []
    assert held(landing, NOBODY) == ["both.csv"]
