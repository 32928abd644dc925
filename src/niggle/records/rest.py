"""Store → what was reported of no run: of a rest day, of a run without a file, or of one that is not here yet."""

from datetime import UTC, datetime, time

from niggle.config import Athlete
from niggle.pain.episodes import PainLog
from niggle.pain.model import PainReport
from niggle.records.pain import pain_report
from niggle.store import Reader

_NOON = time(12)  # of a day without a time of day


def rest_logs(reader: Reader, athlete: Athlete) -> tuple[PainLog, ...]:
    """What was reported of no run, oldest first."""
    rows = reader.rows("reports_of_no_run", athlete_id=athlete.id)
    logs = [PainLog(at, report) for report in map(pain_report, rows) if (at := told_at(report, athlete)) is not None]
    return tuple(sorted(logs, key=lambda log: log.at))


def told_at(report: PainReport, athlete: Athlete) -> datetime | None:
    """Of which moment a report is that names no run, UTC; None where it tells none."""
    if report.started_at is not None or report.date is None:
        return report.started_at
    return datetime.combine(report.date, _NOON, tzinfo=athlete.zone).astimezone(UTC)
