"""Rows of runs → the run that each report is about."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from niggle.config import Athlete
from niggle.pain.join import RunKey, join_reports
from niggle.pain.model import PainReport
from niggle.store import Reader
from niggle.store.database import local_start, utc_aware


def runs_of(reader: Reader, athlete: Athlete, reports: Sequence[PainReport]) -> dict[str, str | None]:
    """The run id that each report id belongs to, None while no run fits; reports are the athlete's."""
    names = run_names(reader, athlete)
    return joined(reports, keys_within_reach(reader, athlete, reports, names), names)


def run_names(reader: Reader, athlete: Athlete) -> dict[str, str]:
    """The id that a run has now, by each that it might have had."""
    return {row["own_run_id"]: row["run_id"] for row in reader.rows("run_names", athlete_id=athlete.id)}


def keys_within_reach(
    reader: Reader,
    athlete: Athlete,
    reports: Iterable[PainReport],
    names: Mapping[str, str],
    *,
    days: Collection[date] = (),
    run_ids: Collection[str] = (),
) -> list[RunKey]:
    """What a report can know a run by, of each run that one of these may be about, oldest first.

    And of the runs of these days (UTC) and ids, whatever is said of them.
    """
    near, ids = set(days), set(run_ids)
    for report in reports:
        if report.run_id is not None:
            ids |= {report.run_id, names.get(report.run_id, report.run_id)}
        told = report.date if report.started_at is None else report.started_at.date()
        if told is not None:
            near |= _days_around(told)
    rows = reader.rows("run_times", athlete_id=athlete.id, days=sorted(near), run_ids=sorted(ids))
    return [
        RunKey(
            run_id=run["run_id"],
            started_at=utc_aware(run["started_at"]),
            local_date=local_start(run, athlete.zone).date(),
            duration_s=run["duration_s"] or run["moving_time_s"] or 0.0,
        )
        for run in rows
    ]


def _days_around(day: date) -> set[date]:
    """The days (UTC) on which a run may have begun that was on this day somewhere, or half a day off."""
    first, last = max(day.toordinal() - 2, date.min.toordinal()), min(day.toordinal() + 2, date.max.toordinal())
    return {date.fromordinal(one) for one in range(first, last + 1)}


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
