"""Landing → store: what sources say of activities besides the recording, and the pain reports in it."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from niggle.config import Athlete
from niggle.errors import RawFileError, UnreadableError
from niggle.landing import Landed, Landing
from niggle.pain.model import PainReport
from niggle.pain.notes import Note, read_note
from niggle.reading import reading
from niggle.records.pain import report_row
from niggle.steps.invalidate import discard_statuses
from niggle.steps.statements import ROWS_PER_DIARY
from niggle.store import Store
from niggle.store.database import Row, utc_naive

_KEYS = ("upstream_id", "name", "description", "rpe", "feel", "sport", "utc_offset_s", "injury", "gear")


def read_details(
    store: Store, landing: Landing, athlete: Athlete, arrivals: Sequence[Landed], details: Sequence[Landed]
) -> bool:
    """Bring the words of sources up to date, and the reports read from them; whether anything is other than before."""
    recordings = _recordings_by_place(arrivals, athlete)
    wanted = {landed.place: landed for landed in details if landed.place in recordings}
    with store.read_main() as reader:
        known = {row["place"]: row for row in reader.rows("activity_details_of", athlete_id=athlete.id)}
    new = [
        landed
        for place, landed in wanted.items()
        if place not in known
        or known[place]["raw_sha256"] != landed.sha256
        or known[place]["recording_sha256s"] != recordings[place]
    ]
    over = [place for place in known if place not in wanted]
    if not new and not over:
        return False
    read = [_read(landing, landed, recordings[landed.place]) for landed in new]
    places = [*over, *(landed.place for landed in new)]
    rows = [known[place] for place in places if place in known] + [row for row, _ in read]
    questioned = sorted({sha256 for row in rows if _asks(row) for sha256 in row["recording_sha256s"]})
    with store.write() as writer:
        runs = writer.rows("runs_of_files", athlete_id=athlete.id, sha256s=questioned) if questioned else []
        for statement in ("delete_activity_details", "delete_note_reports"):
            writer.write(statement, athlete_id=athlete.id, places=places)
        writer.insert("activity_details", [row for row, _ in read])
        writer.insert("pain_reports", [report for _, reports in read for report in reports])
        if runs:  # their statuses show the questions of these notes
            discard_statuses(writer, athlete.id, min(run["started_at"] for run in runs))
    return True


def tell_local_days(store: Store, athlete: Athlete) -> bool:
    """Take the local clock of runs from what sources say, where no recording tells it; whether there was any."""
    with store.read_main() as reader:
        told = reader.rows("runs_without_offset", athlete_id=athlete.id)
    if not told:
        return False
    with store.write() as writer:
        for row in told:
            writer.write("set_offset", run_id=row["run_id"], utc_offset_s=row["utc_offset_s"])
        discard_statuses(writer, athlete.id, told[0]["started_at"])
    return True


def _asks(row: Row) -> bool:
    """Whether statuses show a question that follows from these details."""
    return bool(row["questions"]) or (row["injury"] or 0) > 1


def _read(landing: Landing, landed: Landed, recordings: list[str]) -> tuple[Row, list[Row]]:
    """What a source says of an activity, and the pain reports in it, as rows."""
    facts, started_at, note = _said(landing, landed)
    reports = [
        _report_row(report, landed, landed.number * ROWS_PER_DIARY + position)
        for position, report in enumerate(note.reports)
    ]
    return _row(landed, facts, recordings, started_at, note.questions), reports


def _said(landing: Landing, landed: Landed) -> tuple[dict[str, Any], datetime | None, Note]:
    """What a source says of an activity: as it stands, of which moment, and as pain; nothing where it is unreadable."""
    try:
        data = landing.read_arrival(landed)
        with reading(landed.origin):
            facts = json.loads(data)
            started_at = datetime.fromisoformat(facts["started_at"]) if "started_at" in facts else None
            text = "\n".join(facts[key] for key in ("name", "description") if facts.get(key))
            return facts, started_at, read_note(text, athlete_id=landed.athlete_id, started_at=started_at)
    except (RawFileError, UnreadableError):
        return {}, None, read_note("", athlete_id=landed.athlete_id, started_at=None)


def _recordings_by_place(arrivals: Sequence[Landed], athlete: Athlete) -> dict[str, list[str]]:
    """The digests of the recordings that each place ever gave."""
    found: dict[str, list[str]] = {}
    for landed in arrivals:
        if landed.kind == "activity" and landed.athlete_id == athlete.id:
            shas = found.setdefault(landed.place, [])
            if landed.sha256 not in shas:
                shas.append(landed.sha256)
    return found


def _row(
    landed: Landed, facts: dict[str, Any], recordings: list[str], started_at: datetime | None, questions: Sequence[str]
) -> dict[str, Any]:
    return {
        "athlete_id": landed.athlete_id,
        "place": landed.place,
        "raw_sha256": landed.sha256,
        "source": landed.source,
        "recording_sha256s": recordings,
        "started_at": None if started_at is None else utc_naive(started_at),
        "who_may_see": landed.who_may_see,
        "questions": list(questions),
        **{key: facts.get(key) for key in _KEYS},
    }


def _report_row(report: PainReport, landed: Landed, position: int) -> Row:
    # Two sources may say the same of one run, and each takes its own words back.
    own = hashlib.sha256(f"{report.report_id}:{landed.place}".encode()).hexdigest()[:16]
    told = {"report_id": own, "raw_sha256": landed.sha256, "position": position, "place": landed.place}
    return report_row(report) | told
