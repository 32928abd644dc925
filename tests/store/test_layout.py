from datetime import UTC, datetime

from niggle.store.layout import (
    athlete_folder,
    athlete_landing,
    athlete_store,
    athletes_here,
    common_store,
    tending_folders,
    tending_landing,
)

AT = datetime(2026, 3, 1, tzinfo=UTC)


def test_everything_of_an_athlete_is_in_one_folder_for_its_owner_alone(tmp_path):
    root = tmp_path / "data"
    athlete_landing(root, "ada").land(b"x", kind="diary", athlete_id="ada", source="web", place="web:1", landed_at=AT)
    with athlete_store(root, "ada").write():
        pass
    athlete_store(root, "ada").publish()
    assert [path.name for path in root.iterdir()] == ["athletes"]
    assert {path.name for path in athlete_folder(root, "ada").iterdir()} == {
        "raw", "manifest.jsonl", "niggle.duckdb", "published.duckdb", ".lock",
    }  # fmt: skip
    assert {folder.stat().st_mode & 0o777 for folder in (root, root / "athletes", root / "athletes" / "ada")} == {0o700}
    assert athletes_here(root) == ["ada"]


def test_nobody_waits_for_another_athletes_lock(tmp_path):
    ada, ben = athlete_store(tmp_path, "ada"), athlete_store(tmp_path, "ben")
    with ada.write(), ben.write(timeout_s=0.0), common_store(tmp_path).write(timeout_s=0.0):
        pass


def test_what_coaches_noted_is_in_a_folder_of_its_own_by_squad_for_its_owner_alone(tmp_path):
    root = tmp_path / "data"
    for squad in ("club", "Läufer & Co"):
        landing = tending_landing(root, squad, "ada")
        landing.land(b"x", kind="tending", athlete_id="ada", source="carl", place="tending:1", landed_at=AT)
    folders = tending_folders(root, "ada")
    assert len(folders) == 2
    assert root / "squads" / "club" / "ada" in folders
    assert {folder.stat().st_mode & 0o777 for folder in (root / "squads", *(root / "squads").glob("*/"), *folders)} == {
        0o700
    }
    assert not tending_folders(root, "ben")
    assert athletes_here(root) == []
