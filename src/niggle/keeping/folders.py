"""The folders of a store that have raw files and a manifest of their own, and whom each is about."""

from pathlib import Path

from niggle.store.layout import athlete_folder, athletes_here, tending_folders

NOBODY = ""  # in place of an athlete's id


def landing_folders(root: Path) -> list[tuple[Path, str]]:
    """What names nobody, each athlete's own folder, and what coaches of squads noted about one: <squad>/<athlete>."""
    athletes = [(athlete_folder(root, athlete_id), athlete_id) for athlete_id in athletes_here(root)]
    return [(root, NOBODY), *athletes, *((folder, folder.name) for folder in tending_folders(root))]
