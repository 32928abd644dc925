"""Work on an athlete's home wherever it is: in a folder where it stands, from an object store in a borrowed copy."""

import os
import re
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from niggle.config import Athlete, Config
from niggle.config_cluster import StoreConfig
from niggle.errors import HomeChangedError, StoreError
from niggle.homes import Homes
from niggle.store.layout import athlete_folder, athlete_store

_TRIES = 3
_NAME = re.compile(r"(\d+)-\w+")  # of a folder: the process that borrows


def at_home[T](config: Config, athlete: Athlete, work: Callable[[Config], T], *, root: Path) -> tuple[T, int]:
    """What `work` made of a configuration whose store has the athlete's home, and the version of the home afterwards.

    `work` may be done several times: whoever is second to give a home back takes it anew, and does the work again.
    `root` is a folder for borrowed homes (`borrowing`); what work leaves there beside the home is there for the next.

    Raises:
        HomeChangedError: if others have been quicker again and again.
        UnreachableError: if the object store does not answer; the home is as it was then.
    """
    if config.store.objects is None:
        result = work(config)
        published = athlete_store(config.store.path, athlete.id).published
        return result, published.stat().st_mtime_ns if published.exists() else 0
    homes, folder = Homes(config.store.objects), athlete_folder(root, athlete.id)
    here = config.model_copy(update={"store": StoreConfig(path=root)})
    for left in reversed(range(_TRIES)):
        try:
            homes.take(athlete.id, folder)
            result = work(here)
            _check_published(root, athlete)
            return result, homes.give(folder)
        except HomeChangedError:
            if not left:
                raise
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    raise AssertionError("unreachable")


@contextmanager
def borrowing() -> Iterator[Path]:
    """A folder for borrowed homes, for its owner alone and for a moment; those that killed processes left go.

    Raises:
        StoreError: if somebody else has taken its name.
    """
    above = Path(tempfile.gettempdir()) / f"niggle-homes-{os.getuid()}"
    above.mkdir(mode=0o700, exist_ok=True)
    found = above.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise StoreError(f"{above}: is another's; set TMPDIR to a folder for borrowed homes")
    for left in above.iterdir():
        if (name := _NAME.fullmatch(left.name)) and not _is_running(int(name[1])):
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=above, prefix=f"{os.getpid()}-") as root:  # mode 0700
        yield Path(root)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _check_published(root: Path, athlete: Athlete) -> None:
    """Have a snapshot made anew that an older niggle made: who reads it elsewhere cannot."""
    store = athlete_store(root, athlete.id)
    if store.is_published:
        with store.read_published():
            pass
