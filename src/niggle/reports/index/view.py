"""What the first page is drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexEntry:
    """One athlete on the first page; `status` is that of the latest run, held since `since`, None without a run yet."""

    athlete_id: str
    name: str
    squads: Sequence[str] = ()
    status: str | None = None
    provisional: bool = False
    since: date | None = None
    last_run: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexView:
    """Everyone whom the viewer may know of, and the squads whose tables the viewer may open."""

    athletes: Sequence[IndexEntry]
    squads: Sequence[str] = ()
