"""Store → where athletes stand: the latest run of each, since when it has been so, and the weeks before.

One question to the store for all of them, however many there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from niggle.config import Athlete
from niggle.consent import Visibility
from niggle.records.visibility import viewer
from niggle.store import Reader
from niggle.store.database import Row, utc_aware


@dataclass(frozen=True, slots=True)
class StandingRun:
    """One run: its local day, its status, and whether somebody said how it felt."""

    run_id: str
    day: date
    status: str
    provisional: bool
    is_reported: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """One athlete as of the latest run; every day is the athlete's own.

    `since` is the day of the first run in a row with the status of the latest; `recent` are the runs of the eight
    weeks up to the newest run of all that were asked for, and the latest run however old, oldest first.
    """

    latest: StandingRun
    since: date
    last_report: date | None
    recent: tuple[StandingRun, ...]


def standings(reader: Reader, sights: Iterable[tuple[Athlete, Visibility]], *, now: datetime) -> dict[str, Standing]:
    """Where each of these athletes stands by id, by the runs that may be seen of them; who has none is left out."""
    known = list(sights)
    zones = {athlete.id: athlete.zone for athlete, _ in known}
    by_athlete: dict[str, list[Row]] = {}
    for row in reader.rows("squad_runs", **viewer(known, now)):
        by_athlete.setdefault(row["athlete_id"], []).append(row)
    return {athlete_id: _standing(of_athlete, zones[athlete_id]) for athlete_id, of_athlete in by_athlete.items()}


def _standing(rows: list[Row], zone: ZoneInfo) -> Standing:
    def day(moment: datetime) -> date:
        return utc_aware(moment).astimezone(zone).date()

    recent = tuple(
        StandingRun(
            run_id=row["run_id"],
            day=day(row["started_at"]),
            status=row["status"],
            provisional=row["provisional"],
            is_reported=row["is_reported"],
        )
        for row in rows
    )
    newest = rows[-1]
    reported_at = newest["reported_at"]
    return Standing(
        latest=recent[-1],
        since=day(newest["since_at"]),
        last_report=None if reported_at is None else day(reported_at),
        recent=recent,
    )
