"""What each page of an athlete was drawn from, so that one is drawn again only if that is other now.

A page is known by its path; its source is a digest of the published results that it shows, of what the configuration
says of the athlete and of what draws it. So a year that is over is drawn once, and again if a run of it changes.
"""

import hashlib
import json
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from niggle.config import Athlete
from niggle.consent import OWN
from niggle.durable import size_of
from niggle.pairs import Worn
from niggle.records.visibility import viewer
from niggle.store import Reader, Writer
from niggle.store.database import Row, utc_naive

RUNS = "runs"  # all pages of runs, which are known one by one besides
_ROOMS = ("reports", "vocabulary")  # what draws


class Drawn:
    """The pages of an athlete below a folder that are drawn already."""

    def __init__(self, rows: Iterable[Row], folder: Path) -> None:
        self._folder = folder
        self._known = {row["page"]: (row["source"], row["size_bytes"]) for row in rows}
        self._new: dict[str, tuple[str, int | None]] = {}
        self._over: set[str] = set()

    def has(self, page: str, source: str) -> bool:
        """Whether a page was drawn from that, and is as it was drawn."""
        return self._known.get(page) == (source, size_of(self._folder / page))

    @property
    def is_whole(self) -> bool:
        """Whether every page that was drawn is as it was drawn."""
        return all(size == size_of(self._folder / page) for page, (_, size) in self._known.items())

    @property
    def pages(self) -> set[str]:
        """The pages that were drawn, but for those of runs."""
        return self._known.keys() - {RUNS}

    def note(self, page: str, source: str) -> None:
        """Take note that a page has been drawn."""
        self._new[page] = (source, size_of(self._folder / page))

    def keep_only(self, pages: Iterable[str]) -> None:
        """Forget all others."""
        self._over |= self._known.keys() - set(pages)

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to write."""
        return bool(self._over) or any(self._known.get(page) != told for page, told in self._new.items())

    def write(self, writer: Writer) -> None:
        """Keep what was noted."""
        writer.write("delete_drawn", pages=sorted(self._over | self._new.keys()))
        writer.insert("drawn", [
            {"page": page, "source": source, "size_bytes": size} for page, (source, size) in self._new.items()
        ])  # fmt: skip


def source_of_runs(athlete: Athlete) -> str:
    """What all pages of an athlete's runs are drawn from besides the run."""
    return _digest(pages_revision(), athlete.model_dump_json())


def source_of_athlete(reader: Reader, athlete: Athlete, shoes: Worn, now: datetime) -> str:
    """What the athlete's own page is drawn from, which shows a little of all that is published, and the shoes."""
    (revision,) = reader.rows("revision")
    (bounds,) = reader.rows("how_long_it_holds", now=utc_naive(now))
    return _digest(source_of_runs(athlete), *revision.values(), *bounds.values(), repr(shoes.pairs))


def sources_of_years(reader: Reader, athlete: Athlete, years: Collection[int], now: datetime) -> dict[int, str]:
    """What the pages of these years, which are all that there are, are drawn from."""
    told = reader.rows("years_of_runs", **viewer([(athlete, OWN)], now))
    whose = source_of_runs(athlete)
    return {
        year: _digest(whose, *years, *(row["told"] for row in told if row["first"] <= year <= row["last"]))
        for year in years
    }


@cache
def pages_revision() -> str:
    """A digest of all that pages are drawn by: another niggle draws them anew."""
    digest = hashlib.sha256()
    for room in _ROOMS:
        for name, file in sorted(_files_below(files("niggle").joinpath(room), room), key=lambda one: one[0]):
            digest.update(f"{name}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _files_below(folder: Traversable, name: str) -> Iterable[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _files_below(entry, f"{name}/{entry.name}")
        elif not entry.name.endswith(".pyc"):
            yield f"{name}/{entry.name}", entry


def _digest(*told: object) -> str:
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()[:32]
