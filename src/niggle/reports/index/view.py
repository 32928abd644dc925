"""What the first page is drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexEntry:
    """One athlete on the first page; `status` is that of the latest run, None when there is no run yet."""

    athlete_id: str
    name: str
    squad: str | None = None
    status: str | None = None
    provisional: bool = False
    last_run: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexView:
    """Everyone whom the viewer may know of, and the squads whose tables the viewer may open."""

    athletes: Sequence[IndexEntry]
    squads: Sequence[str] = ()
