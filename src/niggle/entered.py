"""What was entered by hand, through either door, as it landed: each entry under an id of its own.

A place is `<door>:<id>`, the id a UUID. Before entries had ids, all of the command line's went to one place, its door.

An entry is over once word has landed that its place is gone. Where that word has a stamp, the stamp is the place of the
entry that stands instead, and the former one holds again once that was taken back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from uuid import UUID

from niggle.errors import DiaryError, RawFileError
from niggle.landing import Landed, Landing
from niggle.pain.diary import parse_diary
from niggle.pain.model import PainReport
from niggle.pain.weekly import WeeklyCheckIn, parse_weeks

WEB = "web"
COMMAND_LINE = "pain add"
BY_HAND = (WEB, COMMAND_LINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry: the id, what landed first under it, and whether it is over."""

    entry_id: str
    landed: Landed
    is_gone: bool

    @property
    def at(self) -> datetime:
        """When it was entered, UTC."""
        return self.landed.landed_at


def place_of(door: str, entry_id: str) -> str:
    """Where an entry is kept under its id, which is written in one way.

    Raises:
        ValueError: for what is no UUID.
    """
    return f"{door}:{UUID(entry_id)}"


def entry_id_of(place: str) -> str | None:
    """The id of the entry that is kept at a place; None for a place of anything else."""
    door, _, entry_id = place.partition(":")
    if door not in BY_HAND:
        return None
    try:
        return str(UUID(entry_id))
    except ValueError:
        return None


def places_of(entry_id: str) -> tuple[str, ...]:
    """Where an entry of that id can be, by whatever door it came; nowhere for what is no id."""
    try:
        return tuple(place_of(door, entry_id) for door in BY_HAND)
    except ValueError:
        return ()


def entries(landing: Landing, athlete_id: str) -> list[Entry]:
    """Every entry of an athlete, oldest first."""
    return _entries(one for one in landing.arrivals(athlete_id) if one.athlete_id == athlete_id)


def find_entry(landing: Landing, athlete_id: str, entry_id: str) -> Entry | None:
    """The entry of that id, if the athlete made one."""
    places = places_of(entry_id)
    if not places:
        return None
    arrivals = [one for one in landing.of_place(*places) if one.athlete_id == athlete_id]
    instead = {one.stamp for one in arrivals if one.stamp is not None}
    if instead:
        arrivals += [one for one in landing.of_place(*sorted(instead)) if one.athlete_id == athlete_id]
    return next((entry for entry in _entries(arrivals) if entry.landed.place in places), None)


def gone_places(arrivals: Iterable[Landed]) -> frozenset[str]:
    """The places of entries that are over, out of all of an athlete's arrivals."""
    words = [one for one in arrivals if one.kind == "gone" and entry_id_of(one.place) is not None]
    taken_back = {one.place for one in words if one.stamp is None}
    return frozenset(taken_back | {one.place for one in words if one.stamp not in taken_back})


def reports_in(landing: Landing, entry: Entry, zone: tzinfo) -> tuple[PainReport, ...]:
    """The reports that an entry made; none if it is a weekly check-in, or its file is damaged."""
    if entry.landed.kind != "diary":
        return ()
    athlete_id = entry.landed.athlete_id
    try:
        text = landing.read_arrival(entry.landed).decode("utf-8", "replace")
        return parse_diary(text, athlete_id=athlete_id, known_athletes={athlete_id}, timezone=zone).reports
    except (RawFileError, DiaryError):
        return ()


def week_in(landing: Landing, entry: Entry) -> WeeklyCheckIn | None:
    """The weekly check-in that an entry is; None if it is a report, or its file is damaged."""
    if entry.landed.kind != "weekly":
        return None
    try:
        text = landing.read_arrival(entry.landed).decode("utf-8", "replace")
        (check_in,) = parse_weeks(text, athlete_id=entry.landed.athlete_id)
    except (RawFileError, ValueError, DiaryError):
        return None
    return check_in


def _entries(arrivals: Iterable[Landed]) -> list[Entry]:
    arrivals = list(arrivals)
    first: dict[str, Landed] = {}
    for one in arrivals:
        if one.kind != "gone" and entry_id_of(one.place) is not None:
            first.setdefault(one.place, one)
    gone = gone_places(arrivals)
    return [
        Entry(entry_id=entry_id, landed=landed, is_gone=place in gone)
        for place, landed in first.items()
        if (entry_id := entry_id_of(place)) is not None
    ]
