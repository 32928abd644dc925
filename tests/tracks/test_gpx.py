"""Tracks and segments of GPX."""

import pytest

from niggle.tracks.read import read_recording
from tests.tracks.documents import SPEED, START, gpx, tcx


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
