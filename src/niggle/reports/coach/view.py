"""What the page of what a coach sees is drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from niggle.reports.squad.view import SquadRow


@dataclass(frozen=True, slots=True)
class SharedNote:
    """A note of a coach that the athlete may read; `at` is in the athlete's zone."""

    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachView:
    """An athlete's row as it stands in the table of their squad, None when they are in none, as of the same day.

    `mood`: whether the coach may also know of mood, sleep and confidence. `chosen_at` is when the athlete chose that
    (in their own zone), None while a default holds; `is_asked`: they were invited and have not chosen yet. `contact` is
    the link by which a coach can reach them. `note_count` of coaches' notes are about them, `notes` those they may
    read, newest first.
    """

    athlete_id: str
    name: str
    squad: str | None
    as_of: date | None
    row: SquadRow
    mood: bool = False
    chosen_at: datetime | None = None
    is_asked: bool = False
    contact: str = ""
    note_count: int = 0
    notes: Sequence[SharedNote] = ()
