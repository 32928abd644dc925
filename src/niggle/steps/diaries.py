"""Pain diaries → store: every report is kept, and joined to its run as soon as both are there."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from niggle.config import Athlete, Config
from niggle.entered import entry_id_of, gone_places
from niggle.errors import DiaryError, RawFileError, UnreadableError
from niggle.landing import Landed, Landing
from niggle.pain.diary import Diary, decode_diary, parse_diary
from niggle.pain.join import RunKey
from niggle.pain.model import PainReport
from niggle.reading import reading
from niggle.records.joined import joined, keys_within_reach, run_names
from niggle.records.pain import pain_report, report_row
from niggle.steps.invalidate import discard_statuses, discard_verdicts
from niggle.steps.statements import ENTERED, Statement, Statements
from niggle.store import Reader, Store, Writer
from niggle.store.database import Row, utc_aware, utc_naive
from niggle.store.layout import common_landing


@dataclass(frozen=True, slots=True)
class _Known:
    """What the store holds of an athlete's diaries and of the runs that they may be about."""

    statements: Sequence[Row]
    reports: Sequence[Row]
    files: frozenset[str]
    names: Mapping[str, str]
    runs_of_notes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Heard:
    """What the places say now, what the reports say that were just read, and rows that could not be read."""

    statements: Statements
    reports: Mapping[str, PainReport]
    problems: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Changes:
    """What is to be written: reports over, said anew and new, which run others are joined to now.

    `touched` are the runs of which something else is said than before.
    """

    gone: Sequence[str]
    restated: Mapping[str, Statement]
    new: Sequence[Row]
    joined: Mapping[str, str | None]
    touched: frozenset[str]


def read_diaries(
    store: Store, landing: Landing, config: Config, athlete: Athlete, arrivals: Sequence[Landed], *, new_runs: bool
) -> tuple[int, list[str]]:
    """Read the diaries that landed since the last time and join reports to runs.

    Returns how many reports are new, and a line for each row that could not be read.
    """
    with store.read_main() as reader:
        news = _news(reader, athlete, arrivals)
        # New runs change nothing for somebody of whom nobody has said anything.
        is_done = not news and not (new_runs and reader.rows("pain_reports_of", athlete_id=athlete.id))
    if is_done:
        return 0, []
    with store.write() as writer:
        news = _news(writer, athlete, arrivals)
        known = _read(writer, athlete)
        heard = _hear(landing, config, athlete, arrivals, news, known)
        runs = _runs(writer, athlete, known, heard)
        changes = _decide(known, runs, heard if news else None)
        _write(writer, athlete, news, known, runs, heard, changes)
    return len(changes.new), list(heard.problems)


def take_over_common(config: Config, landing: Landing) -> None:
    """Note among an athlete's arrivals the diaries that name no athlete, each in its turn, so that all have one order.

    Their bytes stay where those of nobody alone are.
    """
    common = [one for one in common_landing(config.store.path).arrivals("") if one.kind == "diary"]
    if common:
        known = {_named(one) for one in landing.arrivals("")}
        for arrival in common:
            if _named(arrival) not in known:
                landing.note_again(arrival)


def _named(arrival: Landed) -> tuple[str, str, datetime]:
    return arrival.sha256, arrival.place, arrival.landed_at


def _read(reader: Reader, athlete: Athlete) -> _Known:
    def rows(question: str, **more: object) -> list[Row]:
        return reader.rows(question, athlete_id=athlete.id, **more)

    return _Known(
        statements=rows("statements_of"),
        reports=rows("pain_reports_of"),
        files=frozenset(row["sha256"] for row in rows("known_raw_files", kind="diary")),
        names=run_names(reader, athlete),
        runs_of_notes={row["place"]: row["run_id"] for row in rows("runs_of_notes")},
    )


def _runs(reader: Reader, athlete: Athlete, known: _Known, heard: _Heard) -> dict[str, RunKey]:
    """The runs that any report is about, or may be, by id."""
    reports = [*map(pain_report, known.reports), *heard.reports.values()]
    joined_ids = {row["joined_run_id"] for row in known.reports} - {None}
    run_ids = joined_ids | set(known.runs_of_notes.values())
    keys = keys_within_reach(reader, athlete, reports, known.names, run_ids=run_ids)
    return {key.run_id: key for key in keys}


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
    landing: Landing,
    config: Config,
    athlete: Athlete,
    arrivals: Sequence[Landed],
    news: Sequence[Landed],
    known: _Known,
) -> _Heard:
    """What is said once what arrived is read too."""
    own = [one for one in arrivals if one.athlete_id == athlete.id]
    over = gone_places(own)
    back = {one.place for one in own if one.kind == "gone" and one.stamp} - over  # what stood instead was taken back
    statements = Statements(map(_statement, known.statements))
    reports: dict[str, PainReport] = {}
    read: dict[tuple[str, str], tuple[list[PainReport], list[str]]] = {}
    problems: list[str] = []
    for arrival in (*news, *(one for one in own if one.place in back)):
        if arrival.place in over:
            statements.withdraw(arrival.place)
        if arrival.place in over or arrival.kind == "gone":
            continue
        file = (arrival.sha256, arrival.athlete_id)
        if file not in read:
            read[file] = _parse(landing, config, athlete, arrival)
            problems += [] if arrival.source in ENTERED else read[file][1]  # who entered them has been told
        found = read[file][0]
        reports |= {report.report_id: report for report in found}
        statements.hear(arrival, [report.report_id for report in found])
    return _Heard(statements, reports, problems)


def _parse(landing: Landing, config: Config, athlete: Athlete, arrival: Landed) -> tuple[list[PainReport], list[str]]:
    """An athlete's reports in a diary, and a line for each row that could not be read."""
    try:
        held = landing if arrival.athlete_id else common_landing(config.store.path)
        data = held.read(arrival.sha256, "diary")
        with reading(arrival.place):
            diary = read_diary(data, config, athlete_id=arrival.athlete_id or None, written_at=arrival.landed_at)
    except (DiaryError, RawFileError, UnreadableError) as error:
        return [], [f"{athlete.id}: {arrival.place}: {error}"]
    reports = [report for report in diary.reports if report.athlete_id == athlete.id]
    return reports, [f"{athlete.id}: {arrival.place}: {problem}" for problem in diary.problems]


def _decide(known: _Known, runs: Mapping[str, RunKey], heard: _Heard | None) -> _Changes:
    """Which reports stand, as they stand, and the run of each; `heard` is None if nothing was said since."""
    stored = {row["report_id"]: row for row in known.reports}
    gone, restated, new = list[str](), dict[str, Statement](), list[Row]()
    if heard is not None:
        standing = heard.statements.standing()
        said = {report_id: row for report_id, row in stored.items() if row["source"] != "note"}
        gone = [report_id for report_id in said if report_id not in standing]
        restated = {
            report_id: standing[report_id]
            for report_id, row in said.items()
            if report_id in standing and not _is_stored(standing[report_id], row)
        }
        new = [
            report_row(heard.reports[report_id]) | _standing_columns(statement)
            for report_id, statement in sorted(standing.items(), key=lambda item: item[1].position)
            if report_id not in said
        ]
    held = {report_id: row for report_id, row in stored.items() if report_id not in set(gone)}
    held |= {report_id: held[report_id] | _standing_columns(one) for report_id, one in restated.items()}
    held |= {row["report_id"]: row for row in new}
    run_of = _joined(known, runs, list(held.values()))
    moved = {report_id for report_id, row in held.items() if row["joined_run_id"] != run_of[report_id]}
    other_order = {report_id for report_id, one in restated.items() if stored[report_id]["position"] != one.position}
    touched = {stored[report_id]["joined_run_id"] for report_id in {*gone, *other_order}}
    touched |= {run for report_id in moved for run in (held[report_id]["joined_run_id"], run_of[report_id])}
    return _Changes(
        gone=gone,
        restated=restated,
        new=[row | {"joined_run_id": run_of[row["report_id"]]} for row in new],
        joined={report_id: run_of[report_id] for report_id in held if report_id in moved and report_id in stored},
        touched=frozenset(touched - {None}),
    )


def _joined(known: _Known, runs: Mapping[str, RunKey], rows: Sequence[Row]) -> dict[str, str | None]:
    """The run of each report, None of one whose run is not there."""
    if not rows:
        return {}
    found = joined([pain_report(row) for row in rows], list(runs.values()), known.names)
    notes = {row["report_id"]: known.runs_of_notes.get(row["place"]) for row in rows if row["source"] == "note"}
    return found | notes


def _write(
    writer: Writer,
    athlete: Athlete,
    news: Sequence[Landed],
    known: _Known,
    runs: Mapping[str, RunKey],
    heard: _Heard,
    changes: _Changes,
) -> None:
    if news:
        _write_statements(writer, athlete, heard.statements)
        files = {one.sha256: one for one in reversed(news) if one.kind == "diary" and one.sha256 not in known.files}
        writer.insert("raw_files", [_raw_file_row(arrival, athlete.id) for arrival in files.values()])
        writer.write("set_lines_read", athlete_id=athlete.id, lines=news[-1].number + 1)
    if changes.gone:
        writer.write("delete_pain_reports", report_ids=changes.gone)
    for report_id, statement in changes.restated.items():
        writer.write("restate_report", report_id=report_id, **_standing_columns(statement))
    writer.insert("pain_reports", changes.new)
    for report_id, run_id in changes.joined.items():
        writer.write("join_report", report_id=report_id, run_id=run_id)
    starts = [utc_naive(runs[run_id].started_at) for run_id in changes.touched if run_id in runs]
    if starts:
        discard_statuses(writer, athlete.id, min(starts))
        # Pain counts for the verdict on its own run, and decides whether later runs may be compared with that.
        discard_verdicts(writer, athlete.id, min(starts))


def _write_statements(writer: Writer, athlete: Athlete, statements: Statements) -> None:
    over, new = statements.changes()
    if over:
        writer.write(
            "delete_statements",
            athlete_id=athlete.id,
            places=[one.place for one in over],
            report_ids=[one.report_id for one in over],
        )
    writer.insert("pain_statements", [_statement_row(one, athlete.id) for one in new])


def _is_stored(statement: Statement, row: Row) -> bool:
    return all(row[name] == value for name, value in _standing_columns(statement).items())


def _standing_columns(statement: Statement) -> dict[str, object]:
    return {
        "raw_sha256": statement.raw_sha256,
        "position": statement.position,
        "reported_at": None if statement.reported_at is None else utc_naive(statement.reported_at),
        "place": statement.place if entry_id_of(statement.place) else None,
    }


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
