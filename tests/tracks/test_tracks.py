"""GPX, TCX and streams give the same session and samples as FIT does."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from niggle.columns import SAMPLE_COLUMNS
from niggle.errors import DecodeError
from niggle.fit.write import Block, write_fit
from niggle.tracks.formats import format_of
from niggle.tracks.read import read_recording
from niggle.tracks.streams import write_streams

START = datetime(2026, 3, 2, 6, 31, 5, tzinfo=UTC)
SPEED = 3.0
METRES_A_DEGREE = 6_371_008.8 * np.pi / 180


def moment(second: int) -> str:
    return (START + timedelta(seconds=second)).isoformat().replace("+00:00", "Z")


def gpx(seconds=range(600), *, kind: str | None = "running", cadence: int | None = 85, rests=()) -> bytes:
    points = "".join(
        f'<trkpt lat="{60 + run(s, rests) * SPEED / METRES_A_DEGREE:.9f}" lon="10.0"><ele>{100 + s / 10}</ele>'
        f"<time>{moment(s)}</time><extensions><gpxtpx:TrackPointExtension><gpxtpx:hr>{140 + s % 7}</gpxtpx:hr>"
        + (f"<gpxtpx:cad>{cadence}</gpxtpx:cad>" if cadence else "")
        + "</gpxtpx:TrackPointExtension></extensions></trkpt>"
        for s in seconds
    )
    named = f"<type>{kind}</type>" if kind else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><gpx creator="a watch" version="1.1" '
        'xmlns="http://www.topografix.com/GPX/1/1" '
        'xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">'
        f"<trk><name>Run</name>{named}<trkseg>{points}</trkseg></trk></gpx>"
    ).encode()


def run(second: int, rests=()) -> int:
    """The seconds of running up to one, of which rests (from, until) are none."""
    return second - sum(min(second, until) - since for since, until in rests if second > since)


def tcx(seconds=range(600), *, sport: str = "Running", rests=()) -> bytes:
    points = "".join(
        f"<Trackpoint><Time>{moment(s)}</Time><AltitudeMeters>{100 + s / 10}</AltitudeMeters>"
        f"<DistanceMeters>{run(s, rests) * SPEED}</DistanceMeters>"
        f"<HeartRateBpm><Value>{140 + s % 7}</Value></HeartRateBpm>"
        '<Extensions><TPX xmlns="http://www.garmin.com/xmlschemas/ActivityExtension/v2">'
        f"<Speed>{SPEED}</Speed><RunCadence>85</RunCadence></TPX></Extensions></Trackpoint>"
        for s in seconds
    )
    return (
        '<?xml version="1.0"?><TrainingCenterDatabase '
        'xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"><Activities>'
        f'<Activity Sport="{sport}"><Id>{moment(0)}</Id><Lap StartTime="{moment(0)}"><TotalTimeSeconds>600'
        f"</TotalTimeSeconds><DistanceMeters>{run(max(seconds), rests) * SPEED + 0.5}</DistanceMeters>"
        "<Calories>1</Calories><Intensity>Active</Intensity>"
        f"<TriggerMethod>Manual</TriggerMethod><Track>{points}</Track></Lap></Activity></Activities>"
        "</TrainingCenterDatabase>"
    ).encode()


def as_streams() -> bytes:
    seconds = [float(s) for s in range(600)]
    return write_streams(
        {
            "elapsed_s": seconds,
            "distance_m": [s * SPEED for s in seconds],
            "speed_mps": [SPEED] * 600,
            "altitude_m": [100 + s / 10 for s in seconds],
            "heart_rate_bpm": [140 + s % 7 for s in seconds],
            "cadence_spm": [170.0] * 600,
        },
        started_at=START,
        sport="running",
    )


@pytest.mark.parametrize(("form", "data"), [("gpx", gpx()), ("tcx", tcx()), ("streams", as_streams())])
def test_every_format_gives_the_same_session(form, data):
    (session,) = read_recording(data, form=form, path="a").sessions
    assert (session.is_run, session.started_at) == (True, START)
    assert session.elapsed_s == session.moving_time_s == 599.0
    assert session.distance_m == pytest.approx(1797.0, rel=1e-3)
    assert set(session.samples) == set(SAMPLE_COLUMNS)
    assert {values.size for values in session.samples.values()} == {600}
    samples = session.samples
    np.testing.assert_allclose(samples["speed_mps"][10:], SPEED, rtol=1e-3)
    np.testing.assert_allclose(samples["cadence_spm"], 170.0)
    np.testing.assert_allclose(samples["altitude_m"][-1], 159.9)
    np.testing.assert_allclose(samples["heart_rate_bpm"][:3], [140, 141, 142])
    assert np.isnan(samples["stance_time_ms"]).all()


BOTH = pytest.mark.parametrize(("form", "make"), [("gpx", gpx), ("tcx", tcx)])


@BOTH
def test_a_gap_in_which_nobody_ran_is_a_pause(form, make):
    seconds = [*range(300), *range(400, 600)]
    (session,) = read_recording(make(seconds, rests=[(299, 400)]), form=form, path="a").sessions
    assert session.pauses_s.tolist() == [[299.0, 400.0]]
    assert session.moving_time_s == 599.0 - 101.0
    assert session.distance_m == pytest.approx(498 * SPEED, rel=1e-3)


@BOTH
def test_a_gap_that_was_run_through_is_none(form, make):
    (session,) = read_recording(make([*range(300), *range(400, 600)]), form=form, path="a").sessions
    assert session.pauses_s.size == 0
    assert session.distance_m == pytest.approx(599 * SPEED, rel=1e-3)


@BOTH
def test_pauses_are_told_from_the_usual_step(form, make):
    seldom = read_recording(make(range(0, 3600, 40)), form=form, path="a").sessions[0]
    assert (seldom.pauses_s.size, seldom.moving_time_s) == (0, 3560.0)
    rests = [(99 * (n + 1), 99 * (n + 1) + 20) for n in range(5)]
    often = [s for s in range(600) if not any(since < s < until for since, until in rests)]
    session = read_recording(make(often, rests=rests), form=form, path="a").sessions[0]
    assert session.pauses_s.tolist() == [[float(since), float(until)] for since, until in rests]


def test_what_is_a_run_is_told_by_the_data_where_the_name_names_no_other_sport():
    assert not read_recording(gpx(kind="cycling"), form="gpx", path="a").sessions[0].is_run
    assert not read_recording(tcx(sport="Biking"), form="tcx", path="a").sessions[0].is_run
    for kind in (None, "track_running", "Laufen", "Trail-Run", "9", "活动", "Workout"):
        assert read_recording(gpx(kind=kind), form="gpx", path="a").sessions[0].is_run, kind
    assert read_recording(gpx(kind=None, cadence=None), form="gpx", path="a").sessions[0].is_run
    assert read_recording(tcx(sport="Other"), form="tcx", path="a").sessions[0].is_run
    walk = gpx(range(600), kind=None, rests=[(s, s + 1) for s in range(0, 600, 2)])
    assert not read_recording(walk, form="gpx", path="a").sessions[0].is_run


@pytest.mark.parametrize("form", ["gpx", "tcx", "streams", "fit"])
@pytest.mark.parametrize("data", [b"", b"<html>Sign in</html>", b"{}", b"[1]", b"\x00" * 99])
def test_what_cannot_be_read_says_so(form, data):
    with pytest.raises(DecodeError, match="some/file"):
        read_recording(data, form=form, path="some/file")


@pytest.mark.parametrize("year", [b"0001", b"1970", b"9999"])
@pytest.mark.parametrize(("form", "make"), [("gpx", gpx), ("tcx", tcx)])
def test_times_where_the_calendar_ends_are_none(form, make, year):
    with pytest.raises(DecodeError, match="the clock was never set"):
        read_recording(make().replace(b"2026", year), form=form, path="x")


def test_formats_are_told_by_content_then_by_name():
    assert format_of("x.bin", gpx()) == "gpx"
    assert format_of("x.bin", b"  " + tcx()) == "tcx"
    assert format_of("x.gpx.gz", b"?") == "gpx"
    assert format_of("activity", b"?") == "fit"
    assert format_of("wrong.gpx", b"\x0e\x10\x00\x00\x00\x00\x00\x00.FIT") == "fit"


def test_streams_of_unknown_or_uneven_columns_are_refused():
    with pytest.raises(ValueError, match="no column"):
        write_streams({"elapsed_s": [0.0], "latitude": [1.0]}, started_at=START, sport="running")
    with pytest.raises(ValueError, match="values for"):
        write_streams({"elapsed_s": [0.0], "cadence_spm": []}, started_at=START, sport="running")


def test_a_recording_that_nothing_dates_is_refused_with_the_reason():
    data = write_fit([Block("record", {"timestamp": [10.0, 11.0]})])
    with pytest.raises(DecodeError, match="nothing in it tells when it was"):
        read_recording(data, form="fit", path="a.fit")
