"""Store → a small table a squad for the scheduler's own pages: what a coach may see, and where its page is."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from niggle.config import Athlete, Config
from niggle.consent import Visibility
from niggle.history import SQUAD_KEY
from niggle.records.choices import with_choices
from niggle.records.standings import Standing, standings
from niggle.records.visibility import coach_visibility
from niggle.reports.paths import squad_path
from niggle.store import Readers
from niggle.store.layout import published
from niggle.vocabulary.statuses import rank

type SquadRow = Mapping[str, str | None]

_NOTHING_SHARED = "shares nothing"


@dataclass(frozen=True, slots=True)
class SquadTable:
    """A squad's table: `key` has lower-case letters, digits and dashes only; `link` leads to the squad's page."""

    key: str
    squad: str
    rows: tuple[SquadRow, ...]
    link: str


def squad_tables(
    config: Config, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> tuple[SquadTable, ...]:
    """Every squad's table, without a word about pain and with no more than each athlete lets a coach see."""
    config, now = with_choices(config), clock()
    base = config.web.public_url or (config.store.path / "reports").as_uri()
    with published(config.store.path) as results:
        return tuple(
            SquadTable(
                key=f"{SQUAD_KEY}{_plain(squad)}",
                squad=squad,
                rows=standing_rows(
                    results,
                    ((one, coach_visibility(results.of(one.id), one)) for one in config.roster(squad, now)),
                    now=now,
                ),
                link=f"{base}/{squad_path(squad)}",
            )
            for squad in config.squads
        )


def standing_rows(
    readers: Readers, sights: Iterable[tuple[Athlete, Visibility]], *, now: datetime
) -> tuple[SquadRow, ...]:
    """The latest status of each athlete, since which of their days, and the run; None without one that may be seen now.

    Worst first, as on the squad's page; who has no run or shares nothing comes last.
    """
    known = list(sights)
    standing_of = standings(readers, known, now=now)
    rows = (_row(athlete, visibility, standing_of.get(athlete.id)) for athlete, visibility in known)
    return tuple(sorted(rows, key=lambda row: rank(row["status"])))


def _row(athlete: Athlete, visibility: Visibility, standing: Standing | None) -> SquadRow:
    if visibility.level == "none":
        return {"athlete": athlete.id, "status": _NOTHING_SHARED, "since": None, "run": None}
    if standing is None:
        return {"athlete": athlete.id, "status": None, "since": None, "run": None}
    latest, since = standing.latest, standing.since.isoformat()
    return {"athlete": athlete.id, "status": latest.status, "since": since, "run": latest.run_id}


def _plain(name: str) -> str:
    """A name as lower-case letters, digits and dashes; one that is changed by that is told apart by a digest."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return plain if plain == name else f"{plain}-{sha256(name.encode()).hexdigest()[:8]}".strip("-")
