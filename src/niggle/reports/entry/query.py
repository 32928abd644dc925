"""Store → what to ask of a runner, and what was said about one run."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from niggle.config import Athlete
from niggle.consent import OWN
from niggle.entered import Entry, entry_id_of, find_entry, reports_in
from niggle.errors import NotFoundError
from niggle.landing import Landing
from niggle.pain.complaints import tells_of, worst_complaint
from niggle.pain.join import merge_reports
from niggle.pain.model import PainReport
from niggle.pain.revising import replaced
from niggle.pain.weekly import WeeklyCheckIn, is_due
from niggle.records.joined import runs_of
from niggle.records.pain import pain_report, reports_of_runs
from niggle.records.visibility import viewer
from niggle.records.weekly import check_ins_that_count
from niggle.reports.entry.told import instead_words, now_words, run_words
from niggle.reports.entry.view import Asking, DayTold, EntryLine, Kept, Morning, RunLine, RunTold, Week, WeekScore
from niggle.reports.paths import day_path, pain_path
from niggle.reports.told import told_words
from niggle.store import Reader
from niggle.store.database import local_start, utc_aware
from niggle.vocabulary.places import Where

_MOST_RUNS = 3  # whoever has not reported for a month is not met by a wall of questions
_RUNS_LOOKED_AT = 10
_REACH = timedelta(days=7)  # before the newest run: further back nobody remembers
_MORNINGS = timedelta(days=7)
_STILL_RUNNING = timedelta(days=14)
_STILL_TROUBLED = timedelta(days=28)
_MOST_WEEKS = 12
_LATER = "it is decided when the night is through."


def asking(reader: Reader, athlete: Athlete, now: datetime) -> Asking:
    """What to ask of a runner now; `now` is aware.

    Runs without a word are reckoned from the newest run, so that an old store looks as it did then; the morning
    after and the week are the calendar's, where the athlete lives.
    """
    rows = reader.rows("latest_runs", limit=_RUNS_LOOKED_AT, **viewer([(athlete, OWN)], now))
    runs = [run_line(row, athlete) for row in rows]
    reported = reports_of_runs(reader, [run.run_id for run in runs])
    told = {run_id: merge_reports(reports) for run_id, reports in reported.items()}
    today = now.astimezone(athlete.zone).date()
    weeks = check_ins_that_count(reader, athlete.id)
    return Asking(
        athlete_id=athlete.id,
        runs=[
            run
            for run in runs
            if runs[0].local_start - run.local_start <= _REACH and not _is_told(told.get(run.run_id, ()))
        ][:_MOST_RUNS],
        morning=_morning(runs, told, today),
        is_week_due=_is_week_due(weeks, runs, today),
        last_week=weeks[-1].date if weeks else None,
        lacks_today=not any(run.local_start.date() >= today for run in runs),
    )


def run_told(reader: Reader, athlete: Athlete, run_id: str, now: datetime) -> RunTold:
    """All that was said about one run of an athlete.

    Raises:
        NotFoundError: if the athlete has no such run.
    """
    rows = reader.rows("run_told", run_id=run_id, **viewer([(athlete, OWN)], now))
    if not rows:
        raise NotFoundError(f"no run {run_id!r}")
    run = run_line(rows[0], athlete)
    reports = reader.rows("joined_reports_of", run_ids=[run_id])
    return RunTold(
        athlete_id=athlete.id,
        athlete_name=athlete.name,
        run=run,
        status=rows[0]["status"],
        provisional=bool(rows[0]["provisional"]),
        asks_morning=now.astimezone(athlete.zone).date() > run.local_start.date(),
        said=merge_reports([pain_report(row) for row in reports]),
        entries=_entries(reports, athlete),
    )


def day_told(reader: Reader, athlete: Athlete, now: datetime) -> DayTold:
    """Today where the athlete lives, and what was said of days that have no run, or none yet."""
    rows = reader.rows("reports_of_no_run", athlete_id=athlete.id)
    return DayTold(
        athlete_id=athlete.id,
        athlete_name=athlete.name,
        today=now.astimezone(athlete.zone).date(),
        entries=_entries(rows, athlete),
    )


def week(reader: Reader, athlete: Athlete, now: datetime) -> Week:
    """The weekly check-in that ends today, where the athlete lives, and the scores of those before."""
    scores = [WeekScore(day=one.date, score=one.score) for one in reversed(check_ins_that_count(reader, athlete.id))]
    return Week(
        athlete_id=athlete.id,
        athlete_name=athlete.name,
        until=now.astimezone(athlete.zone).date(),
        scores=scores[:_MOST_WEEKS],
    )


def kept(
    reader: Reader, landing: Landing, athlete: Athlete, entry_id: str, *, now: datetime, was: str | None = None
) -> Kept | None:
    """What became of a report that was entered as `entry_id`; None if the athlete made none.

    `was` is the former status of its run; `now` is aware.
    """
    entry = find_entry(landing, athlete.id, entry_id)
    if entry is None:
        return None
    said = reports_in(landing, entry, athlete.zone)
    stored = reader.rows("reports_by_id", athlete_id=athlete.id, report_ids=[report.report_id for report in said])
    run_id = next((run_id for run_id in runs_of(reader, athlete, said).values() if run_id is not None), None)
    told = None if run_id is None else run_told(reader, athlete, run_id, now)
    if entry.is_gone:
        is_waiting = any(_is_gone(landing, athlete, row["place"]) for row in stored)
        return _gone(entry, said, told, is_waiting=is_waiting, now=now, was=was)
    if not stored:
        return Kept(text=f"Saved; {_LATER}", entry_id=entry.entry_id)
    if told is None:
        waits = "No run of that time is here yet: the report waits for it, and counts as of a rest day until then."
        return Kept(
            text=f"Saved: {'; '.join(map(told_words, said))}. {waits}",
            entry_id=entry.entry_id,
            undo_path=day_path(athlete.id),
        )
    rows = reader.rows("joined_reports_of", run_ids=[told.run.run_id])
    earlier = [pain_report(row) for row in rows if row["position"] < stored[0]["position"]]
    words = [_said_words(pain_report(row), earlier, athlete, now) for row in stored]
    return Kept(
        text=f"Saved for {run_words(told.run, now)}: {'; '.join(words)}.",
        entry_id=entry.entry_id,
        undo_path=pain_path(told.run.run_id),
        run_id=told.run.run_id,
        status=told.status,
        provisional=told.provisional,
        was=was,
    )


def _is_gone(landing: Landing, athlete: Athlete, place: str | None) -> bool:
    """Whether a report that is stored was said by an entry that has been taken back since."""
    entry_id = entry_id_of(place or "")
    entry = None if entry_id is None else find_entry(landing, athlete.id, entry_id)
    return entry is not None and entry.is_gone


def _said_words(report: PainReport, earlier: Sequence[PainReport], athlete: Athlete, now: datetime) -> str:
    before = replaced(report, earlier)
    if before is None:
        return told_words(report)
    return f"{told_words(report)} ({instead_words(before, now, athlete.zone)})"


def _gone(
    entry: Entry, said: Sequence[PainReport], told: RunTold | None, *, is_waiting: bool, now: datetime, was: str | None
) -> Kept:
    """What is true once an entry was taken back."""
    text = f"Taken back: {'; '.join(map(told_words, said))}." if said else "Taken back."
    if is_waiting:
        return Kept(text=f"{text.removesuffix('.')}; {_LATER}", entry_id=entry.entry_id)
    if told is None:
        return Kept(text=text, entry_id=entry.entry_id)
    return Kept(
        text=f"{text} {now_words(told.said, run_words(told.run, now))}",
        entry_id=entry.entry_id,
        run_id=told.run.run_id,
        status=told.status,
        provisional=told.provisional,
        was=was,
    )


def run_line(row: Mapping[str, Any], athlete: Athlete) -> RunLine:
    """A run as its runner knows it, from a row of `run_told` or `latest_runs`."""
    return RunLine(
        run_id=row["run_id"],
        local_start=local_start(row, athlete.zone),
        distance_m=row["distance_m"],
        moving_time_s=row["moving_time_s"],
    )


def _entries(rows: Sequence[Mapping[str, Any]], athlete: Athlete) -> list[EntryLine]:
    """The entries that made these reports, the last first; one that made several is told by its first."""
    found: dict[str, EntryLine] = {}
    for row in rows:
        entry_id = entry_id_of(row["place"] or "")
        if entry_id is not None and entry_id not in found:
            moment = row["reported_at"]
            found[entry_id] = EntryLine(
                entry_id=entry_id,
                report=pain_report(row),
                local_time=None if moment is None else utc_aware(moment).astimezone(athlete.zone),
            )
    return list(reversed(found.values()))


def _is_told(reports: Sequence[PainReport]) -> bool:
    """Whether anybody said how the run felt; a note about the shoes does not."""
    return any(tells_of(report) != "silent" for report in reports)


def _morning(runs: Sequence[RunLine], told: Mapping[str, Sequence[PainReport]], today: date) -> Morning | None:
    """The morning after the newest run with pain, if its number is missing and the morning has come."""
    for run in runs:
        painful = [report for report in told.get(run.run_id, ()) if tells_of(report) == "pain"]
        since = today - run.local_start.date()
        if not painful:
            continue
        worst = worst_complaint([report for report in painful if report.next_morning is None])
        if worst is None or not timedelta(0) < since <= _MORNINGS:
            return None
        return Morning(run=run, where=Where(worst.site, worst.side), is_today=since == timedelta(days=1))
    return None


def _is_week_due(weeks: Sequence[WeeklyCheckIn], runs: Sequence[RunLine], today: date) -> bool:
    """Once in seven days, of those who run; and of those who had trouble lately, since they may have had to stop."""
    last = weeks[-1] if weeks else None
    if not is_due(None if last is None else last.date, today):
        return False
    if runs and timedelta(0) <= today - runs[0].local_start.date() <= _STILL_RUNNING:
        return True
    return last is not None and today - last.date <= _STILL_TROUBLED and bool(last.participation)
