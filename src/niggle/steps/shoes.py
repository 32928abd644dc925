"""A runner's shoes: what is entered → checked and landed; landing and store → the pair of each run."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from niggle.config import Athlete, Config
from niggle.consent import OWN
from niggle.entered import WEB
from niggle.errors import UsageError
from niggle.pairs import RunOn, ShoesDeed, ShoesSaid, Worn, worn
from niggle.records.explained import explanation
from niggle.records.joined import run_names
from niggle.records.seen import seen_runs
from niggle.records.visibility import viewer
from niggle.shoes import land_shoes, pair_name, shoes_said, told_name
from niggle.store import Reader
from niggle.store.layout import athlete_landing


def enter_shoes(
    config: Config,
    athlete: Athlete,
    deed: ShoesDeed,
    name: str,
    *,
    entry_id: UUID,
    now: datetime,
    day: date | None = None,
    run_id: str | None = None,
    door: str = WEB,
) -> bool:
    """Keep what a runner says of a pair, which holds at once; False if it had been kept before.

    Raises:
        UsageError: if it has no name, or its day is yet to come.
    """
    if day is not None and day > now.astimezone(athlete.zone).date():
        raise UsageError(f"{day.isoformat()} is yet to come.")
    said = ShoesSaid(deed=deed, name=pair_name(name), day=day, run_id=run_id)
    landing = athlete_landing(config.store.path, athlete.id)
    return land_shoes(landing, athlete.id, said, entry_id=entry_id, door=door, now=now)


def shoes_of(config: Config, athlete: Athlete, reader: Reader, now: datetime) -> Worn:
    """The pairs of an athlete and the pair of each run, for themselves."""
    said = _said_of_runs_now(shoes_said(athlete_landing(config.store.path, athlete.id), athlete.id), reader, athlete)
    gear = {
        row["run_id"]: told_name(row["gear"]) for row in reader.rows("gear_of_runs", **viewer([(athlete, OWN)], now))
    }
    begun = _begun(reader, athlete)
    if not (said or gear or begun):
        return Worn([], {})
    runs = [
        RunOn(run.run_id, run.local_start.date(), run.distance_m, gear.get(run.run_id))
        for run in seen_runs(reader, athlete, visibility=OWN, now=now)
    ]
    days = {run.run_id: run.day for run in runs}
    first_days = ((name, day or days.get(run_id)) for name, day, run_id in begun)
    return worn(said, [(name or f"New shoes {day}", day) for name, day in first_days if day is not None], runs)


def shoes_without_runs(config: Config, athlete: Athlete) -> Worn:
    """The pairs of an athlete of whom nothing is published yet."""
    return worn(shoes_said(athlete_landing(config.store.path, athlete.id), athlete.id), [], [])


def _said_of_runs_now(said: Sequence[ShoesSaid], reader: Reader, athlete: Athlete) -> Sequence[ShoesSaid]:
    """The same by the ids that runs have now: since a richer recording of it came a run may go by another one."""
    if not any(one.deed == "wear" for one in said):
        return said
    names = run_names(reader, athlete)
    return [one if one.run_id is None else replace(one, run_id=names.get(one.run_id, one.run_id)) for one in said]


def _begun(reader: Reader, athlete: Athlete) -> list[tuple[str | None, date | None, str]]:
    """New shoes by which a stride was explained: the name and the first day, as far as they were said, and the run."""
    rows = [row for row in reader.rows("explanations_of", athlete_id=athlete.id) if row["explained_by"] == "shoes"]
    return [(told_name(row["shoes"]), explanation(row).since, row["joined_run_id"]) for row in rows]
