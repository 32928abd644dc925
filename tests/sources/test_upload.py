"""A file that was handed over: as in a folder, but under its owner's name for it."""

import zipfile
from uuid import UUID

import pytest

from niggle.sources.base import Fetched
from niggle.sources.upload import UploadSource

ID = UUID(int=7)


@pytest.fixture
def fit(squad_folder) -> bytes:
    return sorted((squad_folder / "ada").glob("*.fit"))[0].read_bytes()


def fetched(path, name):
    arrivals = UploadSource(path, name=name, upload_id=ID).fetch({})
    return [one for one in arrivals if isinstance(one, Fetched)]


def test_nothing_tells_of_the_copy_that_is_read(tmp_path, fit):
    copy = tmp_path / "recording.zip"
    with zipfile.ZipFile(copy, "w") as archive:
        archive.writestr("a.fit", fit)
        archive.writestr("b.gpx", "<gpx/>")
    told = fetched(copy, "mine\x1b.zip")
    assert [one.place for one in told] == [f"upload:{ID}"] * 2
    assert [one.origin for one in told] == [r"mine\x1b.zip/a.fit", r"mine\x1b.zip/b.gpx"]
    assert [one.format for one in told] == ["fit", "gpx"]
    assert {one.modified_at for one in told} == {None}
    assert told[-1].stamp


def test_what_is_wrong_with_it_is_told_under_its_name(tmp_path, fit):
    copy = tmp_path / "recording.zip"
    copy.write_bytes(b"PK\x03\x04 and no more")
    [one] = fetched(copy, "mine.zip")
    assert one.problem.startswith("mine.zip: ")
    assert str(tmp_path) not in one.problem
