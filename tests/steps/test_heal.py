"""Whatever happens to the database, the raw files bring back what was there."""

import os

from niggle.steps import heal, take_in
from niggle.steps.heal import put_aside_damaged
from tests.tracks.documents import START, gpx

RUN = f"me-{START:%Y%m%dT%H%M%SZ}"


def test_a_damaged_database_comes_back_with_the_same_results(make_config, land, take_in, results):
    config = make_config(me=None)
    land(config, gpx(), place="a.gpx", form="gpx")
    take_in(config)
    before = results(config)
    assert [run["run_id"] for run in before] == [RUN]
    os.truncate(config.store.path / "niggle.duckdb", 5000)
    (line,) = put_aside_damaged(config)
    assert "niggle.duckdb: was damaged and is put aside" in line
    take_in(config)
    assert results(config) == before
    assert put_aside_damaged(config) == ()


def test_who_goes_on_with_one_athlete_loses_no_other(tmp_path, make_config, night, results):
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "a.gpx").write_bytes(gpx())
    config = make_config(me=tmp_path / "runs", you=tmp_path / "runs")
    night(config)
    before = results(config)
    assert len(before) == 2
    (config.store.path / "niggle.duckdb").unlink()
    take_in(config, config.athletes[:1])
    assert results(config) == before
    assert heal(config) == ()
