"""Store → what a squad's page is drawn from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import takewhile
from statistics import mode
from zoneinfo import ZoneInfo

from niggle.config import Athlete, Config
from niggle.consent import Visibility
from niggle.pain.weekly import is_due
from niggle.records.standings import Standing, standings
from niggle.records.visibility import coach_visibility
from niggle.reports.squad.query.latest import LatestRun, latest_runs
from niggle.reports.squad.view import RECENT_DAYS, STRIP_DAYS, DayMark, SquadRow, SquadView, as_shared
from niggle.store import Reader, Readers
from niggle.store.database import utc_naive
from niggle.stride.discovery import standing_out
from niggle.vocabulary.verdicts import FLAGGED

_RECENT, _STRIP = timedelta(days=RECENT_DAYS), timedelta(days=STRIP_DAYS)


def squad_view(readers: Readers, config: Config, squad: str, *, now: datetime) -> SquadView:
    """What a squad's table shows a coach now, as of the newest run that a coach may see."""
    return table_view(readers, squad, config.roster(squad, now), now=now)


def zone_of(config: Config, squad: str) -> ZoneInfo:
    """The zone in which most of a squad live, by which its page tells the time."""
    return ZoneInfo(mode(athlete.timezone for athlete in config.members(squad)))


def table_view(readers: Readers, name: str, members: Sequence[Athlete], *, now: datetime) -> SquadView:
    """The table of these athletes as a coach may see it now; `name` is its heading."""
    sights = {athlete.id: coach_visibility(readers.of(athlete.id), athlete) for athlete in members}
    standing_of = standings(readers, ((athlete, sights[athlete.id]) for athlete in members), now=now)
    as_of = max((standing.latest.day for standing in standing_of.values()), default=None)
    latest_of = {
        standing.latest.run_id: _latest(readers.of(athlete_id), standing.latest.run_id, now)
        for athlete_id, standing in standing_of.items()
    }
    rows = [
        _row_of(readers.of(athlete.id), athlete, sights[athlete.id], standing_of.get(athlete.id), latest_of, as_of, now)
        for athlete in members
    ]
    # Whoever shares from a niggle of their own answers the weekly questions there, and they are not shared.
    asked = {athlete.id for athlete in members if athlete.shared is None}
    rows = _with_check_ins(readers, _without_chance_finds(rows, latest_of), asked, as_of)
    paused = {athlete.id: athlete.paused_until for athlete in members if athlete.is_paused(now)}
    rows = [_paused(row, paused[row.athlete_id]) if row.athlete_id in paused else row for row in rows]
    return SquadView(name=name, as_of=as_of, rows=[as_shared(row) for row in rows])


def _paused(row: SquadRow, until: date | None) -> SquadRow:
    """The row of one who takes a pause, of whom nothing is asked."""
    return replace(row, is_paused=True, paused_until=until, unreported=0, silent_runs=0, is_weekly_due=False)


def _latest(reader: Reader, run_id: str, now: datetime) -> LatestRun | None:
    return reader.made(("latest", run_id), utc_naive(now), lambda: latest_runs(reader, [run_id]).get(run_id))


def _row_of(
    reader: Reader,
    athlete: Athlete,
    visibility: Visibility,
    standing: Standing | None,
    latest_of: Mapping[str, LatestRun | None],
    as_of: date | None,
    now: datetime,
) -> SquadRow:
    if standing is None or as_of is None:
        return SquadRow(athlete_id=athlete.id, name=athlete.name, contact=athlete.contact, shares=visibility.level)
    # The weeks of a standing are the latest of what is told, so how many there are says which.
    about = (athlete.id, athlete.name, athlete.contact, athlete.timezone, visibility, as_of, len(standing.recent))
    found = latest_of[standing.latest.run_id]
    return reader.made(("row", about), utc_naive(now), lambda: _row(athlete, visibility, standing, found, as_of))


def _row(
    athlete: Athlete, visibility: Visibility, standing: Standing, found: LatestRun | None, as_of: date
) -> SquadRow:
    latest = standing.latest
    recent = [run for run in standing.recent if as_of - run.day < _RECENT]
    row = SquadRow(
        athlete_id=athlete.id,
        name=athlete.name,
        contact=athlete.contact,
        shares=visibility.level,
        status=latest.shown,
        provisional=latest.provisional,
        since=standing.since,
        last_run=latest.day,
        last_report=standing.last_report,
        run_id=latest.run_id,
        recent_runs=len(recent),
        unreported=sum(not run.is_reported for run in recent),
        silent_runs=len(list(takewhile(lambda run: not run.is_reported, reversed(standing.recent)))),
        days=tuple(DayMark(run.day, run.shown, run.provisional) for run in standing.recent if as_of - run.day < _STRIP),
    )
    return row if found is None else with_run(row, found, visibility)


def with_run(row: SquadRow, found: LatestRun, visibility: Visibility) -> SquadRow:
    """A row with what a run says, as far as `visibility` lets it be told."""
    return replace(
        row,
        grounds=found.grounds(visibility),
        verdict=found.verdict,
        change=found.change,
        pain_site=found.pain_site,
        pain_side=found.pain_side,
        pain_worst=found.pain_worst,
    )


def _with_check_ins(
    readers: Readers, rows: Sequence[SquadRow], asked: Collection[str], as_of: date | None
) -> list[SquadRow]:
    """Say whose weekly check-in is missing; in a squad where nobody has ever answered one, it is not asked after."""
    told = [row.athlete_id for row in rows if row.shares == "details" and row.status is not None]
    open_ids = [athlete_id for athlete_id in told if athlete_id in asked]
    newest = {
        athlete_id: row["date"]
        for athlete_id in open_ids
        for row in readers.of(athlete_id).rows("newest_check_in", athlete_id=athlete_id)
    }
    if not newest or as_of is None:
        return list(rows)
    return [
        replace(
            row,
            weekly=newest.get(row.athlete_id),
            is_weekly_due=is_due(newest.get(row.athlete_id), as_of),
        )
        if row.athlete_id in open_ids
        else row
        for row in rows
    ]


def _without_chance_finds(rows: Sequence[SquadRow], latest_of: Mapping[str, LatestRun | None]) -> list[SquadRow]:
    """Mark strides that only ask and do not stand out among the squad's; nothing is hidden, pain flags least."""
    chances = {run_id: run.chance for run_id, run in latest_of.items() if run is not None and run.chance is not None}
    found = standing_out(chances)
    return [
        replace(row, may_be_chance=True)
        if row.status == "check_in" and row.run_id in chances and row.run_id not in found and row.verdict in FLAGGED
        else row
        for row in rows
    ]
