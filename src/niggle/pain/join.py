"""Which run a pain report belongs to, and what all reports on one run say together."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta

from niggle.pain.model import PainReport

# Contract 4: a start that is told joins the run whose start is nearest within half a day.
NEAREST_START = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class RunKey:
    """What a report can know a run by; `local_date` is the day of its start where the runner lives."""

    run_id: str
    started_at: datetime
    local_date: date
    duration_s: float


def join_reports(reports: Sequence[PainReport], runs: Sequence[RunKey]) -> dict[str, str | None]:
    """The run id each report id belongs to; None when no run fits (yet).

    Reports and runs are one athlete's, in any order. The most exact key that a report has decides alone:
    `run_id`, else `started_at` (nearest start within 12 h, the earlier of two equally near), else `date`
    (several runs that day: the last one started before `reported_at`, else the longest, the earlier of two
    equally long). So a report on a run that has not arrived waits and is not given to another run.
    """
    ordered = sorted(runs, key=lambda run: (run.started_at, run.run_id))
    known = {run.run_id for run in ordered}
    by_date: defaultdict[date, list[RunKey]] = defaultdict(list)
    for run in ordered:
        by_date[run.local_date].append(run)
    joined: dict[str, str | None] = {}
    for report in reports:
        if report.run_id is not None:
            joined[report.report_id] = report.run_id if report.run_id in known else None
        elif report.started_at is not None:
            joined[report.report_id] = _nearest(ordered, report.started_at)
        elif report.date is not None:
            joined[report.report_id] = _of_day(by_date.get(report.date, []), report.reported_at)
        else:
            joined[report.report_id] = None
    return joined


def _nearest(ordered: Sequence[RunKey], started_at: datetime) -> str | None:
    position = bisect_left(ordered, started_at, key=lambda run: run.started_at)
    earlier = ordered[position - 1].started_at if position > 0 else None
    # Of runs with one and the same start, the first in order, from either direction.
    first = position if earlier is None else bisect_left(ordered, earlier, key=lambda run: run.started_at)
    candidates = [ordered[at] for at in (first, position) if at < len(ordered)]
    near = [run for run in candidates if abs(run.started_at - started_at) <= NEAREST_START]
    best = min(near, key=lambda run: abs(run.started_at - started_at), default=None)
    return None if best is None else best.run_id


def _of_day(runs: Sequence[RunKey], reported_at: datetime | None) -> str | None:
    if reported_at is not None:
        started = [run for run in runs if run.started_at <= reported_at]
        if started:
            return started[-1].run_id
    longest = max(runs, key=lambda run: run.duration_s, default=None)
    return None if longest is None else longest.run_id


def merge_reports(reports: Sequence[PainReport]) -> tuple[PainReport, ...]:
    """One report per site and side out of those on one run, in order of first mention.

    Later in the sequence wins, answer by answer: what a later report leaves out stays as it was.
    """
    if len(reports) < 2:
        return tuple(reports)
    merged: dict[tuple[str | None, str | None], PainReport] = {}
    for report in reports:
        key = (report.site, report.side)
        before = merged.get(key)
        merged[key] = report if before is None else _over(before, report)
    return tuple(merged.values())


def _over(before: PainReport, later: PainReport) -> PainReport:
    answers = {field.name: getattr(later, field.name) for field in fields(later)}
    return replace(before, **{name: answer for name, answer in answers.items() if answer is not None})
