"""Files that are whole or not there, for their owner alone, and what a disk refuses in one line."""

import errno
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from niggle.errors import DiskError, StoreError

_ROOM_BYTES = 16 << 20  # less, and Prefect's database cannot be begun


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


def prepare_folder(folder: Path) -> None:
    """Make a folder of the store and those that it is in, for its owner alone.

    Raises:
        DiskError: if the disk is full, read-only or may not be written.
        StoreError: if it cannot be made for another reason.
    """
    try:
        with writing(folder):
            for missing in [one for one in reversed(folder.parents) if not one.exists()]:
                missing.mkdir(mode=0o700, exist_ok=True)
            folder.mkdir(mode=0o700, exist_ok=True)
            folder.chmod(0o700)
    except OSError as error:
        raise StoreError(f"{folder}: cannot be used as the store: {error.strerror}; mend [store] path") from error


def size_of(path: Path) -> int | None:
    """How many bytes a file has; None if there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def check_room(folder: Path) -> None:
    """See whether a folder can be written to, before something starts that would say it worse.

    Raises:
        DiskError: if it cannot.
    """
    if shutil.disk_usage(folder).free < _ROOM_BYTES:
        raise DiskError(folder, errno.ENOSPC)
    with writing(folder):
        write_atomically(folder / ".room", b"")
        (folder / ".room").unlink()


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


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, read in parts.

    Raises OSError as the file system does.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
    """Have the name of a new file on the disk, as its bytes are."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
