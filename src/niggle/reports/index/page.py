"""The first page: who is here, the worst first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from niggle.reports.context import AS_FILE, PageContext
from niggle.reports.index.view import IndexEntry, IndexView
from niggle.reports.render import render
from niggle.reports.squad.wanted import findable
from niggle.vocabulary.statuses import QUIET, SHOWN, rank

_SMALL = 15  # a squad of which everybody is shown at once
_MOST_SHOWN = 10  # of a larger one: its own table has the rest


@dataclass(frozen=True, slots=True)
class Group:
    """A squad and who of it is here, worst first; `name` is None for those without one.

    `counts`: how many have which status, worst first. `has_page`: whether the viewer may open the squad's table.
    `shown` are those to see at once, `folded` the others.
    """

    name: str | None
    has_page: bool
    shown: Sequence[IndexEntry]
    folded: Sequence[IndexEntry]
    counts: Sequence[tuple[str, int]]
    without_runs: int


def index_page(index: IndexView, context: PageContext = AS_FILE, *, find: str = "") -> str:
    """Who is here: each squad with how many have which status and its athletes, then those without a squad.

    Of a large squad those who are not clear come first and the rest is a fold away. `find` is a part of a name to look
    for; then everybody who has it is shown.
    """
    sought = findable(find)
    found = [entry for entry in index.athletes if sought in findable(entry.name)]
    # Who is in a squad that the viewer opens is not listed once more under another.
    others = {squad for entry in index.athletes if not set(index.squads) & set(entry.squads) for squad in entry.squads}
    squads = sorted({*index.squads, *others})
    groups = [_group(index, found, squad, is_sought=bool(sought)) for squad in (*squads, None)]
    return render(
        "index/index",
        context,
        depth=0,
        groups=[group for group in groups if group.shown or group.folded or (group.has_page and not sought)],
        has_runs=any(entry.status is not None for entry in index.athletes),
        anybody=min((entry.athlete_id for entry in index.athletes), default="ID"),
        count=len(index.athletes),
        can_search=context.is_served and len(index.athletes) > _SMALL,
        find=find,
        found=len(found),
    )


def _group(index: IndexView, found: Sequence[IndexEntry], squad: str | None, *, is_sought: bool) -> Group:
    def is_in(entry: IndexEntry) -> bool:
        return squad in entry.squads if squad is not None else not entry.squads

    athletes = sorted(filter(is_in, found), key=_worst_first)
    counts = Counter(entry.status for entry in index.athletes if is_in(entry))
    is_small = is_sought or len(athletes) <= _SMALL
    bad = sum(entry.status is not None and entry.status not in QUIET for entry in athletes)
    cut = len(athletes) if is_small else min(bad, _MOST_SHOWN)
    return Group(
        name=squad,
        has_page=squad in index.squads,
        shown=athletes[:cut],
        folded=athletes[cut:],
        counts=[(status, counts[status]) for status in SHOWN if counts[status]],
        without_runs=counts[None],
    )


def _worst_first(entry: IndexEntry) -> tuple[int, int, str, str]:
    since = 0 if entry.since is None else -entry.since.toordinal()
    return rank(entry.status), since, findable(entry.name), entry.athlete_id
