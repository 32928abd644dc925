"""What is known of the run that an entry is about, before it is kept."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from niggle.config import Athlete, Config
from niggle.entered import Entry, entries, reports_in
from niggle.errors import NotFoundError
from niggle.pain.answers import Athletes, RowProblem, in_future, read_answers
from niggle.pain.join import RunKey
from niggle.pain.model import PainReport
from niggle.pain.reading import quoted
from niggle.records.joined import joined, keys_within_reach, run_names, runs_of
from niggle.records.pain import pain_report
from niggle.store import Reader
from niggle.store.layout import athlete_landing, athlete_store


def check_run(
    config: Config, athlete: Athlete, about: Mapping[str, str], *, now: datetime
) -> tuple[str | None, RowProblem | None]:
    """Which run answers about it would join, by `run_id`, `started_at` or `date`, or what is wrong with that."""
    report = read_answers(dict(about), line=1, athletes=only(athlete))
    if not isinstance(report, PainReport):
        return None, report[0]
    context = run_context(config, athlete, report, now)
    return (None, context) if isinstance(context, RowProblem) else (context.run_id, None)


def check_answer(athlete: Athlete, column: str, text: str) -> tuple[str, ...]:
    """What is wrong with one answer by itself, before it is known what else is answered; nothing with none."""
    report = read_answers({"athlete_id": athlete.id, column: text}, line=1, athletes=only(athlete))
    return () if isinstance(report, PainReport) else tuple(one.message for one in report if one.column == column)


@dataclass(frozen=True, slots=True)
class RunContext:
    """The run that a report is about, None while there is none, and all that was said of it, oldest first."""

    run_id: str | None
    said: Sequence[PainReport] = ()


def run_context(config: Config, athlete: Athlete, report: PainReport, now: datetime) -> RunContext | RowProblem:
    """What is known of the run that a report is about; or that there is no such run, or none yet at `now`."""
    heard = replace(report, reported_at=now)
    with published_of(config, athlete) as reader:
        keys, names = {}, {}
        if reader is not None:
            names = run_names(reader, athlete)
            lately = [now.astimezone(UTC).date() - timedelta(days=back) for back in range(3)]
            near = keys_within_reach(reader, athlete, [heard], names, days=lately)
            keys = {key.run_id: key for key in near}
        problem = in_future(report, today=latest_day(athlete, keys, now), now=now)
        if problem is not None:
            return problem
        run_id = joined([heard], list(keys.values()), names)[report.report_id]
        if report.run_id is not None and run_id is None:
            return RowProblem(
                1, "run_id", f"{athlete.id} has no run {quoted(report.run_id)}; `niggle flags --all` lists them"
            )
        if run_id is None or reader is None:
            return RunContext(None)
        if keys[run_id].started_at > now:
            day = keys[run_id].local_date.isoformat()
            return RowProblem(
                1, "run_id", f"that run is dated {day}, which is yet to come: its watch had lost its clock"
            )
        if report.explained_since is not None and report.explained_since > keys[run_id].local_date:
            day = report.explained_since.isoformat()
            return RowProblem(1, "explained_since", f"{day} is after the run: it holds for the runs from then on")
        return RunContext(
            run_id,
            [pain_report(row) for row in reader.rows("joined_reports_of", run_ids=[run_id])],
        )


def entries_about(config: Config, athlete: Athlete, run_id: str, complaint: PainReport) -> list[Entry]:
    """The entries that stand and say something of this complaint on a run, and of nothing else."""
    landing = athlete_landing(config.store.path, athlete.id)
    standing = [entry for entry in entries(landing, athlete.id) if not entry.is_gone]
    said = {entry.entry_id: reports_in(landing, entry, athlete.zone) for entry in standing}
    with published_of(config, athlete) as reader:
        if reader is None:
            return []
        run_of = runs_of(reader, athlete, [report for reports in said.values() for report in reports])
    own = {(run_id, complaint_key(complaint))}
    return [
        entry
        for entry in standing
        if {(run_of[report.report_id], complaint_key(report)) for report in said[entry.entry_id]} == own
    ]


def latest_day(athlete: Athlete, keys: Mapping[str, RunKey], now: datetime) -> date:
    """The athlete's day at `now`; by the clock of the newest run, where that was run further east."""
    days = [key.local_date for key in keys.values() if key.started_at <= now]
    return max([now.astimezone(athlete.zone).date(), *days])


@contextmanager
def published_of(config: Config, athlete: Athlete) -> Iterator[Reader | None]:
    """What is published of an athlete; None before there is anything."""
    with ExitStack() as stack:
        try:
            reader = stack.enter_context(athlete_store(config.store.path, athlete.id).read_published())
        except NotFoundError:
            reader = None
        yield reader


def only(athlete: Athlete) -> Athletes:
    """For reading answers that can only be this athlete's."""
    return Athletes(athlete.id, {athlete.id}, athlete.zone)


def complaint_key(report: PainReport) -> tuple[str | None, str | None]:
    """Site and side: what tells one complaint on a run from another."""
    return report.site, report.side
