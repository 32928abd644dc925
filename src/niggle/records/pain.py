"""Pain reports: rows of `pain_reports` as `PainReport`, and back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from niggle.pain.complaints import pain_during
from niggle.pain.model import PainReport
from niggle.store import Reader
from niggle.store.database import Row, utc_aware, utc_naive
from niggle.stride.model import PainTold
from niggle.vocabulary.places import LEG_SITES, Side

_INSTANTS = ("started_at", "reported_at")


def pain_report(row: Mapping[str, Any]) -> PainReport:
    """A pain report from its row."""
    values = {field.name: row[field.name] for field in fields(PainReport)}
    return PainReport(**values | {key: values[key] and utc_aware(values[key]) for key in _INSTANTS})


def report_row(report: PainReport) -> Row:
    """A pain report as a row that no run is joined to yet; file, place and position are the caller's to add."""
    values = {field.name: getattr(report, field.name) for field in fields(PainReport)}
    return values | {key: values[key] and utc_naive(values[key]) for key in _INSTANTS} | {"joined_run_id": None}


def reports_by_run(rows: Iterable[Row]) -> dict[str, list[PainReport]]:
    """The reports in these rows by the run that each was joined to, in the order of the rows; others are left out."""
    found: dict[str, list[PainReport]] = {}
    for row in rows:
        if row["joined_run_id"] is not None:
            found.setdefault(row["joined_run_id"], []).append(pain_report(row))
    return found


def reports_of_runs(reader: Reader, run_ids: Sequence[str]) -> dict[str, list[PainReport]]:
    """What was reported on each of these runs, in the order in which it arrived; a run without a report is left out."""
    return reports_by_run(reader.rows("joined_reports_of", run_ids=list(run_ids)))


def reports_of_athlete(reader: Reader, athlete_id: str) -> dict[str, list[PainReport]]:
    """What was reported on each of an athlete's runs, in the order in which it arrived."""
    return reports_by_run(reader.rows("pain_reports_of", athlete_id=athlete_id))


def pain_told(reports: Iterable[PainReport]) -> PainTold | None:
    """What the reports on one run tell a verdict on its stride; None when nobody said how much it hurt."""
    felt = [(pain, report) for report in reports if (pain := pain_during(report)) is not None]
    if not felt:
        return None
    in_leg = [report for pain, report in felt if pain > 0 and report.site in LEG_SITES]
    sides: set[Side | None] = {report.side if report.side in ("left", "right") else None for report in in_leg}
    return PainTold(max(pain for pain, _ in felt), bool(in_leg), sides.pop() if len(sides) == 1 else None)
