"""Strava, through its API: for the athlete's own eyes, for seven days.

Two requests a new run (its page, for the description; its streams), one for the list, none for what is known. The
list is walked by time and not by page number, so that nothing is skipped when an activity arrives in between.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

from niggle.config import StravaConfig
from niggle.sources import retries
from niggle.sources.base import (
    COMPLETE,
    Arrival,
    Described,
    Fetched,
    Gone,
    Marker,
    SourceChangedError,
    SourceError,
    backfill_place,
    same_recording,
)
from niggle.sources.strava_client import Clock, StravaLine
from niggle.sources.strava_faults import MissingError, RevokedError, UnwellError
from niggle.sources.strava_login import login, logout, state
from niggle.sources.strava_streams import KIND, STREAMS, Listed, read_details, read_listed, start_of, streams_file
from niggle.sources.terms import terms_of

__all__ = ["StravaSource", "login", "logout", "state"]

_VISITED = f"{KIND}:visited"  # the day of the last visit that reached its end, for the doctor
_PAGE = 200  # the most that Strava gives
_OVERLAP = timedelta(days=30)
_PATIENCE = 3  # activities in a row that fail before the rest is left for the next night
# A trim moves an activity's start: what lies so near the end of the listing may stand just beyond it.
_EDGE_S = 86_400


class StravaSource:
    """The activities of one athlete at Strava."""

    kind = KIND

    def __init__(self, config: StravaConfig, *, athlete_id: str, store_folder: Path, now: Clock = retries.now) -> None:
        self._config, self._athlete_id, self._store_folder, self._now = config, athlete_id, store_folder, now
        self.terms = terms_of(config)
        self._odd: dict[str, SourceChangedError] = {}  # what could not be understood, by place

    def fetch(self, seen: Mapping[str, str]) -> Iterator[Arrival]:
        """What is new, changed or gone; the first time newest first, until the oldest has come, over several nights.

        If the athlete has taken access away at Strava, everything is gone, as its terms want it.

        Raises:
            SourceError: if Strava cannot be reached, allows no more requests, or needs a person.
        """
        try:
            yield from self._visit(seen)
        except RevokedError:
            yield from (Gone(place=place) for place, stamp in seen.items() if _start(place, stamp) is not None)
            raise

    def _visit(self, seen: Mapping[str, str]) -> Iterator[Arrival]:
        line = StravaLine(self._config, athlete_id=self._athlete_id, store_folder=self._store_folder, now=self._now)
        is_backfill = seen.get(backfill_place(KIND)) != COMPLETE
        listed, reached = self._list(line, seen, is_backfill=is_backfill)
        yield from _gone({p: s for p, s in seen.items() if p not in self._odd}, listed, reached)
        waiting = [activity for activity in listed.values() if seen.get(activity.place) != activity.stamp(self._now())]
        # Later on the oldest comes first, so that what is behind the newest one known is always complete.
        waiting.sort(key=lambda activity: activity.started_at, reverse=is_backfill)
        yield from self._fetch_all(line, waiting, seen)
        if is_backfill:
            yield Marker(place=backfill_place(KIND), stamp=COMPLETE)
        today = f"{self._now():%Y-%m-%d}"
        if seen.get(_VISITED) != today:
            yield Marker(place=_VISITED, stamp=today)

    def _list(self, line: StravaLine, seen: Mapping[str, str], *, is_backfill: bool) -> tuple[dict[int, Listed], float]:
        """The list, newest first, as far as it may hold news; and back to which Unix second that is."""
        starts = [start for place, stamp in seen.items() if (start := _start(place, stamp)) is not None]
        overlap_starts = (self._now() - _OVERLAP).timestamp()
        far_enough = max(overlap_starts, min(starts, default=0))
        listed: dict[int, Listed] = {}
        before: int | None = None
        asked = set[int | None]()
        while True:
            asked.add(before)
            page = self._page(line, before)
            news = {activity.upstream_id: activity for activity in page if activity.upstream_id not in listed}
            # Strava's pages may be short before the end; the end is a page with nothing but what was asked from.
            if not news and len(page) < 2:
                return listed, float("-inf")
            listed |= news
            oldest = min(activity.start_epoch for activity in page)
            is_known = all(
                seen.get(activity.place) == activity.stamp(self._now())
                for activity in news.values()
                if activity.start_epoch < overlap_starts
            )
            if news and not is_backfill and oldest <= far_enough and is_known:
                return listed, oldest
            # again the oldest second, in which another activity may have started, unless the page is full of it
            before = oldest + 1 if news and oldest + 1 not in asked else oldest
            if before in asked:  # the service does not heed it, and would give the same page for ever
                return listed, oldest

    def _page(self, line: StravaLine, before: int | None) -> list[Listed]:
        """A page of the list; entries of a form that niggle does not know are noted, and tried again the next time.

        Raises:
            SourceChangedError: if not one entry can be understood.
        """
        bound = {} if before is None else {"before": before}
        answer = line.get("/athlete/activities", per_page=_PAGE, **bound)
        if not isinstance(answer, list):
            raise SourceChangedError("Strava answers in another form than niggle knows", field="activities")
        page, odd = list[Listed](), list[SourceChangedError]()
        for entry in answer:
            try:
                page.append(read_listed(entry))
            except SourceChangedError as error:
                odd.append(error)
                if isinstance(entry, dict):
                    self._odd[f"{KIND}:{entry.get('id')}"] = error
        if odd and not page:
            raise odd[0]
        return page

    def _fetch_all(self, line: StravaLine, waiting: list[Listed], seen: Mapping[str, str]) -> Iterator[Arrival]:
        failed, in_a_row, last = 0, 0, ""
        for activity in waiting:
            try:
                yield self._fetch_one(line, activity, seen.get(activity.place))
                in_a_row = 0
            except SourceChangedError as error:
                self._odd[activity.place] = error
            except UnwellError as error:
                failed, in_a_row, last = failed + 1, in_a_row + 1, str(error)
                if in_a_row == _PATIENCE:
                    raise
        odd, places = list(self._odd.values()), {activity.place for activity in waiting}
        if len(odd) == 1 and not failed:
            raise odd[0]
        if failed or odd:
            last = str(odd[-1]) if odd else last
            missing, all_new = failed + len(odd), len(waiting) + sum(place not in places for place in self._odd)
            raise SourceError(f"{missing} of {all_new} activities did not come: {last}")

    def _fetch_one(self, line: StravaLine, activity: Listed, known: str | None) -> Arrival:
        stamp = activity.stamp(self._now())
        is_described_only = same_recording(stamp, known)
        page: object = None
        if activity.is_run:
            line.need(1 if is_described_only or activity.is_manual else 2)  # rather none than half
            try:
                page = line.get(f"/activities/{activity.upstream_id}", include_all_efforts=False)
            except MissingError:
                return Gone(place=activity.place)
        details = read_details(activity, page)
        if is_described_only:
            return Described(place=activity.place, stamp=stamp, details=details)
        return Fetched(
            place=activity.place,
            origin=activity.place,
            data=streams_file(activity, self._streams(line, activity)),
            format="streams",
            stamp=stamp,
            upstream_id=str(activity.upstream_id),
            details=details,
        )

    def _streams(self, line: StravaLine, activity: Listed) -> object:
        """Strava's answer; nothing for what was typed in by hand and for other sports, whose load the list tells."""
        if not activity.is_run or activity.is_manual:
            return {}
        try:
            return line.get(f"/activities/{activity.upstream_id}/streams", keys=",".join(STREAMS), key_by_type="true")
        except MissingError:
            return {}


def _gone(seen: Mapping[str, str], listed: Mapping[int, Listed], reached: float) -> Iterator[Gone]:
    """What was known in the time that the list covers, and is not in it; nothing if the whole list is empty."""
    places = {activity.place for activity in listed.values()}
    for place, stamp in seen.items():
        start = _start(place, stamp)
        if start is not None and places and place not in places and start > reached + _EDGE_S:
            yield Gone(place=place)


def _start(place: str, stamp: str) -> int | None:
    """The start in Unix seconds of an activity of Strava's; None for other places."""
    return start_of(stamp) if place.startswith(f"{KIND}:") else None
