"""The quick way through plain documents gives what the parser gives, and leaves it what is not plain."""

import numpy as np
import pytest

from niggle.tracks.gpx import _GPX
from niggle.tracks.scan import scan
from niggle.tracks.tcx import _TCX
from niggle.tracks.xml import _recovered, read_elements
from tests.tracks.documents import gpx, tcx


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
