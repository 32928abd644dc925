"""Bulk exports of Garmin's and Strava's, made up in their own form."""

import gzip
import io
import json
import tracemalloc
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from niggle import steps
from niggle.results.objects import run_objects
from niggle.sources import SourceError
from niggle.sources.export import ExportSource, is_export
from niggle.sources.export_words import garmin_words, strava_words
from niggle.store import Store

GPX = (
    '<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1"><trk>'
    "<type>running</type><trkseg>"
    + "".join(
        f'<trkpt lat="{60 + s * 2.7e-5:.6f}" lon="10"><time>2025-05-01T06:{s // 60:02}:{s % 60:02}Z</time></trkpt>'
        for s in range(600)
    )
    + "</trkseg></trk></gpx>"
).encode()
CSV = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Perceived Exertion,Filename\n"
    '101,"Jan 6, 2026, 6:55:03 AM",Long one,Run,"first line\nniggle: left knee 1/2/3/1, ache",7,activities/101.fit.gz\n'
    '102,"May 1, 2025, 6:00:00 AM",Old one,Run,,,activities/102.gpx.gz\n'
    '103,"May 2, 2025, 6:00:00 AM",No file,Run,,,\n'
)


def packed(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.fixture
def fits(squad_folder) -> list[bytes]:
    return [path.read_bytes() for path in sorted((squad_folder / "ada").glob("*.fit"))[:4]]


@pytest.fixture
def strava(fits) -> dict[str, bytes]:
    return {
        "activities.csv": CSV.encode(),
        "activities/101.fit.gz": gzip.compress(fits[0]),
        "activities/102.gpx.gz": gzip.compress(GPX),
        "profile.jpg": b"\xff\xd8 not a recording",
    }


@pytest.fixture
def garmin(fits) -> dict[str, bytes]:
    summaries = [{"summarizedActivitiesExport": [
        {"activityId": 9000001, "name": "Lunch run", "description": "niggle: right calf 2", "workoutRpe": 40.0,
         "workoutFeel": 75.0, "activityType": "running", "beginTimestamp": 1767682503000.0},
        {"activityId": "strange", "name": 7},
    ]}]  # fmt: skip
    parts = packed({"someone@example.com_9000001.fit": fits[0], "someone@example.com_9000002.fit": fits[1]})
    more = packed({"someone@example.com_9000003.fit": fits[2], "settings.txt": b"no"})
    return {
        "DI_CONNECT/DI-Connect-Fitness/someone_0_summarizedActivities.json": json.dumps(summaries).encode(),
        "DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip": parts,
        "DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part2.zip": more,
    }


def laid_out(folder: Path, members: Mapping[str, bytes], *, as_zip: bool) -> Path:
    if as_zip:
        path = folder / "export.zip"
        path.write_bytes(packed(members))
        return path
    for name, data in members.items():
        path = folder / "export" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder / "export"


@pytest.mark.parametrize("as_zip", [True, False])
def test_strava_export(tmp_path, strava, fits, as_zip):
    first, second = ExportSource(laid_out(tmp_path, strava, as_zip=as_zip)).fetch({})
    assert (first.format, first.data) == ("fit", fits[0])
    assert (second.format, second.data) == ("gpx", GPX)
    assert first.details is not None
    assert (first.details.name, first.details.rpe, first.upstream_id) == ("Long one", 7.0, "101")
    assert "niggle: left knee" in (first.details.description or "")
    assert second.details is not None
    assert second.details.description is None


@pytest.mark.parametrize("as_zip", [True, False])
def test_garmin_export(tmp_path, garmin, fits, as_zip):
    found = list(ExportSource(laid_out(tmp_path, garmin, as_zip=as_zip)).fetch({}))
    assert [one.data for one in found] == fits[:3]
    details = found[0].details
    assert details is not None
    assert (details.name, details.rpe, details.feel, details.upstream_id) == ("Lunch run", 4.0, 75.0, "9000001")
    assert found[1].details is None


def test_a_visit_that_was_cut_short_goes_on_where_it_stopped(tmp_path, garmin):
    source = ExportSource(laid_out(tmp_path, garmin, as_zip=True))
    visit = source.fetch({})
    first = next(visit)
    visit.close()
    rest = list(source.fetch({first.place: first.stamp or ""}))
    assert len(rest) == 2
    everything = {one.place: one.stamp or "" for one in (first, *rest)}
    assert list(source.fetch(everything)) == []


def test_what_cannot_be_read_is_a_problem_and_the_rest_comes_in(tmp_path, strava):
    strava["activities/104.fit.gz"] = b"\x1f\x8b cut short"
    strava["activities/105.fit.gz"] = gzip.compress(b"")
    found = {
        one.place.rpartition("/")[2]: one for one in ExportSource(laid_out(tmp_path, strava, as_zip=True)).fetch({})
    }
    assert found["104.fit.gz"].problem is not None
    assert found["104.fit.gz"].stamp is not None
    assert found["101.fit.gz"].problem is None


@pytest.mark.parametrize("content", [None, b"<html>Sign in</html>", b""])
def test_no_export_is_one_clear_line(tmp_path, content):
    path = tmp_path / "export.zip"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SourceError, match=r"export\.zip"):
        list(ExportSource(path).fetch({}))


def test_paths_that_climb_out_and_bombs_do_no_harm(tmp_path, fits, strava):
    (tmp_path / "in").mkdir()
    members = {"../../climbed.fit": fits[0], "/etc/climbed.fit": fits[1], "bomb.fit": bytes(50_000_000)}
    members["nested.zip"] = packed({"bomb.zip": packed({"bomb.fit": bytes(50_000_000)})})
    found = list(ExportSource(laid_out(tmp_path / "in", members, as_zip=True)).fetch({}))
    assert [one.data for one in found] == fits[:2]
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["export.zip"]


def test_memory_does_not_grow_with_the_years(tmp_path, fits):
    def peak(count: int) -> int:
        path = tmp_path / f"{count}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for number in range(count):
                archive.writestr(f"activities/{number}.fit", fits[number % 4] + bytes(200_000))
        tracemalloc.start()
        for _ in ExportSource(path).fetch({}):
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(300) < peak(30) + 2_000_000


def test_words_of_another_form_are_no_words():
    assert garmin_words("not json") == {}
    assert garmin_words('[1, {"summarizedActivitiesExport": "no"}]') == {}
    assert strava_words("") == {}
    assert strava_words("Aktivitäts-ID,Dateiname\n1,activities/1.fit\n") == {}


def test_both_exports_of_the_same_runs_make_each_run_once(make_config, tmp_path, garmin, strava):
    config = make_config(ada=None)
    for name, members in (("garmin", garmin), ("strava", strava)):
        (tmp_path / name).mkdir()
        source = ExportSource(laid_out(tmp_path / name, members, as_zip=True))
        steps.collect_from(config.store.path, "ada", source)
    athlete = config.athletes[0]
    assert steps.decode(config, athlete).problems == ()
    for step in (steps.measure, steps.judge, steps.triage):
        step(config, athlete)
    steps.publish(config)
    with Store(config.store.path).read() as reader:
        found = run_objects(reader, config, [athlete])
        reports = reader.rows("pain_reports_of", athlete_id="ada")
    assert [run["pain"]["site"] for run in found] == [None, "knee", None, None]  # the old one only the phone had
    assert {(row["site"], row["source"], row["joined_run_id"]) for row in reports} == {
        ("knee", "note", found[1]["run_id"]),
        ("calf", "note", found[1]["run_id"]),
    }


def test_an_export_is_told_from_a_folder_of_files(tmp_path, garmin, strava, fits):
    for name, members in (("a", garmin), ("b", strava)):
        for as_zip in (True, False):
            folder = tmp_path / f"{name}{as_zip}"
            folder.mkdir()
            assert is_export(laid_out(folder, members, as_zip=as_zip))
    (tmp_path / "run.fit").write_bytes(fits[0])
    (tmp_path / "runs.zip").write_bytes(packed({"run.fit": fits[0]}))
    assert not any(map(is_export, (tmp_path, tmp_path / "run.fit", tmp_path / "runs.zip")))
