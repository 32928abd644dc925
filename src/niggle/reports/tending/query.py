"""Store → what a squad's coaches did about an athlete."""

from datetime import datetime

from niggle.config import Athlete, Config
from niggle.reports.squad.query import table_view, zone_of
from niggle.reports.squad.query.tended import tended
from niggle.reports.tending.view import DeedLine, TendingView
from niggle.store import Readers
from niggle.store.layout import tending_landings
from niggle.tending import deeds_in


def tending_view(readers: Readers, config: Config, squad: str, athlete: Athlete, *, now: datetime) -> TendingView:
    """An athlete as the coaches of a squad see them now, and what these did about them."""
    zone = zone_of(config, squad)
    table = table_view(readers, squad, [athlete], now=now)
    (row,) = table.rows
    done = deeds_in(tending_landings(config.store.path, config.names_of(squad), athlete.id), athlete.id)
    today = now.astimezone(zone).date()
    return TendingView(
        squad=squad,
        row=row,
        as_of=table.as_of,
        deeds=[
            DeedLine(
                one.entry_id, one.deed.deed, one.by, one.at.astimezone(zone), one.deed.note, one.deed.is_shared,
                one.deed.look_again,
            )
            for one in done
        ],
        tended=tended(done[0], row, today, zone) if done else None,
        today=today,
    )  # fmt: skip
