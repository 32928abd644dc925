"""From points to a session: what is a run, when it was, and what its samples hold."""

import numpy as np
import pytest

from niggle.tracks.read import read_recording
from tests.tracks.documents import START, gpx, moment, tcx


def test_what_is_a_run_is_told_by_the_data_where_the_name_names_no_other_sport():
    assert not read_recording(gpx(kind="cycling"), form="gpx", path="a").sessions[0].is_run
    assert not read_recording(tcx(sport="Biking"), form="tcx", path="a").sessions[0].is_run
    for kind in (None, "track_running", "Laufen", "Trail-Run", "9", "活动", "Workout"):
        assert read_recording(gpx(kind=kind), form="gpx", path="a").sessions[0].is_run, kind
    assert read_recording(gpx(kind=None, cadence=None), form="gpx", path="a").sessions[0].is_run
    assert read_recording(tcx(sport="Other"), form="tcx", path="a").sessions[0].is_run
    walk = gpx(range(600), kind=None, rests=[(s, s + 1) for s in range(0, 600, 2)])
    assert not read_recording(walk, form="gpx", path="a").sessions[0].is_run


@pytest.mark.parametrize("year", [b"1970", b"2000", b"7612"])
@pytest.mark.parametrize("second", [0, 300, 599])
def test_one_wild_time_does_not_move_the_rest(year, second):
    wild = moment(second).encode()
    (session,) = read_recording(gpx().replace(wild, year + wild[4:]), form="gpx", path="a").sessions
    assert session.started_at == START
    assert session.elapsed_s == 599.0


def test_records_of_one_second_are_one_sample():
    data = gpx().replace(b"<extensions>", b"</trkpt><trkpt><time>AGAIN</time><extensions>")
    for s in range(600):
        data = data.replace(b"AGAIN", moment(s).encode(), 1)
    (session,) = read_recording(data, form="gpx", path="a").sessions
    assert session.samples["elapsed_s"].size == 600
    np.testing.assert_allclose(session.samples["cadence_spm"], 170.0)
    assert np.isfinite(session.samples["altitude_m"]).all()
