"""Store → an athlete's "what your coach sees"."""

from collections.abc import Iterable

from niggle.config import Athlete, Config
from niggle.records.visibility import coach_visibility
from niggle.reports.coach.view import CoachView
from niggle.reports.squad.query import squad_view, table_view
from niggle.reports.squad.view import SquadView
from niggle.store import Reader


def coach_view(reader: Reader, config: Config, athlete: Athlete) -> CoachView:
    """What an athlete's coach sees of them: their row out of the squad's table, and what it rests on."""
    (view,) = coach_views(reader, config, [athlete])
    return view


def coach_views(reader: Reader, config: Config, athletes: Iterable[Athlete]) -> list[CoachView]:
    """What the coach of each of these athletes sees of them; who is in no squad stands alone in the table."""
    chosen = list(athletes)
    tables = {squad: squad_view(reader, config, squad) for squad in {a.squad for a in chosen if a.squad is not None}}
    return [
        _coach_view(reader, a, table_view(reader, a.name, [a]) if a.squad is None else tables[a.squad]) for a in chosen
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
