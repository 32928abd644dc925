"""What is to be found at a source, by names, sizes and times alone: whether a visit could find anything new."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from niggle.config import ExportConfig, FolderConfig, SharedConfig, SourceConfig

FRESH_S = 10.0  # as long as a folder's visit may leave a file for later; to import what says so costs a look too much


def listing_of(source: SourceConfig, *, athlete_id: str, store_folder: Path, now_s: float) -> str | None:
    """A digest that stays as it is while a visit to the source would find what the last one found.

    None where only a visit can tell: a network has to be asked, there is nothing at the path, or a file was written to
    so short a time before `now_s` (Unix seconds) that it may have been left for later.
    """
    match source:
        case FolderConfig(path=path) | ExportConfig(path=path):
            return _digest(_entries(path), now_s)
        case SharedConfig():
            from niggle.sources.incoming import SharedSource  # signatures take long to import

            path = SharedSource(source, athlete_id=athlete_id, store_folder=store_folder).path
            return _digest(_entries(path, is_absence_telling=True), now_s)
        case _:
            return None


def _digest(entries: Iterator[tuple[str, os.stat_result | None]], now_s: float) -> str | None:
    digest = hashlib.sha256()
    try:
        for name, status in entries:
            if status is not None and abs(now_s - status.st_mtime) < FRESH_S:
                return None
            told = None if status is None else (status.st_mode, status.st_size, status.st_mtime_ns)
            digest.update(os.fsencode(f"{name}\0{told}\0"))
    except OSError:
        return None
    return digest.hexdigest()[:16]


def _entries(path: Path, *, is_absence_telling: bool = False) -> Iterator[tuple[str, os.stat_result | None]]:
    """Every file below a path, or the one that is there, with what tells its version; None of a link to nothing."""
    if is_absence_telling and not path.exists():
        yield "", None
    elif not path.is_dir():
        yield "", path.stat()
    else:
        yield from _below(str(path))


def _below(folder: str) -> Iterator[tuple[str, os.stat_result | None]]:
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _below(entry.path)
            continue
        try:
            yield entry.path, entry.stat()
        except OSError:
            yield entry.path, None
