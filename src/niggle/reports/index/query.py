"""Store → who is here, for the first page."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from niggle.config import Athlete
from niggle.records.standings import Standing, standings
from niggle.reports.index.view import IndexEntry, IndexView
from niggle.store import Reader


def index_view(
    reader: Reader, athletes: Iterable[Athlete], *, squads: Collection[str] | None = None, own_ids: Collection[str] = ()
) -> IndexView:
    """Who is here; `squads` are those whose page the viewer may open, None for all of these athletes'.

    Of the athletes in `own_ids` also what the terms of a source let only themselves see.
    """
    known = list(athletes)
    standing_of = standings(reader, known, own_ids=own_ids)
    entries = [_entry(athlete, standing_of.get(athlete.id)) for athlete in known]
    of_these = {athlete.squad for athlete in known if athlete.squad is not None}
    return IndexView(athletes=entries, squads=sorted(of_these if squads is None else squads))


def _entry(athlete: Athlete, standing: Standing | None) -> IndexEntry:
    entry = IndexEntry(athlete_id=athlete.id, name=athlete.name, squad=athlete.squad)
    if standing is None:
        return entry
    latest = standing.latest
    return replace(entry, status=latest.status, provisional=latest.provisional, last_run=latest.day)
