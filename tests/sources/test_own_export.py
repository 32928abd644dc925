"""An export of niggle's own is read as it was written, and whatever else is in such a file harms nothing."""

import json
import zipfile
from datetime import UTC, datetime

import pytest

from niggle.sources import SourceError
from niggle.sources.folder import FolderSource
from niggle.sources.own_export import OwnExportSource, is_own_export

ONE = {
    "file": "recordings/a.fit", "format": "fit", "origin": "x", "workout_id": "garmin:1",
    "modified_at": "2026-03-01T06:00:00+00:00", "details": {"name": "Loop", "started_at": "2026-03-01T06:00:00+00:00"},
}  # fmt: skip


@pytest.fixture
def make(tmp_path):
    def write(*recordings, index=None, **files):
        path = tmp_path / "ada.zip"
        with zipfile.ZipFile(path, "w") as archive:
            text = json.dumps({"format": 1, "recordings": recordings}) if index is None else index
            archive.writestr("niggle-export.json", text)
            content = {"recordings/a.fit": "bytes", "diary.csv": "date,peak\n", "weekly.csv": "date\n"} | files
            for name, data in content.items():
                archive.writestr(name, data)
        return path

    return write


def test_recordings_come_with_what_is_known_of_them_and_the_diary_last(make):
    path = make(ONE)
    run, weeks, diary = OwnExportSource(path).fetch({})
    assert (run.data, run.format, run.workout_id, run.kind) == (b"bytes", "fit", "garmin:1", "activity")
    assert run.details.name == "Loop"
    assert run.details.started_at == run.modified_at == datetime(2026, 3, 1, 6, tzinfo=UTC)
    assert [(one.kind, one.place) for one in (weeks, diary)] == [
        ("weekly", f"{path}!weekly.csv"), ("diary", f"{path}!diary.csv"),
    ]  # fmt: skip


def test_what_was_read_is_not_read_again(make):
    source = OwnExportSource(make(ONE))
    seen = {one.place: one.stamp for one in source.fetch({})}
    assert list(source.fetch(seen)) == []


def test_it_is_found_in_a_folder_too(make):
    assert [one.kind for one in FolderSource(make(ONE).parent).fetch({})] == ["activity", "weekly", "diary"]


@pytest.mark.parametrize(
    "bad",
    [
        ONE | {"file": "recordings/none.fit"}, ONE | {"format": "exe"}, ONE | {"details": {"rpe": "much"}},
        ONE | {"details": {"unheard": "of"}}, ONE | {"modified_at": "yesterday"}, {"file": "../../etc/hostname"}, {},
    ],
)  # fmt: skip
def test_one_odd_recording_is_named_and_the_others_are_read(make, bad):
    found = []
    with pytest.raises(SourceError, match=r"ada\.zip"):
        found.extend(OwnExportSource(make(bad, ONE)).fetch({}))
    found = []
    try:
        for one in OwnExportSource(make(bad, ONE)).fetch({}):
            found.append(one.kind)  # what came before the error counts
    except SourceError:
        pass
    assert found == ["activity", "weekly", "diary"]


@pytest.mark.parametrize("index", ["", "[]", "{}", '{"format": 1}', '{"format": 1, "recordings": [5]}', "[" * 100_000])
def test_a_list_that_is_none_is_one_line(make, index):
    with pytest.raises(SourceError, match="export it again"):
        list(OwnExportSource(make(index=index)).fetch({}))


def test_one_of_a_newer_niggle_is_told_so(make):
    with pytest.raises(SourceError, match="newer niggle"):
        list(OwnExportSource(make(index='{"format": 2, "recordings": []}')).fetch({}))


def test_other_archives_are_none(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("activities.csv", "")
    assert not is_own_export(tmp_path / "x.zip")
    (tmp_path / "y.zip").write_bytes(b"PK\x03\x04")
    assert not is_own_export(tmp_path / "y.zip")
    assert not is_own_export(tmp_path)
