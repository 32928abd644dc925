"""Whatever happens to the database, the raw files bring back what was there."""

import os
from datetime import UTC, datetime

from niggle.records.objects import run_objects
from niggle.steps.heal import put_aside_damaged
from niggle.steps.take_in import take_in as take_in_of
from niggle.store.layout import athlete_folder, published
from tests.tracks.documents import START, gpx

RUN = f"me-{START:%Y%m%dT%H%M%SZ}"


def test_a_damaged_database_comes_back_with_the_same_results(make_config, land, take_in, results):
    config = make_config(me=None)
    (me,) = config.athletes
    land(config, gpx(), place="a.gpx", form="gpx")
    take_in(config)
    before = results(config)
    assert [run["run_id"] for run in before] == [RUN]
    os.truncate(athlete_folder(config.store.path, config.athletes[0].id) / "niggle.duckdb", 5000)
    (line,) = put_aside_damaged(config, me)
    assert "niggle.duckdb: was damaged and is put aside" in line
    take_in(config)
    assert results(config) == before
    assert put_aside_damaged(config, me) == ()


def test_a_damaged_store_is_one_athletes_and_comes_back_alone(tmp_path, make_config, night, results):
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "a.gpx").write_bytes(gpx())
    config = make_config(me=tmp_path / "runs", you=tmp_path / "runs")
    night(config)
    before = results(config)
    assert len(before) == 2
    for name in ("niggle.duckdb", "published.duckdb"):
        os.truncate(athlete_folder(config.store.path, "me") / name, 5000)
    take_in_of(config, config.athletes[1:])
    with published(config.store.path) as results_of:
        assert run_objects(results_of, config.athletes[1:], now=datetime.now(UTC)) == before[1:]
    take_in_of(config, config.athletes[:1])
    assert results(config) == before
