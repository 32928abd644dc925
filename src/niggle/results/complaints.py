"""Store → what was said about a run: every complaint, where it was told, and the runner's own words."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from niggle.config import Athlete
from niggle.consent import Sight
from niggle.pain.complaints import pain_during, worst_complaint, worst_pain
from niggle.pain.join import merge_reports
from niggle.pain.model import PainReport
from niggle.reports.run.view import ComplaintView, OwnWords, Told
from niggle.results.stored import pain_report
from niggle.sources.terms import attribution
from niggle.store import Reader
from niggle.store.database import Row, utc_naive


def complaint_views(rows: Sequence[Row], athlete: Athlete, sight: Sight) -> list[ComplaintView]:
    """The complaints that these stored reports on one run make, the worst first, with what `sight` leaves of them."""
    reports = [pain_report(row) for row in rows]
    worst = worst_complaint(reports)
    merged = sorted(merge_reports(reports), key=lambda report: _weight(report, worst), reverse=True)
    return [_complaint_view(report, reports, athlete, sight) for report in merged]


def _weight(report: PainReport, worst: PainReport | None) -> tuple[bool, int, int]:
    during, most = pain_during(report), worst_pain(report)
    return report == worst, -1 if during is None else during, -1 if most is None else most


def _complaint_view(merged: PainReport, reports: Sequence[PainReport], athlete: Athlete, sight: Sight) -> ComplaintView:
    own = [report for report in reports if (report.site, report.side) == (merged.site, merged.side)]
    if not sight.mood:
        merged = replace(merged, affected_mood=None, affected_sleep=None, affected_confidence=None)
    told = [
        Told(report.source, None if report.reported_at is None else report.reported_at.astimezone(athlete.zone))
        for report in own
    ]
    notes = [report.note for report in own if report.note] if sight.is_own else []
    return ComplaintView(replace(merged, note=None), list(dict.fromkeys(told)), list(dict.fromkeys(notes)))


def own_words(reader: Reader, athlete: Athlete, run_ids: Sequence[str], sight: Sight) -> dict[str, OwnWords]:
    """What the runner called each of these runs and said of it where it was recorded, as far as `sight` allows.

    The words of a description are for the runner alone. Of several sources, the first that says a thing.
    """
    said: dict[str, OwnWords] = {}
    question = {"athlete_id": athlete.id, "run_ids": list(run_ids), "is_own": sight.is_own}
    for row in reader.rows("details_of_runs", **question, now=utc_naive(datetime.now(UTC))):
        known = said.get(row["run_id"], OwnWords())
        said[row["run_id"]] = OwnWords(
            title=known.title or row["name"],
            description=(known.description or row["description"]) if sight.is_own else None,
            rpe=row["rpe"] if known.rpe is None else known.rpe,
            feel=row["feel"] if known.feel is None else known.feel,
            gear=known.gear or row["gear"],
            device=known.device or attribution(row["source"], row["manufacturer"], row["product"]),
        )
    return said
