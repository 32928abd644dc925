"""What the page of an episode is drawn from: finished results, no way back to the store."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from niggle.consent import OWN, Visibility
from niggle.pain.episodes import Ending
from niggle.pain.model import PainReport
from niggle.reports.athlete.view import TrendPoint, Week
from niggle.triage.returning import Did, Next, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeRun:
    """A run of the weeks shown: its status as people see it, and what was said of this complaint on it.

    `at` is in the athlete's zone. `report` is None where nothing was said of it; a run without this pain has one that
    says so. `run_id` is "" for a day without a run, which has no status either.
    """

    at: datetime
    run_id: str = ""
    status: str = ""
    minutes: float | None = None
    report: PainReport | None = None
    is_painful: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What the runner said of a step last (its number from 0): under which id, when in their own zone."""

    entry_id: str
    at: datetime
    step: int
    did: Did


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """The way back: the plan, what comes next, and what was said of it last."""

    plan: Plan
    next: Next
    last: Taken | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link that shows an episode until `over_at`; times are in the athlete's zone.

    `id` is what it is taken back by, `place` where the pain is in words, "" where it is no longer here.
    """

    id: str
    episode: str
    place: str = ""
    given_at: datetime
    over_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeView:
    """One complaint from the weeks before it was first felt until now, or until two weeks after it ended.

    `runs` (oldest first) and `weeks` are those of that time, and so is `balance`, the left foot's share of ground
    contact by run. `keys` are all that it may have been known by. `later` is the key of the next episode of the same
    complaint, if there is one. `helped` and `cut` are the runner's own words; these, `back`, `liked` and `is_long` are
    there for their own eyes alone.
    """

    athlete_id: str
    name: str
    key: str
    site: str | None
    side: str | None
    ending: Ending
    runs: Sequence[EpisodeRun]
    weeks: Sequence[Week] = ()
    balance: Sequence[TrendPoint] = ()
    keys: frozenset[str] = frozenset()
    later: str | None = None
    visibility: Visibility = OWN
    helped: str = ""
    cut: str = ""
    back: Return | None = None
    is_long: bool = False
    liked: Sequence[str] = field(default_factory=tuple)

    @property
    def felt(self) -> list[EpisodeRun]:
        """The runs and days with this pain, oldest first; there is one at least."""
        return [run for run in self.runs if run.is_painful]

    @property
    def told(self) -> list[EpisodeRun]:
        """The runs and days of which it was said how this was."""
        return [run for run in self.runs if run.report is not None]
