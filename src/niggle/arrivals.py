"""What holds now, of all that ever arrived: pure, from the manifest's lines and the clock.

A network source's place is `<kind>:<id>`; what it gives anew replaces what it gave before (an edit), and `gone` takes
it out. A file in a folder is never replaced or taken out: what was once there stays, whatever happens to the folder.
What came on terms that let it be kept for some days is over after them; what was said of a recording is over with it,
however late it was said. What is over was still fetched once, so its
stamp stays and it is not fetched again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from niggle.landing import Landed


@dataclass(slots=True)
class _Place:
    """What one place of a network source gave."""

    complete: list[Landed] = field(default_factory=list)
    coming: list[Landed] = field(default_factory=list)
    details: Landed | None = None

    def take(self, landed: Landed) -> None:
        if landed.kind == "details":
            self.details = landed
            return
        self.coming.append(landed)
        if landed.stamp is not None:
            # A new version of which nothing can be read does not take the place of one that can.
            if any(part.problem is None for part in self.coming) or not self.complete:
                self.complete = self.coming
            self.coming = []

    @property
    def current(self) -> list[Landed]:
        return self.complete or self.coming


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """What of one athlete's arrivals holds now, each list in order of arrival; `over` may be deleted."""

    activities: tuple[Landed, ...]
    details: tuple[Landed, ...]
    over: tuple[Landed, ...]


def stamps(arrivals: Iterable[Landed]) -> dict[str, str]:
    """The stamp of each place that a source need not fetch again."""
    seen: dict[str, str] = {}
    places: dict[str, set[str]] = {}
    for landed in arrivals:
        if landed.kind == "forgotten":
            for place in places.pop(landed.source, ()):
                seen.pop(place, None)
        elif landed.kind == "gone":
            seen.pop(landed.place, None)
        elif landed.kind == "lost":
            seen.pop(landed.place, None)
            seen.pop(f"{landed.place.partition('!')[0]}!", None)  # the export that it is in, seen as a whole
        elif landed.stamp is not None:
            seen[landed.place] = landed.stamp
            places.setdefault(landed.source, set()).add(landed.place)
    return seen


def current(arrivals: Iterable[Landed], *, now: datetime) -> Current:
    """What of an athlete's arrivals holds at `now`."""
    ordered = [landed for landed in arrivals if landed.kind != "diary"]
    places: dict[str, _Place] = {}
    kept: list[Landed] = []
    for landed in ordered:
        if landed.kind == "forgotten":
            places = {key: place for key, place in places.items() if not key.startswith(f"{landed.source}:")}
            kept = [other for other in kept if other.source != landed.source]
        elif landed.kind == "gone":
            places.pop(landed.place, None)
        elif landed.kind in ("activity", "details"):
            if landed.place.startswith(f"{landed.source}:"):
                places.setdefault(landed.place, _Place()).take(landed)
            else:
                kept.append(landed)
    from_network = [landed for place in places.values() for landed in place.current]
    from_network += [
        place.details for place in places.values() if place.details is not None and not _is_bereft(place, now)
    ]
    order = {id(landed): position for position, landed in enumerate(ordered)}
    held = [landed for landed in (*kept, *from_network) if not is_over(landed, now)]
    held.sort(key=lambda landed: order[id(landed)])
    holding = {(landed.kind, landed.sha256) for landed in held}
    over = [landed for landed in ordered if landed.sha256 and _must_go(landed, places, now)]
    return Current(
        activities=tuple(landed for landed in held if landed.kind == "activity"),
        details=tuple(_newest_details(held)),
        over=tuple(landed for landed in over if (landed.kind, landed.sha256) not in holding),
    )


def is_over(landed: Landed, now: datetime) -> bool:
    """Whether the days are over for which something may be kept."""
    return landed.keep_days is not None and now >= landed.landed_at + timedelta(days=landed.keep_days)


def _is_bereft(place: _Place, now: datetime) -> bool:
    """Whether what is said at a place is of recordings that are all over."""
    return bool(place.current) and all(is_over(landed, now) for landed in place.current)


def _must_go(landed: Landed, places: dict[str, _Place], now: datetime) -> bool:
    """Whether bytes are to be deleted: their days are over, or their source has been forgotten or deleted them."""
    if landed.keep_days is None:
        return False
    place = places.get(landed.place)
    if is_over(landed, now) or place is None or (landed.kind == "details" and _is_bereft(place, now)):
        return True
    return landed not in (*place.current, *place.coming, place.details)


def _newest_details(held: Iterable[Landed]) -> list[Landed]:
    newest: dict[str, Landed] = {}
    for landed in held:
        if landed.kind == "details":
            newest[landed.place] = landed
    return list(newest.values())
