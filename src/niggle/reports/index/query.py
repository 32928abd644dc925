"""Store → who is here, for the first page."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from niggle.config import Athlete
from niggle.consent import Visibility
from niggle.records.standings import Standing, standings
from niggle.reports.index.view import IndexEntry, IndexView
from niggle.store import Readers


def index_view(
    readers: Readers,
    sights: Iterable[tuple[Athlete, Visibility]],
    *,
    now: datetime,
    squads: Collection[str] | None = None,
) -> IndexView:
    """Who is here and where they stand, as far as may be seen of each now; not the archived ones.

    `squads` are those whose page the viewer may open, None for all of these athletes'.
    """
    known = [(athlete, visibility) for athlete, visibility in sights if not athlete.is_archived(now)]
    standing_of = standings(readers, known, now=now)
    entries = [_entry(athlete, standing_of.get(athlete.id)) for athlete, _ in known]
    of_these = {squad for athlete, _ in known for squad in athlete.squads}
    return IndexView(athletes=entries, squads=sorted(of_these if squads is None else squads))


def _entry(athlete: Athlete, standing: Standing | None) -> IndexEntry:
    entry = IndexEntry(athlete_id=athlete.id, name=athlete.name, squads=athlete.squads)
    if standing is None:
        return entry
    latest = standing.latest
    return replace(
        entry, status=latest.status, provisional=latest.provisional, since=standing.since, last_run=latest.day
    )
