"""The files of a bulk export, one at a time."""

import io
import zipfile
from pathlib import Path

import pytest

from niggle.sources.base import SourceError
from niggle.sources.export_files import Walk, holds, text_of


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


MEMBERS = {"a.fit": b"one", "folder/B.FIT": b"two", "more.zip": zipped({"c.fit": b"three"}), ".DS_Store": b"x"}


def export(folder: Path, members: dict[str, bytes] = MEMBERS) -> Path:
    (folder / "export.zip").write_bytes(zipped(members))
    return folder / "export.zip"


def contents(walk: Walk) -> dict[str, bytes]:
    with walk.files() as files:
        return {file.name: file.read() for file in files}


def test_archives_within_are_walked_and_debris_is_passed_over(tmp_path):
    walk = Walk(export(tmp_path))
    assert contents(walk) == {"a.fit": b"one", "folder/B.FIT": b"two", "more.zip/c.fit": b"three"}
    assert walk.unread == {}


def test_a_folder_gives_what_its_archive_gives(tmp_path):
    path = export(tmp_path)
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "unpacked")
    assert contents(Walk(tmp_path / "unpacked")) == contents(Walk(path))


def test_a_stamp_tells_another_content(tmp_path):
    def stamp(data: bytes) -> str:
        with Walk(export(tmp_path, {"a.fit": data})).files() as files:
            return next(files).stamp

    assert stamp(b"one") == stamp(b"one") != stamp(b"two")


def test_a_broken_archive_within_is_named_and_the_rest_goes_on(tmp_path):
    walk = Walk(export(tmp_path, {"broken.zip": b"PK not really", "a.fit": b"one"}))
    assert contents(walk) == {"a.fit": b"one"}
    assert set(walk.unread) == {"broken.zip"}


def test_no_export_is_one_line(tmp_path):
    with pytest.raises(SourceError, match="not a readable export"), Walk(tmp_path / "none.zip").files():
        pass


def test_a_wanted_file_is_found_in_an_archive_within(tmp_path):
    path = export(tmp_path)
    assert holds(path, lambda name: name == "c.fit")
    assert not holds(path, lambda name: name == "d.fit")
    assert not holds(tmp_path / "none.zip", lambda name: True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_read_in_the_encodings_that_spreadsheets_write(tmp_path, encoding):
    with Walk(export(tmp_path, {"a.csv": "größe".encode(encoding)})).files() as files:
        assert text_of(next(files)) == "größe"
