"""What a squad's page is drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from niggle.consent import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class SquadRow:
    """One athlete on the squad's page; every date is the athlete's own calendar day.

    `status` is that of the latest run, None when there is no run yet; `reason` says why in words; `since` is the
    day of the first run in a row with this status. `may_be_chance`: a stride among so many that need not stand
    out. `shares` is what the athlete lets the coach see: with "status" neither reason nor reports are shown,
    with "none" nothing is.
    """

    athlete_id: str
    name: str
    status: str | None = None
    provisional: bool = False
    reason: str = ""
    since: date | None = None
    last_run: date | None = None
    last_report: date | None = None
    run_id: str | None = None
    may_be_chance: bool = False
    shares: Level = "details"


@dataclass(frozen=True, slots=True, kw_only=True)
class SquadView:
    """A squad as of the day of its newest run, None before there is one; the page sorts the rows, worst first."""

    name: str
    as_of: date | None
    rows: Sequence[SquadRow]
