"""Bulk exports of Garmin's and Strava's, made up in their own form."""

import contextlib
import gzip
import io
import json
import tracemalloc
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from niggle.fit.write import Block, write_fit
from niggle.records.objects import run_objects
from niggle.sources import SourceError
from niggle.sources.base import Fetched, LeftOut, Marker
from niggle.sources.export import ExportSource, is_export
from niggle.sources.export_garmin import read_garmin_summaries
from niggle.sources.export_strava import read_strava_table
from niggle.steps.collect import collect_from
from niggle.steps.decode import decode
from niggle.steps.judge import judge
from niggle.steps.measure import measure
from niggle.steps.night import publish_all
from niggle.steps.triage import triage
from niggle.store.layout import published

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)

BEGUN_MS = 1767682527000.0  # of the first run of fixtures/squad/ada
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
         "workoutFeel": 75.0, "activityType": "running", "beginTimestamp": BEGUN_MS},
        {"activityId": "strange", "name": 7},
    ]}]  # fmt: skip
    # files are named after their upload, which is not the number of the activity
    parts = packed({"someone@example.com_41000007.fit": fits[0], "someone@example.com_41000008.fit": fits[1]})
    more = packed({
        "someone@example.com_41000009.fit": fits[2], "settings.txt": b"no",
        "someone@example.com_41000010.fit": write_fit([Block("file_id", {"type": "monitoring_b"})]),
    })  # fmt: skip
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


def recordings(path: Path, seen: Mapping[str, str] | None = None) -> list[Fetched]:
    """What an export gives, up to what it says of itself at the end."""
    found: list[Fetched] = []
    with contextlib.suppress(SourceError):
        found += (one for one in ExportSource(path).fetch(seen or {}) if isinstance(one, Fetched))
    return found


def complaint(path: Path) -> str:
    with pytest.raises(SourceError) as caught:
        list(ExportSource(path).fetch({}))
    return str(caught.value)


@pytest.mark.parametrize("as_zip", [True, False])
def test_strava_export(tmp_path, strava, fits, as_zip):
    first, second, left_out, _ = ExportSource(laid_out(tmp_path, strava, as_zip=as_zip)).fetch({})
    assert left_out == LeftOut(count=1, why="without a recording")
    assert (first.format, first.data) == ("fit", fits[0])
    assert (second.format, second.data) == ("gpx", GPX)
    assert first.details is not None
    assert (first.details.name, first.details.rpe, first.upstream_id) == ("Long one", 7.0, "101")
    assert "niggle: left knee" in (first.details.description or "")
    assert second.details is not None
    assert second.details.description is None


@pytest.mark.parametrize("as_zip", [True, False])
def test_garmin_export(tmp_path, garmin, fits, as_zip):
    found = recordings(laid_out(tmp_path, garmin, as_zip=as_zip))
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
    assert [type(one) for one in rest] == [Fetched, Fetched, Marker]
    everything = {one.place: one.stamp or "" for one in (first, *rest)}
    assert list(source.fetch(everything)) == []


def test_what_cannot_be_read_is_a_problem_and_the_rest_comes_in(tmp_path, strava):
    strava["activities/104.fit.gz"] = b"\x1f\x8b cut short"
    strava["activities/105.fit.gz"] = gzip.compress(b"")
    found = {one.place.rpartition("/")[2]: one for one in recordings(laid_out(tmp_path, strava, as_zip=True))}
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
    path = laid_out(tmp_path / "in", members, as_zip=True)
    assert [one.data for one in recordings(path)] == fits[:2]
    assert "bomb.fit cannot be read" in complaint(path)
    assert "nested.zip/bomb.zip" in complaint(path)
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
    assert read_garmin_summaries("not json") is None
    assert read_garmin_summaries('[1, {"summarizedActivitiesExport": "no"}]') == []
    assert read_strava_table("").problem == "is empty"
    assert read_strava_table("1;2\nwhat is;this/at.all\n").problem is not None
    assert read_strava_table("Activity ID,Activity Date\n103,then\n").problem is None  # no recordings, and none told


GERMAN = (
    "Aktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Aktivitätsbeschreibung,Verstrichene Zeit,Distanz,"
    "Max. Herzfrequenz,Relative Leistung,Pendeln,Hinweis zur Privatsphäre für Aktivitäten,Aktivitätsausrüstung,"
    "Dateiname,Gefühlte Anstrengung\n"
    '101,"06.01.2026, 06:55:03",Lauf am Morgen,Lauf,"niggle: left knee 5, limped",1800,"5,4",,,false,nur für mich,Blau,'
    'activities/101.fit.gz,"7,0"\n'
)
JAPANESE = GERMAN.replace(GERMAN.partition("\n")[0], ",".join(f"見出し{n}" for n in range(14)))
OLD = (
    "id,date,name,type,description,elapsed_time,distance,commute,gear,filename\n"
    '101,2026-01-06 06:55:03,Morning Run,Run,"niggle: left knee 5, limped",1800,5400.0,false,Blau,'
    "activities/101.fit.gz\n"
)


@pytest.mark.parametrize(
    ("table", "note", "rpe"), [(GERMAN, "\nnur für mich", 7.0), (JAPANESE, "\nnur für mich", None), (OLD, "", None)]
)
@pytest.mark.parametrize("folder", ["", "export_42/"])
def test_what_was_said_is_read_in_every_language_and_of_every_year(tmp_path, fits, table, note, rpe, folder):
    members = {f"{folder}activities.csv": table.encode(), f"{folder}activities/101.fit.gz": gzip.compress(fits[0])}
    path = laid_out(tmp_path, members, as_zip=True)
    assert is_export(path)
    (found,) = recordings(path)
    assert found.details is not None
    assert found.details.description == "niggle: left knee 5, limped" + note
    assert (found.details.rpe, found.details.upstream_id, found.details.gear) == (rpe, "101", "Blau")
    assert found.details.started_at == datetime(2026, 1, 6, 6, 55, 3, tzinfo=UTC)


def test_words_that_meet_no_recording_are_told(tmp_path, strava, garmin):
    for members in (strava, garmin):
        for name in list(members):
            if name.endswith("csv"):
                members[name] = members[name].replace(b"101.fit", b"7.fit").replace(b"102.gpx", b"8.gpx")
            if name.endswith("json"):
                members[name] = members[name].replace(b"1767682527000", b"1667682527000")
    assert "none of its 2 titles" in complaint(laid_out(tmp_path, strava, as_zip=False))
    assert "none of its 1 titles" in complaint(laid_out(tmp_path, garmin, as_zip=True))


def test_a_table_that_cannot_be_understood_is_told(tmp_path, strava):
    strava["activities.csv"] = b"what;is\nthis/at.all;then\n"
    assert "activities.csv has a form that niggle does not know" in complaint(laid_out(tmp_path, strava, as_zip=True))
    strava["activities.csv"] = b"\x00\x01\x02" * 50
    assert "activities.csv has a form that niggle does not know" in complaint(laid_out(tmp_path, strava, as_zip=True))


@pytest.mark.parametrize("saved", [CSV.encode("utf-16"), CSV.replace("activities/", "activities\\").encode()])
def test_a_table_that_another_program_saved_anew_is_read(tmp_path, strava, saved):
    strava["activities.csv"] = saved
    found = _arrived(laid_out(tmp_path, strava, as_zip=True))
    assert [one.details.name for one in found if one.details is not None] == ["Long one", "Old one"]


def test_a_part_that_cannot_be_read_is_told_by_name_and_the_rest_comes_in(tmp_path, garmin, fits):
    name = "DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part2.zip"
    garmin[name] = garmin[name][: len(garmin[name]) // 2]
    path = laid_out(tmp_path, garmin, as_zip=True)
    assert f"{name} cannot be read" in complaint(path)
    assert [one.data for one in recordings(path)] == fits[:2]


def test_words_that_change_or_were_missed_come_without_the_recording(tmp_path, strava):
    path = laid_out(tmp_path, strava, as_zip=False)
    stamps = {one.place: (one.stamp or "").partition("-")[0] for one in recordings(path)}  # as before words were joined
    words = [one for one in ExportSource(path).fetch(stamps) if not isinstance(one, LeftOut | Marker)]
    assert [type(one).__name__ for one in words] == ["Described", "Described"]


def test_what_macos_leaves_and_routes_nobody_ran_are_passed_over(tmp_path, strava):
    strava["__MACOSX/activities/._101.fit.gz"] = b"\0\5\x16\7 fork"
    strava["activities/._102.gpx.gz"] = b"\0\5\x16\7 fork"
    strava["routes/1.gpx"] = b"<gpx><rte/></gpx>"
    assert len(recordings(laid_out(tmp_path, strava, as_zip=True))) == 2


def test_both_exports_of_the_same_runs_make_each_run_once(make_config, tmp_path, garmin, strava):
    config = make_config(ada=None)
    for name, members in (("garmin", garmin), ("strava", strava)):
        (tmp_path / name).mkdir()
        source = ExportSource(laid_out(tmp_path / name, members, as_zip=True))
        collect_from(config.store.path, "ada", source)
    athlete = config.athletes[0]
    assert decode(config, athlete).problems == ()
    for step in (measure, judge, triage):
        step(config, athlete)
    publish_all(config)
    with published(config.store.path) as results:
        found = run_objects(results, [athlete], now=NOW)
        reports = results.of(config.athletes[0].id).rows("pain_reports_of", athlete_id="ada")
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


def test_an_export_that_was_zipped_again_is_told_with_its_words(tmp_path, garmin, strava, fits):
    for name, members in (("strava", strava), ("garmin", garmin)):
        path = tmp_path / f"{name}.zip"
        path.write_bytes(packed({"my years/broken.zip": b"PK", f"my years/{name}_1.zip": packed(members)}))
        assert is_export(path)
        assert any(one.details is not None and one.details.description for one in _arrived(path))
    path = tmp_path / "plain.zip"
    path.write_bytes(packed({"runs.zip": packed({"a.fit": fits[0]})}))
    assert not is_export(path)


def _arrived(path: Path) -> list[Fetched]:
    """What comes before the part that cannot be read is told."""
    found: list[Fetched] = []
    with contextlib.suppress(SourceError):
        found.extend(one for one in ExportSource(path).fetch({}) if isinstance(one, Fetched))
    return found


def test_garmin_s_summaries_tell_the_local_clock_and_whose_copy_it_is(tmp_path, garmin):
    found = [
        one
        for one in ExportSource(laid_out(tmp_path, garmin, as_zip=True)).fetch({})
        if isinstance(one, Fetched) and one.details
    ]
    assert found
    assert all(one.workout_id == f"garmin:{one.upstream_id}" for one in found)
    local = [{"summarizedActivitiesExport": [
        {"activityId": 5, "beginTimestamp": BEGUN_MS, "startTimeLocal": BEGUN_MS + 7_200_000, "duration": 1e6}
    ]}]  # fmt: skip
    (summary,) = read_garmin_summaries(json.dumps(local))
    assert summary.details.utc_offset_s == 7200.0
