"""Runs as CSV and Parquet: of one athlete, or of a squad as far as the viewer may see each of it.

A file is made to be handed on, so even the athlete's own leaves out what the terms of a source keep for their eyes.
"""

from collections.abc import Iterable
from typing import Any

from starlette.responses import Response

from niggle.config import Athlete
from niggle.consent import HANDED_ON, Sight
from niggle.reports.paths import slug
from niggle.results.objects import run_objects
from niggle.results.tables import csv_table, parquet_table
from niggle.store import Reader
from niggle.web.visit import Visit

type Runs = list[dict[str, Any]]


def athlete_csv(visit: Visit) -> Response:
    """An athlete's runs as CSV."""
    return _csv(*_of_athlete(visit))


def athlete_parquet(visit: Visit) -> Response:
    """An athlete's runs as Parquet."""
    return _parquet(visit, *_of_athlete(visit))


def squad_csv(visit: Visit) -> Response:
    """A squad's runs as CSV."""
    return _csv(*_of_squad(visit))


def squad_parquet(visit: Visit) -> Response:
    """A squad's runs as Parquet."""
    return _parquet(visit, *_of_squad(visit))


def _of_athlete(visit: Visit) -> tuple[str, Runs]:
    with visit.reader() as reader:
        athlete, sight = visit.seen_athlete(reader)
        return slug(athlete.id), _runs(reader, visit, [(athlete, sight)])


def _of_squad(visit: Visit) -> tuple[str, Runs]:
    squad = visit.squad()
    with visit.reader() as reader:
        seen = [(athlete, visit.viewer.sight(reader, athlete)) for athlete in visit.config.members(squad)]
        return slug(squad), _runs(reader, visit, seen)


def _runs(reader: Reader, visit: Visit, seen: Iterable[tuple[Athlete, Sight]]) -> Runs:
    runs = [
        run
        for athlete, sight in seen
        for run in run_objects(reader, visit.config, [athlete], sight=HANDED_ON if sight.is_own else sight)
    ]
    return sorted(runs, key=lambda run: (run["started_at"], run["run_id"]))


def _csv(name: str, runs: Runs) -> Response:
    return _file(csv_table(runs), f"{name}.csv", "text/csv")


def _parquet(visit: Visit, name: str, runs: Runs) -> Response:
    content = parquet_table(runs, visit.config.store.path)
    return _file(content, f"{name}.parquet", "application/vnd.apache.parquet")


def _file(content: str | bytes, name: str, media_type: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="niggle-{name}"'}
    return Response(content, media_type=media_type, headers=headers)
