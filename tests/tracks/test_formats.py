"""What a file is, told by its content and then by its name."""

from niggle.tracks.formats import format_of
from tests.tracks.documents import gpx, tcx


def test_formats_are_told_by_content_then_by_name():
    assert format_of("x.bin", gpx()) == "gpx"
    assert format_of("x.bin", b"  " + tcx()) == "tcx"
    assert format_of("x.gpx.gz", b"?") == "gpx"
    assert format_of("activity", b"?") == "fit"
    assert format_of("wrong.gpx", b"\x0e\x10\x00\x00\x00\x00\x00\x00.FIT") == "fit"
