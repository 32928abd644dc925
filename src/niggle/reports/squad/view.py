"""What a squad's page is drawn from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from niggle.consent import Level

STRIP_DAYS = 56
RECENT_DAYS = 14  # over which missing reports are counted


@dataclass(frozen=True, slots=True)
class DayMark:
    """One run on the strip: its day, status, and whether that is provisional."""

    day: date
    status: str
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """The metric by which a stride stands out: its difference from what is usual, in `unit` ("pp" or "%")."""

    name: str
    difference: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SquadRow:
    """One athlete on the squad's page, already without what is not shared; every date is the athlete's own day.

    `status` is that of the latest run, None when there is no run yet; `grounds` are the criteria that decided it, by
    id, as far as they may be told ("kept": none of them may): those met of concern and red flags ("high_pain": the
    score alone), those not met (or only just: "…_just") that keep it from being monitored, or those open. `since` is
    the day of the first run in a row with this status. `verdict` and `change` are about the stride of the latest run;
    `pain_site`, `pain_side` and `pain_worst` (0-10) about the worst that was reported on it. `unreported` of the
    `recent_runs` have no report, `silent_runs` are the latest runs in a row without one. `weekly` is the day of the
    newest weekly check-in, `is_weekly_due` whether one is missing. `is_paused`: they take a pause, with `paused_until`
    as its last day if that is known, and nothing is missing of them. `days` are the runs of the strip. `may_be_chance`:
    a stride among so many that need not stand out. `contact`: a link by which the athlete can be reached, if they gave
    one.

    `shares` is what the athlete lets the coach see: with "status" only status, since, last run and days are known,
    with "none" nothing is.
    """

    athlete_id: str
    name: str
    status: str | None = None
    provisional: bool = False
    grounds: Sequence[str] = ()
    since: date | None = None
    last_run: date | None = None
    last_report: date | None = None
    run_id: str | None = None
    verdict: str | None = None
    change: Change | None = None
    pain_site: str | None = None
    pain_side: str | None = None
    pain_worst: int | None = None
    unreported: int = 0
    silent_runs: int = 0
    recent_runs: int = 0
    weekly: date | None = None
    is_weekly_due: bool = False
    is_paused: bool = False
    paused_until: date | None = None
    days: Sequence[DayMark] = ()
    may_be_chance: bool = False
    contact: str = ""
    shares: Level = "details"


@dataclass(frozen=True, slots=True, kw_only=True)
class SquadView:
    """A squad as of the day of its newest run, None before there is one; the page sorts the rows."""

    name: str
    as_of: date | None
    rows: Sequence[SquadRow]


type NewsKind = Literal["new", "worse", "better", "new_run"]


@dataclass(frozen=True, slots=True)
class News:
    """What is new of an athlete since the viewer's last look; `was` is the status then, None when there was none."""

    kind: NewsKind
    was: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tended:
    """What a squad's coaches did about an athlete last: what (one of `niggle.tending.DEEDS`), who, and when.

    `at` is in the zone that the page speaks in, `look_again` the day on which to look again, `is_due` whether it has
    come. `is_settled`: it has not, and nothing has happened since.
    """

    deed: str
    by: str
    at: datetime
    look_again: date | None = None
    is_due: bool = False
    is_settled: bool = True


@dataclass(frozen=True, slots=True)
class Marks:
    """What is known of athletes besides their rows, by id: what is new to the viewer, and what coaches did."""

    news: Mapping[str, News] = field(default_factory=dict)
    tended: Mapping[str, Tended] = field(default_factory=dict)

    def only(self, athlete_ids: Collection[str]) -> "Marks":
        """What is known of these athletes alone."""
        return Marks(
            {athlete_id: one for athlete_id, one in self.news.items() if athlete_id in athlete_ids},
            {athlete_id: one for athlete_id, one in self.tended.items() if athlete_id in athlete_ids},
        )

    def is_changed(self, athlete_id: str) -> bool:
        """Whether the status is another one than at the last look; a new run alone is no change."""
        news = self.news.get(athlete_id)
        return news is not None and news.kind != "new_run"

    def is_settled(self, athlete_id: str) -> bool:
        """Whether a coach has seen to the athlete, and nothing has happened since."""
        tended = self.tended.get(athlete_id)
        return tended is not None and tended.is_settled


def as_shared(row: SquadRow) -> SquadRow:
    """The row with only what its athlete lets a coach see."""
    if row.shares == "details":
        return row
    if row.shares == "none":
        return SquadRow(athlete_id=row.athlete_id, name=row.name, shares="none")
    return SquadRow(
        athlete_id=row.athlete_id,
        name=row.name,
        status=row.status,
        provisional=row.provisional,
        since=row.since,
        last_run=row.last_run,
        is_paused=row.is_paused,
        paused_until=row.paused_until,
        days=row.days,
        contact=row.contact,
        shares="status",
    )
