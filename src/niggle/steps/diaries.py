"""Pain diaries → store: every report is kept, and joined to its run as soon as both are there."""

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

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
ENTERED = (ENTERED_BY_HAND, "pain import")
ROWS_PER_DIARY = 1_000_000  # room for the rows of one diary in the numbering of all reports


def read_diaries(
    store: Store, landing: Landing, config: Config, athlete: Athlete, arrivals: Iterable[Landed], *, new_runs: bool
) -> tuple[int, list[str]]:
    """Read the diaries that landed since the last time and join reports to runs.

    Returns how many reports are new, and a line for each row that could not be read.
    """
    with store.look() as reader:
        known = {row["sha256"] for row in reader.rows("known_raw_files", athlete_id=athlete.id, kind="diary")}
    diaries = [
        (number, arrival)
        for number, arrival in enumerate(arrivals)
        if arrival.kind == "diary" and arrival.athlete_id in ("", athlete.id)
    ]
    new: dict[str, tuple[int, Landed]] = {}
    for number, arrival in diaries:
        if arrival.sha256 not in known:
            new.setdefault(arrival.sha256, (number, arrival))
    if not new and not new_runs:
        return 0, []
    count, problems = 0, list[str]()
    with store.write() as writer:
        for number, arrival in new.values():
            reports, bad_rows = _read(landing, config, athlete, arrival)
            problems += bad_rows
            if arrival.source not in ENTERED:
                older = [other.sha256 for n, other in diaries if n < number and other.place == arrival.place]
                _take_out(writer, athlete, older, {report.report_id for report in reports})
            stored = {row["report_id"] for row in writer.rows("pain_reports_of", athlete_id=athlete.id)}
            rows = [
                _report_row(report, arrival.sha256, number * ROWS_PER_DIARY + position)
                for position, report in enumerate(reports)
                if report.report_id not in stored
            ]
            writer.insert("pain_reports", rows)
            writer.insert("raw_files", [_raw_file_row(arrival, athlete.id)])
            count += len(rows)
        _join(writer, athlete)
    return count, problems


def _read(landing: Landing, config: Config, athlete: Athlete, arrival: Landed) -> tuple[list[PainReport], list[str]]:
    """An athlete's reports in a diary, and a line for each row that could not be read."""
    try:
        diary = parse_diary(
            landing.read(arrival.sha256, "diary").decode("utf-8-sig", errors="replace"),
            athlete_id=arrival.athlete_id or None,
            known_athletes={other.id for other in config.athletes},
            timezone={other.id: other.zone for other in config.athletes},
        )
    except DiaryError as error:
        return [], [f"{athlete.id}: {arrival.place}: {error}"]
    reports = [report for report in diary.reports if report.athlete_id == athlete.id]
    if arrival.source == ENTERED_BY_HAND:
        reports = [replace(report, reported_at=arrival.landed_at) for report in reports]
    if arrival.source in ENTERED:
        return reports, []  # whoever entered them has been told what is wrong
    return reports, [f"{athlete.id}: {arrival.place}: {problem}" for problem in diary.problems]


def _take_out(writer: Writer, athlete: Athlete, older: list[str], kept: set[str]) -> None:
    """Take out what an older version of a diary file said and this one does not: the file is the diary."""
    gone = [
        row
        for row in writer.rows("pain_reports_of", athlete_id=athlete.id)
        if row["raw_sha256"] in older and row["report_id"] not in kept
    ]
    if not gone:
        return
    writer.write("delete_pain_reports", report_ids=[row["report_id"] for row in gone])
    runs = {run["run_id"]: run["started_at"] for run in writer.rows("runs_in_order", athlete_id=athlete.id)}
    _forget_after(writer, athlete, [runs[row["joined_run_id"]] for row in gone if row["joined_run_id"] in runs])


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
    # A run goes by another id since a richer recording of it came; the old one still finds it.
    names = {row["own_run_id"]: row["run_id"] for row in writer.rows("run_names", athlete_id=athlete.id)}
    names |= {run_id: run_id for run_id in runs}
    reports = [
        replace(report, run_id=names.get(report.run_id, report.run_id)) if report.run_id is not None else report
        for report in map(pain_report, rows)
    ]
    joined = join_reports(reports, keys)
    run_of = {row["place"]: row["run_id"] for row in writer.rows("runs_of_notes", athlete_id=athlete.id)}
    joined |= {row["report_id"]: run_of.get(row["place"]) for row in rows if row["source"] == "note"}
    fresh_ids = {row["report_id"] for row in rows if row["joined_run_id"] != joined[row["report_id"]]}
    touched = set()
    for row in rows:
        if row["report_id"] in fresh_ids:
            writer.write("join_report", report_id=row["report_id"], run_id=joined[row["report_id"]])
            touched |= {row["joined_run_id"], joined[row["report_id"]]}
    _forget_after(writer, athlete, [runs[run_id]["started_at"] for run_id in touched if run_id in runs])


def _forget_after(writer: Writer, athlete: Athlete, starts: list[datetime]) -> None:
    """Have done again what rests on the reports of runs that started then."""
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
