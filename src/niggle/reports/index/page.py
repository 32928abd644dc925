"""The first page: who is here."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from niggle.reports.context import AS_FILE, PageContext
from niggle.reports.index.view import IndexEntry, IndexView
from niggle.reports.render import render
from niggle.vocabulary.statuses import SHOWN


@dataclass(frozen=True, slots=True)
class Group:
    """A squad and who of it is here, by name; `name` is None for those without one.

    `counts`: how many have which status, worst first. `has_page`: whether the viewer may open the squad's table.
    """

    name: str | None
    has_page: bool
    athletes: Sequence[IndexEntry]
    counts: Sequence[tuple[str, int]]
    without_runs: int
    newest: date | None


def index_page(index: IndexView, context: PageContext = AS_FILE) -> str:
    """Who is here: each squad with how many have which status and its athletes, then those without a squad."""
    squads = sorted({*index.squads, *(entry.squad for entry in index.athletes if entry.squad is not None)})
    groups = [_group(index, squad) for squad in (*squads, None)]
    return render(
        "index/index",
        context,
        depth=0,
        groups=[group for group in groups if group.athletes or group.has_page],
        has_runs=any(entry.status is not None for entry in index.athletes),
        anybody=next((entry.athlete_id for group in groups for entry in group.athletes), "ID"),
    )


def _group(index: IndexView, squad: str | None) -> Group:
    athletes = sorted((entry for entry in index.athletes if entry.squad == squad), key=_name_order)
    counts = Counter(entry.status for entry in athletes)
    return Group(
        name=squad,
        has_page=squad in index.squads,
        athletes=athletes,
        counts=[(status, counts[status]) for status in SHOWN if counts[status]],
        without_runs=counts[None],
        newest=max((entry.last_run for entry in athletes if entry.last_run is not None), default=None),
    )


def _name_order(entry: IndexEntry) -> tuple[str, str]:
    return entry.name.casefold(), entry.athlete_id
