"""GPX, TCX and streams give the same session and samples as FIT does, and nothing that is no number or time."""

import json
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from niggle.errors import DecodeError
from niggle.fit.write import Block, write_fit
from niggle.tracks.read import read_recording
from niggle.tracks.streams import write_streams
from niggle.vocabulary.columns import SAMPLE_COLUMNS
from tests.tracks.documents import SPEED, START, as_streams, gpx, tcx


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


STREAMS = json.loads(
    write_streams(
        {"elapsed_s": list(range(600)), "heart_rate_bpm": [150.0] * 600, "cadence_spm": [170.0] * 600},
        started_at=START, sport="running", elapsed_s=599.0, moving_time_s=599.0, distance_m=1800.0, utc_offset_s=3600.0,
    )
)  # fmt: skip


def streams(samples=None, **said) -> bytes:
    return json.dumps({**STREAMS, **said, "samples": {**STREAMS["samples"], **(samples or {})}}).encode()


@pytest.mark.parametrize("column", ["heart_rate_bpm", "cadence_spm"])
def test_what_is_infinite_is_missing(column):
    values = [150.0] * 599 + [float("inf")]
    (session,) = read_recording(streams({column: values}), form="streams", path="a").sessions
    assert np.isnan(session.samples[column][-1])
    assert session.samples[column][0] == 150.0
    (session,) = read_recording(tcx().replace(b"<Value>140<", b"<Value>INF<"), form="tcx", path="a").sessions
    assert not np.isinf(session.samples["heart_rate_bpm"]).any()


@pytest.mark.parametrize("length", ["elapsed_s", "moving_time_s", "distance_m"])
def test_lengths_that_are_no_numbers_are_refused(length):
    with pytest.raises(DecodeError, match="its lengths are no numbers"):
        read_recording(streams(**{length: float("inf")}), form="streams", path="a")


@pytest.mark.parametrize("offset", [9e9, "x", float("nan")])
def test_an_offset_that_no_clock_has_is_not_known(offset):
    (session,) = read_recording(streams(utc_offset_s=offset), form="streams", path="a").sessions
    assert session.utc_offset_s is None
    (session,) = read_recording(streams(), form="streams", path="a").sessions
    assert session.utc_offset_s == 3600.0


def test_a_run_before_there_were_watches_is_refused():
    with pytest.raises(DecodeError, match="begins in 1, before"):
        read_recording(streams(started_at="0001-01-01T00:00:00Z"), form="streams", path="a")


@pytest.mark.parametrize("encoding", ["klingon", "idna", "undefined", "base64"])
@pytest.mark.parametrize(("form", "data"), [("gpx", gpx()), ("tcx", tcx())])
def test_an_encoding_that_nobody_knows_costs_no_run(form, data, encoding):
    named = data.replace(b"UTF-8", encoding.encode()) if b"UTF-8" in data else data
    if named == data:
        named = f'<?xml version="1.0" encoding="{encoding}"?>'.encode() + data.partition(b"?>")[2]
    (session,) = read_recording(named, form=form, path="a").sessions
    assert (session.is_run, session.elapsed_s) == (True, 599.0)


@pytest.mark.parametrize("zone", [b"+99:00", b"-24:00"])
def test_times_of_no_zone_on_earth_are_no_times(zone):
    with pytest.raises(DecodeError, match="its times cannot be ones"):
        read_recording(gpx().replace(b"Z<", zone + b"<"), form="gpx", path="a")


def test_more_sessions_than_any_recording_has_are_refused():
    at = datetime(2026, 3, 2, tzinfo=UTC)
    starts = [at + timedelta(seconds=second) for second in range(300)]
    sessions = {
        "start_time": starts,
        "timestamp": starts,
        "total_elapsed_time": [1.0] * 300,
        "sport": ["running"] * 300,
    }
    data = write_fit([Block("file_id", {"type": "activity"}), Block("session", sessions)])
    with pytest.raises(DecodeError, match="300 sessions are more than any recording has"):
        read_recording(data, form="fit", path="a")


def test_a_recording_that_nothing_dates_is_refused_with_the_reason():
    data = write_fit([Block("record", {"timestamp": [10.0, 11.0]})])
    with pytest.raises(DecodeError, match="nothing in it tells when it was"):
        read_recording(data, form="fit", path="a.fit")
