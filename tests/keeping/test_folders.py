"""Which folders of a store have a manifest of their own."""

from pathlib import Path

from niggle.keeping.folders import NOBODY, landing_folders


def test_each_folder_is_named_with_whom_it_is_about(tmp_path: Path):
    for name in ("athletes/ada", "athletes/emil", "squads/club/ada", "squads/other/ada", "squads/club/ada-2"):
        (tmp_path / name).mkdir(parents=True)
    assert [(str(path.relative_to(tmp_path)), who) for path, who in landing_folders(tmp_path)] == [
        (".", NOBODY), ("athletes/ada", "ada"), ("athletes/emil", "emil"), ("squads/club/ada", "ada"),
        ("squads/club/ada-2", "ada-2"), ("squads/other/ada", "ada"),
    ]  # fmt: skip
