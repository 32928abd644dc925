"""Store → what became of an upload."""

from datetime import datetime
from uuid import UUID

from niggle.config import Athlete
from niggle.consent import OWN
from niggle.landing import Landing
from niggle.records.visibility import viewer
from niggle.reports.entry.query import run_line
from niggle.reports.upload.view import Uploaded
from niggle.sources.upload import uploaded_as
from niggle.store import Reader


def uploaded(reader: Reader, landing: Landing, athlete: Athlete, upload_id: UUID, now: datetime) -> Uploaded | None:
    """What became of an upload; None if the athlete made none of that id. `now` is aware."""
    arrivals = list(landing.arrivals(athlete.id))
    files = {one.sha256: one for one in uploaded_as(upload_id, arrivals)}
    if not files:
        return None
    first = next(iter(files.values()))
    before = {one.sha256 for one in arrivals if one.number < first.number}
    read = {row["sha256"]: row for row in reader.rows("files_read", athlete_id=athlete.id, sha256s=list(files))}
    run_ids = [row["run_id"] for row in reader.rows("runs_of_files", athlete_id=athlete.id, sha256s=list(files))]
    seen = viewer([(athlete, OWN)], now)
    runs = [run_line(row, athlete) for run_id in run_ids for row in reader.rows("run_told", run_id=run_id, **seen)]
    return Uploaded(
        name=first.origin.partition("!")[0].partition("/")[0],
        files=len(files),
        waiting=len(files.keys() - read.keys()),
        known=len(files.keys() & before),
        runs=sorted(runs, key=lambda run: run.local_start),
        recordings=sum(row["recordings"] for row in read.values()),
        problems=[row["reason"] for row in read.values() if row["outcome"] == "quarantined"],
    )
