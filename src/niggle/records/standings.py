"""Store → where athletes stand: the latest run of each, since when it has been so, and the weeks before.

A question for each, which the standing answers that the athlete was published with.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from niggle.config import Athlete
from niggle.consent import Visibility
from niggle.records.visibility import viewer
from niggle.store import Readers
from niggle.store.database import Row, utc_aware
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
    found = {
        athlete: readers.of(athlete.id).rows("squad_runs", **viewer([(athlete, visibility)], now))
        for athlete, visibility in sights
        if visibility.level != "none"
    }
    newest = max((rows[-1]["started_at"] for rows in found.values() if rows), default=None)
    return {
        athlete.id: _standing(
            [row for row in rows[:-1] if newest - row["started_at"] < _RECENT] + rows[-1:], athlete.zone
        )
        for athlete, rows in found.items()
        if rows
    }


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
