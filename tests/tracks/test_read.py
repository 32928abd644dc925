"""GPX, TCX and streams give the same session and samples as FIT does."""

import numpy as np
import pytest

from niggle.errors import DecodeError
from niggle.tracks.read import read_recording
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
