"""Everything that can go wrong and is expected to.

    NiggleError
    ├── UsageError            exit 2: a wrong option, path or configuration
    │   ├── ConfigError       names the key and the line of config.toml
    │   │   └── ConfigFaultsError  several of them
    │   └── NotFoundError     a run, athlete or file that is not there
    ├── DecodeError           a file that is not FIT: path and byte offset
    │   └── UnreadableError   a file over which its reader stumbled
    ├── RawFileError          a raw file of the store that is lost or altered
    ├── DiaryError            a pain diary that cannot be read at all
    ├── TableError            a study table that cannot be read at all
    └── StoreError            the database is locked, newer than this program, or broken
        ├── StoreBusyError    another niggle is writing just now
        │   ├── HomeChangedError  exit 3: another has given an athlete's home back meanwhile
        │   ├── LeaseError        exit 3: another works on these athletes just now, or has taken them over
        │   └── UnreachableError  exit 3: an object store or a lake does not answer
        ├── DiskError         exit 3: the disk is full, read-only, or may not be written
        └── DamagedError      exit 3: the database was damaged and is put aside, to be made anew

A programming error is none of these and stops the program with exit 1.
"""

import errno
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

_WILL_NOT_PASS = (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError)


def printable(text: str) -> str:
    r"""The text with each character escaped that a terminal would obey or not show: file names hold any.

    >>> print(printable("run\x1b[2J.fit"))
    run\x1b[2J.fit
    """
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


def may_pass(error: object) -> bool:
    """Whether a failure may pass by itself: another process was writing, or a network or disk did not answer.

    >>> may_pass(TimeoutError()), may_pass(FileNotFoundError())
    (True, False)
    """
    return isinstance(error, StoreBusyError) or (isinstance(error, OSError) and not isinstance(error, _WILL_NOT_PASS))


class NiggleError(Exception):
    """Root of the expected failures; the message is one printable line that says what, where and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(printable(message))

    def __reduce__(self) -> tuple[object, ...]:
        """As it is, between processes: each kind is made of other things than its message."""
        return type(self).__new__, (type(self), *self.args), self.__dict__


class UsageError(NiggleError):
    """A wrong option, path or configuration."""


class ConfigError(UsageError):
    """A fault in the configuration file, with its key and line where they are known."""

    def __init__(
        self, message: str, *, path: Path | None = None, key: str | None = None, line: int | None = None
    ) -> None:
        self.path, self.key, self.line = path, key, line
        where = "" if path is None else f"{path}:{line}: " if line is not None else f"{path}: "
        super().__init__(f"{where}{message}")


class ConfigFaultsError(ConfigError):
    """Several faults in the configuration file, in the order of its lines; the message has all of them in one line."""

    def __init__(self, faults: Sequence[ConfigError]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(map(str, faults)))
        self.path, self.key, self.line = faults[0].path, faults[0].key, faults[0].line


class NotFoundError(UsageError):
    """A run, athlete or file that is not there."""


class DecodeError(NiggleError):
    """A file that is not FIT, or of which nothing can be read."""

    def __init__(self, message: str, *, path: str, offset: int) -> None:
        self.path, self.offset = path, offset
        super().__init__(f"{path}: {message} (byte {offset})")


class UnreadableError(DecodeError):
    """A file over which its reader, or the library behind it, stumbled; `reason` is without the path."""

    def __init__(self, reason: str, *, path: str) -> None:
        self.path, self.offset, self.reason = path, 0, reason
        NiggleError.__init__(self, f"{path}: {reason}")


class RawFileError(NiggleError):
    """A raw file of the store that is gone, or is no longer what had landed."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.sha256 = path, path.name.partition(".")[0]
        super().__init__(f"{path}: {reason}; the next sync fetches it again if its source still has it")


class DiaryError(NiggleError):
    """A pain diary that cannot be read at all (a bad row is data, not an exception)."""


class TableError(NiggleError):
    """A study table that cannot be read at all (a bad row is data, not an exception)."""


class StoreError(NiggleError):
    """The database cannot be used as it is."""


class StoreBusyError(StoreError):
    """Another process is writing just now."""


class HomeChangedError(StoreBusyError):
    """An athlete's home in an object store that another has given back meanwhile."""


class LeaseError(StoreBusyError):
    """Athletes on whom another works just now, or whom another has taken over."""


class UnreachableError(StoreBusyError):
    """An object store or a lake that does not answer."""


class DiskError(StoreError):
    """A disk that refuses to be written to; what was kept before is as it was."""

    REASONS: ClassVar = {
        errno.ENOSPC: "the disk is full; make room and do it again",
        errno.EDQUOT: "the disk is full for this user; make room and do it again",
        errno.EROFS: "the disk is read-only; mount it to be written to, or move [store] path",
        errno.EACCES: "may not be written; give its owner the right to, or move [store] path",
        errno.EPERM: "may not be written; give its owner the right to, or move [store] path",
        errno.EFBIG: "the disk takes no larger file; move [store] path to another",
        errno.EIO: "the disk fails; look after it, and restore a backup elsewhere",
    }

    def __init__(self, path: Path, number: int) -> None:
        self.path, self.errno = path, number
        super().__init__(f"{path}: {self.REASONS[number]}; nothing that was kept is lost")


class DamagedError(StoreError):
    """A file made from raw files that was damaged, and what has become of it."""

    def __init__(self, path: Path, remedy: str) -> None:
        self.path = path
        super().__init__(f"{path}: was damaged and {remedy}")
