"""Store → what an athlete's pages are drawn from."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from niggle.config import Athlete
from niggle.consent import OWN, Visibility
from niggle.errors import NotFoundError
from niggle.records.seen import SeenRun, seen_runs
from niggle.records.visibility import within_consent
from niggle.reports.athlete.query.known import known_of, sources_of
from niggle.reports.athlete.query.pains import pain_history, reports_by_run
from niggle.reports.athlete.query.recent import recent_runs
from niggle.reports.athlete.query.trends import trends_of
from niggle.reports.athlete.view import AthleteView, Known, RunLine, YearView
from niggle.reports.squad.query.told import told_of_runs
from niggle.store import Reader

_SHOWN = timedelta(weeks=18)  # more than the months of the calendar


def athlete_view(reader: Reader, athlete: Athlete, *, now: datetime, visibility: Visibility = OWN) -> AthleteView:
    """What an athlete's own page shows now to who may see `visibility` of them."""
    visibility = within_consent(reader, athlete, visibility)
    runs = seen_runs(reader, athlete, visibility=visibility, now=now)
    newest = runs[-1] if runs else None
    shown = [run for run in runs if newest is not None and newest.local_start - run.local_start <= _SHOWN]
    lines = _lines(reader, shown, visibility)
    if visibility.level != "details" or newest is None:
        return AthleteView(
            athlete_id=athlete.id,
            name=athlete.name,
            squad=next(iter(athlete.squads), None),
            visibility=visibility,
            runs=lines,
            count=len(runs),
            years=_years(runs),
            first_run=runs[0].local_start.date() if runs else None,
            known=Known(sources=sources_of(reader, athlete) if visibility.is_own else ()),
        )
    said = told_of_runs(reader, [newest.run_id], visibility=visibility)[newest.run_id]
    recent = recent_runs(reader, athlete, runs, visibility=visibility, now=now)
    reports = reports_by_run(reader, athlete, runs)
    pain = pain_history(reader, athlete, runs, reports, visibility=visibility)
    return AthleteView(
        athlete_id=athlete.id,
        name=athlete.name,
        squad=next(iter(athlete.squads), None),
        visibility=visibility,
        runs=lines,
        count=len(runs),
        years=_years(runs),
        first_run=runs[0].local_start.date(),
        headline=said.headline,
        choices=said.choices,
        look_again=said.look_again,
        trends=trends_of(recent, is_shared=athlete.shared is not None),
        pain=pain,
        known=None
        if athlete.shared is not None
        else known_of(reader, athlete, runs, recent, reports, visibility=visibility, now=now),
    )


def year_view(reader: Reader, athlete: Athlete, year: int, *, now: datetime, visibility: Visibility = OWN) -> YearView:
    """What the page of an athlete's year shows now to who may see `visibility` of them.

    Raises:
        NotFoundError: if there is no run in that year.
    """
    visibility = within_consent(reader, athlete, visibility)
    runs = seen_runs(reader, athlete, visibility=visibility, now=now)
    of_year = [run for run in runs if run.local_start.year == year]
    if not of_year:
        raise NotFoundError("there is no run in that year")
    return YearView(
        athlete_id=athlete.id,
        name=athlete.name,
        year=year,
        runs=_lines(reader, of_year, visibility),
        years=_years(runs),
        visibility=visibility,
    )


def _years(runs: Sequence[SeenRun]) -> tuple[int, ...]:
    return tuple(sorted({run.local_start.year for run in runs}, reverse=True))


def _lines(reader: Reader, runs: Sequence[SeenRun], visibility: Visibility) -> list[RunLine]:
    said = told_of_runs(reader, [run.run_id for run in runs], visibility=visibility)
    return [
        RunLine(
            run_id=run.run_id if visibility.level == "details" else "",
            local_start=run.local_start,
            distance_m=run.distance_m if visibility.level == "details" else None,
            moving_time_s=run.moving_time_s if visibility.level == "details" else None,
            status=run.shown,
            provisional=run.provisional,
            summary=said[run.run_id].summary if run.run_id in said else "",
        )
        for run in runs
    ]
