"""A folder that a watch, a sync program or a person fills; or a single file or archive.

FIT, GPX and TCX files are taken as they are, gzip and zip files member by member; a bulk export that lies here, packed
or unpacked, is read as one, with what it says of each activity. A file `diary.csv` in a folder is the runner's pain
diary. A file that was written to a moment ago and is not whole is left for the next
visit: whoever fills the folder has not finished.
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from niggle.errors import DecodeError
from niggle.fit.unwrap import is_debris, unwrap
from niggle.sources.apple_health import AppleHealthSource, is_apple_health
from niggle.sources.base import OWN_FILES, Arrival, Fetched, SourceError
from niggle.sources.export import ExportSource, is_export, is_unpacked_export
from niggle.sources.whole import is_whole
from niggle.tracks.formats import format_of

_SUFFIXES = (".fit", ".gz", ".zip", ".gpx", ".tcx")
_DIARY = "diary.csv"
SETTLED_S = 10.0


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

    def fetch(self, seen: Mapping[str, str]) -> Iterator[Arrival]:
        """What is new or changed below the path, in the order of names.

        Raises:
            SourceError: if the path is not there or may not be read; at the end, if an export could not be read whole.
        """
        problems: list[str] = []
        for path in self._files():
            place = str(path)
            if path.suffix.lower() in (".zip", ".xml") and is_apple_health(path):
                try:
                    yield from AppleHealthSource(path).fetch(seen)
                except SourceError as error:
                    problems.append(str(error))
                continue
            if path.is_dir() or (path.suffix.lower() == ".zip" and is_export(path)):
                try:
                    yield from ExportSource(path).fetch(seen)
                except SourceError as error:
                    problems.append(str(error))
                continue
            try:
                status = path.stat()
                stamp = f"{status.st_size}:{status.st_mtime_ns}"
                if seen.get(place) == stamp:
                    continue
                data = path.read_bytes()
                if abs(self._clock() - status.st_mtime) < self._settled_s and not is_whole(data):
                    continue
            except OSError as error:
                raise SourceError(f"{place}: cannot be read: {error.strerror}; check its permissions") from error
            modified_at = datetime.fromtimestamp(status.st_mtime, tz=UTC)
            if path.name.lower() == _DIARY:
                yield Fetched(place=place, origin=place, data=data, kind="diary", stamp=stamp)
                continue
            yield from members_of(data, place=place, stamp=stamp, modified_at=modified_at)
        if problems:
            raise SourceError("; ".join(problems))

    def _files(self) -> list[Path]:
        """The files that may hold something, and the folders that are unpacked exports."""
        if self.path.is_file():
            return [] if is_debris(self.path.name) else [self.path]
        if not self.path.is_dir():
            raise SourceError(f"{self.path}: no such folder; make it, or mend `path` in the configuration")
        found: list[Path] = []

        def refuse(error: OSError) -> None:
            raise SourceError(f"{error.filename}: cannot be read: {error.strerror}; check its permissions") from error

        for folder, subfolders, names in os.walk(self.path, onerror=refuse):
            if is_unpacked_export(Path(folder)):
                found.append(Path(folder))
                subfolders.clear()
                continue
            subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
            found += [
                Path(folder, name)
                for name in sorted(names)
                if (name.lower().endswith(_SUFFIXES) or name.lower() == _DIARY) and not name.startswith(".")
            ]
        return found


def members_of(data: bytes, *, place: str, stamp: str, modified_at: datetime) -> Iterator[Fetched]:
    """The recordings in a file; only the last carries the stamp, so that a visit cut short is made again."""
    held: Fetched | None = None
    try:
        for origin, member in unwrap(data, name=place):
            if held is not None:
                yield held
            held = Fetched(
                place=place, origin=origin, data=member, modified_at=modified_at, format=format_of(origin, member)
            )
    except DecodeError as error:
        if held is not None:
            yield held
        held = Fetched(place=place, origin=place, data=data, modified_at=modified_at, problem=str(error))
    if held is not None:
        yield replace(held, stamp=stamp)
