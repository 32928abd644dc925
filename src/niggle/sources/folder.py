"""A folder that a watch, a sync program or a person fills; or a single file or archive.

FIT, GPX and TCX files are taken as they are, gzip and zip files member by member; a bulk export that lies here, packed
or unpacked, is read as one, with what it says of each activity. A file `diary.csv` in a folder is the runner's pain
diary. One odd entry (a pipe, a link to nothing, what may not be read or is far too large) is named, and the others are
read; an archive without a recording is left where it is. A file that was written to a moment ago and is not whole is
left for the next visit: whoever fills the folder has not finished.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from niggle.errors import DecodeError, printable
from niggle.fit.unwrap import is_debris, unwrap
from niggle.reading import reading
from niggle.sources.apple_health import AppleHealthSource, is_apple_health
from niggle.sources.base import OWN_FILES, Arrival, Fetched, LeftOut, Marker, SourceError
from niggle.sources.export import ExportSource, is_export, is_unpacked_export
from niggle.sources.own_export import OwnExportSource, is_own_export
from niggle.sources.regular import EntryError, check_readable, place_of, read_regular, status_of, walk
from niggle.sources.whole import is_whole
from niggle.tracks.formats import format_of

_SUFFIXES = (".fit", ".gz", ".zip", ".gpx", ".tcx")
_DIARY = "diary.csv"
_MOST_BYTES = 512 * 1024 * 1024  # of a file that is read whole; bulk exports are not
SETTLED_S = 10.0


@dataclass(frozen=True, slots=True)
class Census:
    """How many entries of a folder may hold recordings, how many other files there are, and what cannot be read."""

    recordings: int
    others: int
    problems: tuple[str, ...]


class FolderSource:
    """Every recording and pain diary below a path.

    Files written to less than `settled_s` ago, by `clock` (Unix seconds), are left alone unless they are whole.
    """

    kind = "folder"
    terms = OWN_FILES

    def __init__(self, path: Path, *, settled_s: float = 0.0, clock: Callable[[], float] = time.time) -> None:
        self.path = path
        self._settled_s = settled_s
        self._clock = clock
        self._others = 0

    def fetch(self, seen: Mapping[str, str]) -> Iterator[Arrival]:
        """What is new or changed below the path, in the order of names.

        Raises:
            SourceError: if the path is not there; at the end, with a line for each entry that could not be read.
        """
        problems: list[str] = []
        for path, is_folder in self._entries(problems):
            try:
                yield from ExportSource(path).fetch(seen) if is_folder else self._within(path, seen)
            except SourceError as error:
                problems.append(str(error))
        if problems:
            raise SourceError("; ".join(problems))

    def census(self) -> Census:
        """What there is below the path; no file is opened.

        Raises:
            SourceError: if the path is not there.
        """
        problems: list[str] = []
        entries = self._entries(problems)
        for path, _ in entries:
            try:
                check_readable(path)
            except EntryError as error:
                problems.append(str(error))
        diaries = sum(path.name.lower() == _DIARY for path, _ in entries)
        return Census(len(entries) - diaries, self._others + diaries, tuple(problems))

    def _within(self, path: Path, seen: Mapping[str, str]) -> Iterator[Arrival]:
        """What one file holds."""
        place, status = place_of(path), status_of(path)
        stamp = f"{status.st_size}:{status.st_mtime_ns}"
        if seen.get(place) == stamp:
            return
        suffix = path.suffix.lower()
        if suffix in (".zip", ".xml") and is_apple_health(path):
            yield from AppleHealthSource(path).fetch(seen)
            return
        if suffix == ".zip" and is_own_export(path):
            yield from OwnExportSource(path).fetch(seen)
            return
        if suffix == ".zip" and is_export(path):
            yield from ExportSource(path).fetch(seen)
            return
        data = read_regular(path, _MOST_BYTES)
        if abs(self._clock() - status.st_mtime) < self._settled_s and not is_whole(data):
            return
        if path.name.lower() == _DIARY:
            yield Fetched(place=place, origin=printable(place), data=data, kind="diary", stamp=stamp)
            return
        modified_at = datetime.fromtimestamp(status.st_mtime, tz=UTC)
        yield from members_of(data, place=place, stamp=stamp, modified_at=modified_at)

    def _entries(self, problems: list[str]) -> list[tuple[Path, bool]]:
        """The files that may hold something, and the folders that are unpacked exports (True)."""
        if self.path.is_file():
            return [] if is_debris(self.path.name) else [(self.path, False)]
        if not self.path.is_dir():
            raise SourceError(f"{self.path}: no such folder; make it, or mend `path` in the configuration")
        found: list[tuple[Path, bool]] = []
        self._others = 0
        for folder, subfolders, names in walk(self.path, lambda error: problems.append(str(error))):
            if is_unpacked_export(folder):
                found.append((folder, True))
                subfolders.clear()
                continue
            subfolders[:] = [name for name in subfolders if not name.startswith(".")]
            seen = [name for name in names if not name.startswith(".")]
            wanted = [name for name in seen if name.lower().endswith(_SUFFIXES) or name.lower() == _DIARY]
            self._others += len(seen) - len(wanted)
            found += [(folder / name, False) for name in wanted]
        return found


def members_of(data: bytes, *, place: str, stamp: str, modified_at: datetime) -> Iterator[Fetched | Marker | LeftOut]:
    """The recordings in a file; only the last carries the stamp, so that a visit cut short is made again."""
    held: Fetched | None = None
    try:
        with reading(place):
            for origin, member in unwrap(data, name=place):
                if held is not None:
                    yield held
                held = Fetched(
                    place=place, origin=printable(origin), data=member, modified_at=modified_at,
                    format=format_of(origin, member),
                )  # fmt: skip
    except DecodeError as error:
        if held is not None:
            yield held
        held = Fetched(place=place, origin=printable(place), data=data, modified_at=modified_at, problem=str(error))
    if held is not None:
        yield replace(held, stamp=stamp)
        return
    yield LeftOut(count=1, why="without a recording: an archive, which stays where it is")
    yield Marker(place=place, stamp=stamp)  # not to be unpacked every night
