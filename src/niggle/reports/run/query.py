"""Store → what the pages of runs are drawn from: the run itself, every complaint about it, the runner's own words."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from niggle.config import Athlete, Config
from niggle.consent import OWN, Visibility, narrowed
from niggle.errors import NotFoundError
from niggle.gait.model import RunGait
from niggle.pain.complaints import pain_during, worst_complaint, worst_pain
from niggle.pain.join import merge_reports
from niggle.pain.model import PainReport
from niggle.records.gait import gaits
from niggle.records.objects import Parts, parts_of, result_rows
from niggle.records.seen import SaidOfRun
from niggle.records.visibility import viewer, within_consent
from niggle.reports.run.view import ComplaintView, OwnWords, RunView, Told
from niggle.reports.squad.query.told import told_of_runs
from niggle.sources.terms import attribution
from niggle.store import Reader, Readers
from niggle.store.database import Row, local_start
from niggle.triage.rules import references, rules
from niggle.vocabulary.columns import WINDOW_COLUMNS
from niggle.vocabulary.diary import kept_back
from niggle.vocabulary.places import Where
from niggle.vocabulary.statuses import shown

_NO_RUN = "no run {run_id!r}; `niggle flags --all` lists them all"


def run_views(
    reader: Reader, athlete: Athlete, run_ids: Sequence[str], *, now: datetime, visibility: Visibility = OWN
) -> list[RunView]:
    """What the pages of these runs show now; none of runs whose details may not be seen."""
    visibility = within_consent(reader, athlete, visibility)
    if visibility.level != "details":
        return []
    rows = result_rows(reader, athlete, run_ids=run_ids, visibility=visibility, now=now)
    found = [row["run_id"] for row in rows]
    gait_of = gaits(reader, found)
    said = own_words(reader, athlete, found, visibility, now)
    told = told_of_runs(reader, found, visibility=visibility)
    return [
        _run_view(athlete, visibility, parts, gait_of.get(run_id), said.get(run_id, OwnWords()), told[run_id])
        for parts in parts_of(reader, rows)
        for run_id in (parts.row["run_id"],)
    ]


def _run_view(
    athlete: Athlete, visibility: Visibility, parts: Parts, gait: RunGait | None, said: OwnWords, told: SaidOfRun
) -> RunView:
    row = parts.row
    return RunView(
        run={**narrowed(parts.run_object(), visibility), "summary": told.summary},
        athlete_name=athlete.name,
        local_start=local_start(row, athlete.zone),
        visibility=visibility,
        windows={} if gait is None else {n: [_known(v) for v in gait.windows[n].tolist()] for n in WINDOW_COLUMNS},
        is_eligible=() if gait is None else gait.is_eligible.tolist(),
        bands={
            metric["name"]: (metric["expected_low"], metric["expected_high"])
            for metric in parts.metrics
            if _known(metric["expected_low"]) is not None and _known(metric["expected_high"]) is not None
        },
        shown_status=shown(row["status"], is_known=row["is_known"] is not False),
        headline=told.headline,
        choices=told.choices,
        look_again=told.look_again,
        question_ids=row["question_ids"],
        question_places=_question_places(row),
        complaints=complaint_views(parts.reports, athlete, visibility),
        own_words=said,
        explanations=row["explanations"],
        confidence=row["confidence"],
        pattern=row["pattern"],
        is_learning=row["is_learning"],
        titles={rule.id: rule.title for rule in rules()},
        references=_references(),
        provenance=_shared_provenance(row) if gait is None else _provenance(row, gait.sensors),
        is_shared=gait is None,
    )


def _question_places(row: Row) -> list[Where]:
    """What each question is about; nothing where another niggle asks, since none of its questions is answered here."""
    sites, sides = row["question_sites"] or (), row["question_sides"] or ()
    return [Where(site, side) for site, side in zip(sites, sides, strict=True)]


def find_run(readers: Readers, config: Config, run_id: str, *, now: datetime) -> RunView:
    """What the athlete's own page of one run shows now.

    Raises:
        NotFoundError: if no finished run has that id, or its athlete shares no more than its status.
    """
    athlete, run_id = owner_of(readers, config, run_id)
    reader = readers.of(athlete.id)
    for view in run_views(reader, athlete, [run_id], now=now):
        return view
    if within_consent(reader, athlete, OWN).level == "status":
        raise NotFoundError(f"{athlete.id} shares the status of '{run_id}' and not why; `niggle flags` shows it")
    raise NotFoundError(_NO_RUN.format(run_id=run_id))


def owner_of(readers: Readers, config: Config, run_id: str) -> tuple[Athlete, str]:
    """Whose run that is, and its id now: a richer recording may have given it another.

    Raises:
        NotFoundError: if no run of a configured athlete has that id.
    """
    for athlete in config.athletes:
        if run_id.startswith(f"{athlete.id}-"):
            for row in readers.of(athlete.id).rows("run_owner", run_id=run_id):
                return athlete, row["run_id"]
    raise NotFoundError(_NO_RUN.format(run_id=run_id))


def complaint_views(reports: Sequence[PainReport], athlete: Athlete, visibility: Visibility) -> list[ComplaintView]:
    """The complaints that these reports on one run make, worst first, as far as `visibility` allows."""
    worst = worst_complaint(reports)
    merged = sorted(merge_reports(reports), key=lambda report: _weight(report, worst), reverse=True)
    return [_complaint_view(report, reports, athlete, visibility) for report in merged]


def _weight(report: PainReport, worst: PainReport | None) -> tuple[bool, int, int]:
    during, most = pain_during(report), worst_pain(report)
    return report == worst, -1 if during is None else during, -1 if most is None else most


def _complaint_view(
    merged: PainReport, reports: Sequence[PainReport], athlete: Athlete, visibility: Visibility
) -> ComplaintView:
    own = [report for report in reports if (report.site, report.side) == (merged.site, merged.side)]
    # The notes stand apart, and are never among the answers.
    hidden: dict[str, Any] = dict.fromkeys(kept_back(is_own=False, mood=visibility.mood))
    merged = replace(merged, **hidden)
    told = [
        Told(report.source, None if report.reported_at is None else report.reported_at.astimezone(athlete.zone))
        for report in own
    ]
    notes = [report.note for report in own if report.note] if visibility.is_own else []
    return ComplaintView(merged, list(dict.fromkeys(told)), list(dict.fromkeys(notes)))


def own_words(
    reader: Reader, athlete: Athlete, run_ids: Sequence[str], visibility: Visibility, now: datetime
) -> dict[str, OwnWords]:
    """What the runner called each of these runs and said of it where it was recorded, as far as may be seen now.

    The words of a description are for the runner alone. Of several sources, the first that says a thing.
    """
    said: dict[str, OwnWords] = {}
    seen_by = viewer([(athlete, visibility)], now)
    for row in reader.rows("details_of_runs", athlete_id=athlete.id, run_ids=list(run_ids), **seen_by):
        known = said.get(row["run_id"], OwnWords())
        said[row["run_id"]] = OwnWords(
            title=known.title or row["name"],
            description=(known.description or row["description"]) if visibility.is_own else None,
            rpe=row["rpe"] if known.rpe is None else known.rpe,
            feel=row["feel"] if known.feel is None else known.feel,
            gear=known.gear or row["gear"],
            device=known.device or attribution(row["source"], row["manufacturer"], row["product"]),
        )
    return said


@cache
def _references() -> dict[str, dict[str, str]]:
    return {
        key: {
            "author": reference.author or "",
            "year": str(reference.year or ""),
            "title": reference.title,
            "address": reference.where,
        }
        for key, reference in references().items()
    }


def _known(value: Any) -> Any:
    return None if value is None or math.isnan(value) else value


def _shared_provenance(row: Row) -> dict[str, str]:
    """Where a run comes from of which there is no recording here: every other has been measured."""
    return {"run": row["run_id"], "shared": f"by the runner's own niggle, in the file {row['raw_sha256'][:12]}"}


def _provenance(row: Row, sensors: Mapping[str, str]) -> dict[str, str]:
    return {
        "run": row["run_id"],
        "raw file": row["raw_sha256"][:12],
        "sensor": ", ".join(sorted(set(sensors.values()))) or "none",
        "metrics": f"version {row['metrics_version']}",
        "rules": f"version {row['rules_version']}",
    }
