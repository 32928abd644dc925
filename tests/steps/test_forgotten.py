"""A run that its owner took away stays away, whatever brings it again, until the owner has it back."""

from datetime import UTC, datetime

import pytest

from niggle.errors import NotFoundError
from niggle.steps.forgotten import forget_run, recall_run
from tests.tracks.documents import START, as_streams, gpx, tcx

NOW = datetime(2026, 6, 1, tzinfo=UTC)
RUN = f"me-{START:%Y%m%dT%H%M%SZ}"


@pytest.fixture
def config(make_config, land, take_in):
    config = make_config(me=None)
    land(config, tcx(), place="a.tcx", form="tcx")
    take_in(config)
    return config


def run_ids(config, results) -> list[str]:
    return [run["run_id"] for run in results(config)]


def test_a_forgotten_run_does_not_come_back(config, land, take_in, results):
    assert run_ids(config, results) == [RUN]
    assert forget_run(config, RUN, now=NOW).id == "me"
    take_in(config)
    assert run_ids(config, results) == []
    land(config, tcx(), place="copy/a.tcx", form="tcx")  # the same file, from elsewhere
    land(config, gpx(), place="a.gpx", form="gpx")  # the same run, as another service has it
    land(config, as_streams(), place="strava:1", form="streams")
    take_in(config)
    assert run_ids(config, results) == []


def test_other_runs_stay(config, land, take_in, results):
    other = tcx().replace(b"2026-03-02", b"2026-03-04")
    land(config, other, place="b.tcx", form="tcx")
    forget_run(config, RUN, now=NOW)
    take_in(config)
    assert run_ids(config, results) == [RUN.replace("0302", "0304")]


def test_a_run_can_be_had_back(config, take_in, results):
    before = results(config)
    forget_run(config, RUN, now=NOW)
    take_in(config)
    assert recall_run(config, RUN, now=NOW).id == "me"
    take_in(config)
    assert results(config) == before
    with pytest.raises(NotFoundError, match="no such run was forgotten"):
        recall_run(config, RUN, now=NOW)


def test_it_stays_forgotten_when_the_database_is_made_anew(config, take_in, results):
    forget_run(config, RUN, now=NOW)
    for path in config.store.path.glob("*.duckdb*"):
        path.unlink()
    take_in(config)
    assert run_ids(config, results) == []


def test_only_a_run_that_is_there_can_be_forgotten(config):
    with pytest.raises(NotFoundError):
        forget_run(config, "me-20200101T000000Z", now=NOW)
