"""What Garmin Connect answers, looked at field by field: the listing, the details of an activity, the original."""

import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from niggle.errors import DecodeError
from niggle.fit.unwrap import MAX_SWELLING, unwrap
from niggle.sources.base import ActivityDetails, Fetched, SourceChangedError, stamp_of, utc_offset
from niggle.tracks.formats import format_of

# What Garmin Connect files under running: the keys of its list of activity types (activity-service/activity/
# activityTypes, as kept in the sources of several of its readers) with parentTypeId 1, and running itself.
_RUNNING_ID = 1
_RUNS = frozenset({
    "running", "street_running", "track_running", "trail_running", "treadmill_running", "indoor_running",
    "virtual_run", "ultra_run", "obstacle_run",
})  # fmt: skip
_MIN_SWOLLEN_BYTES = 1 << 20  # less is not worth a fault
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_FIT_MAGIC = slice(8, 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One activity of the listing."""

    id: str
    name: str | None
    description: str | None
    sport: str
    is_run: bool
    started_at: datetime
    utc_offset_s: float | None
    has_recording: bool
    owner: str | None
    stamp: str

    @property
    def day(self) -> str:
        """Its day, as 2026-03-02."""
        return f"{self.started_at:%Y-%m-%d}"

    @property
    def stamp_without_words(self) -> str:
        """A stamp that says: the recording is here, its details are still to be asked for."""
        return f"{self.stamp.partition('-')[0]}-owed-{self.started_at:%Y%m%d}"


def day_of(stamp: str) -> str:
    """The day of an activity, as 20260302, from its stamp."""
    return stamp.rpartition("-")[2]


def entries_of(listing: object) -> list[object]:
    """The entries of one page of the listing.

    Raises:
        SourceChangedError: if it is no listing.
    """
    if isinstance(listing, dict):  # some of Garmin's answers wrap their lists
        listing = next((listing[key] for key in ("activities", "activityList") if key in listing), None)
    if not isinstance(listing, list):
        raise _changed("activities")
    return listing


def listed(entry: object) -> Listed:
    """One entry of the listing.

    Raises:
        SourceChangedError: if a field is missing or of another type.
    """
    fields = _object(entry, "activities[]")
    activity_id = fields.get("activityId")
    if not isinstance(activity_id, int) or isinstance(activity_id, bool) or activity_id <= 0:
        raise _changed("activityId")
    started_at = _instant(fields, "startTimeGMT")
    kind = _object(fields.get("activityType"), "activityType")
    sport = _text(kind, "typeKey")
    if sport is None:
        raise _changed("typeKey")
    name, description = _text(fields, "activityName"), _text(fields, "description")
    lengths = {key: _number(fields, key) for key in ("duration", "elapsedDuration", "distance")}
    stamp = stamp_of({"started_at": started_at, "sport": sport, **lengths}, {"name": name, "description": description})
    is_part = fields.get("parentId") is not None  # of a multisport activity, whose file has all its parts
    return Listed(
        id=str(activity_id), name=name, description=description, sport=sport,
        is_run=sport in _RUNS or kind.get("parentTypeId") == _RUNNING_ID, started_at=started_at,
        utc_offset_s=_offset(fields, started_at),
        has_recording=not is_part and not any(
            fields.get(key) is True for key in ("manualActivity", "isManualActivity")
        ),
        owner=_owner(fields.get("ownerId")), stamp=f"{stamp}-{started_at:%Y%m%d}",
    )  # fmt: skip


def details_of(activity: Listed, answer: object = None) -> ActivityDetails:
    """What the listing and, where they were asked for, the details say of an activity.

    Raises:
        SourceChangedError: if a field is of another type.
    """
    details = {} if answer is None else _object(answer, "activity")
    summary = _object(details.get("summaryDTO") or {}, "summaryDTO")
    rpe = _number(summary, "directWorkoutRpe")
    return ActivityDetails(
        upstream_id=activity.id,
        name=_text(details, "activityName") or activity.name,
        description=_text(details, "description") or activity.description,
        rpe=None if rpe is None else rpe / 10,  # Garmin's goes to 100 in tens
        feel=_number(summary, "directWorkoutFeel"),  # 0, 25 … 100
        sport=activity.sport,
        started_at=activity.started_at,
        utc_offset_s=activity.utc_offset_s,
    )


def is_web_page(data: bytes) -> bool:
    """Whether a download is a page for a browser: a sign-in, or a notice."""
    start = data[:512].lower()
    return b"<!doctype html" in start or b"<html" in start


def recordings(data: bytes, *, place: str) -> Iterator[Fetched]:
    """The recordings in an original as it was downloaded; what is wrong with it comes last, as a `problem`."""
    problem = _fault(data)
    count = 0
    if problem is None:
        try:
            for name, member in unwrap(data, name=place):
                count += 1
                origin = name.replace(f"{place}/", f"{place}!", 1)
                yield Fetched(place=place, origin=origin, data=member, format=format_of(name, member))
        except DecodeError as error:
            problem = str(error)
        else:
            problem = None if count else "the ZIP that Garmin sent has no recording in it"
    if problem is not None:
        yield Fetched(place=place, origin=place, data=data, problem=problem)


def _fault(data: bytes) -> str | None:
    """What is wrong with an original before anything is unpacked."""
    if not data.startswith(_ZIP):
        is_recording = data[_FIT_MAGIC] == b".FIT" or format_of("", data) != "fit"
        return None if is_recording else "what Garmin sent is neither a ZIP nor a recording"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return "the ZIP that Garmin sent is damaged"
    if not members:
        return "the ZIP that Garmin sent is empty"
    if any(".." in member.filename.split("/") or member.filename.startswith("/") for member in members):
        return "the ZIP that Garmin sent has a path that climbs out of it"
    swollen_bytes = sum(member.file_size for member in members)
    if swollen_bytes > max(_MIN_SWOLLEN_BYTES, MAX_SWELLING * len(data)):
        return f"the ZIP that Garmin sent would swell from {len(data):,} to {swollen_bytes:,} bytes"
    return None


def _owner(owner_id: object) -> str | None:
    """Whose an activity is, without saying whose."""
    return None if owner_id is None else hashlib.sha256(f"garmin:{owner_id}".encode()).hexdigest()[:16]


def _object(value: object, field: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _changed(field)
    return value


def _text(fields: Mapping[str, Any], key: str) -> str | None:
    value = fields.get(key)
    if value is not None and not isinstance(value, str):
        raise _changed(key)
    return value


def _number(fields: Mapping[str, Any], key: str) -> float | None:
    value = fields.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _changed(key)
    return float(value)


def _instant(fields: Mapping[str, Any], key: str) -> datetime:
    try:
        return datetime.fromisoformat(str(fields.get(key))).replace(tzinfo=UTC)
    except ValueError:
        raise _changed(key) from None


def _offset(fields: Mapping[str, Any], started_at: datetime) -> float | None:
    """How far ahead of UTC the clock was where it was run; None if Garmin does not say."""
    try:
        return utc_offset(datetime.fromisoformat(str(fields.get("startTimeLocal"))), started_at)
    except ValueError:
        return None


def _changed(field: str) -> SourceChangedError:
    return SourceChangedError("Garmin answers in another form than it did", field=field)
