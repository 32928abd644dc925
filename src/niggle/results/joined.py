"""Store → the run that each report is about."""

from collections.abc import Sequence
from dataclasses import replace

from niggle.config import Athlete
from niggle.pain.join import RunKey, join_reports
from niggle.pain.model import PainReport
from niggle.store import Reader
from niggle.store.database import local_start, utc_aware


def runs_of(reader: Reader, athlete: Athlete, reports: Sequence[PainReport]) -> dict[str, str | None]:
    """The run id that each report id belongs to, None while no run fits; reports are the athlete's."""
    keys = run_keys(reader, athlete)
    # A run goes by another id since a richer recording of it came; the old one still finds it.
    names = {row["own_run_id"]: row["run_id"] for row in reader.rows("run_names", athlete_id=athlete.id)}
    names |= {key.run_id: key.run_id for key in keys}
    return join_reports(
        [
            report if report.run_id is None else replace(report, run_id=names.get(report.run_id, report.run_id))
            for report in reports
        ],
        keys,
    )


def run_keys(reader: Reader, athlete: Athlete) -> list[RunKey]:
    """What a report can know each run of an athlete by, oldest first."""
    return [
        RunKey(
            run_id=run["run_id"],
            started_at=utc_aware(run["started_at"]),
            local_date=local_start(run, athlete.zone).date(),
            duration_s=run["duration_s"] or run["moving_time_s"] or 0.0,
        )
        for run in reader.rows("runs_in_order", athlete_id=athlete.id)
    ]
