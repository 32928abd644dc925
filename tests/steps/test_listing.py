"""Whether a visit could find anything new, told by names, sizes and times alone."""

import os
from pathlib import Path

import pytest

from niggle.config import ExportConfig, FolderConfig, IntervalsConfig, SharedConfig, SourceConfig
from niggle.sources.folder import SETTLED_S
from niggle.steps.listing import FRESH_S, listing_of

THEN_S, NOW_S = 1_700_000_000.0, 1_700_000_100.0
KEY = f"ed25519:{'A' * 43}"


def write(path: Path, text: str, *, at_s: float = THEN_S) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, (at_s, at_s))


@pytest.fixture
def source(tmp_path: Path) -> FolderConfig:
    write(tmp_path / "files" / "a.fit", "a")
    write(tmp_path / "files" / "2026" / "b.fit", "b")
    return FolderConfig(kind="folder", path=tmp_path / "files")


def told(source: SourceConfig, tmp_path: Path, now_s: float = NOW_S) -> str | None:
    return listing_of(source, athlete_id="me", store_folder=tmp_path / "data", now_s=now_s)


def test_it_stays_as_long_as_nothing_changes(source: FolderConfig, tmp_path: Path) -> None:
    assert told(source, tmp_path) is not None
    assert told(source, tmp_path) == told(source, tmp_path, NOW_S + 86_400)


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: write(folder / "2026" / "c.fit", "c"),
        lambda folder: write(folder / "a.fit", "other"),
        lambda folder: write(folder / "a.fit", "a", at_s=THEN_S + 1),
        lambda folder: (folder / "2026" / "b.fit").rename(folder / "b.fit"),
        lambda folder: (folder / "a.fit").unlink(),
        lambda folder: (folder / "away.fit").symlink_to(folder / "nowhere.fit"),
    ],
    ids=["new", "larger", "newer", "moved", "gone", "a link to nothing"],
)
def test_any_change_shows(change, source: FolderConfig, tmp_path: Path) -> None:
    before = told(source, tmp_path)
    change(source.path)
    assert told(source, tmp_path) not in (before, None)


def test_a_file_that_was_just_written_may_have_been_left_for_later(source: FolderConfig, tmp_path: Path) -> None:
    write(source.path / "c.fit", "c", at_s=NOW_S - 9.0)
    assert told(source, tmp_path) is None
    assert told(source, tmp_path, NOW_S + 2.0) is not None


def test_a_visit_leaves_no_file_for_longer() -> None:
    assert FRESH_S >= SETTLED_S


def test_what_is_not_there_is_for_the_visit_to_tell(tmp_path: Path) -> None:
    assert told(FolderConfig(kind="folder", path=tmp_path / "nowhere"), tmp_path) is None
    assert told(ExportConfig(kind="export", path=tmp_path / "nowhere.zip"), tmp_path) is None


def test_an_export_is_one_file(tmp_path: Path) -> None:
    write(tmp_path / "export.zip", "zip")
    source = ExportConfig(kind="export", path=tmp_path / "export.zip")
    before = told(source, tmp_path)
    write(tmp_path / "export.zip", "other zip")
    assert told(source, tmp_path) not in (before, None)


def test_of_what_is_shared_it_tells_that_it_is_gone(tmp_path: Path) -> None:
    source = SharedConfig(kind="shared", key=KEY)
    absent = told(source, tmp_path)
    assert absent is not None
    write(tmp_path / "data" / "inbox" / "me.niggle.json", "{}")
    assert told(source, tmp_path) not in (absent, None)


def test_a_network_has_to_be_asked(tmp_path: Path) -> None:
    assert told(IntervalsConfig(kind="intervals"), tmp_path) is None
