"""A run of the future waits for its day, so that it is neither news nor what others are compared with."""

from datetime import UTC, datetime, timedelta

import pytest

from niggle.steps.decode import decode
from niggle.store.layout import athlete_store
from tests.tracks.documents import START, gpx, tcx

NOW = START + timedelta(days=10)
LATER = tcx().replace(b"2026-03-02", b"2036-03-02")
ITS_DAY = START.replace(year=2036)


def run_ids(config, results) -> list[str]:
    return [run["run_id"] for run in results(config)]


@pytest.fixture
def config(make_config, land):
    config = make_config(me=None)
    land(config, gpx(), place="true.gpx", form="gpx", at=NOW)
    return config


def test_a_run_of_the_future_waits_until_its_day(config, land, take_in, results):
    land(config, LATER, place="later.tcx", form="tcx", at=NOW)
    (problem,) = take_in(config, now=NOW)
    assert problem.startswith("me: later.tcx: starts on 2036-03-02, which is yet to come: the clock of the watch")
    assert run_ids(config, results) == [f"me-{START:%Y%m%dT%H%M%SZ}"]
    quarantine = config.store.path / "quarantine"
    assert len(list(quarantine.iterdir())) == 2
    assert take_in(config, now=NOW + timedelta(days=300)) == []  # told once
    assert len(run_ids(config, results)) == 1
    assert take_in(config, now=ITS_DAY - timedelta(hours=23)) == []
    assert run_ids(config, results)[1:] == [f"me-{ITS_DAY:%Y%m%dT%H%M%SZ}"]
    assert list(quarantine.iterdir()) == []


def test_a_report_without_a_date_of_a_run_never_goes_to_it(tmp_path, config, land, take_in, results):
    land(config, LATER, place="later.tcx", form="tcx", at=NOW)
    take_in(config, now=NOW)
    with athlete_store(config.store.path, config.athletes[0].id).read_main() as reader:
        assert [row["run_id"] for row in reader.rows("runs_in_order", athlete_id="me")] == run_ids(config, results)


def test_what_an_older_niggle_took_is_set_aside(config, land, take_in, results):
    land(config, LATER, place="later.tcx", form="tcx", at=NOW)
    take_in(config, now=ITS_DAY)
    assert len(run_ids(config, results)) == 2
    assert len(take_in(config, now=NOW)) == 1
    assert len(run_ids(config, results)) == 1


def test_a_zone_that_is_wrong_is_no_future(config, land, take_in, results):
    take_in(config, now=START - timedelta(hours=23))
    assert len(run_ids(config, results)) == 1


def test_a_clock_of_this_machine_that_went_back_hides_nothing(config, take_in, results):
    assert take_in(config, now=datetime(1970, 1, 1, tzinfo=UTC)) == []
    assert len(run_ids(config, results)) == 1


def test_a_ride_of_the_future_changes_nothing(config, land):
    ride = tcx(sport="Biking").replace(b"2026-03-02", b"2036-03-02")
    land(config, ride, place="ride.tcx", form="tcx", at=NOW)
    assert decode(config, config.athletes[0], clock=lambda: NOW).problems == ()
