"""The bulk export that every user of Garmin's or Strava's can ask for: ten years at once, no API, no terms in the way.

Garmin's is a ZIP with recordings in further ZIPs under DI_CONNECT and summaries in JSON beside them; nine tenths of its
FIT files are of steps, sleep and settings, and are passed over. Strava's has `activities.csv` and
`activities/*.fit.gz`, `.gpx.gz`, `.tcx.gz`. Either is read where it is, ZIP or unpacked folder, zipped again or not.
Every member is a place of its own, so a visit that was cut short goes on where it stopped.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from niggle.errors import DecodeError, UnreadableError, printable
from niggle.fit.decode import decode_fit
from niggle.fit.unwrap import unwrap
from niggle.reading import reading
from niggle.sources.base import (
    OWN_FILES,
    ActivityDetails,
    Arrival,
    Described,
    Fetched,
    LeftOut,
    Marker,
    SourceError,
    garmin_id,
    same_recording,
)
from niggle.sources.export_files import File, Walk, holds, regular_files, text_of
from niggle.sources.export_garmin import GarminSummaries, Summary, read_garmin_summaries
from niggle.sources.export_strava import StravaTable, read_strava_table
from niggle.sources.regular import place_of
from niggle.tracks.formats import format_of
from niggle.tracks.read import read_recording

_RECORDINGS = (".fit", ".gpx", ".tcx", ".fit.gz", ".gpx.gz", ".tcx.gz")
_STRAVA_TABLE = "activities.csv"
_STRAVA_FOLDER = "activities/"
_GARMIN_FOLDER = "DI_CONNECT"
_READ_BY = 2  # the way of reading an export: a change of it has every export looked through once more


@dataclass(slots=True)
class _Words:
    """What an export says of its activities, and what is wrong with how it says it."""

    strava: StravaTable = field(default_factory=lambda: StravaTable({}, 0))
    garmin: GarminSummaries = field(default_factory=GarminSummaries)
    problems: list[str] = field(default_factory=list)

    def of(self, file: File, recording: bytes, form: str) -> ActivityDetails | None:
        """What is said of the recording in a file, if anything is."""
        named = self.strava.details.get(file.base_name)
        if named is not None or not self.garmin:
            return named
        try:
            with reading(file.name):
                activity = read_recording(recording, form=form, path=file.name)
        except DecodeError:
            return None  # told when it is read for good
        for session in sorted(activity.sessions, key=lambda session: not session.is_run):
            lengths = (session.elapsed_s, session.timer_s)
            if session.started_at and (found := self.garmin.of(session.started_at.timestamp(), lengths)):
                return found
        return None


class ExportSource:
    """The recordings in a bulk export, with what the service says of each."""

    kind = "export"
    terms = OWN_FILES

    def __init__(self, path: Path) -> None:
        self.path = path

    def fetch(self, seen: Mapping[str, str]) -> Iterator[Arrival]:
        """What is new in the export, file by file.

        Raises:
            SourceError: if there is no export at the path; at the end, if parts of it or its words could not be read.
        """
        if not self.path.exists():
            raise SourceError(f"{self.path}: no such export; unpack it there or mend `path` in the configuration")
        whole, version = f"{place_of(self.path)}!", _version(self.path)
        if seen.get(whole) == version:
            return
        walk = Walk(self.path)
        words = _words(walk)
        met = joinable = 0
        with walk.files() as found:
            for file in found:
                if not _is_recording(file):
                    continue
                place = f"{place_of(self.path)}!{file.name}"
                arrival = _fetched(file, place, words)
                if arrival is None:
                    continue
                joinable += arrival.problem is None
                met += arrival.details is not None
                if seen.get(place) != arrival.stamp:
                    yield _only_words(arrival, seen.get(place)) or arrival
        if words.strava.without_recording:
            yield LeftOut(count=words.strava.without_recording, why="without a recording")
        problems = [*words.problems, *_unread(walk), *_unmet(words, met, joinable)]
        if problems:
            raise SourceError("; ".join(f"{self.path}: {problem}" for problem in problems))
        yield Marker(place=whole, stamp=version)


def is_export(path: Path) -> bool:
    """Whether a bulk export of Garmin's or Strava's is there, at its top, in a folder or in an archive within."""
    try:
        if path.is_dir():
            return any(map(is_unpacked_export, [path, *(folder for folder in path.iterdir() if folder.is_dir())]))
        return path.is_file() and zipfile.is_zipfile(path) and holds(path, _is_of_export)
    except OSError:
        return False  # whoever reads what is there says why


def _is_of_export(name: str) -> bool:
    """Whether a file of that name, folders before it, is one that only a bulk export has."""
    *folders, last = name.split("/")
    return _GARMIN_FOLDER in folders or last == _STRAVA_TABLE


def is_unpacked_export(folder: Path) -> bool:
    """Whether the top of an unpacked export is this very folder."""
    try:
        return (folder / _GARMIN_FOLDER).is_dir() or (
            (folder / _STRAVA_TABLE).is_file() and (folder / _STRAVA_FOLDER).is_dir()
        )
    except OSError:
        return False  # whoever reads what is there says why


def _version(path: Path) -> str:
    """What tells whether an export is the one that was read before."""
    files = [(path, path.stat())] if path.is_file() else regular_files(path, {})
    told = [(place_of(one).rpartition("/")[2], status.st_size, status.st_mtime_ns) for one, status in files]
    return hashlib.sha256(repr((_READ_BY, told)).encode()).hexdigest()[:24]


def _is_recording(file: File) -> bool:
    """Whether a file is one by its name, and no route that Strava planned and nobody ran yet."""
    folders = file.name.lower().split("/")[:-1]
    return file.base_name.endswith(_RECORDINGS) and "routes" not in folders


def _words(walk: Walk) -> _Words:
    words, summaries = _Words(), list[Summary]()
    with walk.files() as found:
        for file in found:
            if file.base_name == _STRAVA_TABLE:
                text = text_of(file)
                table = _table(text, file.name)
                if table.problem is not None:
                    words.problems.append(
                        f"{file.name} {table.problem}, so titles, notes and perceived exertion are missing; "
                        "fetch the export again, or report the first line of that file"
                    )
                words.strava = StravaTable({**words.strava.details, **table.details}, words.strava.rows + table.rows)
            elif file.base_name.endswith(".json") and "summarizedactivities" in file.base_name:
                text = text_of(file)
                some = _summaries(text, file.name)
                if some is None:
                    words.problems.append(
                        f"{file.name} cannot be read, so titles, notes and how runs felt are missing; fetch it again"
                    )
                summaries += some or []
    words.garmin = GarminSummaries(summaries)
    return words


def _table(text: str | None, name: str) -> StravaTable:
    try:
        with reading(name):
            return StravaTable({}, 0, "cannot be read") if text is None else read_strava_table(text)
    except UnreadableError:
        return StravaTable({}, 0, "cannot be read")


def _summaries(text: str | None, name: str) -> list[Summary] | None:
    try:
        with reading(name):
            return None if text is None else read_garmin_summaries(text)
    except UnreadableError:
        return None


def _fetched(file: File, place: str, words: _Words) -> Fetched | None:
    """The recording in a file with what is said of it; None for a FIT file that is of something else than activity."""
    try:
        data = file.read()
        with reading(file.name):
            ((_, recording),) = unwrap(data, name=file.name)
    except DecodeError as error:
        reason = f"{place}: cannot be unpacked: {error}"
        return Fetched(place=place, origin=printable(place), data=str(error).encode(), stamp=file.stamp, problem=reason)
    form = format_of(file.name, recording)
    if form == "fit" and _is_of_something_else(recording):
        return None
    details = words.of(file, recording, form)
    return Fetched(
        place=place, origin=printable(place), data=recording, format=form, stamp=_stamp(file, details),
        modified_at=None if details is None else details.started_at,
        upstream_id=None if details is None else details.upstream_id,
        workout_id=garmin_id(details.upstream_id) if details is not None and words.garmin else None, details=details,
    )  # fmt: skip


def _is_of_something_else(data: bytes) -> bool:
    """Whether a FIT file says that it is of steps, sleep, settings and the like."""
    try:
        with reading(""):
            kinds = {kind for kind in decode_fit(data, path="")["file_id"].text("type") if kind is not None}
    except DecodeError:
        return False
    return bool(kinds) and "activity" not in kinds


def _stamp(file: File, details: ActivityDetails | None) -> str:
    if details is None:
        return file.stamp
    told = json.dumps(asdict(details), sort_keys=True, default=str)
    return f"{file.stamp}-{hashlib.sha256(told.encode()).hexdigest()[:16]}"


def _only_words(arrival: Fetched, before: str | None) -> Described | None:
    """The words alone where the recording is as it was."""
    if arrival.details is None or arrival.stamp is None or not same_recording(arrival.stamp, before):
        return None
    return Described(place=arrival.place, stamp=arrival.stamp, details=arrival.details)


def _unread(walk: Walk) -> list[str]:
    return [f"{name} cannot be read: {reason}; fetch the export again" for name, reason in sorted(walk.unread.items())]


def _unmet(words: _Words, met: int, joinable: int) -> list[str]:
    """Whether there are words and recordings, and no word met a recording."""
    told = len(words.strava.details) + len(words.garmin)
    if met or not told or not joinable:
        return []
    return [
        f"none of its {told} titles and notes belongs to any of its {joinable} recordings, so they are missing; "
        "fetch the export again, or report this"
    ]
