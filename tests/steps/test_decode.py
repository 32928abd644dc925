"""A run of the future waits for its day, so that it is neither news nor what others are compared with."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from niggle.config import Config
from niggle.sources.folder import FolderSource
from niggle.steps.collect import collect_from
from niggle.steps.decode import Decoded, decode
from niggle.steps.side_by_side import in_order
from niggle.store.layout import athlete_landing, athlete_store
from tests.conftest import config_of
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


@pytest.fixture(scope="module")
def many(squad_folder, tmp_path_factory) -> Path:
    """More files than are read one after the other: of a season one is damaged."""
    folder = tmp_path_factory.mktemp("many")
    paths = sorted((squad_folder / "cleo").glob("*.fit"))
    for path in paths:
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / paths[3].name).write_bytes(b"nothing of a recording")
    return folder


def brought_in(config: Config, folder: Path, processes: int) -> tuple[Decoded, list[dict[str, object]]]:
    athlete = config.athletes[0]
    collect_from(config.store.path, athlete.id, FolderSource(folder))
    decoded = decode(config, athlete, processes=processes, clock=lambda: NOW.replace(year=2027))
    with athlete_store(config.store.path, athlete.id).read_main() as reader:
        asked = "SELECT * EXCLUDE (landed_at) FROM {} ORDER BY ALL"
        names = ("raw_files", "recordings", "runs", "run_gait", "windows", "run_sensors", "samples")
        rows = [reader.connection.execute(asked.format(name)).fetchall() for name in names[:1]]
        rows += [reader.connection.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for name in names[1:]]
    return decoded, rows


def test_files_read_side_by_side_make_what_they_make_one_by_one(tmp_path, many, monkeypatch):
    others = []
    for name in ("alone", "together"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(
        "niggle.steps.read_files.in_order",
        lambda work, count, processes: others.append(processes) or in_order(work, count, processes=processes),
    )
    alone, together = (
        brought_in(config_of(tmp_path / name, cleo=None), many, processes)
        for name, processes in (("alone", 1), ("together", 2))
    )
    assert repr(alone) == repr(together)  # with NaN in the place of NaN
    assert len(alone[0].problems) == 1
    assert set(others) == {1, 2}


def test_a_file_that_is_lost_is_told_of_by_itself(make_config, many):
    config = make_config(cleo=None)
    athlete = config.athletes[0]
    collect_from(config.store.path, athlete.id, FolderSource(many))
    landing = athlete_landing(config.store.path, athlete.id)
    lost = list(landing.arrivals())[5]
    landing.path_of(lost.sha256).unlink()
    decoded = decode(config, athlete, processes=2, clock=lambda: NOW.replace(year=2027))
    assert decoded.runs == len(list(many.iterdir())) - 2
    assert [lost.sha256[:12] in problem or lost.origin in problem for problem in decoded.problems].count(True) == 1
