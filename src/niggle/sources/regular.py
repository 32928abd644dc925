"""Regular files of a folder that anybody may fill: never a pipe, no more bytes than fit, a name for every one."""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from niggle.sources.base import SourceError


class EntryError(SourceError):
    """One entry of a folder that cannot be read; `reason` is without its name."""

    def __init__(self, path: Path, reason: str, remedy: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{place_of(path)}: cannot be read: {reason}; {remedy}")


def place_of(path: Path) -> str:
    r"""The path as text that can be kept: bytes that are no UTF-8 are written as \xe9 and the like."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def status_of(path: Path) -> os.stat_result:
    """Size and times of a regular file, or of the one that a link leads to.

    Raises:
        EntryError: if it is something else, leads to nothing, or may not be looked at.
    """
    try:
        status = path.stat()
    except OSError as error:
        raise _refused(path, error) from error
    if not stat.S_ISREG(status.st_mode):
        raise EntryError(path, "it is no regular file", "move it elsewhere")
    return status


def read_regular(path: Path, most_bytes: int) -> bytes:
    """The bytes of a regular file.

    Raises:
        EntryError: if it is something else, has more bytes, or may not be read.
    """
    size = status_of(path).st_size
    if size > most_bytes:
        reason = f"its {size / 1e9:.1f} GB are more than any recording or archive of recordings has"
        raise EntryError(path, reason, "move it elsewhere, or unpack it")
    try:
        # A name may have become a pipe since, and to open that would wait for ever.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
            return file.read(most_bytes)
    except OSError as error:
        raise _refused(path, error) from error


def check_readable(path: Path) -> None:
    """See whether a file or folder could be read, without opening it.

    Raises:
        EntryError: if it leads to nothing, is a pipe or the like, or may not be read.
    """
    if not path.is_dir():
        status_of(path)
    if not os.access(path, os.R_OK):
        raise EntryError(path, "Permission denied", "check its permissions")


def walk(folder: Path, tell: Callable[[EntryError], None]) -> Iterator[tuple[Path, list[str], list[str]]]:
    """Each folder below, itself included, with its sub-folders (which the caller may shorten) and files, by name.

    `tell` is given the folders that cannot be read; links to folders are not followed.
    """
    for path, subfolders, names in os.walk(folder, onerror=lambda error: tell(_refused(Path(error.filename), error))):
        subfolders.sort()
        yield Path(path), subfolders, sorted(names)


def _refused(path: Path, error: OSError) -> EntryError:
    """One line for what the file system refuses."""
    if isinstance(error, FileNotFoundError) and path.is_symlink():
        return EntryError(path, "it is a link to what is not there", "take it away, or mend it")
    return EntryError(path, str(error.strerror), "check its permissions")
