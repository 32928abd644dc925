"""Store → an athlete's "what your coach sees"."""

from collections.abc import Iterable
from datetime import datetime

from niggle.config import Athlete, Config
from niggle.records.visibility import coach_visibility
from niggle.reports.coach.view import CoachView
from niggle.reports.squad.query import squad_view, table_view
from niggle.reports.squad.view import SquadView
from niggle.store import Reader


def coach_view(reader: Reader, config: Config, athlete: Athlete, *, now: datetime) -> CoachView:
    """What an athlete's coach sees of them now: their row out of the squad's table, and what it rests on."""
    (view,) = coach_views(reader, config, [athlete], now=now)
    return view


def coach_views(reader: Reader, config: Config, athletes: Iterable[Athlete], *, now: datetime) -> list[CoachView]:
    """What the coach of each of these athletes sees of them now; who is in no squad stands alone in the table."""
    chosen = list(athletes)
    squads = {athlete.squad for athlete in chosen if athlete.squad is not None}
    table_of = {squad: squad_view(reader, config, squad, now=now) for squad in squads}
    return [
        _coach_view(
            reader,
            athlete,
            table_view(reader, athlete.name, [athlete], now=now) if athlete.squad is None else table_of[athlete.squad],
        )
        for athlete in chosen
    ]


def _coach_view(reader: Reader, athlete: Athlete, table: SquadView) -> CoachView:
    (row,) = (row for row in table.rows if row.athlete_id == athlete.id)
    return CoachView(
        athlete_id=athlete.id,
        name=athlete.name,
        squad=athlete.squad,
        as_of=table.as_of,
        row=row,
        mood=coach_visibility(reader, athlete).mood,
    )
