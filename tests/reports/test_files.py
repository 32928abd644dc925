"""Pages as files: private, whole, and left alone when nothing changed."""

import stat
from pathlib import Path

import pytest

from niggle.reports.files import write_pages
from niggle.reports.paths import athlete_path, run_path, squad_path


def test_pages_are_written_where_they_belong_for_their_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    written = write_pages(folder, {"index.html": "<p>ä", "runs/a.html": "b"})

    assert written == [folder / "index.html", folder / "runs" / "a.html"]
    assert (folder / "index.html").read_text(encoding="utf-8") == "<p>ä"
    assert {stat.S_IMODE(path.stat().st_mode) for path in written} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / "runs")} == {0o700}


def test_unchanged_pages_stay_untouched(tmp_path: Path) -> None:
    write_pages(tmp_path, {"a.html": "1", "b.html": "2"})
    before = (tmp_path / "a.html").stat().st_mtime_ns

    assert write_pages(tmp_path, {"a.html": "1", "b.html": "3"}) == [tmp_path / "b.html"]
    assert (tmp_path / "a.html").stat().st_mtime_ns == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.html", "b.html"]


def test_a_draft_left_by_a_killed_process_does_not_stand_in_the_way(tmp_path: Path) -> None:
    (tmp_path / ".a.html.part").write_text("half")

    write_pages(tmp_path, {"a.html": "1"})

    assert [path.name for path in tmp_path.iterdir()] == ["a.html"]


@pytest.mark.parametrize("name", ["../a.html", "/a.html", "runs/../../a.html"])
def test_no_page_leaves_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not a path below"):
        write_pages(tmp_path, {name: "x"})


def test_paths_are_plain_and_distinct() -> None:
    assert run_path("4f1c09") == "runs/4f1c09.html"
    assert athlete_path("me") == "athletes/me.html"
    names = ["track club", "track/club", "track-club", "", "..", "../x"]
    paths = [squad_path(name) for name in names]

    assert len(set(paths)) == len(names)
    assert all(path.count("/") == 1 and ".." not in path for path in paths)
