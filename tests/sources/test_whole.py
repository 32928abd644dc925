"""Whether a file has been written to its end."""

import gzip
import io
import zipfile

import pytest

from niggle.fit.damage import without_length
from niggle.fit.write import Block, write_fit
from niggle.sources.whole import is_whole


def zipped(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.fit", data)
    return out.getvalue()


FIT = write_fit([Block("file_id", {"type": "activity"}), Block("record", {"heart_rate": [150] * 100})])
WHOLE = {
    "fit": FIT,
    "gzip": gzip.compress(FIT),
    "zip": zipped(FIT),
    "gpx": b"\xef\xbb\xbf<?xml version='1.0'?><gpx><trk/></gpx>\n",
    "tcx": b"<TrainingCenterDatabase><Activities/></TrainingCenterDatabase>",
}


@pytest.mark.parametrize("form", WHOLE)
def test_a_file_is_whole_at_its_end_and_not_before(form):
    data = WHOLE[form]
    assert is_whole(data)
    assert not is_whole(data.rstrip()[: len(data) // 2])
    assert not is_whole(data.rstrip()[:-6])


def test_a_watch_that_still_records_has_not_filled_in_the_length():
    assert not is_whole(without_length(FIT))


def test_what_has_no_end_that_tells_counts_as_whole():
    assert is_whole(b"athlete_id,date,peak\nada,2026-03-02,3\n")
    assert not is_whole(b"athlete")
