"""Rows of runs → the run that each report is about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from niggle.config import Athlete
from niggle.pain.join import RunKey, join_reports
from niggle.pain.model import PainReport
from niggle.store import Reader
from niggle.store.database import Row, local_start, utc_aware


def runs_of(reader: Reader, athlete: Athlete, reports: Sequence[PainReport]) -> dict[str, str | None]:
    """The run id that each report id belongs to, None while no run fits; reports are the athlete's."""
    names = {row["own_run_id"]: row["run_id"] for row in reader.rows("run_names", athlete_id=athlete.id)}
    return joined(reports, run_keys(reader.rows("runs_in_order", athlete_id=athlete.id), athlete), names)


def run_keys(runs: Iterable[Row], athlete: Athlete) -> list[RunKey]:
    """What a report can know each of an athlete's runs by, in the order given."""
    return [
        RunKey(
            run_id=run["run_id"],
            started_at=utc_aware(run["started_at"]),
            local_date=local_start(run, athlete.zone).date(),
            duration_s=run["duration_s"] or run["moving_time_s"] or 0.0,
        )
        for run in runs
    ]


def joined(reports: Sequence[PainReport], keys: Sequence[RunKey], names: Mapping[str, str]) -> dict[str, str | None]:
    """The run id that each report id belongs to, None while no run fits; `names` are ids that runs had before."""
    # A run goes by another id since a richer recording of it came; the old one still finds it.
    current = {**names, **{key.run_id: key.run_id for key in keys}}
    return join_reports(
        [
            report if report.run_id is None else replace(report, run_id=current.get(report.run_id, report.run_id))
            for report in reports
        ],
        keys,
    )
