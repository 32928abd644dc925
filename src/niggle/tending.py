"""What coaches did about an athlete, as it landed: seen, called, a note, a day on which to look again.

Each deed is a small JSON file of its own in the place of the squad (`niggle.store.layout.tending_landing`); the
manifest says who did it and when. A deed that was taken back is over, as any entry is.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Literal, get_args
from uuid import UUID

from niggle.errors import UsageError
from niggle.json_entries import JsonEntries, told_in
from niggle.landing import Landing

type DeedKind = Literal["seen", "called", "note"]

DEEDS: tuple[DeedKind, ...] = get_args(DeedKind.__value__)
LONGEST_NOTE = 2000
_ENTRIES = JsonEntries("tending")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One thing that a coach did.

    `note` is for coaches, and with `is_shared` for the athlete to read too. `about` is a digest of what stood in the
    athlete's row then: as long as it is the same, nothing new has happened.
    """

    deed: DeedKind
    note: str = ""
    is_shared: bool = False
    look_again: date | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """A deed as it landed: under which id, by whom (a name to log in with), and when (UTC)."""

    entry_id: str
    by: str
    at: datetime
    deed: Deed


def read_deed(deed: str, note: str, look_again: str, *, is_shared: bool, about: str, today: date) -> Deed:
    """A deed as a form says it.

    Raises:
        UsageError: for what cannot be kept, saying why.
    """
    if deed not in DEEDS:
        raise UsageError("Say what was done: seen, called or a note.")
    text = note.strip().replace("\r\n", "\n")
    if len(text) > LONGEST_NOTE:
        raise UsageError(f"A note can have {LONGEST_NOTE} letters; this one has {len(text)}.")
    if deed == "note" and not text:
        raise UsageError("The note is empty. Write something, or choose seen or called.")
    return Deed(
        deed=deed,
        note=text,
        is_shared=is_shared and bool(text),
        look_again=_day(look_again.strip(), today),
        about=about,
    )


def land_deed(landing: Landing, athlete_id: str, deed: Deed, *, entry_id: UUID, by: str, now: datetime) -> bool:
    """Keep a deed; False if one of that id was kept before."""
    if _ENTRIES.is_known(landing, entry_id):
        return False
    told = asdict(deed) | {"look_again": None if deed.look_again is None else deed.look_again.isoformat()}
    _ENTRIES.land(landing, athlete_id, told, entry_id=entry_id, source=by, now=now)
    return True


def take_back_deed(landing: Landing, athlete_id: str, entry_id: str, *, by: str, now: datetime) -> bool:
    """Note that a deed is over; False if there is none of that id, or it was over before."""
    if entry_id not in {done.entry_id for done in deeds(landing, athlete_id)}:
        return False
    _ENTRIES.take_back(landing, athlete_id, entry_id, source=by, now=now)
    return True


def deeds(landing: Landing, athlete_id: str) -> Iterator[Done]:
    """What was done about an athlete and holds, newest first; what cannot be read any more is left out."""
    for one in reversed(_ENTRIES.standing(landing, athlete_id)):
        deed = _read(told_in(landing, one))
        if deed is not None:
            yield Done(_ENTRIES.id_of(one), one.source, one.landed_at, deed)


def deeds_in(landings: Iterable[Landing], athlete_id: str) -> list[Done]:
    """The same of several places, newest first."""
    found = (done for landing in landings for done in deeds(landing, athlete_id))
    return sorted(found, key=lambda done: done.at, reverse=True)


def newest_deed_in(landings: Iterable[Landing], athlete_id: str) -> Done | None:
    """What was done last of all that landed in several places, None if nothing was."""
    found = (newest_deed(landing, athlete_id) for landing in landings)
    return max((done for done in found if done is not None), key=lambda done: done.at, default=None)


def newest_deed(landing: Landing, athlete_id: str) -> Done | None:
    """What was done last about an athlete, None if nothing was; quick to be asked again."""
    version = landing.version
    return None if version is None else _newest(landing, version, athlete_id)


@lru_cache(maxsize=4096)
def _newest(landing: Landing, _version: tuple[int, int, int], athlete_id: str) -> Done | None:
    return next(deeds(landing, athlete_id), None)


def _read(told: Any) -> Deed | None:
    try:
        again = told["look_again"]
        return Deed(**{**told, "look_again": None if again is None else date.fromisoformat(again)})
    except (ValueError, KeyError, TypeError):
        return None


def _day(text: str, today: date) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise UsageError("The day to look again is no date. Choose one from the calendar.")
    if day <= today or (day - today).days > 366:
        raise UsageError("The day to look again has to be one of the next twelve months.")
    return day
