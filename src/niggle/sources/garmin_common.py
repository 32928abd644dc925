"""A visit to Garmin Connect, the same by both ways: what is new, changed or gone, with no more requests than needed.

The listing comes newest first, in pages. A visit reads on until a page of which everything is known and older than
the overlap. What else it has to remember stands in markers (`garmin_markers`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count
from typing import Protocol

from niggle.sources.base import (
    COMPLETE,
    ActivityDetails,
    Arrival,
    Described,
    Fetched,
    Gone,
    Marker,
    Remark,
    SourceChangedError,
    SourceError,
    backfill_place,
    garmin_id,
    same_recording,
)
from niggle.sources.garmin_answers import Listed, day_of, details_of, entries_of, is_web_page, listed, recordings
from niggle.sources.garmin_markers import (
    ANYBODY,
    SETTLED,
    gap_place,
    owed_by,
    owed_place,
    owner_place,
    visited_place,
)
from niggle.sources.retries import NotThereError, RefusedError, Retries, UnavailableError, in_one, now

PAGE = 20  # Garmin's own page; above 45 the official API answers HTTP 500
OVERLAP = timedelta(days=30)
MAX_FAILURES_IN_A_ROW = 3  # then the service is down, and asking on would only be rude
MAX_GONE = 20  # more at once look like another account

_SETTLING = timedelta(days=2)  # a recording may come later than its entry in the listing


class Api(Protocol):
    """What both ways can be asked for; JSON is decoded and not yet looked at."""

    def listing(self, start: int, *, since: date | None, until: date | None) -> object:
        """One page of the listing, newest first."""
        ...

    def details(self, activity_id: str) -> object:
        """All that is said about an activity."""
        ...

    def original(self, activity_id: str) -> bytes:
        """The file the watch wrote, in Garmin's ZIP."""
        ...

    def notices(self) -> Sequence[SourceError]:
        """What a person should hear besides: a key that expires any day, a clock that is wrong."""
        ...

    def remarks(self) -> Sequence[str]:
        """What is good to know and asks for nothing yet."""
        ...


@dataclass(slots=True, kw_only=True)
class _Reading:
    """One way through the listing, from `until` (None: from the newest) back."""

    marker: str  # where to note how far it came
    until: date | None = None
    stops_at_known: bool = True
    not_before: date | None = None  # what lies between here and the last visit's end is not known, whatever it seems
    oldest_at: datetime | None = None
    reached_end: bool = False
    is_noted: bool = False
    ids: set[str] = field(default_factory=set)


class FetchSession:
    """One visit for one athlete; `troubles` is what a person should hear of it afterwards."""

    def __init__(self, api: Api, *, kind: str, seen: Mapping[str, str]) -> None:
        self.troubles: list[SourceError] = []
        self._api, self._kind, self._seen = api, kind, seen
        self._patience = Retries("Garmin")
        self._began_at = now()
        self._listed: dict[str, Listed] = {}
        self._owes = owed_by(kind, seen)
        self._failures_in_a_row = 0
        self._is_owner_noted = False

    def arrivals(self) -> Iterator[Arrival]:
        """Everything new, changed or gone.

        Raises:
            SourceError: if the visit cannot go on, with all the troubles so far; what was yielded holds.
        """
        try:
            yield from self._all()
        except SourceError as error:
            raise in_one([*self.troubles, error, *self._api.notices()]) from None
        yield from (Remark(text=text) for text in self._api.remarks())
        if troubles := [*self.troubles, *self._api.notices()]:
            raise in_one(troubles)

    def _all(self) -> Iterator[Arrival]:
        backfill, gap = backfill_place(self._kind), gap_place(self._kind)
        reached, not_before = self._seen.get(backfill), _day(self._seen.get(gap, SETTLED))
        if reached is None:
            recent = _Reading(marker=backfill, stops_at_known=False)
        else:
            recent = _Reading(marker=gap, not_before=not_before, is_noted=not_before is not None)
        yield from self._read(recent)
        yield from self._gone(recent)
        if reached not in (None, COMPLETE) and not recent.reached_end:
            until = date.fromisoformat(str(reached)) + timedelta(days=1)  # their days are local ones, ours UTC
            yield from self._read(_Reading(marker=backfill, stops_at_known=False, until=until))
        if reached != COMPLETE:
            yield Marker(place=backfill, stamp=COMPLETE)
        yield from self._owed()
        today = f"{self._began_at:%Y-%m-%d}"
        if self._seen.get(visited_place(self._kind)) != today:
            yield Marker(place=visited_place(self._kind), stamp=today)

    def _read(self, reading: _Reading) -> Iterator[Arrival]:
        """The listing, page by page, always to the end of a page."""
        for start in count(0, PAGE):
            page, is_last = self._page(start, until=reading.until)
            if not page or reading.ids.issuperset(activity.id for activity in page):  # the same page for ever
                reading.reached_end = is_last
                break
            yield from self._same_owner(page)
            reading.ids |= {activity.id for activity in page}
            reading.oldest_at = min(activity.started_at for activity in page)
            if reading.stops_at_known and self._would_be_missed(reading, page):
                yield Marker(place=reading.marker, stamp=f"{reading.oldest_at:%Y-%m-%d}")
                reading.is_noted = True
            fresh = [activity for activity in page if activity.id not in self._listed]
            self._listed |= {activity.id: activity for activity in fresh}
            for activity in fresh:
                if activity.id not in self._owes:
                    yield from self._bring(activity)
            if is_last or (reading.stops_at_known and self._is_enough(reading, page)):
                reading.reached_end = is_last
                break
            if not reading.stops_at_known:
                yield Marker(place=reading.marker, stamp=f"{reading.oldest_at:%Y-%m-%d}")
        if reading.is_noted:
            yield Marker(place=reading.marker, stamp=SETTLED)

    def _is_enough(self, reading: _Reading, page: Sequence[Listed]) -> bool:
        """Whether nothing new is to be expected behind a page: it reaches what earlier visits had, and the overlap."""
        oldest = min(page, key=lambda activity: activity.started_at)
        return self._place(oldest) in self._seen and self._is_beyond(reading, oldest.started_at)

    def _would_be_missed(self, reading: _Reading, page: Sequence[Listed]) -> bool:
        """Whether the next visit could stop before it came to all of a page, if this one ended in the middle of it."""
        is_new = any(self._place(activity) not in self._seen for activity in page)
        return is_new and self._is_beyond(reading, min(activity.started_at for activity in page))

    def _is_beyond(self, reading: _Reading, at: datetime) -> bool:
        is_behind = reading.not_before is None or at.date() < reading.not_before
        return is_behind and at < self._began_at - OVERLAP

    def _page(self, start: int, *, since: date | None = None, until: date | None = None) -> tuple[list[Listed], bool]:
        """The activities of a page that could be understood, and whether it is the last."""
        entries = entries_of(self._patience.ask(lambda: self._api.listing(start, since=since, until=until)))
        page, odd = list[Listed](), list[SourceChangedError]()
        for entry in entries:
            try:
                page.append(listed(entry))
            except SourceChangedError as error:
                odd.append(error)
        if odd and not page and since is None and (start == 0 or len(entries) == PAGE):
            raise odd[0]  # not one could be understood: it is the listing that is odd, not an activity
        self.troubles += [error for error in odd[:1] if str(error) not in map(str, self.troubles)]
        return page, len(entries) < PAGE

    def _bring(self, activity: Listed) -> Iterator[Arrival]:
        """What an activity gives, if it is new or has changed; one that fails is owed."""
        place, owed = self._place(activity), f"{owed_place(self._kind)}{activity.id}"
        if self._is_known(activity):
            return
        try:
            if not activity.has_recording:
                yield Marker(place=place, stamp=activity.stamp)
            elif same_recording(activity.stamp, self._seen.get(place)):
                details, stamp = self._details(activity)
                yield Described(place=place, stamp=stamp, details=details)
            else:
                yield from self._recording(activity)
        except (UnavailableError, RefusedError) as error:
            self._note(activity, f"{error}; the next sync asks again")
            yield Marker(place=owed, stamp=activity.day)
            self._failures_in_a_row += 1
            if self._failures_in_a_row == MAX_FAILURES_IN_A_ROW:
                raise SourceError("no more is asked of Garmin tonight") from None
            return
        self._failures_in_a_row = 0
        if self._seen.get(owed, SETTLED) != SETTLED:
            yield Marker(place=owed, stamp=SETTLED)

    def _recording(self, activity: Listed) -> Iterator[Arrival]:
        place = self._place(activity)
        try:
            data = self._patience.ask(lambda: self._api.original(activity.id))
        except NotThereError as error:
            if self._began_at - activity.started_at < _SETTLING:
                raise UnavailableError(str(error)) from None
            self._note(activity, f"{error}; it is left out")
            yield Marker(place=place, stamp=activity.stamp)
            return
        if is_web_page(data):
            raise UnavailableError("Garmin sent a web page instead of the recording")
        details, stamp = self._details(activity) if activity.is_run else (details_of(activity), activity.stamp)
        held: Fetched | None = None
        for fetched in recordings(data, place=place):
            if held is not None:
                yield held
            held = replace(
                fetched, upstream_id=activity.id, workout_id=garmin_id(activity.id), details=details,
                modified_at=activity.started_at,
            )  # fmt: skip
        if held is not None:
            yield replace(held, stamp=stamp)

    def _details(self, activity: Listed) -> tuple[ActivityDetails, str]:
        """What is said of an activity, and the stamp: if the details failed, one that has them asked for again."""
        try:
            return details_of(activity, self._patience.ask(lambda: self._api.details(activity.id))), activity.stamp
        except NotThereError:
            return details_of(activity), activity.stamp
        except (UnavailableError, RefusedError, SourceChangedError) as error:
            self._note(activity, f"its details are missing: {error}")
            return details_of(activity), activity.stamp_without_words

    def _gone(self, reading: _Reading) -> Iterator[Arrival]:
        """What an earlier visit had and the listing has no more; each is asked for by itself before it counts."""
        if reading.oldest_at is None and not reading.reached_end:
            return
        since = "" if reading.reached_end else f"{reading.oldest_at:%Y%m%d}"
        prefix = f"{self._kind}:"
        stamps = {place.removeprefix(prefix): stamp for place, stamp in self._seen.items() if place.startswith(prefix)}
        missing = [
            activity_id
            for activity_id, stamp in stamps.items()
            if activity_id.isdigit() and activity_id not in self._listed and day_of(stamp) > since
        ]
        if len(missing) > MAX_GONE:
            line = f"{len(missing)} activities are no more in Garmin's listing; they are kept. Is it another account?"
            self.troubles.append(SourceError(line))
            return
        for activity_id in missing:
            try:
                self._patience.ask(partial(self._api.details, activity_id))
            except NotThereError:
                yield Gone(place=f"{prefix}{activity_id}")
            except (UnavailableError, RefusedError):
                continue  # not to be known tonight

    def _owed(self) -> Iterator[Arrival]:
        """Activities that failed before, each found by its day; after all else, so that they keep nothing from it."""
        owed = sorted(self._owes.items())
        first = self._began_at.toordinal() % len(owed) if owed else 0  # each gets its turn if the first ones fail on
        for activity_id, day in owed[first:] + owed[:first]:
            activity = self._listed.get(activity_id) or self._by_day(activity_id, date.fromisoformat(day))
            if activity is None or self._is_known(activity):  # deleted, or moved to where the listing had it
                yield Marker(place=f"{owed_place(self._kind)}{activity_id}", stamp=SETTLED)
            else:
                yield from self._bring(activity)

    def _by_day(self, activity_id: str, day: date) -> Listed | None:
        page, _ = self._page(0, since=day - timedelta(days=1), until=day + timedelta(days=1))
        return next((activity for activity in page if activity.id == activity_id), None)

    def _same_owner(self, page: Sequence[Listed]) -> Iterator[Arrival]:
        """The account is the same as ever.

        Raises:
            SourceError: if it is another one, whose runs would become this athlete's.
        """
        place = owner_place(self._kind)
        owners = {activity.owner for activity in page if activity.owner is not None}
        known = self._seen.get(place, ANYBODY)
        if known != ANYBODY and owners - {known}:
            raise SourceError(
                "this is another Garmin account than before; log in to the old one, or if it is meant to change, run "
                f"`niggle logout {self._kind}` and log in again"
            )
        if known == ANYBODY and len(owners) == 1 and not self._is_owner_noted:
            self._is_owner_noted = True
            yield Marker(place=place, stamp=owners.pop())

    def _is_known(self, activity: Listed) -> bool:
        return self._seen.get(self._place(activity)) == activity.stamp

    def _place(self, activity: Listed) -> str:
        return f"{self._kind}:{activity.id}"

    def _note(self, activity: Listed, line: str) -> None:
        self.troubles.append(SourceError(f"activity {activity.id} of {activity.day}: {line}"))


def _day(noted: str) -> date | None:
    return None if noted == SETTLED else date.fromisoformat(noted)
