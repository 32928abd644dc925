import gzip
import io
import zipfile

import numpy as np
import pytest

from niggle.errors import DecodeError
from niggle.fit import unwrap as module
from niggle.fit.unwrap import unwrap
from niggle.fit.write import Block, write_fit

FIT = write_fit([Block("file_id", {"type": "activity", "serial_number": 7})])


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return buffer.getvalue()


def test_bytes_that_are_no_archive_come_back_as_they_are() -> None:
    assert list(unwrap(b"anything", name="a.fit")) == [("a.fit", b"anything")]
    assert list(unwrap(b"", name="a.fit")) == [("a.fit", b"")]


def test_gzip_and_zip_are_unwrapped_also_in_one_another() -> None:
    inner = zipped(**{"run.fit": FIT, "run.fit.gz": gzip.compress(FIT), "notes.csv": b"a,b\n1,2\n"})
    export = zipped(**{"part__1.zip": inner, "part__run.fit": FIT})
    assert list(unwrap(gzip.compress(FIT), name="run.fit.gz")) == [("run.fit", FIT)]
    assert list(unwrap(export, name="export.zip")) == [
        ("export.zip/part/1.zip/run.fit", FIT),
        ("export.zip/part/1.zip/run.fit", FIT),
        ("export.zip/part/run.fit", FIT),
    ]


def test_fit_is_known_by_its_first_bytes_and_by_its_name() -> None:
    export = zipped(**{"7823": FIT, "broken.FIT": b"no fit", "photo.jpg": b"\xff\xd8"})
    assert [name for name, _ in unwrap(export, name="e.zip")] == ["e.zip/7823", "e.zip/broken.FIT"]


@pytest.mark.parametrize("name", ["A.GPX.GZ", "a.fit", "a"])
def test_what_a_gzip_file_holds_counts_whatever_its_name(name: str) -> None:
    gpx = b"<gpx></gpx>"
    assert list(unwrap(gzip.compress(gpx), name=name)) == [(name.removesuffix(".GZ"), gpx)]


def test_a_gzip_file_that_was_cut_gives_its_beginning() -> None:
    data = bytes(np.random.default_rng(0).integers(0, 256, 9000, np.uint8))
    found = unwrap(gzip.compress(data)[:4000], name="a.gpx.gz")
    name, beginning = next(found)
    assert name == "a.gpx"
    assert data.startswith(beginning)
    assert len(beginning) > 3000
    with pytest.raises(DecodeError, match="the gzip data end early"):
        next(found)


def test_gzip_files_laid_end_to_end_are_one() -> None:
    assert list(unwrap(gzip.compress(FIT[:9]) + gzip.compress(FIT[9:]), name="a.fit.gz")) == [("a.fit", FIT)]


def test_a_broken_member_comes_after_the_good_ones() -> None:
    export = bytearray(zipped(**{"bad.fit": FIT * 20, "good.fit": FIT}))
    export[45] ^= 0xFF  # inside the compressed bytes of the first member
    found = unwrap(bytes(export), name="e.zip")
    assert next(found) == ("e.zip/good.fit", FIT)
    with pytest.raises(DecodeError, match=r"e\.zip: cannot be unpacked: e\.zip/bad\.fit"):
        next(found)


@pytest.mark.parametrize("cut", [1, 10, 30])
def test_archives_that_end_early_are_errors(cut: int) -> None:
    for data in (gzip.compress(FIT * 9)[:-cut], zipped(a=FIT)[:-cut]):
        with pytest.raises(DecodeError, match="cannot be unpacked"):
            list(unwrap(data, name="cut"))


def test_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MIN_BUDGET_BYTES", 1_000_000)
    zeros = b"\0" * 8 + b".FIT" + bytes(3_000_000)
    for bomb in (gzip.compress(zeros), zipped(a=zeros), zipped(a=zipped(b=zeros))):
        with pytest.raises(DecodeError, match="far more than any recordings"):
            list(unwrap(bomb, name="bomb"))


def test_one_piece_is_bounded_however_large_its_archive_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_PIECE_BYTES", 1_000_000)
    piece = b"\0" * 8 + b".FIT" + bytes(999_988)
    assert len(list(unwrap(zipped(a=piece, b=piece, c=gzip.compress(piece)), name="large"))) == 3
    for large in (gzip.compress(piece + b"1"), gzip.compress(piece) * 2, zipped(a=piece + b"1")):
        with pytest.raises(DecodeError, match="far more than any recordings"):
            list(unwrap(large, name="large"))


def test_gzip_files_one_after_another_are_counted_as_members(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_MEMBERS", 3)
    assert list(unwrap(gzip.compress(FIT) * 3, name="a.fit.gz")) == [("a.fit", FIT * 3)]
    with pytest.raises(DecodeError, match="more than 3 members"):
        list(unwrap(gzip.compress(b"") * 4, name="a.fit.gz"))


def test_many_members_are_refused_before_they_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_MEMBERS", 3)
    with pytest.raises(DecodeError, match="more than 3 members"):
        list(unwrap(zipped(a=b"1", b=b"2", c=b"3", d=b"4"), name="many"))


def test_archives_in_archives_end_somewhere() -> None:
    data = FIT
    for _ in range(7):
        data = gzip.compress(data)
    with pytest.raises(DecodeError, match="archives in archives"):
        list(unwrap(data, name="deep"))


def test_an_encrypted_member_is_named() -> None:
    data = bytearray(zipped(**{"a.fit": FIT}))
    data[6] |= 1  # the flag in the member's own header and in the directory
    directory = data.rindex(b"PK\x01\x02")
    data[directory + 8] |= 1
    with pytest.raises(DecodeError, match=r"a\.fit"):
        list(unwrap(bytes(data), name="secret.zip"))


@pytest.mark.parametrize("packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_member_that_is_damaged_is_named_however_it_was_packed(packing: int) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as archive:
        archive.writestr("bad.fit", bytes(range(256)) * 40)
        archive.writestr("good.fit", FIT)
    whole = buffer.getvalue()
    named = 0
    for place in range(37, 120):  # every byte of the first member in turn, the header of bz2 or lzma too
        data = bytearray(whole)
        data[place] ^= 0xFF
        found = []
        try:
            found += unwrap(bytes(data), name="e.zip")
        except DecodeError as error:
            named += "e.zip/bad.fit" in str(error)
        else:
            assert found[0][1] == bytes(range(256)) * 40  # a byte that says nothing
    assert named > 50


def test_a_photo_that_is_locked_is_no_loss() -> None:
    archive = bytearray(zipped(**{"photo.jpg": b"\xff\xd8" * 9, "run.fit": FIT}))
    central = archive.index(b"PK\x01\x02")
    archive[6] |= 1  # "encrypted", in the member's own header and in the list of all
    archive[central + 8] |= 1
    assert list(unwrap(bytes(archive), name="e.zip")) == [("e.zip/run.fit", FIT)]
