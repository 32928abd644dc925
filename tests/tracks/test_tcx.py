"""Laps, counts and activities of TCX."""

import re

import numpy as np
import pytest

from niggle.tracks.read import read_recording
from tests.tracks.documents import METRES_A_DEGREE, SPEED, START, tcx


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
