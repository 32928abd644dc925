"""Landing and store → what became of an entry, in the words of both doors."""

from collections.abc import Sequence
from datetime import datetime

from niggle.config import Athlete
from niggle.entered import Entry, entry_id_of, find_entry, reports_in
from niggle.landing import Landing
from niggle.pain.model import PainReport
from niggle.pain.revising import replaced
from niggle.reports.entry.fields import told_words
from niggle.reports.entry.told import instead_words, now_words, run_words
from niggle.reports.entry.view import Kept, RunTold
from niggle.reports.paths import pain_path
from niggle.results.asking import run_told
from niggle.results.joined import runs_of
from niggle.results.stored import pain_report
from niggle.store import Reader

_LATER = "The status follows as soon as niggle has finished what it is at."


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
        return Kept(text=f"Saved. {_LATER}", entry_id=entry.entry_id)
    if told is None:
        return Kept(text="Saved. No run of that time is here yet, so the report waits for it.", entry_id=entry.entry_id)
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
        return Kept(text=f"{text} {_LATER}", entry_id=entry.entry_id)
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
