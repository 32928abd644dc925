"""`niggle pain`: what the runner felt, one report at a time or as a diary file."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from niggle.cli import EXIT_NEEDS_PERSON
from niggle.cli.entered import land, take_in
from niggle.cli.flags import status_text
from niggle.cli.options import athlete_option, chosen_athletes, config_option, one_athlete
from niggle.cli.pain_week import add_week, listed_weeks
from niggle.config import Athlete, Config, load_config
from niggle.consent import OWN
from niggle.errors import DiaryError, NotFoundError, UsageError
from niggle.pain.answers import Athletes, read_answers
from niggle.pain.diary import parse_diary, write_diary
from niggle.pain.model import PainReport
from niggle.records.pain import pain_report
from niggle.records.visibility import viewer
from niggle.reports.run.query import find_run
from niggle.steps.statements import ENTERED_BY_HAND, IMPORTED
from niggle.store import Store
from niggle.triage.rules import back_sites, joint_sites
from niggle.vocabulary.diary import QUESTIONS, SCORES, Question

type _Answers = Mapping[str, str | None]
# What only some answers lead to is asked only then.
_ASKED_IF: Mapping[str, Callable[[_Answers], bool]] = {
    "course": lambda said: None in (said["first"], said["end"]),
    "calf_signs": lambda said: said["site"] == "calf",
    "joint_signs": lambda said: said["site"] in joint_sites(),
    "chest_signs": lambda said: said["site"] == "other" and said["kind"] not in ("skin", "stitch_cramp"),
    "back_signs": lambda said: said["site"] in back_sites() and said["kind"] == "numb",
}


def _in_full(question: Question) -> str:
    match question.name, question.kind:
        case "site", _:
            return f"{question.asks} (empty: nowhere)"
        case _, "score":
            return f"{question.asks}, 0-10"
        case _:
            return question.asks


def _is_asked(question: Question, said: _Answers) -> bool:
    if question.of_yes is not None:
        return said[question.of_yes] == "yes"
    return question.name not in _ASKED_IF or _ASKED_IF[question.name](said)


@click.group("pain")
def command() -> None:
    """Self-reported pain: add a report, check in on the week, import a diary, list what is there."""


command.add_command(add_week)


def _answer_options(function: Callable[..., int]) -> Callable[..., int]:
    for name, question in reversed(tuple(QUESTIONS.items())):
        flag, choices = "--" + name.replace("_", "-"), question.values
        kind = click.Choice(choices, case_sensitive=False) if choices else None
        help_text = _in_full(question)
        function = click.option(flag, name, type=kind, metavar=None if choices else "TEXT", help=help_text)(function)
    return function


@command.command("add")
@athlete_option("Whose report; not needed when the configuration has only one athlete.")
@click.option("--run", "run_id", metavar="RUN_ID", help="The run it belongs to [default: the newest]")
@click.option("--date", metavar="DATE", help="The day of the run, instead of --run.")
@click.option("--started-at", metavar="TIME", help="When the run started, instead of --run.")
@_answer_options
@config_option
def add(athlete_id: str | None, config_path: Path, **answers: str | None) -> int:
    """Report the pain of a run; --peak 0 says there was none. Without answers, asks for them."""
    config = load_config(config_path)
    athlete = one_athlete(config, athlete_id)
    if all(answers[name] is None for name in QUESTIONS):
        if not sys.stdin.isatty():
            raise UsageError(
                "nothing to report: give at least --peak, or --site with it (see `niggle pain add --help`)"
            )
        answers |= _ask(Athletes(athlete.id, {athlete.id}, athlete.zone))
    if not any(answers[key] for key in ("run_id", "date", "started_at")):
        answers["run_id"] = _newest_run(config, athlete)
    said = {name: answer for name, answer in answers.items() if answer is not None}
    report = read_answers(
        {"athlete_id": athlete.id, **said},
        line=1,
        athletes=Athletes(athlete.id, {athlete.id}, athlete.zone),
    )
    if not isinstance(report, PainReport):
        raise UsageError("; ".join(f"--{p.column.replace('_', '-')}: {p.message}" for p in report))
    if report.run_id is not None:
        _refuse_unknown_run(config, athlete, report.run_id)
    _land(config, write_diary([report]).encode(), athlete.id, ENTERED_BY_HAND, ENTERED_BY_HAND)
    if take_in(config, [athlete]):
        _show_status(config, athlete, report)
    return 0


def _ask(athletes: Athletes) -> dict[str, str | None]:
    click.echo("Empty answers are fine: what you leave out counts as not known.", err=True)
    answers: dict[str, str | None] = {}
    for name, question in QUESTIONS.items():
        if not _is_asked(question, answers):
            continue
        hint = f" [{'/'.join(question.values)}]" if question.values else ""
        answer = _asked(name, _in_full(question) + hint, athletes)
        answers[name] = answer or None
        if name == "site" and not answer:
            return {**dict.fromkeys(QUESTIONS), "peak": "0"}
    return answers


def _asked(name: str, question: str, athletes: Athletes) -> str:
    """The answer to one question, asked again until it can be read, so that no slip costs the answers before it."""
    while True:
        answer: str = click.prompt(question, default="", show_default=False, err=True).strip()
        report = read_answers({name: answer}, line=1, athletes=athletes)
        wrong = [] if isinstance(report, PainReport) else [one.message for one in report if one.column == name]
        if not answer or not wrong:
            return answer
        click.echo("; ".join(wrong), err=True)


def _newest_run(config: Config, athlete: Athlete) -> str:
    with Store(config.store.path).read_published() as reader:
        runs = reader.rows("newest_run", **viewer([(athlete, OWN)], datetime.now(UTC)))
    if not runs:
        raise UsageError(f"{athlete.id} has no run yet; say --date DATE and the report waits for it")
    return str(runs[0]["run_id"])


def _refuse_unknown_run(config: Config, athlete: Athlete, run_id: str) -> None:
    with Store(config.store.path).read_published() as reader:
        owners = [row["athlete_id"] for row in reader.rows("run_owner", run_id=run_id)]
    if athlete.id not in owners:
        raise NotFoundError(f"{athlete.id} has no run {run_id!r}; `niggle flags --athlete {athlete.id}` lists them")


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@athlete_option("Whose diary it is, where the file has no column athlete_id.")
@config_option
def import_diary(file: Path, athlete_id: str | None, config_path: Path) -> int:
    """Bring in a pain diary as CSV; its columns are in the README."""
    config = load_config(config_path)
    if athlete_id is not None:
        config.athlete(athlete_id)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from error
    try:
        diary = parse_diary(
            data.decode("utf-8-sig", errors="replace"),
            athlete_id=athlete_id,
            known_athletes={athlete.id for athlete in config.athletes},
            timezone={athlete.id: athlete.zone for athlete in config.athletes},
        )
    except DiaryError as error:
        raise DiaryError(f"{file}: {error}") from error
    for problem in diary.problems:
        click.echo(f"niggle: {file}: {problem}", err=True)
    if diary.reports:
        _land(config, data, athlete_id or "", IMPORTED, str(file.resolve()))
        before = _count(config)
        mentioned = {report.athlete_id for report in diary.reports}
        if take_in(config, [athlete for athlete in config.athletes if athlete.id in mentioned]):
            click.echo(f"{_count(config) - before} new of {len(diary.reports)} reports", err=True)
    return EXIT_NEEDS_PERSON if diary.problems else 0


@command.command("list")
@athlete_option("Only this athlete.")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
@click.option("--weekly", is_flag=True, help="The weekly check-ins instead of the reports.")
@config_option
def list_reports(athlete_id: str | None, form: str, weekly: bool, config_path: Path) -> int:
    """List what has been reported; as CSV it can be imported again."""
    config = load_config(config_path)
    if weekly:
        return listed_weeks(config, chosen_athletes(config, athlete_id), form)
    rows = []
    with Store(config.store.path).read_published() as reader:
        for athlete in chosen_athletes(config, athlete_id):
            rows += reader.rows("pain_reports_of", athlete_id=athlete.id)
    reports = [pain_report(row) for row in rows]
    if form == "csv":
        click.echo(write_diary(reports), nl=False)
    elif form == "json":
        objects = [
            {**_object(report), "joined_run_id": row["joined_run_id"]}
            for report, row in zip(reports, rows, strict=True)
        ]
        click.echo(json.dumps(objects, ensure_ascii=False, indent=1))
    elif not reports:
        click.echo("no reports yet; `niggle pain add` makes one", err=True)
    else:
        Console().print(_table(reports, [row["joined_run_id"] for row in rows]))
    return 0


def _object(report: PainReport) -> dict[str, Any]:
    values = {field.name: getattr(report, field.name) for field in fields(report)}
    return {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in values.items()}


def _table(reports: Sequence[PainReport], run_ids: Sequence[str | None]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", caption_justify="left")
    scores = [question.name for question in SCORES]
    table.caption = "scores: " + "/".join(score.replace("_", " ") for score in scores)
    for name in ("athlete", "run", "site", "side", "scores", "also"):
        table.add_column(name, no_wrap=name in ("run", "scores"))
    for report, run_id in zip(reports, run_ids, strict=True):
        also = [
            name.replace("_", " ")
            for name, question in QUESTIONS.items()
            if question.kind == "yes_no" and getattr(report, name)
        ]
        also += [word.replace("_", " ") for word in (report.quality, report.kind) if word]
        also += ["from a note"] if report.source == "note" else []
        numbers = ["–" if getattr(report, score) is None else str(getattr(report, score)) for score in scores]
        where = report.site or ("no pain" if report.peak == 0 else "–")
        waiting = f"waits for a run of {report.date or report.started_at or report.run_id}"
        table.add_row(
            report.athlete_id, run_id or waiting, where, report.side or "", "/".join(numbers), ", ".join(also)
        )
    return table


def _land(config: Config, data: bytes, athlete_id: str, source: str, place: str) -> None:
    land(config, data, kind="diary", athlete_id=athlete_id, source=source, place=place, now=datetime.now(UTC))


def _count(config: Config) -> int:
    """How many reports there are; 0 before anything is published."""
    try:
        with Store(config.store.path).read_published() as reader:
            return sum(len(reader.rows("pain_reports_of", athlete_id=athlete.id)) for athlete in config.athletes)
    except NotFoundError:
        return 0


def _show_status(config: Config, athlete: Athlete, report: PainReport) -> None:
    with Store(config.store.path).read_published() as reader:
        rows = [
            row for row in reader.rows("pain_reports_of", athlete_id=athlete.id) if row["report_id"] == report.report_id
        ]
        run_id = rows[0]["joined_run_id"] if rows else None
        if run_id is None:
            click.echo("kept; no run of that time is known yet, so the report waits for it", err=True)
            return
        run: Mapping[str, Any] = find_run(reader, config, run_id, now=datetime.now(UTC)).run
    console = Console(highlight=False)
    console.print(run_id, status_text(run["status"], run["provisional"]))
    console.print(run["summary"])
    for question in run["questions"]:
        console.print(f"· {question}")
