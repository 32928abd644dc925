"""The bulk export that every user of Garmin's or Strava's can ask for: ten years at once, no API, no terms in the way.

Garmin's is a ZIP with recordings in further ZIPs under DI_CONNECT and titles in JSON beside them; Strava's has
`activities.csv` and `activities/*.fit.gz`, `.gpx.gz`, `.tcx.gz`. Either is read where it is, ZIP or unpacked folder,
one recording in memory at a time, and nothing of it is ever written by a name from inside. Every member is a place of
its own, so a visit that was cut short goes on where it stopped.
"""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from niggle.errors import DecodeError
from niggle.fit.unwrap import unwrap
from niggle.sources.base import OWN_FILES, ActivityDetails, Fetched, SourceError
from niggle.sources.export_words import Words, garmin_words, strava_words
from niggle.tracks.formats import format_of

_RECORDINGS = (".fit", ".gpx", ".tcx", ".fit.gz", ".gpx.gz", ".tcx.gz")
_MOST_BYTES = 512 * 1024 * 1024  # a recording, or the JSON of ten years of titles
_MOST_SWELLING = 1000
_MOST_DEPTH = 4
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


@dataclass(frozen=True, slots=True)
class _File:
    """A file of the export: its name (with the archive's before it), what tells its version, and how to open it."""

    name: str
    stamp: str
    opener: Callable[[], IO[bytes]]

    def read(self) -> bytes:
        """The file's bytes.

        Raises:
            ValueError: if it swells beyond what any such file would.
        """
        with self.opener() as stream:
            data = stream.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise ValueError("unpacks to far more than any recording would")
        return data


class ExportSource:
    """The recordings in a bulk export, with what the service says of each."""

    kind = "export"
    terms = OWN_FILES

    def __init__(self, path: Path) -> None:
        self.path = path

    def fetch(self, seen: Mapping[str, str]) -> Iterator[Fetched]:
        """What is new in the export, file by file.

        Raises:
            SourceError: if there is no export at the path.
        """
        if not self.path.exists():
            raise SourceError(f"{self.path}: no such export; unpack it there or mend `path` in the configuration")
        words = self._words()
        with self._files() as found:
            for file in found:
                if not file.name.lower().endswith(_RECORDINGS):
                    continue
                place = f"{self.path}!{file.name}"
                if seen.get(place) != file.stamp:
                    yield from _fetched(file, place, words)

    def _words(self) -> Words:
        """What the export says of its activities; a list that cannot be read is as good as none."""
        words = Words()
        with self._files() as found:
            for file in found:
                name = file.name.lower().rpartition("/")[2]
                if name == "activities.csv":
                    words.add(strava_words(_text(file)))
                elif name.endswith(".json") and "summarizedactivities" in name:
                    words.add(garmin_words(_text(file)))
        return words

    @contextmanager
    def _files(self) -> Iterator[Iterator[_File]]:
        if self.path.is_dir():
            yield _below(self.path)
            return
        try:
            archive = zipfile.ZipFile(self.path)
        except (zipfile.BadZipFile, OSError) as error:
            raise SourceError(
                f"{self.path}: not a readable export ({error}); fetch it again, or name the folder it is unpacked in"
            ) from error
        with archive:
            yield _inside(archive, "", 0)


def is_export(path: Path) -> bool:
    """Whether a bulk export of Garmin's or Strava's is there, by what lies at its top."""
    if path.is_dir():
        return (path / "DI_CONNECT").is_dir() or (
            (path / "activities.csv").is_file() and (path / "activities").is_dir()
        )
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    return any(name.startswith("DI_CONNECT/") for name in names) or "activities.csv" in names


def _below(folder: Path) -> Iterator[_File]:
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        name = path.relative_to(folder).as_posix()
        if name.lower().endswith(".zip"):
            try:
                archive = zipfile.ZipFile(path)
            except (zipfile.BadZipFile, OSError):
                continue
            with archive:
                yield from _inside(archive, f"{name}/", 1)
            continue
        status = path.stat()
        yield _File(name, f"{status.st_size}:{status.st_mtime_ns}", partial(io.FileIO, path))


def _inside(archive: zipfile.ZipFile, before: str, depth: int) -> Iterator[_File]:
    for member in archive.infolist():
        if member.is_dir() or member.file_size > _MOST_SWELLING * max(member.compress_size, 1):
            continue
        name = f"{before}{member.filename}"
        if name.lower().endswith(".zip"):
            if depth < _MOST_DEPTH:
                yield from _nested(archive, member, name, depth)
            continue
        stamp = f"{member.file_size}:{member.CRC:08x}"
        yield _File(name, stamp, partial(archive.open, member))


def _nested(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, depth: int) -> Iterator[_File]:
    """The files of an archive in the archive. It is held in memory, one at a time."""
    try:
        with archive.open(member) as stream:
            data = stream.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            return
        inner = zipfile.ZipFile(io.BytesIO(data))
    except _UNREADABLE:
        return
    with inner:
        yield from _inside(inner, f"{name}/", depth + 1)


def _text(file: _File) -> str:
    try:
        return file.read().decode("utf-8-sig", errors="replace")
    except _UNREADABLE:
        return ""


def _fetched(file: _File, place: str, words: Words) -> Iterator[Fetched]:
    try:
        data = file.read()
        ((_, recording),) = unwrap(data, name=file.name)
    except (DecodeError, *_UNREADABLE) as error:
        reason = f"{place}: cannot be unpacked: {error}"
        yield Fetched(place=place, origin=place, data=str(error).encode(), stamp=file.stamp, problem=reason)
        return
    form = format_of(file.name, recording)
    details: ActivityDetails | None = words.of(file.name)
    yield Fetched(
        place=place, origin=place, data=recording, format=form, stamp=file.stamp,
        modified_at=None if details is None else details.started_at,
        upstream_id=None if details is None else details.upstream_id, details=details,
    )  # fmt: skip
