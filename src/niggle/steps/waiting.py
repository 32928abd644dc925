"""Who has work tonight: one question to each store, and what is outside it by names, sizes and times.

A night that was through without a problem leaves what it went by with the athlete's results (`settle`). As long as that
is the same, and the store has nothing that a step would find to do, the next night would change nothing.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from niggle.config import Athlete, Config
from niggle.durable import size_of
from niggle.errors import NotFoundError, StoreError
from niggle.gait import METRICS_VERSION
from niggle.landing import MANIFEST
from niggle.reports.paths import INDEX, athlete_path, coach_path, run_path
from niggle.steps.drawn import pages_revision
from niggle.steps.listing import listing_of
from niggle.store import Reader, Store
from niggle.store.database import utc_naive
from niggle.store.layout import athlete_folder, athlete_store, athletes_here, common_store
from niggle.store.standing import Standing
from niggle.stride import RULES_VERSION as STRIDE_VERSION
from niggle.triage import RULES_VERSION as TRIAGE_VERSION

NOBODY = ""  # in the place of an athlete's id: what is nobody's alone
_AHEAD = timedelta(days=1)  # as far as a run's clock may be ahead (`niggle.steps.decode`)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Whose night has something to do, by id, and whether what all share has."""

    athlete_ids: tuple[str, ...]
    is_common: bool

    @property
    def is_empty(self) -> bool:
        """Whether a night would change nothing."""
        return not self.athlete_ids and not self.is_common


@dataclass(slots=True)
class Outside:
    """What an athlete's night goes by that is not in their database, noted as the night comes to it; None: unknown."""

    config: Config
    athlete: Athlete
    now: datetime
    told: dict[str, Any] | None = None

    def look_at_sources(self) -> None:
        """To be called before the sources are visited, so that what comes in meanwhile is for the next night."""
        root, athlete_id = self.config.store.path, self.athlete.id
        listings = [
            listing_of(source, athlete_id=athlete_id, store_folder=root, now_s=self.now.timestamp())
            for source in self.athlete.sources_at(self.now)
        ]
        if None not in listings:
            self.told = {"sources": listings, "athlete": self.athlete.model_dump_json(), "pages": pages_revision()}

    def look_at_arrivals(self) -> None:
        """To be called before what has landed is read."""
        if self.told is not None:
            folder = athlete_folder(self.config.store.path, self.athlete.id)
            self.told["arrivals"] = [size_of(folder / MANIFEST), size_of(self.config.store.path / MANIFEST)]

    def look_at_results(self) -> str | None:
        """A digest of all, at the end; None if only a night can tell."""
        if self.told is None:
            return None
        root, athlete = self.config.store.path, self.athlete
        store = athlete_store(root, athlete.id)
        pages = root / "reports"
        own = (pages / coach_path(athlete.id)).parent
        self.told |= {
            "published": _version(store.published),
            "drawn": [size_of(pages / athlete_path(athlete.id)), _sizes(own, "[0-9]*.html")],
            "shared": [_version(root / "outbox" / f"{athlete.id}.json"), *map(_version, _share_files(athlete))],
        }
        return _digest(self.told)


def outside_of(config: Config, athlete: Athlete, *, now: datetime) -> str | None:
    """What an athlete's night would go by if it were now; None if only a night can tell."""
    outside = Outside(config, athlete, now)
    outside.look_at_sources()
    outside.look_at_arrivals()
    return outside.look_at_results()


def look(config: Config, *, now: datetime) -> Waiting:
    """Who has work; nothing is changed, waited for or asked of a network: those whose homes are elsewhere may have."""
    if config.store.objects is not None:
        return Waiting(tuple(athlete.id for athlete in config.athletes), is_common=True)
    waiting = tuple(athlete.id for athlete in config.athletes if _waits(config, athlete, now))
    return Waiting(waiting, bool(waiting) or _is_common_due(config))


def settle(store: Store, outside: str | None, *, athlete_id: str) -> None:
    """Note that all is done that a night can do, by what it went; None: that nobody can know without one."""
    with store.read_main() as reader:
        known = reader.rows("settled_of", athlete_id=athlete_id)
    if [(row["outside"], row["is_current"]) for row in known] == ([] if outside is None else [(outside, True)]):
        return
    with store.write(publishes=False) as writer:
        writer.write("delete_settled", athlete_id=athlete_id)
        if outside is not None:
            (revision,) = writer.rows("revision")
            writer.insert("settled", [{"athlete_id": athlete_id, "number": revision["number"], "outside": outside}])


def settle_common(config: Config) -> None:
    """Note that what all share is as it is to be; to be called when a night has drawn its last page."""
    settle(common_store(config.store.path), _common_outside(config), athlete_id=NOBODY)


def _waits(config: Config, athlete: Athlete, now: datetime) -> bool:
    outside = outside_of(config, athlete, now=now)
    if outside is None:
        return True
    store = athlete_store(config.store.path, athlete.id)
    try:
        with store.peek() as reader:
            return _finds_work(reader, athlete, outside, now) or not (
                Standing.read(store.standing).holds(utc_naive(now)) and _are_drawn(reader, athlete, config.store.path)
            )
    except (NotFoundError, StoreError):
        return True


def _finds_work(reader: Reader, athlete: Athlete, outside: str, now: datetime) -> bool:
    (found,) = reader.rows(
        "what_waits", athlete_id=athlete.id, outside=outside, now=utc_naive(now), latest_start=utc_naive(now + _AHEAD),
        metrics_version=METRICS_VERSION, stride_version=STRIDE_VERSION, triage_version=TRIAGE_VERSION,
    )  # fmt: skip
    return any(found.values())


def _are_drawn(reader: Reader, athlete: Athlete, root: Path) -> bool:
    """Whether the pages of runs are as they were drawn."""
    drawn = reader.rows("pages_of", athlete_id=athlete.id)
    return all(size_of(root / "reports" / run_path(row["run_id"])) == row["size_bytes"] for row in drawn)


def _is_common_due(config: Config) -> bool:
    """Whether squads' pages are other than they are to be, somebody is here no more, or a message waits."""
    try:
        with common_store(config.store.path).peek() as reader:
            settled = [row["outside"] for row in reader.rows("settled_of", athlete_id=NOBODY)]
            return settled != [_common_outside(config)] or bool(config.notify.to and reader.rows("waiting_notices"))
    except (NotFoundError, StoreError):
        return True


def _common_outside(config: Config) -> str:
    root = config.store.path
    pages = root / "reports"
    return _digest(
        {
            "athletes": [athlete.model_dump_json() for athlete in config.athletes],
            "here": athletes_here(root),
            "notify": config.notify.model_dump_json(),
            "web": config.web.model_dump_json(),
            "pages": pages_revision(),
            "drawn": [
                size_of(pages / INDEX), _sizes(pages / "squads", "*.html"),
                _sizes(pages / "athletes", "*.html"), _sizes(pages / "athletes", "*/coach.html"),
            ],
        }
    )  # fmt: skip


def _share_files(athlete: Athlete) -> Sequence[Path]:
    folder = athlete.share.folder
    if folder is None:
        return ()
    from niggle.sources.incoming import bundle_name  # signatures take long to import

    return (folder / bundle_name(athlete.share.known_as or athlete.id),)


def _version(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


def _sizes(folder: Path, pattern: str) -> list[tuple[str, int | None]]:
    return [(path.relative_to(folder).as_posix(), size_of(path)) for path in sorted(folder.glob(pattern))]


def _digest(told: object) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:32]
