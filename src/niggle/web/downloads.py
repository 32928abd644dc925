"""Runs as CSV and Parquet: of one athlete, or of a squad as far as the viewer may see each of it.

A file is made to be handed on, so even the athlete's own leaves out what the terms of a source keep for their eyes.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from starlette.responses import Response

from niggle.config import Athlete
from niggle.consent import HANDED_ON, Visibility
from niggle.records.objects import run_objects
from niggle.records.tables import csv_table, parquet_table
from niggle.reports.squad.cells import COLUMNS, table_cells
from niggle.reports.squad.query import squad_view, zone_of
from niggle.reports.squad.query.tended import tended_of
from niggle.reports.squad.query.told import told_of_runs
from niggle.reports.squad.view import Marks
from niggle.store import Published
from niggle.vocabulary.slugs import slug
from niggle.vocabulary.spreadsheets import csv_of
from niggle.web.page_request import PageRequest

type Runs = list[dict[str, Any]]


def athlete_csv(request: PageRequest) -> Response:
    """An athlete's runs as CSV."""
    return _csv(*_of_athlete(request))


def athlete_parquet(request: PageRequest) -> Response:
    """An athlete's runs as Parquet."""
    return _parquet(request, *_of_athlete(request))


def squad_csv(request: PageRequest) -> Response:
    """A squad's runs as CSV."""
    return _csv(*_of_squad(request))


def squad_parquet(request: PageRequest) -> Response:
    """A squad's runs as Parquet."""
    return _parquet(request, *_of_squad(request))


def squad_table_csv(request: PageRequest) -> Response:
    """A squad's table as CSV, one line an athlete."""
    squad = request.squad()
    with request.results() as results:
        view = squad_view(results, request.config, squad, now=request.now)
    zone = zone_of(request.config, squad)
    marks = Marks(tended=tended_of(request.config, squad, view.rows, now=request.now, zone=zone))
    table = csv_of(COLUMNS, ([cells[name] for name in COLUMNS] for cells in table_cells(view, marks)))
    return _file(table, f"{slug(squad)}-athletes.csv", "text/csv")


def _of_athlete(request: PageRequest) -> tuple[str, Runs]:
    with request.results() as results:
        athlete, visibility = request.seen_athlete(results)
        return slug(athlete.id), _runs(results, request, [(athlete, visibility)])


def _of_squad(request: PageRequest) -> tuple[str, Runs]:
    squad = request.squad()
    with request.results() as results:
        seen = [
            (athlete, request.viewer.visibility(results.of(athlete.id), athlete))
            for athlete in request.config.roster(squad, request.now)
        ]
        return slug(squad), _runs(results, request, seen)


def _runs(results: Published, request: PageRequest, seen: Iterable[tuple[Athlete, Visibility]]) -> Runs:
    runs = [run for athlete, visibility in seen for run in _runs_of(results, athlete, visibility, request.now)]
    return sorted(runs, key=lambda run: (run["started_at"], run["run_id"]))


def _runs_of(results: Published, athlete: Athlete, visibility: Visibility, now: datetime) -> Runs:
    """An athlete's runs, with the sentence for them, or the line about them for whoever else takes it along."""
    runs = run_objects(results, [athlete], visibility=HANDED_ON if visibility.is_own else visibility, now=now)
    if visibility.is_own:
        return runs
    told = told_of_runs(results.of(athlete.id), [run["run_id"] for run in runs], visibility=visibility)
    return [{**run, "summary": told[run["run_id"]].summary if run["run_id"] in told else None} for run in runs]


def _csv(name: str, runs: Runs) -> Response:
    return _file(csv_table(runs), f"{name}.csv", "text/csv")


def _parquet(request: PageRequest, name: str, runs: Runs) -> Response:
    content = parquet_table(runs, request.config.store.path)
    return _file(content, f"{name}.parquet", "application/vnd.apache.parquet")


def _file(content: str | bytes, name: str, media_type: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="niggle-{name}"'}
    return Response(content, media_type=media_type, headers=headers)
