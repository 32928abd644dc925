"""Where everything of a store is: one folder an athlete, and beside them only what is nobody's alone.

    <store>/athletes/<id>/niggle.duckdb       all of one athlete, and .lock: one writer an athlete
    <store>/athletes/<id>/published.duckdb    what readers see of them
    <store>/athletes/<id>/standing.json       what is asked across athletes, answered when the athlete was published
    <store>/athletes/<id>/raw/, manifest.jsonl
    <store>/squads/<squad>/<id>/raw/, manifest.jsonl    what a squad's coaches noted about an athlete
    <store>/niggle.duckdb                     messages sent, troubles of sources, devices with a second opinion
    <store>/raw/, manifest.jsonl              what names no athlete: a squad's diary
    <store>/looks.json                        what viewers saw when they looked last

So nothing that is done for an athlete grows with the others or waits for them. To forget one is to remove a folder, and
those of what coaches noted, which is theirs and in nothing that an athlete takes along.
A store of the layout before is moved when it is first asked for (`niggle.store.move`).

Where the store is in an object store, an athlete's folder is borrowed to be worked on (`niggle.steps.at_home`); the
folder of this machine then holds what is nobody's alone, and copies of what is published (`niggle.store.desk`).
"""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from niggle.errors import UsageError
from niggle.homes import elsewhere
from niggle.landing import Landing
from niggle.store.database import Store
from niggle.store.move import ATHLETES, settle
from niggle.store.published import Published
from niggle.vocabulary.slugs import slug

_SQUADS = "squads"


def athlete_folder(root: Path, athlete_id: str) -> Path:
    """Where all of an athlete is."""
    return root / ATHLETES / athlete_id


def athlete_store(root: Path, athlete_id: str) -> Store:
    """An athlete's database and what is published of it.

    Raises:
        UsageError: if the store is in an object store, where nothing is changed in place.
    """
    _refuse_elsewhere(root)
    settle(root)
    return Store(athlete_folder(root, athlete_id))


def athlete_landing(root: Path, athlete_id: str) -> Landing:
    """An athlete's raw files.

    Raises:
        UsageError: if the store is in an object store, where nothing is changed in place.
    """
    _refuse_elsewhere(root)
    settle(root)
    return _landing(root, ATHLETES, athlete_id)


def tending_landing(root: Path, squad: str, athlete_id: str) -> Landing:
    """What the coaches of a squad noted about an athlete, as it landed."""
    return _landing(root, _SQUADS, slug(squad), athlete_id)


def tending_landings(root: Path, names: Iterable[str], athlete_id: str) -> list[Landing]:
    """The same of a squad that has had several names."""
    return [tending_landing(root, name, athlete_id) for name in names]


def tending_folders(root: Path, athlete_id: str = "*") -> list[Path]:
    """Where there are notes of coaches about an athlete, or about anybody, in whatever squad."""
    return sorted((root / _SQUADS).glob(f"*/{athlete_id}/"))


def noted_squads(root: Path) -> set[str]:
    """The squads whose coaches noted something, by what their names are in addresses."""
    return {folder.parent.name for folder in tending_folders(root)}


def looks_path(root: Path) -> Path:
    """What viewers saw when they looked last."""
    return root / "looks.json"


def common_store(root: Path) -> Store:
    """The database of what is nobody's alone; nothing of it is published."""
    settle(root)
    return Store(root)


def common_landing(root: Path) -> Landing:
    """The raw files that name no athlete."""
    settle(root)
    return Landing(root)


def athletes_here(root: Path) -> list[str]:
    """The ids of all who have a folder, whether or not the configuration names them."""
    settle(root)
    return sorted(folder.name for folder in (root / ATHLETES).glob("[!.]*/"))


def published(root: Path) -> Published:
    """What is published of every athlete, to be asked within a `with`."""
    settle(root)
    where = elsewhere(root)
    if where is None:
        return Published(root / ATHLETES, lambda athlete_id: athlete_store(root, athlete_id))
    from niggle.store.desk import Desk  # it needs what the base installation has not

    desk = Desk(root, root / ATHLETES, where)
    desk.refresh()
    return Published(root / ATHLETES, desk.store)


@lru_cache(maxsize=4096)
def _landing(root: Path, *names: str) -> Landing:
    """A landing is no more than its paths, and pages of squads ask for hundreds."""
    return Landing(root.joinpath(*names))


def _refuse_elsewhere(root: Path) -> None:
    where = elsewhere(root)
    if where is not None:
        raise UsageError(f"{where.objects}: this is not possible with a store in an object store; see docs/cluster.md")
