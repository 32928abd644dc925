"""What there is to tell of an athlete, and whether it has been told: one matter a spell, a question or a source.

Everything is reckoned from the athlete's newest run and never from the clock, so the same store tells the same. A
spell is a stretch of runs with a status or a worse one; it is told once, going on in it is not news, and neither is
coming back from worse. A late-arriving run may lengthen or split a spell and change the id of a run, so a matter is
known again by any run it was told with, not only by its key.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Literal

from niggle.vocabulary.statuses import rank

type MatterKind = Literal["concern", "red_flag", "question", "source", "digest"]

FRESH = timedelta(days=3)  # before the newest run: what is older arrived too late to be news
TOLD_AGAIN_AFTER = timedelta(days=14)  # a source that still needs its owner

_TOLD: tuple[Literal["red_flag", "concern"], ...] = ("red_flag", "concern")
"""The statuses that are told, worst first."""


@dataclass(frozen=True, slots=True)
class RunStatus:
    """How one run stands: `asks` is whether its stride was (possibly) altered and nobody has reported on it.

    `asked_at` is when the run before it started that asked about the same change, None when it is the first to.
    """

    run_id: str
    started_at: datetime
    status: str
    asks: bool = False
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing to tell. `run_id` is the newest run it is about, `spell` all of them, `source` a kind of source."""

    kind: MatterKind
    athlete_id: str
    key: str
    run_id: str | None = None
    source: str | None = None
    spell: frozenset[str] = frozenset()


def matters_of_runs(athlete_id: str, runs: Iterable[RunStatus], *, begun_at: datetime | None) -> list[Matter]:
    """What an athlete's runs give to tell, worst first.

    `begun_at` is the start of the newest run there was when telling began, None if it begins now: of what was there
    before, at most the newest run is news.
    """
    ordered = sorted(runs, key=lambda run: (run.started_at, run.run_id))
    if not ordered:
        return []
    newest = ordered[-1]
    oldest_news = newest.started_at - FRESH

    def is_news(run: RunStatus) -> bool:
        return run is newest or (begun_at is not None and run.started_at > begun_at and run.started_at >= oldest_news)

    found = []
    for status in _TOLD:
        for spell in _spells(ordered, status):
            news = [run for run in spell if run.status == status and is_news(run)]
            if news:
                key = f"{status}:{athlete_id}:{spell[0].run_id}"
                run_ids = frozenset(run.run_id for run in spell)
                found.append(Matter(status, athlete_id, key, run_id=news[-1].run_id, spell=run_ids))
    if newest.asks:
        # One change is one question, told by the newest of its runs.
        first = next((run.run_id for run in ordered if run.started_at == newest.asked_at), newest.run_id)
        run_ids = frozenset({first, newest.run_id})
        found.append(Matter("question", athlete_id, f"question:{first}", newest.run_id, spell=run_ids))
    return found


def matters_of_sources(athlete_id: str, troubles: Mapping[str, datetime], *, now: datetime) -> list[Matter]:
    """One matter for each kind of source that needs its owner, by the moment since when; another after 14 days."""
    found = []
    for source, began_at in sorted(troubles.items()):
        told_at = began_at + max((now - began_at) // TOLD_AGAIN_AFTER, 0) * TOLD_AGAIN_AFTER
        key = f"source:{athlete_id}:{source}:{told_at:%Y-%m-%d}"
        found.append(Matter("source", athlete_id, key, source=source))
    return found


def news(matters: Iterable[Matter], known: Iterable[Matter]) -> list[Matter]:
    """Which matters, given worst first, are told by none of the known ones nor by one before them."""
    told, fresh = list(known), []
    for matter in matters:
        if not any(_tells(other, matter) for other in told):
            fresh.append(matter)
            told.append(matter)
    return fresh


@dataclass(frozen=True, slots=True)
class Review:
    """What became of waiting matters: `over` is no longer so, `due` is, as it is now and worst first.

    `kept` are the waiting ones that are due, `new` the matters of now that stand in for one that has changed.
    """

    over: tuple[Matter, ...]
    kept: tuple[Matter, ...]
    new: tuple[Matter, ...]
    due: tuple[Matter, ...]


def review(waiting: Sequence[Matter], told: Iterable[Matter], now: Sequence[Matter]) -> Review:
    """Whether waiting matters are still so, by the matters of now (worst first).

    A concern that has become a red flag while it waited, or the other way round, is told as what it is now.
    """
    kept = [matter for matter in waiting if any(_is_same(matter, other) for other in now)]
    over = [matter for matter in waiting if matter not in kept]
    changed = [
        other
        for other in now
        if other.kind in _TOLD and any(gone.kind in _TOLD and gone.run_id in other.spell for gone in over)
    ]
    new = news(changed, [*told, *kept])
    due = [other for other in now if other in new or any(_is_same(matter, other) for matter in kept)]
    return Review(tuple(over), tuple(kept), tuple(new), tuple(due))


def _spells(runs: Sequence[RunStatus], status: str) -> list[list[RunStatus]]:
    """The stretches of runs with this status or a worse one."""
    groups = groupby(runs, lambda run: rank(run.status) <= rank(status))
    return [list(group) for is_in, group in groups if is_in]


def _tells(told: Matter, matter: Matter) -> bool:
    """Whether who was told the one need not be told the other: it is the same, or a worse one of the same spell."""
    if told.athlete_id != matter.athlete_id:
        return False
    is_as_bad = told.kind == matter.kind or (matter.kind in _TOLD and rank(told.kind) <= rank(matter.kind))
    return told.key == matter.key or (is_as_bad and told.run_id in matter.spell)


def _is_same(waiting: Matter, matter: Matter) -> bool:
    if (waiting.athlete_id, waiting.kind, waiting.source) != (matter.athlete_id, matter.kind, matter.source):
        return False
    return matter.kind == "source" or waiting.key == matter.key or waiting.run_id in matter.spell
