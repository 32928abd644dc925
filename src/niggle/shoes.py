"""What a runner said of their shoes, as it landed: a pair begins, is retired, or was worn on a run.

Each is a small JSON file among the athlete's raw files. Which pair each run was in follows from all of them
(`niggle.pairs`).
"""

from dataclasses import asdict
from datetime import date, datetime
from functools import lru_cache
from typing import Any, get_args
from uuid import UUID

from niggle.errors import UsageError
from niggle.json_entries import JsonEntries, told_in
from niggle.landing import Landing
from niggle.pairs import ShoesDeed, ShoesSaid

LONGEST_NAME = 60
_DEEDS: tuple[ShoesDeed, ...] = get_args(ShoesDeed.__value__)
_ENTRIES = JsonEntries("shoes")


def pair_name(text: str) -> str:
    """The name of a pair as it is kept.

    Raises:
        UsageError: if it is none.
    """
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise UsageError(f"Give the pair a name of 1 to {LONGEST_NAME} letters, such as Blue Ghost.")
    return name


def told_name(text: str | None) -> str | None:
    r"""What a source or a diary calls a pair, written as its runner could have named it; None for no name.

    >>> told_name(" Blue  Ghost\x1b "), told_name(" ")
    ('Blue Ghost', None)
    """
    shown = "".join(one if one.isprintable() else " " for one in text or "")
    return " ".join(shown.split())[:LONGEST_NAME].strip() or None


def land_shoes(landing: Landing, athlete_id: str, said: ShoesSaid, *, entry_id: UUID, door: str, now: datetime) -> bool:
    """Keep what was said, which holds at once; False if something of that id was kept before."""
    if _ENTRIES.is_known(landing, entry_id):
        return False
    told = asdict(said) | {"day": None if said.day is None else said.day.isoformat()}
    _ENTRIES.land(landing, athlete_id, told, entry_id=entry_id, source=door, now=now)
    return True


def shoes_said(landing: Landing, athlete_id: str) -> tuple[ShoesSaid, ...]:
    """All that an athlete said of shoes, in the order it was said; what cannot be read any more is left out."""
    version = landing.version
    return () if version is None else _all(landing, version, athlete_id)


@lru_cache(maxsize=512)
def _all(landing: Landing, _version: tuple[int, int, int], athlete_id: str) -> tuple[ShoesSaid, ...]:
    read = (_read(told_in(landing, one)) for one in _ENTRIES.made(landing, athlete_id))
    return tuple(one for one in read if one is not None)


def _read(told: Any) -> ShoesSaid | None:
    try:
        day = None if told["day"] is None else date.fromisoformat(told["day"])
        run_id = None if told["run_id"] is None else str(told["run_id"])
        if told["deed"] in _DEEDS:
            return ShoesSaid(deed=told["deed"], name=pair_name(str(told["name"])), day=day, run_id=run_id)
    except (UsageError, ValueError, KeyError, TypeError):
        pass
    return None
