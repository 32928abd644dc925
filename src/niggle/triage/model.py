"""What the triage of one run is made from, and what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from niggle.load import Load
from niggle.pain.episodes import PainLog
from niggle.pain.explained import Explained
from niggle.pain.model import PainReport
from niggle.pain.weekly import WeeklyCheckIn
from niggle.stride.model import StrideVerdict
from niggle.vocabulary.places import Where
from niggle.vocabulary.statuses import CriterionStatus, Group, Status


@dataclass(frozen=True, slots=True)
class LoggedRun:
    """A run, what was reported on it (no reports: nobody said anything) and what the load was then.

    `explained` is what explains its stride by the runner's own word. Of earlier and later runs neither the load nor the
    metrics of the stride are looked at.
    """

    run_id: str
    started_at: datetime
    moving_time_s: float
    stride: StrideVerdict
    load: Load
    reports: tuple[PainReport, ...] = ()
    explained: Explained | None = None


@dataclass(frozen=True, slots=True)
class CheckedWeek:
    """A weekly check-in and the days that it is about as instants: from `since` on, up to `until`."""

    since: datetime
    until: datetime
    check_in: WeeklyCheckIn

    def covers(self, at: datetime) -> bool:
        """Whether an instant is in that week."""
        return self.since <= at < self.until


@dataclass(frozen=True, slots=True)
class RunFacts:
    """All that the status of one run may rest on.

    `earlier` are the athlete's earlier runs, oldest first; `following` is the next run if there is one, whose
    pain `before` it tells how this one settled. `weeks` are the athlete's weekly check-ins, oldest first, of which
    those that begin after the run say nothing about it. `rest` is what was reported of no run, as of rest days, oldest
    first.
    """

    run: LoggedRun
    earlier: Sequence[LoggedRun] = ()
    following: LoggedRun | None = None
    weeks: Sequence[CheckedWeek] = ()
    rest: Sequence[PainLog] = ()

    @property
    def explained(self) -> Explained | None:
        """What explains the stride of the run, said of it or of an earlier run of the same change; "nothing" too."""
        if self.run.explained is not None or not self.run.stride.is_flagged or self.run.stride.asked_at is None:
            return self.run.explained
        since = self.run.stride.asked_at
        found = [run.explained for run in self.earlier if run.started_at >= since and run.explained is not None]
        return found[-1] if found else None

    @property
    def own_weeks(self) -> tuple[WeeklyCheckIn, ...]:
        """The check-ins of the weeks that this run is in."""
        return tuple(week.check_in for week in self.weeks if week.covers(self.run.started_at))


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion on one run.

    `is_marginal` marks one that is met only just (amber) or, while unknown, can be met only just at best; `is_waived`
    one that need not be met here; `is_pressing` a red flag that is not known and counts as a concern until it is.
    """

    id: str
    group: Group
    status: CriterionStatus
    evidence: str
    references: tuple[str, ...]
    is_marginal: bool = False
    is_waived: bool = False
    is_pressing: bool = False


@dataclass(frozen=True, slots=True)
class Triage:
    """The answer for one run: `headline` says it in four words at most, `summary` why.

    `is_known` is False where nobody said how a run felt that is called clear for want of anything else. `question_ids`
    names each question as wording.toml does, `question_places` the complaint that each is about; `choices` and
    `look_again` are what the runner may do next.
    """

    status: Status
    provisional: bool
    is_known: bool
    headline: str
    summary: str
    criteria: tuple[Criterion, ...]
    questions: tuple[str, ...]
    question_ids: tuple[str, ...]
    question_places: tuple[Where, ...]
    choices: tuple[str, ...]
    look_again: str
