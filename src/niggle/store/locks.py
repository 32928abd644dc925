"""Locks on a folder of a store: one writer at a time, and word that a night is on. Whoever only reads needs none."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from niggle.durable import prepare_folder, writing
from niggle.errors import StoreBusyError


@contextmanager
def alone(folder: Path, *, timeout_s: float) -> Iterator[None]:
    """Keep every other writer away.

    Raises:
        StoreBusyError: if another process goes on writing.
    """
    prepare_folder(folder)
    lock = FileLock(folder / ".lock", timeout=timeout_s, mode=0o600)
    try:
        with writing(folder):
            lock.acquire()
    except Timeout as error:
        raise StoreBusyError(
            f"{folder}: another niggle has been writing for {timeout_s:.0f} s; try again when it is done"
        ) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def night(folder: Path) -> Iterator[None]:
    """Tell everybody, for as long as the block lasts, that many runs are brought in; keeps nobody from anything."""
    prepare_folder(folder)
    lock = _night_lock(folder)
    with suppress(Timeout):  # of two nights at once, the first tells
        lock.acquire(timeout=0)
    try:
        yield
    finally:
        lock.release()


def is_night_on(folder: Path) -> bool:
    """Whether a night is bringing in runs just now."""
    lock = _night_lock(folder)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    return False


def _night_lock(folder: Path) -> FileLock:
    return FileLock(folder / ".night", mode=0o600, is_singleton=False)
