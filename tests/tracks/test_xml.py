"""Flaws of form cost no run, and what a document asks for from elsewhere is not done."""

import re

import numpy as np
import pytest

from niggle.tracks.read import read_recording
from tests.tracks.documents import START, gpx, tcx

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
