"""What an athlete's own niggle shares with this one: a signed file in a folder, or what was posted to `niggle serve`.

The file holds all that is shared, so each newer one takes the place of the one before, and a file that is taken away
takes everything with it. What cannot be trusted changes nothing: a file that another key signed, that was changed on
its way, or that is older than one already seen (an old consent must not come back).
"""

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from niggle.config import SharedConfig
from niggle.sharing.bundle import MOST_BYTES, Bundle, BundleError, read_bundle, stamp
from niggle.sources.base import OWN_FILES, Arrival, Fetched, Gone, Marker, SourceError

KIND = "shared"


def shared_place(athlete_id: str) -> str:
    """The place of an athlete's bundle: there is one, wherever the file is."""
    return f"{KIND}:{athlete_id}"


def newest_place(key: str) -> str:
    """The place whose `Marker` tells when the newest bundle was made that the owner of `key` signed."""
    return f"{KIND}:newest:{key}"


def bundle_name(athlete_id: str) -> str:
    """The name of an athlete's file, in a folder and in the inbox."""
    return f"{athlete_id}.niggle.json"


def inbox_path(store_folder: Path, athlete_id: str) -> Path:
    """Where what was posted to `niggle serve` waits."""
    return store_folder / "inbox" / bundle_name(athlete_id)


class SharedSource:
    """The bundle of one athlete."""

    kind = KIND
    terms = OWN_FILES

    def __init__(
        self,
        config: SharedConfig,
        *,
        athlete_id: str,
        store_folder: Path,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.path = inbox_path(store_folder, athlete_id) if config.path is None else config.path
        self._is_inbox = config.path is None
        self._key = config.key
        self._athlete_id = athlete_id
        self._clock = clock

    def fetch(self, seen: Mapping[str, str]) -> Iterator[Arrival]:
        """The bundle if it is newer than what is known, or that it is gone.

        Raises:
            SourceError: if the folder is not there, or the file is none to be trusted.
        """
        place, newest = shared_place(self._athlete_id), newest_place(self._key)
        path = self.file()
        data = read_bounded(path)
        if data is None:
            if place in seen:
                yield Gone(place=place)
            return
        bundle = self._read(path, data)
        made = stamp(bundle.issued_at)
        if made < max(seen.get(newest, ""), seen.get(place, "")):
            raise SourceError(
                f"{path}: is older than what came before, so it is not taken; have the athlete run `niggle share`"
            )
        if seen.get(place) == made:
            return
        if seen.get(newest) != made:
            yield Marker(place=newest, stamp=made)
        yield Fetched(place=place, origin=str(path), data=data, kind="shared", stamp=made)

    def bundle(self) -> Bundle | None:
        """What the file says; None if there is none.

        Raises:
            SourceError: if it is none to be trusted.
        """
        path = self.file()
        data = read_bounded(path)
        return None if data is None else self._read(path, data)

    def file(self) -> Path:
        """The file, whether or not it is there.

        Raises:
            SourceError: if its folder is not there, which says nothing about what the athlete wants.
        """
        if self._is_inbox:
            return self.path
        is_file = self.path.suffix == ".json"
        path = self.path if is_file else self.path / bundle_name(self._athlete_id)
        if not path.parent.is_dir():
            raise SourceError(f"{path.parent}: no such folder; make it, or mend `path` in the configuration")
        return path

    def _read(self, path: Path, data: bytes) -> Bundle:
        try:
            return read_bundle(data, key=self._key, athlete_id=self._athlete_id, now=self._clock())
        except BundleError as error:
            raise SourceError(f"{path}: {error}") from None


def read_bounded(path: Path) -> bytes | None:
    """The bytes of a file, not many more than a bundle may have; None if there is none.

    Raises:
        SourceError: if it is no plain file, or may not be read.
    """
    try:
        # Not to wait for what may never come: someone else fills this folder.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {error.strerror}; check what it is, and its permissions") from error
