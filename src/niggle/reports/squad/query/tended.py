"""Store → what a squad's coaches did about its athletes, and whether something has happened since."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from niggle.config import Config
from niggle.reports.squad.view import SquadRow, Tended
from niggle.store.layout import tending_landings
from niggle.tending import Done, newest_deed_in


def tended_of(
    config: Config, squad: str, rows: Iterable[SquadRow], *, now: datetime, zone: ZoneInfo
) -> Mapping[str, Tended]:
    """What was done last about each athlete of a squad of whom a coach may see a status, by id."""
    local_now = now.astimezone(zone)
    names = config.names_of(squad)
    found = {}
    for row in rows:
        if row.status is None:
            continue
        done = newest_deed_in(tending_landings(config.store.path, names, row.athlete_id), row.athlete_id)
        if done is not None:
            found[row.athlete_id] = tended(done, row, local_now.date(), zone)
    return found


def tended(done: Done, row: SquadRow, today: date, zone: ZoneInfo) -> Tended:
    """What was done last about an athlete, seen from today."""
    again = done.deed.look_again
    is_due = again is not None and again <= today
    return Tended(
        deed=done.deed.deed,
        by=done.by,
        at=done.at.astimezone(zone),
        look_again=again,
        is_due=is_due,
        is_settled=not is_due and done.deed.about == about(row),
    )


def about(row: SquadRow) -> str:
    """A digest of what stands in a row, as it is shared: another one once something new has happened."""
    said = (row.status, row.run_id, row.last_run, row.last_report, row.pain_worst, sorted(row.grounds))
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]
