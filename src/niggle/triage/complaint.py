"""One complaint on one run, with what was logged about it before and after."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import merge
from operator import itemgetter

from niggle.pain.complaints import Telling, is_same_complaint, only_explains, tells_of, worst_complaint
from niggle.pain.episodes import LONGEST_GAP, PainLog, episodes
from niggle.pain.join import merge_reports
from niggle.pain.model import PainReport
from niggle.triage.model import LoggedRun, RunFacts
from niggle.triage.rules import limits
from niggle.vocabulary.places import SIDES, SITES
from niggle.vocabulary.statuses import CriterionStatus

REACH = timedelta(days=180)
"""Episodes are followed back this far: a convention that bounds the work for one run."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a criterion says of one complaint.

    `is_marginal` marks met only just, or, with `unknown`, that it can be met only just at best. `is_waived`: that it
    need not be met here. `is_pressing`: a red flag that is not known, and counts as a concern until it is. `wording`
    names the words to use where a criterion has several.
    """

    status: CriterionStatus
    evidence: str
    is_marginal: bool = False
    is_waived: bool = False
    is_pressing: bool = False
    wording: str | None = None


@dataclass(frozen=True, slots=True)
class Complaint:
    """A report on the run in question, what it tells (pain, pain-free, silent), and its surroundings.

    `episode` is what was logged of it up to and including this run, oldest first, rest days too; `logs` those of runs
    alone. Only this run's when the report is not of pain. `carried` is the level before the next run, where it stands
    in for a missing morning score.
    """

    report: PainReport
    tells: Telling
    facts: RunFacts
    logs: tuple[PainLog, ...]
    episode: tuple[PainLog, ...]
    carried: int | None

    @property
    def morning(self) -> int | None:
        """Pain the next morning (0–10), as logged or as carried by the next run."""
        return self.carried if self.report.next_morning is None else self.report.next_morning

    @property
    def run_hurt(self) -> bool:
        """Whether anything hurt on this run, here or elsewhere."""
        return any(tells_of(report) == "pain" for report in merge_reports(self.facts.run.reports))

    @property
    def is_worse_next_morning(self) -> bool | None:
        """Whether the next morning was above the level before (0 where that is not given); None if not known."""
        return self._is_above_before(self.morning)

    @property
    def left_trace(self) -> bool | None:
        """Whether the end of the run or the next morning was above the level before; None while that is not known."""
        traces = (self._is_above_before(self.report.end), self.is_worse_next_morning)
        return True if True in traces else None if None in traces else False

    def _is_above_before(self, score: int | None) -> bool | None:
        return None if score is None else score > (self.report.before or 0)


type Check = Callable[[Complaint], Finding | None]
"""A rule: what it finds of one complaint, None where the criterion is not listed."""


def complaints(facts: RunFacts) -> tuple[Complaint, ...]:
    """The complaints on a run, one per site and side, in the diary's order of those.

    One silent complaint when nobody reported.
    """
    reports = merge_reports(facts.run.reports)
    # What explains the stride is about the run, and no complaint beside others.
    reports = tuple(report for report in reports if not only_explains(report)) or reports[:1]
    reports = reports or (PainReport(report_id="", athlete_id=""),)
    return tuple(_complaint(report, facts) for report in sorted(reports, key=_place))


def _place(report: PainReport) -> tuple[int, int]:
    return (
        len(SITES) if report.site is None else SITES.index(report.site),
        len(SIDES) if report.side is None else SIDES.index(report.side),
    )


def _complaint(report: PainReport, facts: RunFacts) -> Complaint:
    tells = tells_of(report)
    log = PainLog(facts.run.started_at, report)
    logs: tuple[PainLog, ...] = (log,)
    rest = [one for one in facts.rest if one.at < log.at and is_same_complaint(report, one.report)]
    if tells == "pain":
        before = _logs_before(report, facts.run.started_at, facts.earlier, rest)
        logs = next(episode.logs for episode in episodes([*before, log]) if episode.logs[-1] is log)
    of_runs = tuple(one for one in logs if not any(one == other for other in rest))
    return Complaint(report, tells, facts, of_runs, logs, _carried(report, facts))


def _logs_before(
    report: PainReport, at: datetime, earlier: Sequence[LoggedRun], rest: Sequence[PainLog]
) -> list[PainLog]:
    """Earlier logs of the same complaint, latest first, back to the first gap that ends an episode."""
    found: list[PainLog] = []
    painful_at = at
    of_rest = ((log.at, log.report) for log in reversed(rest))
    for told_at, told in merge(_of_runs(report, earlier), of_rest, key=itemgetter(0), reverse=True):
        if painful_at - told_at > LONGEST_GAP or at - told_at > REACH:
            break
        if told is None:
            continue
        found.append(PainLog(told_at, told))
        if tells_of(told) == "pain":
            painful_at = told_at
    return found


def _of_runs(report: PainReport, earlier: Sequence[LoggedRun]) -> Iterator[tuple[datetime, PainReport | None]]:
    """The worst of the same complaint on each earlier run, latest first; None where nothing was said of it."""
    for run in reversed(earlier):
        same = [other for other in run.reports if is_same_complaint(report, other)]
        yield run.started_at, worst_complaint(same)


def _carried(report: PainReport, facts: RunFacts) -> int | None:
    """Pain before the next run, when that was the next day or so; the worst where several reports tell it."""
    if facts.following is None:
        return None
    apart_h = (facts.following.started_at - facts.run.started_at) / timedelta(hours=1)
    limit = limits("resolves_quickly")
    if not limit["carried_from_hours"] <= apart_h < limit["carried_until_hours"]:
        return None
    answers = [
        other.before
        for other in merge_reports(facts.following.reports)
        if other.before is not None and (other.site is None or is_same_complaint(report, other))
    ]
    return max(answers, default=None)
