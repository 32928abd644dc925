"""Episodes: one complaint over time."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from niggle.pain.complaints import is_same_complaint, tells_of
from niggle.pain.model import PainReport
from niggle.vocabulary.places import PainSide, Site

# Science, rule C3: same site and side with gaps of at most ten days (a convention).
LONGEST_GAP = timedelta(days=10)


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


def _continues(one: _Open, log: PainLog) -> bool:
    last = one.logs[-1]
    return log.at - last.at <= LONGEST_GAP and is_same_complaint(last.report, log.report)


def _closed(logs: list[PainLog]) -> Episode:
    sides = [log.report.side for log in logs if log.report.side is not None]
    return Episode(site=logs[0].report.site, side=sides[-1] if sides else None, logs=tuple(logs))
