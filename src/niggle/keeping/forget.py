"""An athlete, taken out of everything that a store keeps.

Every part can be done again, and the athlete's own folder goes last: who was stopped in between calls it once more.
"""

import re
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from niggle import history
from niggle.config import Athlete, Config
from niggle.durable import writing
from niggle.errors import NotFoundError, StoreBusyError, StoreError
from niggle.homes import Homes, elsewhere
from niggle.keeping.backup import backups_made
from niggle.keeping.folders import landing_folders
from niggle.landing import MANIFEST, Landing, parsed
from niggle.pain.diary import decode_diary, without_athlete
from niggle.reports.files import remove_page
from niggle.reports.paths import athlete_path, coach_path, run_path
from niggle.sources import credentials
from niggle.sources.incoming import inbox_path
from niggle.steps.leased_batch import alone_with, erase, is_in_lake
from niggle.steps.outgoing import take_all_back
from niggle.steps.report import report_squads
from niggle.store import Store
from niggle.store.desk import VERSIONS
from niggle.store.layout import (
    athlete_folder,
    athlete_landing,
    athlete_store,
    athletes_here,
    common_store,
    looks_path,
    tending_folders,
)
from niggle.store.rewriting import rename_raw_files
from niggle.vocabulary.slugs import is_id, slug
from niggle.web.accounts import Accounts


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What could not be reached, a line each, and the backups that still have the athlete."""

    problems: tuple[str, ...]
    backups: tuple[str, ...]


def kept_of(config: Config, athlete_id: str) -> str:
    """What there is of an athlete, in words.

    Raises:
        NotFoundError: if there is nothing.
    """
    is_known = any(athlete.id == athlete_id for athlete in config.athletes)
    if not is_id(athlete_id) or not (is_known or _is_here(config, athlete_id)):
        raise NotFoundError(f"{athlete_id!r}: nothing is kept of such an athlete; `niggle doctor` lists who is here")
    return f"{_count_raw_files(config, athlete_id)} raw files, and all that was made from them or entered"


def forget_athlete(config: Config, athlete_id: str, *, now: datetime) -> Forgotten:
    """Take away everything of an athlete.

    Raises:
        NotFoundError: if there is nothing of such an athlete.
        StoreBusyError: while a night is on.
    """
    kept_of(config, athlete_id)
    root = config.store.path
    if common_store(root).is_night_on():
        raise StoreBusyError(f"{root}: a night is on; try again when it is through")
    with alone_with(config, athlete_id):
        problems = _taken_away(config, athlete_id, now)
        erase(config, athlete_id)
    _draw_squads(config)
    backups = tuple(path for path in backups_made(root) if Path(path).exists())
    return Forgotten(problems, backups)


def _is_here(config: Config, athlete_id: str) -> bool:
    if athlete_folder(config.store.path, athlete_id).exists():
        return True
    objects = config.store.objects
    return (objects is not None and Homes(objects).read(athlete_id).etag is not None) or is_in_lake(config, athlete_id)


def _count_raw_files(config: Config, athlete_id: str) -> int:
    if config.store.objects is not None:
        return sum(path.startswith("raw/") for path in Homes(config.store.objects).read(athlete_id).files)
    folder = athlete_folder(config.store.path, athlete_id)
    return sum(path.is_file() for path in (folder / "raw").glob("*/*"))


def _taken_away(config: Config, athlete_id: str, now: datetime) -> tuple[str, ...]:
    """Take the athlete out of this machine's folder; a line for each place of shared bundles that was out of reach."""
    root = config.store.path
    athlete = next((one for one in config.athletes if one.id == athlete_id), None)
    problems = take_all_back(config, athlete or Athlete(id=athlete_id, name=athlete_id), now=now)
    try:
        history.forget_athlete(root, athlete_id)
    except sqlite3.Error as error:
        raise StoreBusyError(
            f"{root}: the history of nights cannot be written to just now ({error}); try again"
        ) from error
    Accounts(root).forget_athlete(athlete_id)
    for kind in credentials.KINDS:
        credentials.delete(root, athlete_id, kind)
    _remove_loose_files(root, athlete_id)
    _forget_in_common(root, athlete_id, _digests(config, athlete_id))
    _forget_in_diaries(root, athlete_id)
    _remove_pages(root, athlete_id)
    folder = athlete_folder(root, athlete_id)
    if folder.exists():  # of a home elsewhere: copies of what is published
        with writing(root), Store(folder).locked():
            shutil.rmtree(folder)
    return problems


def _digests(config: Config, athlete_id: str) -> list[str]:
    """Of the athlete's raw files, wherever their manifest is."""
    if config.store.objects is None:
        arrivals = athlete_landing(config.store.path, athlete_id).arrivals()
        return [one.sha256 for one in arrivals if one.sha256]
    homes = Homes(config.store.objects)
    manifest = homes.fetch(homes.read(athlete_id), MANIFEST) or b""
    return [one.sha256 for one in parsed(manifest) if one is not None and one.sha256]


def _remove_loose_files(root: Path, athlete_id: str) -> None:
    """Inbox, quarantine, coaches' notes, what viewers saw last, and databases that were put aside."""
    inbox_path(root, athlete_id).unlink(missing_ok=True)
    (root / VERSIONS).unlink(missing_ok=True)  # of standings in a lake; brought anew
    looks_path(root).unlink(missing_ok=True)  # a convenience: every look is the first one then
    own = re.compile(rf"{re.escape(athlete_id)}-[0-9a-f]{{12}}\..+")
    strays = [path for path in (root / "quarantine").glob("*") if own.fullmatch(path.name)]
    for path in (*strays, *root.glob("niggle.duckdb.damaged*")):
        path.unlink()
    for notes in tending_folders(root, athlete_id):
        shutil.rmtree(notes)


def _forget_in_common(root: Path, athlete_id: str, digests: list[str]) -> None:
    """Delete what has been told of the athlete, and what their devices were told apart by."""
    store = common_store(root)
    if not store.is_there:
        return
    with store.write(publishes=False) as writer:
        for table in ("notices", "notice_beginnings", "source_troubles"):
            writer.write(f"delete_{table}_of", athlete_id=athlete_id)
        writer.write("delete_second_opinions", digests=digests)
    store.shred()


def _forget_in_diaries(root: Path, athlete_id: str) -> None:
    """Write those diaries anew, of a squad or of somebody else, that say something of the athlete among others."""
    folders = [folder for folder, who in landing_folders(root) if who != athlete_id]
    former: list[Path] = []
    renamed: dict[str, str] = {}
    for folder in folders:
        for path in sorted((folder / "raw").glob("*/*.csv")):
            new = _written_without(path, athlete_id, Landing(folder))
            if new is not None:
                former.append(path)
                renamed[path.name.removesuffix(".csv")] = new
    if not renamed:
        return
    for folder in folders:
        for digest, new in renamed.items():
            Landing(folder).rename_bytes(digest, new)
    for other in athletes_here(root):
        if other != athlete_id:
            rename_raw_files(athlete_store(root, other), renamed)
    for path in former:  # last: until then the next call finds what is still to do
        path.unlink()


def _written_without(path: Path, athlete_id: str, landing: Landing) -> str | None:
    """Keep a diary without what it says of the athlete; its new digest, None if it says nothing."""
    data = path.read_bytes()
    if athlete_id.encode() not in data:
        return None
    text = without_athlete(decode_diary(data), athlete_id).encode("utf-8", "surrogateescape")
    if text == data.removeprefix(b"\xef\xbb\xbf"):
        return None
    return landing.keep(text, "diary")


def _remove_pages(root: Path, athlete_id: str) -> None:
    folder = root / "reports"
    pages = [folder / athlete_path(athlete_id), *(folder / coach_path(athlete_id)).parent.glob("*.html")]
    own = re.compile(rf"{re.escape(slug(athlete_id))}-\d{{8}}T\d{{6}}Z.*\.html")
    pages += [path for path in folder.glob("runs/*.html") if own.fullmatch(path.name)]
    if elsewhere(root) is None:  # else no night draws any
        pages += [folder / run_path(run_id) for run_id in _run_ids(root, athlete_id)]
    for path in pages:
        remove_page(folder, path.relative_to(folder).as_posix())
    shutil.rmtree((folder / coach_path(athlete_id)).parent, ignore_errors=True)


def _run_ids(root: Path, athlete_id: str) -> list[str]:
    """The runs that may have a page, as far as the database can be read: one that it shares has any name."""
    store = athlete_store(root, athlete_id)
    if not store.is_there:
        return []
    try:
        with store.read_main() as reader:
            rows = [*reader.rows("run_ids"), *reader.rows("shared_objects_of", athlete_id=athlete_id)]
            return [row["run_id"] for row in rows]
    except StoreBusyError:
        raise
    except StoreError:
        return []


def _draw_squads(config: Config) -> None:
    """Draw the pages that showed the athlete beside others; without anybody else they go."""
    if config.store.objects is not None:
        return
    try:
        report_squads(config)
    except NotFoundError:
        shutil.rmtree(config.store.path / "reports", ignore_errors=True)
