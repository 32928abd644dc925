"""How far it went and when it rested, by what the points say."""

import pytest

from niggle.tracks.read import read_recording
from tests.tracks.documents import METRES_A_DEGREE, SPEED, START, gpx, tcx

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


def lat(second: float) -> bytes:
    return f'lat="{60 + second * SPEED / METRES_A_DEGREE:.9f}" lon="10.0"'.encode()


@pytest.mark.parametrize("second", [0, 300, 599])
@pytest.mark.parametrize("wild", [b'lat="0.0" lon="0.0"', b'lat="60.5" lon="10.0"', b'lat="x" lon="10.0"'])
def test_a_step_that_nobody_can_run_is_not_taken(second, wild):
    (session,) = read_recording(gpx().replace(lat(second), wild), form="gpx", path="a").sessions
    assert session.distance_m == pytest.approx(1797.0, rel=5e-3)


def test_points_from_the_last_to_the_first_are_put_in_order():
    (session,) = read_recording(gpx(range(599, -1, -1)), form="gpx", path="a").sessions
    assert (session.started_at, session.elapsed_s) == (START, 599.0)
    assert session.distance_m == pytest.approx(1797.0, rel=1e-3)


def test_positions_that_stand_still_in_a_tunnel_and_catch_up_are_run():
    data = gpx()
    for s in range(200, 260):
        data = data.replace(lat(s), lat(200))
    assert read_recording(data, form="gpx", path="a").sessions[0].distance_m == pytest.approx(1797.0, rel=1e-3)
