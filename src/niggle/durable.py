"""Files that are whole or not there, for their owner alone, and what a disk refuses in one line."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from niggle.errors import DiskError


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Let a disk that is full, read-only or not to be written be one line that names the path.

    Raises:
        DiskError: in place of such an OSError; any other passes.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in DiskError.REASONS:
            raise
        raise DiskError(path, error.errno) from error


def write_atomically(path: Path, data: bytes) -> None:
    """Put bytes in a file, mode 0600, that a crash or a full disk leaves as it was; its folder must be there.

    Raises OSError as the file system does.
    """
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")  # mkstemp gives mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:  # whatever ended it, Ctrl-C too: the draft goes, and the reason goes on
        Path(temporary).unlink(missing_ok=True)
        raise
    keep_names(path.parent)


def append_whole(path: Path, data: bytes) -> None:
    """Append bytes to a file, mode 0600, all of them or none; the caller is the only one who writes to it.

    Raises OSError as the file system does; the file is as it was then.
    """
    is_new = not path.exists()
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        size = os.fstat(descriptor).st_size
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(descriptor, left) :]
            os.fsync(descriptor)
        except BaseException:  # whatever ended it: half a line would be in the way of the next
            os.ftruncate(descriptor, size)
            raise
    finally:
        os.close(descriptor)
    if is_new:
        keep_names(path.parent)


def keep_names(folder: Path) -> None:
    """Have the names of a folder's files on the disk, as their bytes are."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
