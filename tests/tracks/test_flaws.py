"""Flaws of form, and what devices count wrongly, cost no run and are not believed."""

import re

import numpy as np
import pytest

from niggle.fit.samples import steps_per_minute
from niggle.tracks.gpx import _GPX
from niggle.tracks.read import read_recording
from niggle.tracks.scan import scan
from niggle.tracks.tcx import _TCX
from niggle.tracks.texts import moments
from niggle.tracks.xml import _recovered, read_elements
from tests.tracks.test_tracks import METRES_A_DEGREE, SPEED, START, gpx, moment, tcx

UNDECLARED = gpx().replace(b'xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1"', b"")
PREFIXED = (
    gpx().replace(b"<trk", b"<ns2:trk").replace(b"</trk", b"</ns2:trk").replace(b"<gpx ", b"<ns2:gpx ")
    .replace(b"</gpx>", b"</ns2:gpx>").replace(b"time>", b"ns2:time>").replace(b"type>", b"ns2:type>")
    .replace(b'xmlns="http', b'xmlns:ns2="http')
)  # fmt: skip
FLAWS = {
    "undeclared prefix": ("gpx", UNDECLARED),
    "other prefix": ("gpx", PREFIXED),
    "no namespace": ("gpx", gpx().replace(b'xmlns="http://www.topografix.com/GPX/1/1" ', b"")),
    "byte order mark": ("gpx", b"\xef\xbb\xbf" + gpx()),
    "blank lines before": ("gpx", b"\n\n" + gpx()),
    "utf-16": ("gpx", gpx().decode().replace("UTF-8", "UTF-16").encode("utf-16")),
    "utf-16 in name only": ("gpx", gpx().replace(b"UTF-8", b"UTF-16")),
    "ampersand": ("gpx", gpx().replace(b"<name>Run", b"<name>Run & ride")),
    "control characters": ("gpx", gpx().replace(b"<name>Run", b"<name>Run\x0b")),
    "comment": ("gpx", gpx().replace(b"<trkseg>", b"<trkseg><!-- <trkpt> -->")),
    "decimal comma": ("gpx", gpx().replace(b"<ele>100.0<", b"<ele>100,0<")),
    "times without zone": ("tcx", tcx().replace(b"Z<", b"<")),
    "times with seven digits": ("gpx", gpx().replace(b"Z</time", b".0000000Z</time")),
    "times on lines of their own": ("gpx", gpx().replace(b"<time>", b"<time>\n  ").replace(b"</time>", b"\n </time>")),
    "times with two zones": ("gpx", gpx().replace(b"Z</time", b"+00:00Z</time")),
    "times in words": ("gpx", gpx().replace(b"Z</time", b" UTC</time")),
    "times with slashes": ("gpx", gpx().replace(b"<time>2026-03-02T", b"<time>2026/3/2 ")),
    "times without marks": ("gpx", re.sub(rb"(\d)-(\d\d)-(\d\d)T(\d\d):(\d\d):", rb"\1\2\3T\4\5", gpx())),
    "times with a blank": ("tcx", tcx().replace(b"T0", b" 0").replace(b"<TrainingCenter 0", b"<TrainingCenterT0")),
    "point without a position": ("gpx", gpx().replace(b"<trkseg>", b"<trkseg><trkpt><ele>1</ele></trkpt>")),
    "version 1.0": ("gpx", gpx().replace(b'version="1.1"', b'version="1.0"')),
}


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_flaw_of_form_costs_no_run(flaw):
    form, data = FLAWS[flaw]
    (session,) = read_recording(data, form=form, path="a").sessions
    assert (session.is_run, session.started_at, session.elapsed_s) == (True, START, 599.0)
    assert session.distance_m == pytest.approx(1797.0, rel=1e-3)
    np.testing.assert_allclose(session.samples["cadence_spm"], 170.0)


@pytest.mark.parametrize(("form", "data"), [("gpx", gpx()), ("tcx", tcx())])
@pytest.mark.parametrize("share", [0.3, 0.66, 0.9])
def test_a_file_that_was_cut_gives_its_beginning(form, data, share):
    (session,) = read_recording(data[: int(len(data) * share)], form=form, path="a").sessions
    assert session.is_run
    assert session.elapsed_s == pytest.approx(599 * share, abs=12)


def test_a_bomb_of_entities_and_a_document_from_elsewhere_do_nothing():
    evil = b'<!DOCTYPE gpx [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    data = gpx().replace(b"<gpx", evil + b"<gpx").replace(b"<name>Run", b"<name>&b;&x;")
    assert read_recording(data, form="gpx", path="a").sessions[0].elapsed_s == 599.0


@pytest.mark.parametrize(("form", "words", "data"), [("gpx", _GPX, gpx()), ("tcx", _TCX, tcx())])
def test_the_quick_way_and_the_other_give_the_same(form, words, data):
    data = data.replace(b"<ele>100.0<", b"<ele>-100.123456789<").replace(b"Z</time", b".250Z</time")
    body = data[data.index(b"<gpx" if form == "gpx" else b"<TrainingC") :]
    quick, slow = scan(body, words), _recovered(body, words, is_cut=False, path="a")
    assert quick is not None
    assert quick.count == slow.count == 600
    assert {name for name, column in quick.columns.items()} == set(slow.columns)
    for name, column in quick.columns.items():
        np.testing.assert_array_equal(column, slow.columns[name], err_msg=name)
    assert [(e.name, (e.text or "").strip(), e.points_before) for e in quick.events] == [
        (e.name, (e.text or "").strip(), e.points_before) for e in slow.events
    ]
    assert quick.root("creator") == slow.root("creator")


def test_what_is_not_plain_is_left_to_the_parser():
    for odd in (b"<a b='1'/>", b'<a b="1>2"/>', b"<a><![CDATA[<]]></a>", b"<a>", b"</a>", b"", b"<a\nb='1'>x</a>"):
        assert scan(odd, _GPX) is None or read_elements(b"<gpx>" + odd + b"</gpx>", _GPX, path="a").count == 0


def test_routes_and_treadmills_without_points_are_no_recordings():
    route = gpx().replace(b"trkpt", b"rtept").replace(b"trkseg", b"x").replace(b"trk>", b"rte>")
    for data in (route, b"<gpx><trk><name>Treadmill</name><trkseg/></trk></gpx>", gpx(seconds=[])):
        activity = read_recording(data, form="gpx", path="a")
        assert activity.sessions == ()
        assert activity.defects


def joined(first: bytes, second: bytes, tag: str) -> bytes:
    """One document with what stands in a tag of both."""
    end = f"</{tag}>".encode()
    return first.replace(end, end + second[second.index(f"<{tag}".encode()) : second.index(end)] + end, 1)


def test_several_activities_in_a_file_are_several_recordings():
    run, ride = gpx(), gpx(range(1000, 1600), kind="cycling")
    sessions = read_recording(joined(run, ride, "trk"), form="gpx", path="a").sessions
    assert [(one.sport, one.elapsed_s) for one in sessions] == [("running", 599.0), ("cycling", 599.0)]
    both = joined(tcx(), tcx(range(1000, 1600)), "Activity")
    assert [one.elapsed_s for one in read_recording(both, form="tcx", path="a").sessions] == [599.0, 599.0]
    multi = both.replace(b"<Activity ", b"<MultiSportSession><FirstSport><Activity ", 1)
    assert len(read_recording(multi, form="tcx", path="a").sessions) == 2


def lat(second: float) -> bytes:
    return f'lat="{60 + second * SPEED / METRES_A_DEGREE:.9f}" lon="10.0"'.encode()


@pytest.mark.parametrize("second", [0, 300, 599])
@pytest.mark.parametrize("wild", [b'lat="0.0" lon="0.0"', b'lat="60.5" lon="10.0"', b'lat="x" lon="10.0"'])
def test_a_step_that_nobody_can_run_is_not_taken(second, wild):
    (session,) = read_recording(gpx().replace(lat(second), wild), form="gpx", path="a").sessions
    assert session.distance_m == pytest.approx(1797.0, rel=5e-3)


def with_segment(first: bytes, second: bytes) -> bytes:
    """One track with the segments of both."""
    end = b"</trkseg>"
    return first.replace(end, end + second[second.index(b"<trkseg>") : second.index(end)] + end)


def test_metres_between_segments_are_not_run_and_their_end_is_a_pause():
    far = gpx(range(620, 900)).replace(b'lat="60', b'lat="61')
    data = with_segment(gpx(range(600)), far)
    (session,) = read_recording(data, form="gpx", path="a").sessions
    assert session.pauses_s.tolist() == [[599.0, 620.0]]
    assert session.distance_m == pytest.approx(SPEED * (599 + 279), rel=1e-3)


def test_segments_in_another_order_are_put_in_the_order_of_time():
    data = with_segment(gpx(range(700, 1000)), gpx(range(600)))
    (session,) = read_recording(data, form="gpx", path="a").sessions
    assert (session.started_at, session.elapsed_s) == (START, 999.0)
    assert session.distance_m == pytest.approx(SPEED * (599 + 299), rel=1e-3)


@pytest.mark.parametrize("year", [b"1970", b"2000", b"7612"])
@pytest.mark.parametrize("second", [0, 300, 599])
def test_one_wild_time_does_not_move_the_rest(year, second):
    wild = moment(second).encode()
    (session,) = read_recording(gpx().replace(wild, year + wild[4:]), form="gpx", path="a").sessions
    assert session.started_at == START
    assert session.elapsed_s == 599.0


def counted(change) -> bytes:
    """A TCX whose points count in another way."""
    data = tcx()
    for s in range(600):
        data = data.replace(f"<DistanceMeters>{s * SPEED}<".encode(), f"<DistanceMeters>{change(s)}<".encode(), 1)
    return data


@pytest.mark.parametrize("change", [
    lambda s: 40_330 + s * SPEED,  # on from the activity before
    lambda s: (s % 200) * SPEED,  # anew each lap
    lambda s: 0.0 if s < 300 else s * SPEED + 250,  # begins late, and leaps
])  # fmt: skip
def test_a_count_that_goes_on_begins_anew_or_leaps(change):
    (session,) = read_recording(counted(change), form="tcx", path="a").sessions
    assert session.distance_m == pytest.approx(1797.0, rel=0.02)


def test_without_a_count_positions_tell_the_distance_else_laps():
    data = tcx()
    for s in range(600):
        there = f"<Position><LatitudeDegrees>{60 + s * SPEED / METRES_A_DEGREE:.9f}</LatitudeDegrees>"
        there += "<LongitudeDegrees>10</LongitudeDegrees></Position>"
        data = data.replace(f"<DistanceMeters>{s * SPEED}</DistanceMeters>".encode(), there.encode(), 1)
    (session,) = read_recording(data, form="tcx", path="a").sessions
    assert session.distance_m == pytest.approx(1797.0, rel=1e-3)
    np.testing.assert_allclose(session.samples["distance_m"][-1], 1797.0, rtol=1e-3)
    bare = counted(lambda s: "")
    assert read_recording(bare, form="tcx", path="a").sessions[0].distance_m == 1797.5


def test_laps_without_points_are_a_run():
    data = tcx()
    data = data[: data.index(b"<Track>")] + data[data.index(b"</Track>") + 8 :]
    (session,) = read_recording(data, form="tcx", path="a").sessions
    assert (session.is_run, session.started_at, session.distance_m, session.moving_time_s) == (
        True,
        START,
        1797.5,
        600.0,
    )


@pytest.mark.parametrize(("sport", "is_run"), [("Other", True), ("Biking", False)])
def test_what_laps_without_points_are_is_told_by_how_fast_they_went(sport, is_run):
    data = tcx(sport=sport)
    data = data[: data.index(b"<Track>")] + data[data.index(b"</Track>") + 8 :]
    assert read_recording(data, form="tcx", path="a").sessions[0].is_run is is_run


def test_a_leap_of_200_m_is_not_run_even_if_laps_count_it():
    data = counted(lambda s: s * SPEED + 200 * (s >= 300))
    data = data.replace(b"<DistanceMeters>1797.5<", b"<DistanceMeters>1997.5<")
    for told in (data, data.replace(b"<Speed>3.0</Speed>", b"")):
        assert read_recording(told, form="tcx", path="a").sessions[0].distance_m == pytest.approx(1797.0, rel=0.01)


def test_laps_that_count_on_from_each_other_are_not_added_up():
    data, whole = b"", tcx()
    lap = whole[whole.index(b"<Lap") : whole.index(b"</Lap>") + 6]
    head, points = lap.split(b"<Track>")[0], re.findall(rb"<Trackpoint>.*?</Trackpoint>", lap)
    for first in range(0, 600, 150):
        told = re.sub(rb"Meters>[\d.]+<", b"Meters>%d<" % (3 * (first + 150)), head)
        data += told + b"<Track>" + b"".join(points[first : first + 150]) + b"</Track></Lap>"
    found = read_recording(whole.replace(lap, data), form="tcx", path="a").sessions[0]
    assert found.distance_m == pytest.approx(1797.0, rel=0.01)


def test_without_any_distance_speed_tells_it():
    data = re.sub(rb"<DistanceMeters>[\d.]*</DistanceMeters>", b"", tcx())
    assert read_recording(data, form="tcx", path="a").sessions[0].distance_m == pytest.approx(1797.0)


def test_points_from_the_last_to_the_first_are_put_in_order():
    (session,) = read_recording(gpx(range(599, -1, -1)), form="gpx", path="a").sessions
    assert (session.started_at, session.elapsed_s) == (START, 599.0)
    assert session.distance_m == pytest.approx(1797.0, rel=1e-3)


def test_positions_that_stand_still_in_a_tunnel_and_catch_up_are_run():
    data = gpx()
    for s in range(200, 260):
        data = data.replace(lat(s), lat(200))
    assert read_recording(data, form="gpx", path="a").sessions[0].distance_m == pytest.approx(1797.0, rel=1e-3)


@pytest.mark.parametrize("told", ["2026-05-04", "20260504", "20261112", "05:06:07", "2026-13-01T00:00:00Z", "1" * 5000])
def test_what_is_no_moment_is_none(told):
    assert np.isnan(moments([told, " " * 5000])).all()


def test_records_of_one_second_are_one_sample():
    data = gpx().replace(b"<extensions>", b"</trkpt><trkpt><time>AGAIN</time><extensions>")
    for s in range(600):
        data = data.replace(b"AGAIN", moment(s).encode(), 1)
    (session,) = read_recording(data, form="gpx", path="a").sessions
    assert session.samples["elapsed_s"].size == 600
    np.testing.assert_allclose(session.samples["cadence_spm"], 170.0)
    assert np.isfinite(session.samples["altitude_m"]).all()


def test_steps_and_strides_are_told_apart_by_the_fast_part():
    speed = np.array([1.4] * 400 + [3.2] * 200)
    steps = np.array([112.0] * 400 + [172.0] * 200)  # somebody who walks for long before the run
    np.testing.assert_array_equal(steps_per_minute(steps, "running", speed), steps)
    np.testing.assert_array_equal(steps_per_minute(steps / 2, "running", speed), steps)
