"""What each viewer saw of a squad when they last looked, so that what has changed since stands out.

    <store>/looks.json     mode 0600: the status of each athlete at that look, nothing else of them

A look within half an hour of the one before is the same look: to reload a page, sort it or come back to it from a
run does not take the marks away. After the very first look, which has none, a change counts at once. The file is a
convenience: without it, or with one that cannot be read, every look is the first.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from niggle.durable import write_atomically
from niggle.reports.squad.view import News, SquadRow
from niggle.store.layout import looks_path
from niggle.vocabulary.statuses import NOT_KNOWN, STATUSES, rank

SAME_LOOK = timedelta(minutes=30)
_KEPT = timedelta(days=400)  # who has not looked for so long begins anew
_LOCK_TIMEOUT_S = 5.0

_log = logging.getLogger(__name__)


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Seen(_Table):
    """How an athlete stood: the status, and what tells the latest run from others."""

    status: str
    run: str


class _Look(_Table):
    """A viewer's newest look at a squad, and the one before it, which the marks compare with."""

    at: AwareDatetime
    seen: dict[str, Seen]
    before_at: AwareDatetime | None = None
    before: dict[str, Seen] = {}


class _Looks(_Table):
    viewers: dict[str, dict[str, _Look]] = {}


@dataclass(frozen=True, slots=True)
class Before:
    """How athletes stood at the look before this one; `at` is None when there was none."""

    at: datetime | None
    seen: Mapping[str, Seen]


class Looks:
    """The looks that are kept in a store's folder."""

    def __init__(self, folder: Path) -> None:
        self._path = looks_path(folder)
        self._lock = folder / ".looks.lock"

    def look(self, viewer: str, names: Sequence[str], seen: Mapping[str, Seen], *, now: datetime) -> Before:
        """Keep how athletes stand now for a viewer of a squad; how they stood at the look before.

        `names` are that of the squad and those that it has had.
        When the file cannot be written, the marks stay what they would be.
        """
        try:
            with FileLock(self._lock, timeout=_LOCK_TIMEOUT_S, mode=0o600):
                looks = self._read(now)
                look = _next(_last(looks, viewer, names), seen, now)
                of_viewer = {**looks.viewers.get(viewer, {}), names[0]: look}
                text = _Looks(viewers={**looks.viewers, viewer: of_viewer}).model_dump_json()
                write_atomically(self._path, text.encode())
        except (OSError, Timeout) as error:
            _log.warning("looks cannot be kept (%s)", type(error).__name__)
            look = _next(_last(self._read(now), viewer, names), seen, now)
        return Before(look.before_at, look.before)

    def _read(self, now: datetime) -> _Looks:
        """What is kept, without what is too old to be of use."""
        try:
            looks = _Looks.model_validate_json(self._path.read_bytes())
        except (OSError, ValidationError):
            return _Looks()
        kept = {
            viewer: {squad: look for squad, look in of_viewer.items() if now - look.at < _KEPT}
            for viewer, of_viewer in looks.viewers.items()
        }
        return _Looks(viewers={viewer: of_viewer for viewer, of_viewer in kept.items() if of_viewer})


def _last(looks: _Looks, viewer: str, names: Sequence[str]) -> _Look | None:
    of_viewer = looks.viewers.get(viewer, {})
    return next((of_viewer[name] for name in names if name in of_viewer), None)


def _next(last: _Look | None, seen: Mapping[str, Seen], now: datetime) -> _Look:
    if last is None:
        return _Look(at=now, seen=dict(seen))
    is_same = now - last.at <= SAME_LOOK
    if is_same and last.before_at is None and dict(seen) != last.seen:
        is_same = False  # the first look has no marks to keep, so what changes after it is marked at once
    if is_same:
        return _Look(at=max(now, last.at), seen=dict(seen), before_at=last.before_at, before=_still(last.before, seen))
    return _Look(at=now, seen=dict(seen), before_at=last.at, before=_still(last.seen, seen))


def _still(before: Mapping[str, Seen], now: Mapping[str, Seen]) -> dict[str, Seen]:
    """Without those who share no status any more: what they took back is not kept, nor told should they share again."""
    return {athlete_id: seen for athlete_id, seen in before.items() if athlete_id in now}


def seen_of(rows: Iterable[SquadRow]) -> dict[str, Seen]:
    """How the athletes of these rows stand, by id, as far as it is shared."""
    return {
        # That nobody has said how a run felt is no change of status.
        row.athlete_id: Seen(
            status="clear" if row.status == NOT_KNOWN else row.status, run=row.run_id or f"{row.last_run}"
        )
        for row in rows
        if row.status is not None
    }


def news_since(before: Before, now: Mapping[str, Seen]) -> dict[str, News]:
    """What is new of each athlete of whom something is; nothing at the first look."""
    if before.at is None:
        return {}
    found = {athlete_id: _news(before.seen.get(athlete_id), seen) for athlete_id, seen in now.items()}
    return {athlete_id: news for athlete_id, news in found.items() if news is not None}


def _news(then: Seen | None, now: Seen) -> News | None:
    if then is None or then.status not in STATUSES:
        return News("new")
    if then.status != now.status:
        return News("worse" if rank(now.status) < rank(then.status) else "better", then.status)
    return News("new_run") if then.run != now.run else None
