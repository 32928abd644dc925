"""What `niggle export ATHLETE` wrote, elsewhere: the recordings with what is known of each, the diary, the check-ins.

    niggle-export.json     the list of the recordings, with what their sources said of them
    diary.csv, weekly.csv  what the athlete said

Only what that list names is read, and nothing is written by a name from inside.
"""

import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from niggle.errors import UnreadableError, printable
from niggle.reading import reading
from niggle.sources.base import OWN_FILES, ActivityDetails, Arrival, Fetched, Format, SourceError
from niggle.sources.regular import place_of, status_of

INDEX, DIARY, WEEKLY = "niggle-export.json", "diary.csv", "weekly.csv"
FORMAT = 1
_MOST_BYTES = 512 * 1024 * 1024
_FORMATS: Mapping[str, Format] = {"fit": "fit", "gpx": "gpx", "tcx": "tcx", "streams": "streams"}


class OwnExportSource:
    """One such file."""

    kind = "export"
    terms = OWN_FILES

    def __init__(self, path: Path) -> None:
        self.path = path

    def fetch(self, seen: Mapping[str, str]) -> Iterator[Arrival]:
        """All that is in it, unless it was read before.

        Raises:
            SourceError: if it cannot be read; at the end, with a line for each part that could not be.
        """
        place, status = place_of(self.path), status_of(self.path)
        stamp = f"{status.st_size}:{status.st_mtime_ns}"
        if all(seen.get(f"{place}!{name}") == stamp for name in (DIARY, WEEKLY)):
            return
        problems: list[str] = []
        try:
            with zipfile.ZipFile(self.path) as archive:
                for one in self._recordings(archive):
                    recording = self._recording(archive, one, place, stamp, problems)
                    if recording is not None:
                        yield recording
                # Last: as long as they are not there, the next visit reads all of it again.
                for name, kind in ((WEEKLY, "weekly"), (DIARY, "diary")):
                    data = self._read(archive, name, problems)
                    if data is not None:
                        yield Fetched(
                            place=f"{place}!{name}", origin=printable(f"{place}!{name}"), data=data, stamp=stamp,
                            kind="weekly" if kind == "weekly" else "diary",
                        )  # fmt: skip
        except (OSError, zipfile.BadZipFile) as error:
            raise SourceError(f"{place}: cannot be read: {error}; export it again") from error
        if problems:
            raise SourceError("; ".join(problems))

    def _recordings(self, archive: zipfile.ZipFile) -> list[Mapping[str, Any]]:
        problems: list[str] = []
        data = self._read(archive, INDEX, problems)
        try:
            with reading(INDEX):
                index = json.loads(data or b"")
                if index["format"] > FORMAT:
                    raise SourceError(f"{place_of(self.path)}: was made by a newer niggle; update this one first")
                return [dict(one) for one in index["recordings"]]
        except UnreadableError as error:
            raise SourceError(f"{place_of(self.path)}: {error}; export it again") from error

    def _recording(
        self, archive: zipfile.ZipFile, one: Mapping[str, Any], place: str, stamp: str, problems: list[str]
    ) -> Fetched | None:
        try:
            with reading(INDEX):
                file, form = str(one["file"]), _FORMATS[one["format"]]
                modified_at, details = _moment(one.get("modified_at")), _details(one.get("details"))
                workout_id = None if one.get("workout_id") is None else str(one["workout_id"])
        except UnreadableError as error:
            problems.append(f"{place}: {error}")
            return None
        data = self._read(archive, file, problems)
        if data is None:
            return None
        return Fetched(
            place=f"{place}!{file}", origin=printable(f"{place}!{file}"), data=data, format=form, stamp=stamp,
            modified_at=modified_at, workout_id=workout_id, details=details,
        )  # fmt: skip

    def _read(self, archive: zipfile.ZipFile, name: str, problems: list[str]) -> bytes | None:
        """The bytes of a member; None, and a line, if they cannot be had."""
        try:
            with reading(name):
                if archive.getinfo(name).file_size > _MOST_BYTES:
                    raise ValueError("more bytes than any recording has")
                with archive.open(name) as file:
                    return file.read(_MOST_BYTES)
        except UnreadableError as error:
            problems.append(f"{place_of(self.path)}: {error}")
            return None


def is_own_export(path: Path) -> bool:
    """Whether a file is what `niggle export` wrote."""
    try:
        if not path.is_file() or not zipfile.is_zipfile(path):
            return False
        with zipfile.ZipFile(path) as archive:
            return INDEX in archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False  # whoever reads what is there says why


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "started_at": datetime.fromisoformat, "rpe": float, "feel": float, "utc_offset_s": float, "injury": int,
}  # fmt: skip


def _details(facts: Mapping[str, Any] | None) -> ActivityDetails | None:
    if facts is None:
        return None
    return ActivityDetails(**{name: _READERS.get(name, str)(value) for name, value in facts.items()})
