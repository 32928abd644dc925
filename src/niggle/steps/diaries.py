"""Pain diaries → store: every report is kept, and joined to its run as soon as both are there."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime

from niggle.config import Athlete, Config
from niggle.entered import entry_id_of
from niggle.errors import DiaryError
from niggle.landing import Landed, Landing
from niggle.pain.diary import Diary, decode_diary, parse_diary
from niggle.pain.model import PainReport
from niggle.results.joined import runs_of
from niggle.results.stored import pain_report
from niggle.steps.invalidate import discard_statuses, discard_verdicts
from niggle.steps.statements import ENTERED, Statement, Statements, withdrawn
from niggle.store import Reader, Store, Writer
from niggle.store.database import Row, utc_aware, utc_naive


def read_diaries(
    store: Store, landing: Landing, config: Config, athlete: Athlete, arrivals: Sequence[Landed], *, new_runs: bool
) -> tuple[int, list[str]]:
    """Read the diaries that landed since the last time and join reports to runs.

    Returns how many reports are new, and a line for each row that could not be read.
    """
    with store.read_main() as reader:
        news = _news(reader, athlete, arrivals)
    if not new_runs and not news:
        return 0, []
    with store.write() as writer:
        news = _news(writer, athlete, arrivals)
        count, problems = 0, list[str]()
        if news:
            count, problems = _hear(writer, landing, config, athlete, arrivals, news)
            writer.write("set_lines_read", athlete_id=athlete.id, lines=news[-1].number + 1)
        _join(writer, athlete)
    return count, problems


def read_diary(data: bytes, config: Config, *, athlete_id: str | None, written_at: datetime) -> Diary:
    """What a diary file says that was there at `written_at`; `athlete_id` stands in where no column says whose it is.

    Raises:
        DiaryError: if nothing of it can be read.
    """
    return parse_diary(
        decode_diary(data),
        athlete_id=athlete_id,
        known_athletes={athlete.id for athlete in config.athletes},
        timezone={athlete.id: athlete.zone for athlete in config.athletes},
        written_at=written_at,
    )


def _news(reader: Reader, athlete: Athlete, arrivals: Sequence[Landed]) -> list[Landed]:
    """What arrived since the last time and tells what the athlete said, or takes it back."""
    read_before = sum(row["lines"] for row in reader.rows("lines_read", athlete_id=athlete.id))
    return [one for one in arrivals if one.number >= read_before and _concerns(one, athlete)]


def _concerns(arrival: Landed, athlete: Athlete) -> bool:
    """Whether an arrival tells what an athlete said, or takes it back."""
    if arrival.kind == "diary":
        return arrival.athlete_id in ("", athlete.id)
    return arrival.kind == "gone" and entry_id_of(arrival.place) is not None and arrival.athlete_id == athlete.id


def _hear(
    writer: Writer,
    landing: Landing,
    config: Config,
    athlete: Athlete,
    arrivals: Sequence[Landed],
    news: Sequence[Landed],
) -> tuple[int, list[str]]:
    """Bring what is said up to date with what arrived: how many reports are new, and rows that could not be read."""
    over = withdrawn(one for one in arrivals if one.athlete_id == athlete.id)
    statements = Statements(map(_statement, writer.rows("statements_of", athlete_id=athlete.id)))
    reports: dict[str, PainReport] = {}
    read: dict[tuple[str, str], tuple[list[PainReport], list[str]]] = {}
    problems: list[str] = []
    for arrival in news:
        if arrival.place in over:
            statements.withdraw(arrival.place)
            continue
        file = (arrival.sha256, arrival.athlete_id)
        if file not in read:
            read[file] = _read(landing, config, athlete, arrival)
            problems += [] if arrival.source in ENTERED else read[file][1]  # who entered them has been told
        found = read[file][0]
        reports |= {report.report_id: report for report in found}
        statements.hear(arrival, [report.report_id for report in found])
    _keep_statements(writer, athlete, statements)
    known = {row["sha256"] for row in writer.rows("known_raw_files", athlete_id=athlete.id, kind="diary")}
    files = {one.sha256: one for one in reversed(news) if one.kind == "diary" and one.sha256 not in known}
    writer.insert("raw_files", [_raw_file_row(arrival, athlete.id) for arrival in files.values()])
    return _bring_up_to_date(writer, athlete, statements.standing(), reports), problems


def _keep_statements(writer: Writer, athlete: Athlete, statements: Statements) -> None:
    over, new = statements.changes()
    if over:
        writer.write(
            "delete_statements",
            athlete_id=athlete.id,
            places=[one.place for one in over],
            report_ids=[one.report_id for one in over],
        )
    writer.insert("pain_statements", [_statement_row(one, athlete.id) for one in new])


def _bring_up_to_date(
    writer: Writer, athlete: Athlete, standing: Mapping[str, Statement], reports: Mapping[str, PainReport]
) -> int:
    """Store the reports that stand as they stand, and take out those that nobody says any longer; how many are new."""
    stored = {
        row["report_id"]: row
        for row in writer.rows("pain_reports_of", athlete_id=athlete.id)
        if row["source"] != "note"
    }
    gone = [row for report_id, row in stored.items() if report_id not in standing]
    said_again = [
        (row, standing[report_id])
        for report_id, row in stored.items()
        if report_id in standing and not _is_stored(standing[report_id], row)
    ]
    if gone:
        writer.write("delete_pain_reports", report_ids=[row["report_id"] for row in gone])
    for row, statement in said_again:
        writer.write("restate_report", report_id=row["report_id"], **_standing_columns(statement))
    new = [
        _report_row(reports[report_id]) | _standing_columns(statement)
        for report_id, statement in sorted(standing.items(), key=lambda item: item[1].position)
        if report_id not in stored
    ]
    writer.insert("pain_reports", new)
    runs = {run["run_id"]: run["started_at"] for run in writer.rows("runs_in_order", athlete_id=athlete.id)}
    moved = [row for row, statement in said_again if row["position"] != statement.position]
    _forget_after(
        writer, athlete, [runs[row["joined_run_id"]] for row in (*gone, *moved) if row["joined_run_id"] in runs]
    )
    return len(new)


def _is_stored(statement: Statement, row: Row) -> bool:
    return all(row[name] == value for name, value in _standing_columns(statement).items())


def _standing_columns(statement: Statement) -> dict[str, object]:
    return {
        "raw_sha256": statement.raw_sha256,
        "position": statement.position,
        "reported_at": None if statement.reported_at is None else utc_naive(statement.reported_at),
        "place": statement.place if entry_id_of(statement.place) else None,
    }


def _read(landing: Landing, config: Config, athlete: Athlete, arrival: Landed) -> tuple[list[PainReport], list[str]]:
    """An athlete's reports in a diary, and a line for each row that could not be read."""
    try:
        data = landing.read(arrival.sha256, "diary")
        diary = read_diary(data, config, athlete_id=arrival.athlete_id or None, written_at=arrival.landed_at)
    except DiaryError as error:
        return [], [f"{athlete.id}: {arrival.place}: {error}"]
    reports = [report for report in diary.reports if report.athlete_id == athlete.id]
    return reports, [f"{athlete.id}: {arrival.place}: {problem}" for problem in diary.problems]


def _join(writer: Writer, athlete: Athlete) -> None:
    """Join every report to its run; have what rests on a changed one done again."""
    rows = writer.rows("pain_reports_of", athlete_id=athlete.id)
    if not rows:
        return
    runs = {row["run_id"]: row for row in writer.rows("runs_in_order", athlete_id=athlete.id)}
    joined = runs_of(writer, athlete, [pain_report(row) for row in rows])
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
        discard_statuses(writer, athlete.id, min(starts))
        # Pain counts for the verdict on its own run, and decides whether later runs may be compared with that.
        discard_verdicts(writer, athlete.id, min(starts))


def _report_row(report: PainReport) -> dict[str, object]:
    row: dict[str, object] = {field.name: getattr(report, field.name) for field in fields(report)}
    row["started_at"] = None if report.started_at is None else utc_naive(report.started_at)
    return {**row, "joined_run_id": None}


def _statement(row: Row) -> Statement:
    moment = row["reported_at"]
    return Statement(
        place=row["place"],
        report_id=row["report_id"],
        raw_sha256=row["raw_sha256"],
        position=row["position"],
        reported_at=None if moment is None else utc_aware(moment),
        is_by_hand=row["is_by_hand"],
    )


def _statement_row(one: Statement, athlete_id: str) -> dict[str, object]:
    moment = None if one.reported_at is None else utc_naive(one.reported_at)
    return {"athlete_id": athlete_id, **asdict(one), "reported_at": moment}


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
