"""What the page of what a coach sees is drawn from."""

from dataclasses import dataclass
from datetime import date

from niggle.reports.squad.view import SquadRow


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachView:
    """An athlete's row as it stands in the table of their squad, None when they are in none, as of the same day.

    `mood`: whether the coach may also know of mood, sleep and confidence.
    """

    athlete_id: str
    name: str
    squad: str | None
    as_of: date | None
    row: SquadRow
    mood: bool = False
