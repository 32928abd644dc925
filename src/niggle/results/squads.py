"""Store → what a squad's page and the first page are drawn from."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import takewhile

from niggle.config import Athlete, Config
from niggle.consent import HANDED_ON
from niggle.reports.index.view import IndexEntry, IndexView
from niggle.reports.squad.view import SquadRow, SquadView
from niggle.results.objects import result_rows
from niggle.results.stored import verdicts
from niggle.store import Reader
from niggle.store.database import Row, utc_aware
from niggle.stride.discovery import chance_of, standing_out


def squad_view(reader: Reader, config: Config, squad: str) -> SquadView:
    """What a squad's table shows as of its newest run."""
    members = [athlete for athlete in config.athletes if athlete.squad == squad]
    rows = _without_chance_finds(reader, [squad_row(reader, athlete) for athlete in members])
    newest = max((row.last_run for row in rows if row.last_run is not None), default=None)
    return SquadView(name=squad, as_of=newest, rows=rows)


def _without_chance_finds(reader: Reader, rows: Sequence[SquadRow]) -> list[SquadRow]:
    """Mark strides that only ask and do not stand out among the squad's; nothing is hidden, pain flags least."""
    latest = verdicts(reader, [row.run_id for row in rows if row.run_id is not None])
    chances = {run_id: chance for run_id, verdict in latest.items() if (chance := chance_of(verdict)) is not None}
    found = standing_out(chances)
    return [
        replace(row, may_be_chance=True)
        if row.status == "check_in"
        and row.run_id in chances
        and row.run_id not in found
        and latest[row.run_id].word in ("altered", "possibly_altered")
        else row
        for row in rows
    ]


def squad_row(reader: Reader, athlete: Athlete) -> SquadRow:
    """One athlete as of the latest run that others may see."""
    history = result_rows(reader, athlete, sight=HANDED_ON)
    if not history:
        return SquadRow(athlete_id=athlete.id, name=athlete.name, shares=athlete.share_with_coach)
    latest = history[-1]
    spell = list(takewhile(lambda row: row["status"] == latest["status"], reversed(history)))
    return SquadRow(
        athlete_id=athlete.id,
        name=athlete.name,
        status=latest["status"],
        provisional=latest["provisional"],
        reason=latest["summary"],
        since=_local_day(spell[-1], athlete),
        last_run=_local_day(latest, athlete),
        last_report=_last_report(reader, athlete, history),
        run_id=latest["run_id"],
        shares=athlete.share_with_coach,
    )


def index_view(reader: Reader, athletes: Iterable[Athlete]) -> IndexView:
    """Who is here."""
    entries = []
    for athlete in athletes:
        row = squad_row(reader, athlete)
        entries.append(
            IndexEntry(
                athlete_id=athlete.id,
                name=athlete.name,
                squad=athlete.squad,
                status=row.status,
                provisional=row.provisional,
                last_run=row.last_run,
            )
        )
    return IndexView(athletes=entries)


def _last_report(reader: Reader, athlete: Athlete, history: Sequence[Row]) -> date | None:
    joined = {row["joined_run_id"] for row in reader.rows("pain_reports_of", athlete_id=athlete.id)}
    return max((_local_day(row, athlete) for row in history if row["run_id"] in joined), default=None)


def _local_day(row: Row, athlete: Athlete) -> date:
    return utc_aware(row["started_at"]).astimezone(athlete.zone).date()
