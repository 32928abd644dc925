"""What both ways to Garmin share: the listing, the originals, patience, and what to make of what comes back.

Garmin Connect lists activities newest first. A visit reads the listing until it reaches a page of which everything is
known and older than the overlap; a first visit reads on to the oldest activity and notes after each page how far it
came, so that the next night goes on there. An activity that failed is owed: it is asked for again by its day.
"""

import io
import logging
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from time import sleep
from typing import Any, Protocol

from niggle.errors import DecodeError
from niggle.fit.unwrap import unwrap
from niggle.sources.base import (
    COMPLETE,
    ActivityDetails,
    Arrival,
    Described,
    Fetched,
    Gone,
    Marker,
    RateLimitedError,
    SourceChangedError,
    SourceError,
    backfill_place,
    same_recording,
    stamp_of,
)

PAGE = 20  # Garmin's own page; above 45 the official API answers HTTP 500
OVERLAP = timedelta(days=30)
MAX_FAILURES_IN_A_ROW = 3  # then the service is down, and asking on would only be rude
MAX_SKEW = timedelta(minutes=10)

_ATTEMPTS = 3
_PAUSES_S = (2.0, 8.0)
_MAX_PAUSE_S = 120.0  # a longer Retry-After is for the next night
_MAX_PAUSES_S = 600.0  # in one night
_MAX_SWELLING = 100  # recordings shrink to a third in a ZIP, never to a hundredth
_MIN_SWOLLEN_BYTES = 1 << 20
_SETTLED = "settled"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


class UnavailableError(SourceError):
    """No answer, or one that says that the service itself has failed; may pass."""


class NotThereError(SourceError):
    """The source does not have what was asked for."""


class RefusedError(SourceError):
    """The source does not give this one thing to this person."""


class BusyError(SourceError):
    """Too many requests; `retry_after_s` is how long the source wants to be left alone, if it says."""

    def __init__(self, message: str, *, retry_after_s: float | None) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(message)


class Api(Protocol):
    """What both ways can be asked for; answers are decoded JSON, not yet looked at."""

    def listing(self, start: int, *, since: date | None, until: date | None) -> object:
        """One page of the listing, newest first."""
        ...

    def details(self, activity_id: str) -> object:
        """All that is said about an activity."""
        ...

    def original(self, activity_id: str) -> bytes:
        """The file the watch wrote, as Garmin wraps it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One activity of the listing."""

    id: str
    name: str | None
    description: str | None
    sport: str
    started_at: datetime
    has_recording: bool
    stamp: str

    @property
    def is_run(self) -> bool:
        """Whether it is worth a request for what the runner said of it."""
        return "running" in self.sport


def now() -> datetime:
    """This moment; in one place so that tests can choose it."""
    return datetime.now(UTC)


def pause(seconds: float) -> None:
    """Wait; in one place so that tests need not."""
    sleep(seconds)


def quiet(library: str) -> None:
    """Keep a client library from logging what it is told: paths of activities, and answers that may hold secrets."""
    logging.getLogger(library).setLevel(logging.CRITICAL + 1)


class Patience:
    """Asks again what may pass, a few times and not for long; waits as the source wants, within one night."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._paused_s = 0.0

    def ask[T](self, question: Callable[[], T]) -> T:
        """The answer.

        Raises:
            RateLimitedError: if the source wants to be left alone for longer, or does not say for how long.
            UnavailableError: if it still fails.
        """
        for attempt in range(_ATTEMPTS):
            is_last = attempt == _ATTEMPTS - 1
            try:
                return question()
            except BusyError as error:
                wait_s = error.retry_after_s
                if is_last or wait_s is None or wait_s > _MAX_PAUSE_S or self._paused_s + wait_s > _MAX_PAUSES_S:
                    retry_at = None if wait_s is None else now() + timedelta(seconds=wait_s)
                    raise RateLimitedError(f"{self._label} has had enough", retry_at=retry_at) from None
            except UnavailableError:
                if is_last or self._paused_s > _MAX_PAUSES_S:
                    raise
                wait_s = _PAUSES_S[attempt]
            pause(wait_s)
            self._paused_s += wait_s
        raise AssertionError("unreachable")  # pragma: no cover


def retry_after_s(header: str | None) -> float | None:
    """Seconds that a Retry-After header asks for, whether it counts them or names a time; None if it says neither."""
    if header is None:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - now()).total_seconds())


def skew_of(header: str | None) -> timedelta:
    """How far this machine's clock is ahead of the one behind a Date header; nothing when within bounds or unsaid."""
    try:
        theirs = parsedate_to_datetime(header or "")
    except ValueError:
        return timedelta(0)
    skew = now() - theirs.replace(tzinfo=theirs.tzinfo or UTC)
    return skew if abs(skew) > MAX_SKEW else timedelta(0)


def skew_trouble(skew: timedelta) -> list[SourceError]:
    """One line about a clock that is wrong."""
    if not skew:
        return []
    minutes = round(abs(skew).total_seconds() / 60)
    direction = "ahead of" if skew > timedelta(0) else "behind"
    return [SourceError(f"this machine's clock is {minutes} minutes {direction} Garmin's; set the clock")]


class Visit:
    """One visit to Garmin Connect for one athlete; `troubles` is what a person should hear about afterwards."""

    def __init__(self, api: Api, *, kind: str, label: str, seen: Mapping[str, str]) -> None:
        self.troubles: list[SourceError] = []
        self._api = api
        self._kind, self._label, self._seen = kind, label, seen
        self._patience = Patience(label)
        self._started_at = now()
        self._listed: dict[str, Listed] = {}
        self._failures_in_a_row = 0

    def arrivals(self) -> Iterator[Arrival]:
        """Everything new, changed or gone.

        Raises:
            SourceError: if the listing cannot be had; what was yielded before holds.
        """
        yield from self._pay_what_is_owed()
        recent = _Reach()
        is_known = self._seen.get(backfill_place(self._kind)) is not None
        yield from self._read(recent, stops_at_known=is_known)
        yield from self._gone(recent)
        if self._seen.get(backfill_place(self._kind)) != COMPLETE and not recent.reached_end:
            yield from self._read(_Reach(until=_day_after(self._seen[backfill_place(self._kind)])), stops_at_known=False)
        today = f"{self._started_at:%Y-%m-%d}"
        if self._seen.get(visited_place(self._kind)) != today:
            yield Marker(place=visited_place(self._kind), stamp=today)

    def _read(self, reach: "_Reach", *, stops_at_known: bool) -> Iterator[Arrival]:
        """The listing page by page, from where `reach` starts to where it ends."""
        is_backfill = not stops_at_known
        start = 0
        while True:
            page, count = self._page(start, until=reach.until)
            fresh = [activity for activity in page if activity.id not in self._listed]
            self._listed |= {activity.id: activity for activity in fresh}
            is_known = all(self._seen.get(self._place(activity.id)) == activity.stamp for activity in page)
            for activity in fresh:
                yield from self._bring(activity)
            if page:
                reach.oldest = min(activity.started_at for activity in page)
            if count < PAGE:
                reach.reached_end = True
                if self._seen.get(backfill_place(self._kind)) != COMPLETE:
                    yield Marker(place=backfill_place(self._kind), stamp=COMPLETE)
                return
            if is_backfill and reach.oldest is not None:
                yield Marker(place=backfill_place(self._kind), stamp=f"{reach.oldest:%Y-%m-%d}")
            if stops_at_known and is_known and page and page[0].started_at < self._started_at - OVERLAP:
                return
            start += PAGE

    def _page(
        self, start: int, *, since: date | None = None, until: date | None = None
    ) -> tuple[list[Listed], int]:
        """The activities of a page, and how many there were with those that could not be understood."""
        answer = self._patience.ask(lambda: self._api.listing(start, since=since, until=until))
        if not isinstance(answer, list):
            raise SourceChangedError(f"{self._label}'s listing is no list", field="activities")
        page = []
        for entry in answer:
            try:
                page.append(_listed(entry, self._label))
            except SourceChangedError as error:
                if not any(str(error) == str(trouble) for trouble in self.troubles):
                    self.troubles.append(error)
        return page, len(answer)

    def _bring(self, activity: Listed) -> Iterator[Arrival]:
        """What an activity gives, if it is new or has changed; one that fails is noted as owed."""
        place, owed = self._place(activity.id), owed_place(self._kind, activity.id)
        before = self._seen.get(place)
        if before == activity.stamp:
            return
        try:
            if not activity.has_recording:
                yield Marker(place=place, stamp=activity.stamp)
            elif same_recording(activity.stamp, before):
                yield Described(place=place, stamp=activity.stamp, details=self._details(activity))
            else:
                yield from self._recording(activity)
        except (UnavailableError, RefusedError, SourceChangedError) as error:
            self.troubles.append(SourceError(f"activity {activity.id} of {activity.started_at:%Y-%m-%d}: {error}"))
            yield Marker(place=owed, stamp=f"{activity.started_at:%Y-%m-%d}")
            self._failures_in_a_row += 1
            if self._failures_in_a_row == MAX_FAILURES_IN_A_ROW:
                raise in_one(self.troubles) from None
            return
        self._failures_in_a_row = 0
        if self._seen.get(owed, _SETTLED) != _SETTLED:
            yield Marker(place=owed, stamp=_SETTLED)

    def _recording(self, activity: Listed) -> Iterator[Arrival]:
        place = self._place(activity.id)
        try:
            data = self._patience.ask(lambda: self._api.original(activity.id))
        except NotThereError as error:
            self.troubles.append(
                SourceError(f"activity {activity.id} of {activity.started_at:%Y-%m-%d}: {error}; it is left out")
            )
            yield Marker(place=place, stamp=activity.stamp)
            return
        if data.lstrip()[:1] == b"<":
            raise UnavailableError(f"{self._label} sent a web page instead of the recording; the next sync tries again")
        details = self._details(activity) if activity.is_run else activity_details(activity, None, self._label)
        held: Fetched | None = None
        for fetched in members(data, place=place):
            if held is not None:
                yield held
            held = replace(fetched, upstream_id=activity.id, details=details, modified_at=activity.started_at)
        if held is not None:
            yield replace(held, stamp=activity.stamp)

    def _details(self, activity: Listed) -> ActivityDetails:
        try:
            answer = self._patience.ask(lambda: self._api.details(activity.id))
        except NotThereError:
            answer = None
        return activity_details(activity, answer, self._label)

    def _gone(self, reach: "_Reach") -> Iterator[Arrival]:
        """What was there on an earlier visit and is not in what was listed now; each is asked for before it counts."""
        oldest = datetime.min.replace(tzinfo=UTC) if reach.reached_end else reach.oldest
        if oldest is None:
            return
        for place, stamp in self._seen.items():
            activity_id = place.removeprefix(f"{self._kind}:")
            if not activity_id.isdigit() or activity_id in self._listed or day_of(stamp) <= f"{oldest:%Y%m%d}":
                continue
            try:
                self._patience.ask(lambda activity_id=activity_id: self._api.details(activity_id))
            except NotThereError:
                yield Gone(place=place)

    def _pay_what_is_owed(self) -> Iterator[Arrival]:
        prefix = owed_place(self._kind, "")
        owed = [(place, day) for place, day in self._seen.items() if place.startswith(prefix) and day != _SETTLED]
        for place, day in owed:
            page, _ = self._page(0, since=date.fromisoformat(day), until=date.fromisoformat(day))
            found = [activity for activity in page if activity.id == place.removeprefix(prefix)]
            self._listed |= {activity.id: activity for activity in found}
            for activity in found:
                yield from self._bring(activity)
            if not found:  # deleted, or moved to another day, where the listing has it
                yield Marker(place=place, stamp=_SETTLED)

    def _place(self, activity_id: str) -> str:
        return f"{self._kind}:{activity_id}"


@dataclass(slots=True)
class _Reach:
    """How far back the listing was read."""

    until: date | None = None
    oldest: datetime | None = None
    reached_end: bool = False


def owed_place(kind: str, activity_id: str) -> str:
    """The place whose `Marker` tells that an activity failed, with its day, or that it came at last."""
    return f"{kind}:owed:{activity_id}"


def visited_place(kind: str) -> str:
    """The place whose `Marker` tells the day of the last visit that reached its end."""
    return f"{kind}:visited"


def day_of(stamp: str) -> str:
    """The day of an activity, as 20260302, from its stamp."""
    return stamp.rpartition("-")[2]


def owed(kind: str, seen: Mapping[str, str]) -> int:
    """How many activities failed and are asked for again."""
    return sum(place.startswith(owed_place(kind, "")) and day != _SETTLED for place, day in seen.items())


def in_one(troubles: Sequence[SourceError]) -> SourceError:
    """All troubles of a visit as one error of one line; the only one as it is."""
    if len(troubles) == 1:
        return troubles[0]
    shown = "; ".join(str(trouble) for trouble in troubles[:MAX_FAILURES_IN_A_ROW])
    more = len(troubles) - MAX_FAILURES_IN_A_ROW
    return SourceError(f"{shown}; and {more} more" if more > 0 else shown)


def members(data: bytes, *, place: str) -> Iterator[Fetched]:
    """The recordings in an original as it was downloaded, or what is wrong with it as `problem`."""
    problem = None
    if not data.startswith(_ZIP) and data[8:12] != b".FIT":
        problem = "what Garmin sent is neither a ZIP nor a recording"
    elif data.startswith(_ZIP):
        problem = _fault_of_zip(data)
    found: list[Fetched] = []
    if problem is None:
        try:
            for origin, member in unwrap(data, name=place):
                found.append(Fetched(place=place, origin=origin.replace(f"{place}/", f"{place}!", 1), data=member))
        except DecodeError as error:
            problem = str(error)
        else:
            if not found:
                problem = "there is no recording in the ZIP that Garmin sent"
    yield from found
    if problem is not None:
        yield Fetched(place=place, origin=place, data=data, problem=f"{place}: {problem}")


def _fault_of_zip(data: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return "the ZIP that Garmin sent is damaged"
    if not entries:
        return "the ZIP that Garmin sent is empty"
    if any(".." in entry.filename.split("/") or entry.filename.startswith(("/", "\\")) for entry in entries):
        return "the ZIP that Garmin sent has a path that climbs out of it"
    swollen = sum(entry.file_size for entry in entries)
    if swollen > max(_MIN_SWOLLEN_BYTES, _MAX_SWELLING * len(data)):
        return f"the ZIP that Garmin sent would swell to {swollen:,} bytes"
    return None


def activity_details(activity: Listed, answer: object, label: str) -> ActivityDetails:
    """What the listing and the details say of an activity; the details are newer.

    Raises:
        SourceChangedError: if a field of the details is of another type than it was.
    """
    details = {} if answer is None else _object(answer, "activity", label)
    summary = _object(details.get("summaryDTO") or {}, "summaryDTO", label)
    rpe = _number(summary, "directWorkoutRpe", label)
    return ActivityDetails(
        upstream_id=activity.id,
        name=_text(details, "activityName", label) or activity.name,
        description=_text(details, "description", label) or activity.description,
        rpe=None if rpe is None else rpe / 10,  # Garmin's goes to 100 in tens
        feel=_number(summary, "directWorkoutFeel", label),  # 0, 25 … 100
        sport=activity.sport,
        started_at=activity.started_at,
    )


def _listed(entry: object, label: str) -> Listed:
    """An entry of the listing, looked at field by field."""
    fields = _object(entry, "activities[]", label)
    activity_id = fields.get("activityId")
    if not isinstance(activity_id, int) or isinstance(activity_id, bool) or activity_id <= 0:
        raise _changed(label, "activityId")
    started_at = _instant(fields, "startTimeGMT", label)
    activity_type = _object(fields.get("activityType"), "activityType", label)
    sport = _text(activity_type, "typeKey", label)
    if sport is None:
        raise _changed(label, "activityType.typeKey")
    name, description = _text(fields, "activityName", label), _text(fields, "description", label)
    lengths = {key: _number(fields, key, label) for key in ("duration", "elapsedDuration", "distance")}
    stamp = stamp_of(
        {"started_at": started_at, "sport": sport, **lengths}, {"name": name, "description": description}
    )
    return Listed(
        id=str(activity_id), name=name, description=description, sport=sport, started_at=started_at,
        has_recording=not (fields.get("manualActivity") is True or fields.get("parentId") is not None),
        stamp=f"{stamp}-{started_at:%Y%m%d}",
    )  # fmt: skip


def _object(value: object, field: str, label: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _changed(label, field)
    return value


def _text(fields: Mapping[str, Any], key: str, label: str) -> str | None:
    value = fields.get(key)
    if value is not None and not isinstance(value, str):
        raise _changed(label, key)
    return value


def _number(fields: Mapping[str, Any], key: str, label: str) -> float | None:
    value = fields.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _changed(label, key)
    return float(value)


def _instant(fields: Mapping[str, Any], key: str, label: str) -> datetime:
    try:
        return datetime.fromisoformat(str(fields.get(key))).replace(tzinfo=UTC)
    except ValueError:
        raise _changed(label, key) from None


def _changed(label: str, field: str) -> SourceChangedError:
    return SourceChangedError(f"{label} answers in another form than it did", field=field)


def _day_after(day: str) -> date:
    """The day after, since days are the runner's own and instants UTC."""
    return date.fromisoformat(day) + timedelta(days=1)
