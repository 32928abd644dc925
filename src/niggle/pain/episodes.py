"""Episodes: one complaint over time, and how it ended."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from niggle.pain.complaints import is_same_complaint, tells_of
from niggle.pain.model import PainReport
from niggle.vocabulary.places import PainSide, Site

# Science, rule C3: same site and side with gaps of at most ten days (a convention).
LONGEST_GAP = timedelta(days=10)
# A convention too: so many runs without this pain, after ten days without it, and the episode has settled.
SETTLING_RUNS = 3

type State = Literal["open", "settled", "quiet"]
"""Felt within the last ten days; gone by the rule; not felt for longer, but with too few runs that say so."""


@dataclass(frozen=True, slots=True)
class PainLog:
    """A report and when the run it is about started."""

    at: datetime
    report: PainReport


@dataclass(frozen=True, slots=True)
class Episode:
    """Logs of one complaint, oldest first; the first and the last tell of pain.

    `side` is the one named last, None when no log names one.
    """

    site: Site | None
    side: PainSide | None
    logs: tuple[PainLog, ...]

    @property
    def onset(self) -> datetime:
        """When the first run with this pain started."""
        return self.logs[0].at

    @property
    def last_felt(self) -> datetime:
        """When the last run with this pain started."""
        return self.logs[-1].at

    @property
    def key(self) -> str:
        """What it is known by; an address that was made before an earlier report came still finds it."""
        return key_of(self.logs[0])


@dataclass(frozen=True, slots=True)
class Ending:
    """How an episode stands: `free_runs` without this pain since it was last felt, `settled_at` if it has settled."""

    state: State
    free_runs: int
    settled_at: datetime | None = None


@dataclass(slots=True)
class _Open:
    logs: list[PainLog]
    painless: list[PainLog] = field(default_factory=list)


def episodes(logs: Iterable[PainLog]) -> tuple[Episode, ...]:
    """Episodes in order of onset: same site and side, at most ten days between painful logs.

    Logs may come in any order. Painless logs of a site count only between painful ones, and bridge no gap. A
    side that was left out, or "both", belongs with either side.
    """
    open_ones: list[_Open] = []
    for log in sorted(logs, key=lambda log: log.at):
        kind = tells_of(log.report)
        current = next((one for one in reversed(open_ones) if _continues(one, log)), None)
        if current is None and kind == "pain":
            open_ones.append(_Open([log]))
        elif current is not None and kind == "pain":
            current.logs += [*current.painless, log]
            current.painless = []
        elif current is not None and kind == "pain_free":
            current.painless.append(log)
    return tuple(_closed(one.logs) for one in open_ones)


def key_of(log: PainLog) -> str:
    """Twelve letters and digits that tell a log from every other of its runner, and tell nothing of it."""
    told = f"{log.at.astimezone(UTC).isoformat()} {log.report.site} {log.report.side}"
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def find_episode(found: Iterable[Episode], key: str) -> Episode | None:
    """The episode with a log of that key: its first, or one that was the first before an earlier one was told."""
    return next((one for one in found if any(key_of(log) == key for log in one.logs)), None)


def ending(episode: Episode, of_runs: Iterable[PainLog], *, until: datetime) -> Ending:
    """How an episode stands at a moment: before the next one of the same complaint, or now.

    `of_runs` is what was said of runs, in any order; a report of no pain anywhere counts, and what was said of a day
    without a run does not. Settled: three runs without it, and none felt for more than ten days.
    """
    whole = replace(episode.logs[-1].report, side=episode.side)
    free = sorted(
        {
            log.at
            for log in of_runs
            if episode.last_felt < log.at <= until
            and tells_of(log.report) == "pain_free"
            and (log.report.site is None or is_same_complaint(whole, log.report))
        }
    )
    if until - episode.last_felt <= LONGEST_GAP:
        return Ending("open", len(free))
    if len(free) < SETTLING_RUNS:
        return Ending("quiet", len(free))
    return Ending("settled", len(free), max(free[SETTLING_RUNS - 1], episode.last_felt + LONGEST_GAP))


def _continues(one: _Open, log: PainLog) -> bool:
    last = one.logs[-1]
    return log.at - last.at <= LONGEST_GAP and is_same_complaint(last.report, log.report)


def _closed(logs: list[PainLog]) -> Episode:
    sides = [log.report.side for log in logs if log.report.side is not None]
    return Episode(site=logs[0].report.site, side=sides[-1] if sides else None, logs=tuple(logs))
