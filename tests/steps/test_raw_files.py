"""Raw files that are lost or altered are named, fetched anew where their source has them, and cost no result."""

import shutil

import pytest

from niggle.steps.collect import collect
from niggle.steps.decode import decode
from niggle.steps.night import discard_results
from niggle.store.layout import athlete_folder, athlete_store
from tests.tracks.documents import START, gpx, tcx

RUN = f"me-{START:%Y%m%dT%H%M%SZ}"
HARMS = {
    "lost": lambda path: path.unlink(),
    "altered": lambda path: path.write_bytes(path.read_bytes()[:-7] + b"       "),
}


def raw(config):
    (path,) = (athlete_folder(config.store.path, config.athletes[0].id) / "raw").rglob("*.gpx")
    return path


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "a.gpx").write_bytes(gpx())
    return tmp_path / "runs"


@pytest.mark.parametrize("harm", HARMS)
def test_a_raw_file_is_fetched_anew_from_where_it_came(folder, make_config, night, results, harm):
    config = make_config(me=folder)
    assert night(config) == []
    before = results(config)
    HARMS[harm](raw(config))
    assert discard_results(config, config.athletes[0], None, None) == 1
    (problem,) = decode(config, config.athletes[0]).problems
    assert "a.gpx: " in problem
    assert harm in problem
    assert night(config) == []
    assert raw(config).read_bytes() == gpx()
    assert results(config) == before


@pytest.mark.parametrize("harm", HARMS)
def test_what_was_read_of_it_stays_where_it_cannot_be_had_again(folder, make_config, night, results, harm):
    config = make_config(me=folder)
    night(config)
    before = results(config)
    HARMS[harm](raw(config))
    shutil.rmtree(folder)
    folder.mkdir()
    sha256 = raw_sha(config)
    with athlete_store(config.store.path, config.athletes[0].id).write() as writer:
        writer.write("outdate_files", athlete_id="me", sha256s=[sha256])
    for _ in range(2):  # it is named every night, and lands in the manifest once
        (problem,) = night(config)
        assert harm in problem
        assert results(config) == before
    text = (athlete_folder(config.store.path, config.athletes[0].id) / "manifest.jsonl").read_text()
    assert text.count('"kind": "lost"') == 1


def raw_sha(config) -> str:
    with athlete_store(config.store.path, config.athletes[0].id).read_main() as reader:
        (row,) = reader.rows("known_activity_files", athlete_id="me")
    return row["sha256"]


def test_a_richer_recording_of_a_run_whose_file_is_lost_waits_for_it(make_config, land, take_in, results):
    config = make_config(me=None)
    data = gpx()
    land(config, data, place="a.gpx", form="gpx")
    take_in(config)
    before = results(config)
    raw(config).unlink()
    land(config, tcx(), place="a.tcx", form="tcx")
    problems = take_in(config)
    assert len(problems) == 1
    assert "is lost; the next sync fetches it again" in problems[0]
    assert results(config) == before
    land(config, data, place="a.gpx", form="gpx")  # as its source gives it again
    assert take_in(config) == []
    assert [run["run_id"] for run in results(config)] == [RUN]
    with athlete_store(config.store.path, config.athletes[0].id).read_main() as reader:
        assert len(reader.rows("recordings_of_run", athlete_id="me", run_id=RUN)) == 2


def test_a_fault_of_one_source_is_no_reason_to_ask_it_again(folder, make_config, night):
    config = make_config(me=folder)
    night(config)
    assert collect(config, config.athletes[0]).new_files == 0
