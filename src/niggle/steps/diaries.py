"""Pain diaries → store: every report is kept, and joined to its run as soon as both are there."""

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import UTC, timedelta

from niggle.config import Athlete, Config
from niggle.errors import DiaryError
from niggle.landing import Landed, Landing
from niggle.pain.diary import parse_diary
from niggle.pain.join import RunKey, join_reports
from niggle.pain.model import PainReport
from niggle.results.stored import pain_report
from niggle.steps.invalidate import forget_statuses, forget_verdicts
from niggle.store import Store, Writer
from niggle.store.database import utc_aware, utc_naive

ENTERED_BY_HAND = "pain add"
_ROWS_PER_DIARY = 1_000_000  # room for the rows of one diary in the numbering of all reports


def read_diaries(
    store: Store, landing: Landing, config: Config, athlete: Athlete, arrivals: Iterable[Landed], *, new_runs: bool
) -> int:
    """Read the diaries that landed since the last time and join reports to runs; how many reports are new."""
    with store.look() as reader:
        known = {row["sha256"] for row in reader.rows("known_raw_files", athlete_id=athlete.id, kind="diary")}
    new: dict[str, tuple[int, Landed]] = {}
    for number, arrival in enumerate(arrivals):
        if arrival.kind == "diary" and arrival.athlete_id in ("", athlete.id) and arrival.sha256 not in known:
            new.setdefault(arrival.sha256, (number, arrival))
    if not new and not new_runs:
        return 0
    count = 0
    with store.write() as writer:
        stored = {row["report_id"] for row in writer.rows("pain_reports_of", athlete_id=athlete.id)}
        for number, arrival in new.values():
            reports = [r for r in _reports(landing, config, athlete, arrival) if r.report_id not in stored]
            rows = [
                _report_row(report, arrival.sha256, number * _ROWS_PER_DIARY + position)
                for position, report in enumerate(reports)
            ]
            writer.insert("pain_reports", rows)
            writer.insert("raw_files", [_raw_file_row(arrival, athlete.id)])
            stored |= {report.report_id for report in reports}
            count += len(rows)
        _join(writer, athlete)
    return count


def _reports(landing: Landing, config: Config, athlete: Athlete, arrival: Landed) -> list[PainReport]:
    text = landing.read(arrival.sha256, "diary").decode("utf-8-sig", errors="replace")
    try:
        diary = parse_diary(
            text,
            athlete_id=arrival.athlete_id or None,
            known_athletes={other.id for other in config.athletes},
            timezone={other.id: other.zone for other in config.athletes},
        )
    except DiaryError:
        return []  # refused when it was entered, with the reason
    by_hand = arrival.source == ENTERED_BY_HAND
    unique = {report.report_id: report for report in diary.reports if report.athlete_id == athlete.id}
    return [replace(report, reported_at=arrival.landed_at) if by_hand else report for report in unique.values()]


def _join(writer: Writer, athlete: Athlete) -> None:
    """Join every report to its run; have what rests on a changed one done again."""
    rows = writer.rows("pain_reports_of", athlete_id=athlete.id)
    if not rows:
        return
    runs = {row["run_id"]: row for row in writer.rows("runs_in_order", athlete_id=athlete.id)}
    keys = [
        RunKey(
            run_id=run_id,
            started_at=utc_aware(run["started_at"]),
            local_date=utc_aware(run["started_at"]).astimezone(athlete.zone).date(),
            duration_s=run["duration_s"] or run["moving_time_s"] or 0.0,
        )
        for run_id, run in runs.items()
    ]
    joined = join_reports([pain_report(row) for row in rows], keys)
    fresh_ids = {row["report_id"] for row in rows if row["joined_run_id"] != joined[row["report_id"]]}
    touched = set()
    for row in rows:
        if row["report_id"] in fresh_ids:
            writer.write("join_report", report_id=row["report_id"], run_id=joined[row["report_id"]])
            touched |= {row["joined_run_id"], joined[row["report_id"]]}
    starts = [runs[run_id]["started_at"] for run_id in touched if run_id in runs]
    if starts:
        forget_statuses(writer, athlete.id, min(starts))
        # The pain on a run decides whether later runs may be compared with it, never the verdict on the run itself.
        forget_verdicts(writer, athlete.id, min(starts) + timedelta(microseconds=1))


def _report_row(report: PainReport, sha256: str, position: int) -> dict[str, object]:
    row: dict[str, object] = {field.name: getattr(report, field.name) for field in fields(report)}
    for key in ("started_at", "reported_at"):
        moment = getattr(report, key)
        row[key] = None if moment is None else utc_naive(moment.astimezone(UTC))
    return {**row, "raw_sha256": sha256, "position": position, "joined_run_id": None}


def _raw_file_row(arrival: Landed, athlete_id: str) -> dict[str, object]:
    return {
        "sha256": arrival.sha256,
        "athlete_id": athlete_id,
        "kind": arrival.kind,
        "source": arrival.source,
        "origin": arrival.origin,
        "landed_at": utc_naive(arrival.landed_at),
        "outcome": "decoded",
        "defects": [],
    }
