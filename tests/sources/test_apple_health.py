"""Exports of Apple Health's, made up in the form of iOS 16 to 26."""

import zipfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest

from niggle.sources import Fetched, LeftOut, Remark, SourceError
from niggle.sources.apple_health import AppleHealthSource, is_apple_health
from niggle.tracks.read import read_recording

START = datetime(2026, 1, 14, 17, 35, 13, tzinfo=UTC)
EXPORTED_IN = timezone(timedelta(hours=2))  # summer, in a country that has it
WATCH, PHONE = "Ada’s Apple Watch", "Ada’s iPhone"
BROKEN_DTD = "<!DOCTYPE HealthData [\n<!-- HealthKit Export Version: 12 -->\n<!ATTLIST Record\n  type CDATA #REQUIRED\n"


def moment(second: float) -> str:
    return f"{(START + timedelta(seconds=second)).astimezone(EXPORTED_IN):%Y-%m-%d %H:%M:%S %z}"


def record(kind: str, unit: str, begin: float, end: float, value: float, source: str = WATCH) -> str:
    return (
        f' <Record type="HKQuantityTypeIdentifier{kind}" sourceName="{source}" sourceVersion="26.6" '
        'device="&lt;&lt;HKDevice: 0x1&gt;, name:Apple Watch, hardware:Watch7,5, software:26.6&gt;" '
        f'unit="{unit}" creationDate="{moment(end)}" startDate="{moment(begin)}" endDate="{moment(end)}" '
        f'value="{value}"/>\n'
    )


def workout(seconds: float, *, kind: str = "Running", source: str = WATCH, body: str = "") -> str:
    return (
        f' <Workout workoutActivityType="HKWorkoutActivityType{kind}" duration="{seconds / 60}" durationUnit="min" '
        f'sourceName="{source}" device="&lt;&lt;HKDevice: 0x2&gt;, hardware:Watch7,5, software:26.6&gt;" '
        f'startDate="{moment(0)}" endDate="{moment(seconds)}">\n'
        '  <MetadataEntry key="HKIndoorWorkout" value="0"/>\n  <MetadataEntry key="HKTimeZone" value="Europe/Paris"/>\n'
        f"{body}"
        '  <WorkoutStatistics type="HKQuantityTypeIdentifierDistanceWalkingRunning" sum="1.8" unit="km"/>\n'
        " </Workout>\n"
    )


def run(every_s: float = 5.0, seconds: int = 600) -> str:
    parts = []
    for at in np.arange(0.0, seconds, every_s):
        parts += [
            record("RunningGroundContactTime", "ms", at, at, 284),
            record("RunningVerticalOscillation", "cm", at, at, 8.4),
            record("RunningStrideLength", "m", at, at, 1.06),
            record("RunningSpeed", "km/hr", at, at + every_s, 10.8),
            record("HeartRate", "count/min", at, at, 150),
            record("StepCount", "count", at, at + every_s, 17 * every_s / 6),
            record("StepCount", "count", at, at + every_s, 99, PHONE),  # lies over the watch's
            record("DistanceWalkingRunning", "km", at, at + every_s, 0.003 * every_s),
            record("DietaryWater", "mL", at, at, 200),
        ]
    return "".join(parts)


def document(*parts: str) -> bytes:
    told = '<?xml version="1.0" encoding="UTF-8"?>\n' + BROKEN_DTD + '<HealthData locale="fr_FR">\n'
    return (told + f' <ExportDate value="{moment(0)}"/>\n' + "".join(parts) + "</HealthData>\n").encode()


def export(folder: Path, data: bytes, name: str = "导出.xml") -> Path:
    path = folder / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("apple_health_export/export_cda.xml", b"<ClinicalDocument>")
        archive.writestr("apple_health_export/workout-routes/route_2026-01-14_6.35pm.gpx", b"<gpx></gpx>")
        archive.writestr(f"apple_health_export/{name}", data)
    return path


def fetched(path: Path) -> list[Fetched]:
    return [one for one in AppleHealthSource(path).fetch({}) if isinstance(one, Fetched)]


@pytest.mark.parametrize("order", [1, -1])
def test_a_run_with_what_its_own_watch_measured(tmp_path, order):
    path = export(tmp_path, document(*[run(), workout(600)][::order]))
    assert is_apple_health(path)
    (found,) = fetched(path)
    (session,) = read_recording(found.data, form="streams", path="a").sessions
    assert (session.is_run, session.started_at, session.distance_m) == (True, START, 1800.0)
    assert session.utc_offset_s == 3600.0  # winter in Paris, whenever it was exported
    assert session.moving_time_s == 600.0
    measured = {name: values for name, values in session.samples.items() if np.isfinite(values).any()}
    medians = {name: float(np.nanmedian(values)) for name, values in measured.items()}
    assert medians["stance_time_ms"] == 284.0
    assert (medians["vertical_oscillation_mm"], medians["step_length_mm"]) == (84.0, 1060.0)
    assert medians["cadence_spm"] == pytest.approx(170.0)
    assert (medians["speed_mps"], medians["heart_rate_bpm"]) == (pytest.approx(3.0), 150.0)
    assert np.isnan(session.samples["stance_time_balance_left_pct"]).all()
    assert set(np.diff(session.samples["elapsed_s"])) == {1.0}


def test_pauses_hold_no_samples(tmp_path):
    pause = f'  <WorkoutEvent type="HKWorkoutEventTypePause" date="{moment(100)}"/>\n'
    pause += f'  <WorkoutEvent type="HKWorkoutEventTypeResume" date="{moment(200)}"/>\n'
    (found,) = fetched(export(tmp_path, document(run(), workout(600, body=pause))))
    times = read_recording(found.data, form="streams", path="a").sessions[0].samples["elapsed_s"]
    assert not ((times > 100) & (times < 200)).any()


def test_old_runs_that_were_condensed_are_told(tmp_path):
    path = export(tmp_path, document(run(every_s=60.0), workout(600)))
    assert any(isinstance(one, Remark) and "too coarse" in one.text for one in AppleHealthSource(path).fetch({}))


def test_other_workouts_and_those_of_apps_are_left_out(tmp_path):
    data = document(run(), workout(600, kind="Cycling"), workout(600, source="Strava"))
    found = list(AppleHealthSource(export(tmp_path, data)).fetch({}))
    assert not any(isinstance(one, Fetched) for one in found)
    assert [one.count for one in found if isinstance(one, LeftOut)] == [1]


def test_an_export_is_told_by_its_content_and_read_once(tmp_path):
    path = export(tmp_path, document(run(), workout(600)), name="exportar.xml")
    stamps = {one.place: one.stamp for one in AppleHealthSource(path).fetch({}) if hasattr(one, "stamp")}
    assert list(AppleHealthSource(path).fetch(stamps)) == []
    plain = tmp_path / "exporter.xml"
    plain.write_bytes(document(run(), workout(600)))
    assert len(fetched(plain)) == 1
    (tmp_path / "other.xml").write_bytes(b"<gpx/>")
    assert not is_apple_health(tmp_path / "other.xml")
    path.write_bytes(path.read_bytes()[:-300])
    assert not is_apple_health(path)
    with pytest.raises(SourceError, match="cannot be read"):
        fetched(path)


def test_nothing_is_lost_where_the_stream_is_cut_into_pieces(tmp_path, monkeypatch):
    data = document(run(seconds=300), workout(300))
    whole = fetched(export(tmp_path, data))[0].data
    for size in (1999, 4096, 50_021):
        monkeypatch.setattr("niggle.sources.apple_health._CHUNK", size)
        assert fetched(export(tmp_path, data))[0].data == whole
