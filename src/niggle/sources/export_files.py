"""The files of a bulk export: a ZIP, a folder it was unpacked into, and archives within, one file at a time.

An archive within is unpacked to a nameless file on disk whatever its size, and nothing is ever written by a name from
inside. What cannot be read is told by name, and the rest goes on.
"""

import codecs
import io
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

from niggle.errors import UnreadableError
from niggle.fit.unwrap import is_debris
from niggle.reading import reading
from niggle.sources.base import SourceError
from niggle.sources.regular import EntryError, place_of, status_of, walk

MOST_BYTES = 512 * 1024 * 1024  # a recording, or the JSON of ten years of titles
_MOST_SWELLING = 1000
_MOST_ARCHIVE_SWELLING = 100  # recordings in an archive are packed already
_LEAST_ARCHIVE_BYTES = 1 << 20  # less is not worth a fault
_MOST_DEPTH = 4


@dataclass(frozen=True, slots=True)
class File:
    """A file of the export: its name (with the archive's before it), what tells its version, and how to open it."""

    name: str
    stamp: str
    opener: Callable[[], IO[bytes]]

    def read(self) -> bytes:
        """The file's bytes.

        Raises:
            UnreadableError: if it cannot be read, or swells beyond what any such file would.
        """
        with reading(self.name, says_why=True), self.opener() as stream:
            data = stream.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise UnreadableError("unpacks to far more than any recording would", path=self.name)
        return data

    @property
    def base_name(self) -> str:
        """The name without folders, in lower case."""
        return self.name.lower().rpartition("/")[2]


@dataclass(slots=True)
class Walk:
    """A way through an export; `unread` names the parts that could not be read, and why."""

    path: Path
    unread: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def files(self) -> Iterator[Iterator[File]]:
        """Every file, one after another; each can be read until the next is asked for.

        Raises:
            SourceError: if there is no export at the path.
        """
        if self.path.is_dir():
            yield self._below(self.path)
            return
        try:
            with reading(str(self.path), says_why=True):
                archive = zipfile.ZipFile(self.path)
        except UnreadableError as error:
            raise SourceError(
                f"{self.path}: not a readable export ({error.reason}); fetch it again, or name the folder it is "
                "unpacked in"
            ) from error
        with archive:
            yield self._inside(archive, "", 0)

    def _below(self, folder: Path) -> Iterator[File]:
        for path, status in regular_files(folder, self.unread):
            name = place_of(path.relative_to(folder))
            if is_debris(name):
                continue
            if name.lower().endswith(".zip"):
                yield from self._archive(path, name, 0)
                continue
            yield File(name, f"{status.st_size}:{status.st_mtime_ns}", partial(io.FileIO, path))

    def _inside(self, archive: zipfile.ZipFile, before: str, depth: int) -> Iterator[File]:
        for member in archive.infolist():
            name = f"{before}{member.filename}"
            if member.is_dir() or is_debris(member.filename):
                continue
            if member.file_size > _MOST_SWELLING * max(member.compress_size, 1):
                self.unread[name] = "unpacks to far more than any such file would"
            elif name.lower().endswith(".zip"):
                yield from self._nested(archive, member, name, depth)
            else:
                yield File(name, f"{member.file_size}:{member.CRC:08x}", partial(archive.open, member))

    def _nested(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, depth: int) -> Iterator[File]:
        if depth == _MOST_DEPTH:
            self.unread[name] = f"archives in archives, more than {_MOST_DEPTH} deep"
            return
        if _swells(member):
            self.unread[name] = "unpacks to far more than any recordings would"
            return
        with tempfile.TemporaryFile() as unpacked:
            try:
                with reading(name, says_why=True), archive.open(member) as stream:
                    shutil.copyfileobj(stream, unpacked, 1 << 20)
            except UnreadableError as error:
                self.unread[name] = error.reason
                return
            yield from self._archive(unpacked, name, depth)

    def _archive(self, source: Path | IO[bytes], name: str, depth: int) -> Iterator[File]:
        try:
            with reading(name, says_why=True):
                archive = zipfile.ZipFile(source)
        except UnreadableError as error:
            self.unread[name] = error.reason
            return
        with archive:
            yield from self._inside(archive, f"{name}/", depth + 1)


def regular_files(folder: Path, unread: dict[str, str]) -> list[tuple[Path, os.stat_result]]:
    """Every regular file below a folder, in the order of their paths; links are left out.

    `unread` is told the rest, by name.
    """
    found = []

    def tell(error: EntryError) -> None:
        unread[place_of(error.path.relative_to(folder))] = error.reason

    for below, _, names in walk(folder, tell):
        for path in (below / name for name in names):
            try:
                if not path.is_symlink():
                    found.append((path, status_of(path)))
            except EntryError as error:
                tell(error)
    return sorted(found)


def holds(source: Path | IO[bytes], is_wanted: Callable[[str], bool], depth: int = 0) -> bool:
    """Whether an archive, or one within it, has a file whose name is wanted; False of what cannot be read."""
    try:
        with reading(str(source)), zipfile.ZipFile(source) as archive:
            members = [member for member in archive.infolist() if not is_debris(member.filename)]
            if any(is_wanted(member.filename) for member in members):
                return True
            within = (one for one in members if one.filename.lower().endswith(".zip") and not _swells(one))
            return depth < _MOST_DEPTH and any(_holds_within(archive, one, is_wanted, depth) for one in within)
    except UnreadableError:
        return False


def _holds_within(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, is_wanted: Callable[[str], bool], depth: int
) -> bool:
    try:
        with reading(member.filename), archive.open(member) as stream:
            return holds(stream, is_wanted, depth + 1)
    except UnreadableError:
        return False


def _swells(member: zipfile.ZipInfo) -> bool:
    """Whether an archive within unpacks to far more than archives of recordings do."""
    return member.file_size > max(_MOST_ARCHIVE_SWELLING * member.compress_size, _LEAST_ARCHIVE_BYTES)


def text_of(file: File) -> str | None:
    """A table or document of the export as text; None if it cannot be read."""
    try:
        data = file.read()
    except UnreadableError:
        return None
    is_utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if is_utf16 else "utf-8-sig", errors="replace")
