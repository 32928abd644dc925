"""Taking back what was entered, wherever it was entered twice."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from niggle.config import Athlete, Config
from niggle.entered import Entry, entries, find_entry, reports_in, week_in
from niggle.landing import Landing
from niggle.steps.take_in import take_in_if_free

type Decide = Callable[[Config, Athlete], bool]
"""Decides anew what rests on what has landed for an athlete; False if that has to wait, since another is writing."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The ids of the entries that were taken back, the one that was named first; `is_waiting`: the statuses follow."""

    entry_ids: tuple[str, ...] = ()
    is_waiting: bool = False


def withdraw(
    config: Config, athlete: Athlete, entry_id: str, *, now: datetime, decide: Decide = take_in_if_free
) -> Withdrawn:
    """Take an entry back, and with it those that say the same with nothing else said of it in between.

    Nothing is taken back if the athlete has no entry of that id, or took it back before. The raw files are kept.
    """
    landing = Landing(config.store.path)
    standing = [entry for entry in entries(landing, athlete.id) if not entry.is_gone]
    named = find_entry(landing, athlete.id, entry_id)
    if named is None or named.is_gone:
        return Withdrawn()
    twins = _twins(landing, athlete, standing, named)
    take_back(landing, twins, now=now)
    return Withdrawn(tuple(entry.entry_id for entry in twins), is_waiting=not decide(config, athlete))


def take_back(landing: Landing, taken: Collection[Entry], *, now: datetime, instead: str | None = None) -> None:
    """Note that these entries hold no more, without taking it in; as long as what is at the place `instead` holds."""
    for entry in taken:
        one = entry.landed
        landing.note(
            "gone", athlete_id=one.athlete_id, source=one.source, place=one.place, landed_at=now, stamp=instead
        )


def _twins(landing: Landing, athlete: Athlete, standing: list[Entry], named: Entry) -> list[Entry]:
    """The entry and those before and after it that landed the same bytes, up to one that says something else of it."""
    at = standing.index(named)
    found = [named]
    for others in (standing[at + 1 :], standing[:at][::-1]):
        for other in others:
            if (other.landed.kind, other.landed.sha256) == (named.landed.kind, named.landed.sha256):
                found.append(other)
            elif _topics(landing, athlete, other) & _topics(landing, athlete, named):
                break
    return found


def _topics(landing: Landing, athlete: Athlete, entry: Entry) -> set[tuple[object, ...]]:
    """What an entry is about: a complaint on a run, or a week."""
    week = week_in(landing, entry)
    if week is not None:
        return {(week.date,)}
    return {
        (one.run_id, one.started_at, one.date, one.site, one.side) for one in reports_in(landing, entry, athlete.zone)
    }
