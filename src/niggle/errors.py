"""Everything that can go wrong and is expected to.

    NiggleError
    ├── UsageError            exit 2: a wrong option, path or configuration
    │   ├── ConfigError       names the key and the line of config.toml
    │   └── NotFoundError     a run, athlete or file that is not there
    ├── DecodeError           a file that is not FIT: path and byte offset
    │   └── UnreadableError   a file over which its reader stumbled
    ├── DiaryError            a pain diary that cannot be read at all
    ├── TableError            a study table that cannot be read at all
    └── StoreError            the database is locked, newer than this program, or broken
        └── StoreBusyError    another niggle is writing just now

A programming error is none of these and stops the program with exit 1.
"""

from pathlib import Path


def printable(text: str) -> str:
    r"""The text with each character escaped that a terminal would obey or not show: file names hold any.

    >>> print(printable("run\x1b[2J.fit"))
    run\x1b[2J.fit
    """
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


class NiggleError(Exception):
    """Root of the expected failures; the message is one printable line that says what, where and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(printable(message))


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


class DiaryError(NiggleError):
    """A pain diary that cannot be read at all (a bad row is data, not an exception)."""


class TableError(NiggleError):
    """A study table that cannot be read at all (a bad row is data, not an exception)."""


class StoreError(NiggleError):
    """The database cannot be used as it is."""


class StoreBusyError(StoreError):
    """Another process is writing just now."""
