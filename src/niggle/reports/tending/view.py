"""What the page of what coaches did about an athlete is drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from niggle.reports.squad.view import SquadRow, Tended


@dataclass(frozen=True, slots=True)
class DeedLine:
    """One thing that a coach did: `deed` is one of `niggle.tending.DEEDS`, `at` in the zone that the page speaks in."""

    entry_id: str
    deed: str
    by: str
    at: datetime
    note: str = ""
    is_shared: bool = False
    look_again: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TendingView:
    """An athlete of a squad as its coaches see them, and what these did, newest first.

    `today` is by the squad's clock.
    """

    squad: str
    row: SquadRow
    as_of: date | None
    deeds: Sequence[DeedLine]
    tended: Tended | None
    today: date
