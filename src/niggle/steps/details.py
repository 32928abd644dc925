"""Landing → store: what sources say of activities besides the recording, and the pain reports in it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from niggle.config import Athlete
from niggle.landing import Landed, Landing
from niggle.pain.model import PainReport
from niggle.pain.notes import read_note
from niggle.steps.invalidate import forget_statuses
from niggle.steps.statements import ROWS_PER_DIARY
from niggle.store import Store, Writer
from niggle.store.database import Row, utc_naive

_KEYS = ("upstream_id", "name", "description", "rpe", "feel", "sport", "utc_offset_s", "injury", "gear")


def read_details(
    store: Store, landing: Landing, athlete: Athlete, arrivals: Sequence[Landed], details: Sequence[Landed]
) -> bool:
    """Bring the words of sources up to date, and the reports read from them; whether anything is other than before."""
    recordings = _recordings_by_place(arrivals, athlete)
    wanted = {landed.place: landed for landed in details if landed.place in recordings}
    with store.look() as reader:
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
    with store.write() as writer:
        places = [*over, *(landed.place for landed in new)]
        _forget_questions(writer, athlete, [known[place] for place in places if place in known])
        for statement in ("delete_activity_details", "delete_note_reports"):
            writer.write(statement, athlete_id=athlete.id, places=places)
        for landed in new:
            facts = json.loads(landing.read_arrival(landed))
            started_at = datetime.fromisoformat(facts["started_at"]) if "started_at" in facts else None
            text = "\n".join(facts[key] for key in ("name", "description") if facts.get(key))
            note = read_note(text, athlete_id=athlete.id, started_at=started_at)
            row = _row(landed, facts, recordings[landed.place], started_at, note.questions)
            writer.insert("activity_details", [row])
            writer.insert("pain_reports", [
                _report_row(report, landed, landed.number * ROWS_PER_DIARY + position)
                for position, report in enumerate(note.reports)
            ])  # fmt: skip
            _forget_questions(writer, athlete, [row])
    return True


def tell_local_days(store: Store, athlete: Athlete) -> bool:
    """Take the local clock of runs from what sources say, where no recording tells it; whether there was any."""
    with store.look() as reader:
        told = reader.rows("runs_without_offset", athlete_id=athlete.id)
    if not told:
        return False
    with store.write() as writer:
        for row in told:
            writer.write("set_offset", run_id=row["run_id"], utc_offset_s=row["utc_offset_s"])
        forget_statuses(writer, athlete.id, told[0]["started_at"])
    return True


def _recordings_by_place(arrivals: Sequence[Landed], athlete: Athlete) -> dict[str, list[str]]:
    """The digests of the recordings that each place ever gave."""
    found: dict[str, list[str]] = {}
    for landed in arrivals:
        if landed.kind == "activity" and landed.athlete_id == athlete.id:
            shas = found.setdefault(landed.place, [])
            if landed.sha256 not in shas:
                shas.append(landed.sha256)
    return found


def _forget_questions(writer: Writer, athlete: Athlete, rows: Sequence[Row]) -> None:
    """Have the statuses done again that show the questions of these notes."""
    shas = sorted(
        {sha256 for row in rows if row["questions"] or (row["injury"] or 0) > 1 for sha256 in row["recording_sha256s"]}
    )
    if not shas:
        return
    for run in writer.rows("runs_of_files", athlete_id=athlete.id, sha256s=shas):
        forget_statuses(writer, athlete.id, run["started_at"])


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


def _report_row(report: PainReport, landed: Landed, position: int) -> dict[str, object]:
    # Two sources may say the same of one run, and each takes its own words back.
    own = hashlib.sha256(f"{report.report_id}:{landed.place}".encode()).hexdigest()[:16]
    row: dict[str, object] = {field.name: getattr(report, field.name) for field in fields(replace(report))}
    row["started_at"] = None if report.started_at is None else utc_naive(report.started_at)
    return row | {
        "report_id": own, "raw_sha256": landed.sha256, "position": position, "joined_run_id": None,
        "place": landed.place,
    }  # fmt: skip
