"""What a virtual runner feels on a run, and what of it is written down."""

from dataclasses import dataclass, replace
from typing import Literal

from niggle.vocabulary.diary import Quality
from niggle.vocabulary.places import PainSide, Site

type Pattern = Literal["eases", "steady", "grows"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """A complaint from run `from_run` (counted from 0) on, with the worst pain of each run in `peaks`.

    `pattern` is how the pain goes within a run. A complaint is over after its last peak.
    """

    site: Site
    side: PainSide
    quality: Quality
    pattern: Pattern
    from_run: int
    peaks: tuple[int, ...]
    is_limping: bool = False


@dataclass(frozen=True, slots=True)
class Feeling:
    """Pain on one run, 0-10, and how long it took to settle; `complaint` None is a run without pain."""

    complaint: Complaint | None
    before: int = 0
    first: int = 0
    peak: int = 0
    end: int = 0
    next_morning: int = 0
    hours_to_settle: float = 0.0


NO_PAIN = Feeling(complaint=None)


def feeling_on(complaint: Complaint | None, run: int) -> Feeling:
    """What the runner feels on this run (counted from 0)."""
    if complaint is None or not 0 <= run - complaint.from_run < len(complaint.peaks):
        return NO_PAIN
    peak = complaint.peaks[run - complaint.from_run]
    low = peak // 2 if complaint.pattern == "eases" else max(peak - 1, 0)
    eases = Feeling(complaint, before=low, first=peak, peak=peak, end=low, next_morning=low, hours_to_settle=0.5)
    if complaint.pattern == "eases":
        return eases
    if complaint.pattern == "steady":
        return replace(eases, end=peak, hours_to_settle=4.0)
    less = max(peak - 2, 0)
    return replace(eases, before=max(peak - 3, 0), first=less, end=peak, next_morning=less, hours_to_settle=20.0)
