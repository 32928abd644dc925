"""Strava's runs through the landing: what is on disk afterwards, on which terms, and what a cut night leaves."""

from datetime import UTC, datetime, timedelta

import pytest

from niggle.sources.base import RateLimitedError
from niggle.steps.collect import collect_from
from niggle.store.layout import athlete_landing

RUN_AT = datetime(2026, 3, 2, 6, 31, 5, tzinfo=UTC)


def landed(folder):
    return [landed for landed in athlete_landing(folder, "me").arrivals() if landed.kind == "activity"]


@pytest.fixture
def night(strava, strava_source, tmp_path):
    def visit():
        strava.requests.clear()
        return collect_from(tmp_path, "me", strava_source())

    return visit


def test_every_row_and_file_carries_the_terms(strava, night, tmp_path):
    strava.add(RUN_AT, description="felt heavy")
    strava.add(RUN_AT - timedelta(days=1), sport_type="Ride")
    assert night() == 2
    for arrival in athlete_landing(tmp_path, "me").arrivals():
        if arrival.sha256:
            assert (arrival.who_may_see, arrival.keep_days, arrival.may_feed_baselines) == ("athlete", 7, False)
    assert {arrival.format for arrival in landed(tmp_path)} == {"streams"}


def test_the_landing_is_all_the_cursor_there_is(strava, night, tmp_path):
    strava.limits = (9, 1000)
    for days in range(10):
        strava.add(RUN_AT - timedelta(days=days))
    nights = 1
    while True:
        try:
            night()
            break
        except RateLimitedError:
            nights += 1
            strava.now += timedelta(hours=1)
    assert nights == 4
    assert len(landed(tmp_path)) == len({arrival.place for arrival in landed(tmp_path)}) == 10
    assert night() == 0
    assert strava.requests == ["GET list"]


def test_no_secret_is_in_the_store_outside_the_credentials(strava, night, tmp_path):
    strava.add(RUN_AT)
    strava.now += timedelta(hours=7)
    night()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    holding = [path for path in files if b"fake-" in path.read_bytes()]
    assert [path.parent.name for path in holding] == ["credentials"]
    assert len(files) > 3
