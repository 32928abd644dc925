"""Runs as CSV and Parquet: of one athlete, or of a squad as far as the viewer may see each of it.

A file is made to be handed on, so even the athlete's own leaves out what the terms of a source keep for their eyes.
"""

from collections.abc import Iterable
from typing import Any

from starlette.responses import Response

from niggle.config import Athlete
from niggle.consent import HANDED_ON, Visibility
from niggle.records.objects import run_objects
from niggle.records.tables import csv_table, parquet_table
from niggle.reports.paths import slug
from niggle.store import Reader
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


def _of_athlete(request: PageRequest) -> tuple[str, Runs]:
    with request.reader() as reader:
        athlete, visibility = request.seen_athlete(reader)
        return slug(athlete.id), _runs(reader, request, [(athlete, visibility)])


def _of_squad(request: PageRequest) -> tuple[str, Runs]:
    squad = request.squad()
    with request.reader() as reader:
        seen = [(athlete, request.viewer.visibility(reader, athlete)) for athlete in request.config.members(squad)]
        return slug(squad), _runs(reader, request, seen)


def _runs(reader: Reader, request: PageRequest, seen: Iterable[tuple[Athlete, Visibility]]) -> Runs:
    runs = [
        run
        for athlete, visibility in seen
        for run in run_objects(
            reader, [athlete], visibility=HANDED_ON if visibility.is_own else visibility, now=request.now
        )
    ]
    return sorted(runs, key=lambda run: (run["started_at"], run["run_id"]))


def _csv(name: str, runs: Runs) -> Response:
    return _file(csv_table(runs), f"{name}.csv", "text/csv")


def _parquet(request: PageRequest, name: str, runs: Runs) -> Response:
    content = parquet_table(runs, request.config.store.path)
    return _file(content, f"{name}.parquet", "application/vnd.apache.parquet")


def _file(content: str | bytes, name: str, media_type: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="niggle-{name}"'}
    return Response(content, media_type=media_type, headers=headers)
