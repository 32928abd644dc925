import errno
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from niggle.durable import prepare_folder
from niggle.errors import DiskError, RawFileError
from niggle.landing import Landing

NOW = datetime(2026, 3, 1, 5, tzinfo=UTC)


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    prepare_folder(tmp_path / "store")
    return Landing(tmp_path / "store")


def land(landing: Landing, data: bytes, place: str = "a.fit", **more):
    return landing.land(data, kind="activity", athlete_id="me", source="folder", place=place, landed_at=NOW, **more)


def test_bytes_are_kept_unchanged(landing):
    landed = land(landing, b"some bytes")
    assert landing.read(landed.sha256) == b"some bytes"


def test_the_same_bytes_are_kept_once_and_every_arrival_is_noted(landing, tmp_path):
    first, second = land(landing, b"x", "a.fit"), land(landing, b"x", "b.fit")
    assert first.sha256 == second.sha256
    assert [arrival.place for arrival in landing.arrivals()] == ["a.fit", "b.fit"]
    assert sum(path.is_file() for path in (tmp_path / "store" / "raw").rglob("*")) == 1


def test_what_was_noted_is_read_back_whole(landing):
    landed = land(landing, b"x", origin="a.zip!b.fit", stamp="1:2", modified_at=NOW, problem="cut short")
    assert list(landing.arrivals()) == [landed]


def test_a_line_cut_short_by_a_crash_is_ignored_and_harms_no_later_one(landing, tmp_path):
    land(landing, b"x", "a.fit")
    manifest = tmp_path / "store" / "manifest.jsonl"
    with manifest.open("a") as file:
        file.write('{"sha256": "abc", "ki')
    assert landing.strange_lines() == []
    land(landing, b"y", "b.fit")
    assert [arrival.place for arrival in landing.arrivals()] == ["a.fit", "b.fit"]
    assert len(manifest.read_text().splitlines()) == 2


def test_a_line_that_lost_no_more_than_its_end_stays(landing, tmp_path):
    land(landing, b"x", "a.fit")
    manifest = tmp_path / "store" / "manifest.jsonl"
    manifest.write_bytes(manifest.read_bytes().removesuffix(b"\n"))
    land(landing, b"y", "b.fit")
    assert [arrival.place for arrival in landing.arrivals()] == ["a.fit", "b.fit"]


def test_a_line_cut_within_a_letter_harms_no_other(landing, tmp_path):
    land(landing, b"x", "für.fit")
    manifest = tmp_path / "store" / "manifest.jsonl"
    line = manifest.read_bytes()
    manifest.write_bytes(line + line[: line.index("ü".encode()) + 1])
    land(landing, b"y", "b.fit")
    assert [arrival.place for arrival in landing.arrivals()] == ["für.fit", "b.fit"]


@pytest.mark.parametrize("separator", ["\u2028", "\x85", "\x1d", "\r", "\n"])
def test_a_name_may_hold_what_ends_a_line_elsewhere(landing, separator):
    place = f"a{separator}b.fit"
    land(landing, b"x", place)
    assert [arrival.place for arrival in landing.arrivals()] == [place]
    assert [arrival.place for arrival in landing.of_place(place)] == [place]


def test_arrivals_know_their_order_whoever_they_are_of(landing):
    for number, (athlete, source) in enumerate([("me", "folder"), ("her", "folder"), ("", "x"), ("her", "shared")]):
        landing.note("marker", athlete_id=athlete, source=source, place=f"{number}", landed_at=NOW)
    assert [(one.place, one.number) for one in landing.arrivals()] == [("0", 0), ("1", 1), ("2", 2), ("3", 3)]
    assert [one.number for one in landing.arrivals("her")] == [1, 3]
    assert [one.number for one in landing.of_place("1")] == [1]


def test_a_place_that_quotes_another_line_is_not_taken_for_it(landing):
    land(landing, b"x", '", "place": "web:1", "athlete_id": "her"')
    assert landing.of_place("web:1") == []
    assert list(landing.arrivals("her")) == []


def test_only_the_owner_may_read(landing, tmp_path):
    landed = land(landing, b"x")
    assert (tmp_path / "store").stat().st_mode & 0o777 == 0o700
    assert landing.path_of(landed.sha256).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "store" / "manifest.jsonl").stat().st_mode & 0o777 == 0o600


def test_nothing_has_arrived_in_a_new_store(landing):
    assert list(landing.arrivals()) == []


@pytest.mark.parametrize("harm", ["lost", "altered"])
def test_what_is_read_again_is_what_had_landed(tmp_path, harm):
    landing = Landing(tmp_path)
    landed = landing.land(b"a run", kind="activity", athlete_id="me", source="folder", place="a.fit", landed_at=NOW)
    path = landing.path_of(landed.sha256)
    path.unlink() if harm == "lost" else path.write_bytes(b"a fun")
    with pytest.raises(RawFileError, match=harm):
        landing.read_arrival(landed)
    landing.land(b"a run", kind="activity", athlete_id="me", source="folder", place="a.fit", landed_at=NOW)
    assert landing.read_arrival(landed) == b"a run"


@pytest.mark.parametrize(
    "line",
    [
        "not JSON",
        '"a text"',
        "{}",
        '{"sha256": "ab", "kind": "activity"}',
        '{"landed_at": "yesterday", "modified_at": null}',
    ],
)
def test_a_line_that_cannot_be_understood_is_numbered_and_skipped(tmp_path, line):
    landing = Landing(tmp_path)
    for place in ("a.fit", "b.fit"):
        landing.land(b"a run", kind="activity", athlete_id="me", source="folder", place=place, landed_at=NOW)
        if place == "a.fit":
            with (tmp_path / "manifest.jsonl").open("a") as file:
                file.write(f"{line}\n")
    assert [one.place for one in landing.arrivals()] == ["a.fit", "b.fit"]
    assert landing.strange_lines() == [2]


def test_a_digest_that_leads_out_of_the_folder_is_no_line(tmp_path):
    landing = Landing(tmp_path)
    landing.land(b"a run", kind="activity", athlete_id="me", source="folder", place="a.fit", landed_at=NOW)
    manifest = tmp_path / "manifest.jsonl"
    sha256 = next(landing.arrivals()).sha256
    manifest.write_text(manifest.read_text().replace(sha256, "../../../etc/passwd"))
    assert list(landing.arrivals()) == []


def test_a_line_that_the_disk_does_not_take_is_told_and_leaves_nothing(tmp_path, monkeypatch):
    landing = Landing(tmp_path)
    landing.land(b"a run", kind="activity", athlete_id="me", source="folder", place="a.fit", landed_at=NOW)
    before = (tmp_path / "manifest.jsonl").read_bytes()
    write = os.write

    def half(descriptor: int, data: memoryview) -> int:
        if len(data) < 100:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(descriptor, data[: len(data) // 2])

    monkeypatch.setattr(os, "write", half)
    with pytest.raises(DiskError, match="the disk is full"):
        landing.note("marker", athlete_id="me", source="folder", place="b.fit", landed_at=NOW)
    assert (tmp_path / "manifest.jsonl").read_bytes() == before


def test_what_is_of_a_kind_is_found_among_all_else(landing):
    assert landing.of_kind("choice") == []
    land(landing, b"x", 'a "kind": "choice" b.fit')
    choices = [
        landing.land(data, kind="choice", athlete_id="me", source="web", place=f"choice:{data!r}", landed_at=NOW)
        for data in (b"1", b"2")
    ]
    gone = landing.note("gone", athlete_id="me", source="web", place="choice:b'1'", landed_at=NOW)
    assert landing.of_kind("choice") == choices
    assert landing.of_kind("choice", "gone") == [*choices, gone]
    assert [one.number for one in landing.of_kind("choice")] == [1, 2]


def test_the_version_is_another_one_after_each_arrival(landing):
    assert landing.version is None
    versions = set()
    for number in range(3):
        land(landing, b"x", f"{number}.fit")
        versions.add(landing.version)
    assert len(versions) == 3
    assert landing == Landing(landing._folder)
    assert landing != Landing(landing._folder / "other")


def test_bytes_and_their_name_are_on_the_disk_before_a_line_tells_of_them(tmp_path, monkeypatch):
    synced: list[int] = []
    sync = os.fsync

    def noted(descriptor: int) -> None:
        synced.append(os.fstat(descriptor).st_ino)
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    landed = land(Landing(tmp_path), b"x")
    path = Landing(tmp_path).path_of(landed.sha256)
    order = [path.parent.parent, path, path.parent, tmp_path / "manifest.jsonl"]
    assert [inode for inode in synced if inode != tmp_path.stat().st_ino] == [one.stat().st_ino for one in order]
    assert synced[0] == tmp_path.stat().st_ino
