"""Store → an athlete's "what your coach sees"."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from niggle.config import Athlete, Config
from niggle.records.choices import own_choice
from niggle.records.visibility import coach_visibility
from niggle.reports.coach.view import CoachView, SharedNote
from niggle.reports.squad.query import squad_view, table_view
from niggle.reports.squad.view import SquadView
from niggle.store import Readers
from niggle.store.layout import tending_landings
from niggle.tending import deeds_in


def coach_view(readers: Readers, config: Config, athlete: Athlete, *, now: datetime) -> CoachView:
    """What an athlete's coach sees of them now: their row out of the squad's table, and what it rests on."""
    (view,) = coach_views(readers, config, [athlete], now=now)
    return view


def coach_views(readers: Readers, config: Config, athletes: Iterable[Athlete], *, now: datetime) -> list[CoachView]:
    """What the coach of each of these athletes sees of them now; who is in no squad stands alone in the table."""
    chosen = list(athletes)
    squad_of = {athlete.id: next(iter(athlete.squads), None) for athlete in chosen}
    squads = {squad for squad in squad_of.values() if squad is not None}
    table_of: Mapping[str | None, SquadView] = {
        squad: squad_view(readers, config, squad, now=now) for squad in sorted(squads)
    }
    return [
        _coach_view(readers, config, athlete, squad_of[athlete.id], table_of.get(squad_of[athlete.id]), now)
        for athlete in chosen
    ]


def _coach_view(
    readers: Readers, config: Config, athlete: Athlete, squad: str | None, table: SquadView | None, now: datetime
) -> CoachView:
    rows = [] if table is None else [row for row in table.rows if row.athlete_id == athlete.id]
    if table is None or not rows:  # who is in no squad, or archived
        table = table_view(readers, athlete.name, [athlete], now=now)
        rows = list(table.rows)
    (row,) = rows
    choice = own_choice(config, athlete)
    is_chosen = choice is not None and not choice.is_asked
    done = [
        one
        for squad in athlete.squads
        for one in deeds_in(tending_landings(config.store.path, config.names_of(squad), athlete.id), athlete.id)
        if one.deed.note
    ]
    done.sort(key=lambda one: one.at, reverse=True)
    return CoachView(
        athlete_id=athlete.id,
        name=athlete.name,
        squad=squad,
        as_of=table.as_of,
        row=row,
        mood=coach_visibility(readers.of(athlete.id), athlete).mood,
        chosen_at=choice.at.astimezone(athlete.zone) if choice is not None and is_chosen else None,
        is_asked=choice is not None and choice.is_asked,
        contact=athlete.contact,
        note_count=len(done),
        notes=[
            SharedNote(one.at.astimezone(athlete.zone), one.by, one.deed.note) for one in done if one.deed.is_shared
        ],
    )
