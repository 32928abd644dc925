"""Store → where athletes stand: the latest run of each, since when it has been so, and the weeks before.

A question for each, which the standing answers that the athlete was published with.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from niggle.config import Athlete
from niggle.consent import Visibility
from niggle.records.visibility import viewer
from niggle.store import Reader, Readers
from niggle.store.database import Row, utc_aware, utc_naive
from niggle.vocabulary.statuses import shown

_RECENT = timedelta(days=58)  # eight weeks, and the rest of a day at either end


@dataclass(frozen=True, slots=True)
class StandingRun:
    """One run: its local day, its status, and whether somebody said how it felt."""

    run_id: str
    day: date
    status: str
    provisional: bool
    is_reported: bool
    is_known: bool = True

    @property
    def shown(self) -> str:
        """The status as people see it."""
        return shown(self.status, is_known=self.is_known)


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


def standings(readers: Readers, sights: Iterable[tuple[Athlete, Visibility]], *, now: datetime) -> dict[str, Standing]:
    """Where each of these athletes stands by id, by the runs that may be seen of them; who has none is left out."""
    told = {
        athlete.id: _told(readers.of(athlete.id), athlete, visibility, now)
        for athlete, visibility in sights
        if visibility.level != "none"
    }
    known = {athlete_id: one for athlete_id, one in told.items() if one is not None}
    newest = max((starts[-1] for starts, _ in known.values()), default=None)
    return {} if newest is None else {athlete_id: _recent(*one, newest) for athlete_id, one in known.items()}


def _told(
    reader: Reader, athlete: Athlete, visibility: Visibility, now: datetime
) -> tuple[Sequence[datetime], Standing] | None:
    """Where an athlete stands by all that is told of the weeks before, and when each of these runs started."""

    def make() -> tuple[Sequence[datetime], Standing] | None:
        rows = reader.rows("squad_runs", **viewer([(athlete, visibility)], now))
        return ([row["started_at"] for row in rows], _standing(rows, athlete.zone)) if rows else None

    return reader.made(("standing", athlete.id, visibility.is_own, athlete.timezone), utc_naive(now), make)


def _recent(starts: Sequence[datetime], standing: Standing, newest: datetime) -> Standing:
    """A standing without the runs that are too old by the newest run of all, but for the latest."""
    first = next((at for at, start in enumerate(starts) if newest - start < _RECENT), len(starts) - 1)
    return standing if first == 0 else replace(standing, recent=standing.recent[first:])


def _standing(rows: Sequence[Row], zone: ZoneInfo) -> Standing:
    def day(moment: datetime) -> date:
        return utc_aware(moment).astimezone(zone).date()

    recent = tuple(
        StandingRun(
            run_id=row["run_id"],
            day=day(row["started_at"]),
            status=row["status"],
            provisional=row["provisional"],
            is_reported=row["is_reported"],
            is_known=row["is_known"],
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
