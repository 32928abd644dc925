import errno
import gzip
import os
import zipfile
from pathlib import Path

import pytest

from niggle.sources.base import Fetched, LeftOut, Marker, SourceError
from niggle.sources.folder import SETTLED_S, FolderSource
from niggle.sources.whole import is_whole

NOW = 1_770_000_000.0


@pytest.fixture
def fit(squad_folder) -> bytes:
    return sorted((squad_folder / "ada").glob("*.fit"))[0].read_bytes()


def look(folder, *, at: float = NOW, settled_s: float = SETTLED_S):
    return [
        one.origin.rpartition("/")[2] for one in FolderSource(folder, settled_s=settled_s, clock=lambda: at).fetch({})
    ]


def put(path, data: bytes, *, age_s: float) -> None:
    path.write_bytes(data)
    os.utime(path, (NOW - age_s, NOW - age_s))


@pytest.mark.parametrize("cut", ["run.fit", "run.fit.gz", "run.gpx"])
def test_a_file_that_is_being_written_is_left_until_it_has_settled(tmp_path, fit, cut):
    whole = {"run.fit": fit, "run.fit.gz": gzip.compress(fit), "run.gpx": b"<?xml version='1.0'?><gpx></gpx>\n"}[cut]
    put(tmp_path / cut, whole[: len(whole) * 2 // 3], age_s=3)
    assert look(tmp_path) == []
    # It stayed as it is: damaged, not under way. What a packed one began with comes in, and that its end is missing.
    count = 2 if cut.endswith(".gz") else 1
    assert len(look(tmp_path, at=NOW + SETTLED_S)) == count
    assert len(look(tmp_path, settled_s=0.0)) == count  # a person named it
    put(tmp_path / cut, whole, age_s=0)
    assert len(look(tmp_path)) == 1  # whole: no need to wait


def test_what_is_whole():
    assert not is_whole(b"")
    assert not is_whole(b"PK\x03\x04 and then nothing")
    assert is_whole(b"date,peak\n2026-01-01,1\n")
    assert is_whole(gzip.compress(bytes(100_000)))
    assert not is_whole(gzip.compress(os.urandom(100_000))[:-4])


def test_gpx_and_tcx_are_found(tmp_path):
    put(tmp_path / "a.gpx", b"<gpx></gpx>", age_s=60)
    put(tmp_path / "b.TCX", b"<TrainingCenterDatabase></TrainingCenterDatabase>", age_s=60)
    put(tmp_path / "c.txt", b"nothing", age_s=60)
    assert [one.format for one in FolderSource(tmp_path).fetch({})] == ["gpx", "tcx"]


TABLE = "id,date,name,type,description,e,d,c,g,filename\n1,2026-01-06 06:55:03,Run,Run,knee 5,1,1,,,activities/1.fit\n"


@pytest.mark.parametrize("as_zip", [True, False])
def test_an_export_in_the_folder_keeps_its_words(tmp_path, fit, as_zip):
    put(tmp_path / "other.fit", fit, age_s=60)
    if as_zip:
        with zipfile.ZipFile(tmp_path / "export_7.zip", "w") as archive:
            archive.writestr("activities.csv", TABLE)
            archive.writestr("activities/1.fit", fit)
    else:
        (tmp_path / "export_7" / "activities").mkdir(parents=True)
        (tmp_path / "export_7" / "activities.csv").write_text(TABLE)
        (tmp_path / "export_7" / "activities" / "1.fit").write_bytes(fit)
    found = [one for one in FolderSource(tmp_path).fetch({}) if isinstance(one, Fetched)]
    assert sorted((one.details.description or "") if one.details else "none" for one in found) == ["knee 5", "none"]


def odd_entry(folder: Path, kind: str) -> str:
    """Put an odd entry into a folder, sorted before all others; the name that it has."""
    path = folder / "a.fit"
    match kind:
        case "a link to nothing":
            path.symlink_to(folder / "nothing.fit")
        case "links in a circle":
            path.symlink_to(folder / "aa.fit")
            (folder / "aa.fit").symlink_to(path)
        case "a pipe":
            os.mkfifo(path)
        case "a file of 6 GB":
            path.touch()
            os.truncate(path, 6_000_000_000)
        case "an archive of 6 GB":
            path = folder / "a.zip"
            path.touch()
            os.truncate(path, 6_000_000_000)
    return path.name


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("a link to nothing", "it is a link to what is not there"),
        ("links in a circle", "Too many levels of symbolic links"),
        ("a pipe", "it is no regular file"),
        ("a file of 6 GB", "its 6.0 GB are more than any recording or archive of recordings has"),
        ("an archive of 6 GB", "its 6.0 GB are more than any recording or archive of recordings has"),
    ],
)
def test_one_odd_entry_is_named_and_the_rest_is_read(tmp_path, fit, kind, reason):
    put(tmp_path / "z.fit", fit, age_s=60)
    name = odd_entry(tmp_path, kind)
    found = FolderSource(tmp_path).fetch({})
    assert next(found).origin == str(tmp_path / "z.fit")
    with pytest.raises(SourceError) as caught:
        next(found)
    assert f"{tmp_path / name}: cannot be read: {reason}; " in str(caught.value)


def test_a_folder_that_may_not_be_read_is_named_and_the_rest_is_read(tmp_path, fit, monkeypatch):
    (tmp_path / "locked").mkdir()
    put(tmp_path / "z.fit", fit, age_s=60)
    scan = os.scandir

    def refuse(path):  # whoever runs the tests as root may read everything
        if str(path).endswith("locked"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = FolderSource(tmp_path).fetch({})
    assert next(found).origin == str(tmp_path / "z.fit")
    with pytest.raises(SourceError, match="locked: cannot be read: Permission denied; check its permissions"):
        next(found)
    assert FolderSource(tmp_path).census().recordings == 1


def test_names_that_are_no_utf_8_or_hold_commands_for_a_terminal(tmp_path, fit):
    folder = os.fsencode(tmp_path)
    for name in (b"caf\xe9.fit", b"run\x1b[2J\n.fit"):
        Path(os.fsdecode(folder + b"/" + name)).write_bytes(fit)
    found = list(FolderSource(tmp_path).fetch({}))
    assert sorted(one.origin.rpartition("/")[2] for one in found) == [r"caf\xe9.fit", r"run\x1b[2J\n.fit"]
    seen = {one.place: one.stamp for one in found}
    assert all(place.encode() for place in seen)
    assert list(FolderSource(tmp_path).fetch(seen)) == []


def test_an_archive_without_a_recording_is_left_where_it_is(tmp_path):
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as archive:
        archive.writestr("beach.jpg", b"\xff\xd8" * 100)
    found = list(FolderSource(tmp_path).fetch({}))
    assert [type(one) for one in found] == [LeftOut, Marker]
    assert list(FolderSource(tmp_path).fetch({found[1].place: found[1].stamp})) == []


def test_what_there_is_in_a_folder(tmp_path, fit):
    assert FolderSource(tmp_path).census().recordings == 0
    put(tmp_path / "a.fit", fit, age_s=60)
    put(tmp_path / "diary.csv", b"", age_s=60)
    put(tmp_path / "notes.txt", b"", age_s=60)
    census = FolderSource(tmp_path).census()
    assert (census.recordings, census.others, census.problems) == (1, 2, ())


def test_what_macos_leaves_is_no_recording_even_if_it_is_named(tmp_path):
    path = tmp_path / "._run.fit"
    path.write_bytes(b"\0\5\x16\7")
    assert list(FolderSource(path).fetch({})) == []
