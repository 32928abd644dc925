"""`niggle pain week`: the weekly check-in, for those who run no server."""

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import click
from rich.console import Console
from rich.table import Table

from niggle.cli.entered import WAITS, refusal
from niggle.cli.options import athlete_option, config_option, is_terminal, one_athlete
from niggle.cli.pain_ask import ask
from niggle.config import Athlete, Config, load_config
from niggle.entered import COMMAND_LINE, find_entry, week_in
from niggle.errors import UsageError
from niggle.pain.answers import RowProblem
from niggle.pain.reading import read_date
from niggle.pain.weekly import WeeklyCheckIn, write_weeks
from niggle.records.weekly import check_ins_that_count
from niggle.reports.words import long_date
from niggle.steps.entries import check_week, enter_week
from niggle.store.layout import athlete_landing, published
from niggle.vocabulary.spreadsheets import safe_text
from niggle.vocabulary.weekly import BECAUSE, FEELINGS, QUESTIONS, WEEK

_ASKED = (*QUESTIONS, *(name for feeling in FEELINGS for name in (feeling, f"{feeling}{BECAUSE}")))


def _answer_options(function: Callable[..., int]) -> Callable[..., int]:
    for name in reversed(_ASKED):
        function = click.option("--" + name.replace("_", "-"), name, metavar=_metavar(name), help=_help(name))(function)
    return function


def _metavar(name: str) -> str:
    if name in FEELINGS:
        return "[1|2|3|4|5]"
    return "[0|1|2|3]" if name in QUESTIONS else "[yes|no]"


def _hint(name: str) -> str:
    if name in FEELINGS:
        return f"[1-5: {WEEK[name].hint}]"
    return "[0-3]" if name in QUESTIONS else "[y/n]"


def _wrong(athlete: Athlete, until: dict[str, str], now: datetime, name: str, text: str) -> list[str]:
    """What is wrong with one answer."""
    problems = check_week(athlete, until | {name: text}, now=now)
    return [problem.message for problem in problems if problem.column == name]


def _help(name: str) -> str:
    field = WEEK[name]
    if name in QUESTIONS:
        return f"{field.label} {'; '.join(f'{option.value} {option.label}' for option in field.options)}"
    if name in FEELINGS:
        return f"{field.label}: {field.hint}"
    return f"{WEEK[name.removesuffix(BECAUSE)].label}: {field.label.lower()}"


@click.command("week")
@athlete_option("Whose week; not needed when the configuration has only one athlete.")
@click.option("--date", metavar="DATE", help="The last day of the week that it is about [default: today]")
@_answer_options
@config_option
def add_week(athlete_id: str | None, config_path: Path, date: str | None, **options: str | None) -> int:
    """Say how the last seven days were: the weekly check-in. Without answers, asks for them."""
    config = load_config(config_path)
    athlete, now = one_athlete(config, athlete_id), datetime.now(UTC)
    answers = {name: text for name, text in options.items() if text is not None}
    if not answers and not is_terminal():
        raise UsageError("nothing to report: give at least --participation (see `niggle pain week --help`)")
    until = {"date": date or now.astimezone(athlete.zone).date().isoformat()}
    if not answers:
        _refuse(check_week(athlete, until | {"participation": "0"}, now=now))  # the day, before anything is asked
        click.echo(f"The seven days up to {long_date(read_date(until['date']))}.", err=True)
        answers = _ask(athlete, until, now)
    entry_id = str(uuid4())
    entered = enter_week(config, athlete, answers | until, entry_id=entry_id, now=now, door=COMMAND_LINE)
    _refuse(entered.problems)
    entry = find_entry(athlete_landing(config.store.path, athlete.id), athlete.id, entry_id)
    check_in = None if entry is None else week_in(athlete_landing(config.store.path, athlete.id), entry)
    if check_in is not None:
        click.echo(f"the week up to {check_in.date.isoformat()}: {_score(check_in)}")
    if entered.is_waiting:
        click.echo(WAITS, err=True)
    return 0


def _refuse(problems: Iterable[RowProblem]) -> None:
    found = list(problems)
    if found:
        raise refusal(found)


def _ask(athlete: Athlete, until: dict[str, str], now: datetime) -> dict[str, str]:
    """Ask one question after another; who had no trouble at all is not asked how much there was."""
    click.echo("Enter alone leaves an answer out.", err=True)
    said: dict[str, str] = {}
    for name in _ASKED:
        if name in QUESTIONS[1:] and said.get("participation") == "0":
            continue
        if name.endswith(BECAUSE) and not said.get(name.removesuffix(BECAUSE)):
            continue
        field = WEEK[name]
        if name in QUESTIONS:
            click.echo("\n".join([field.label, *(f"  {one.value}  {one.label}" for one in field.options)]), err=True)
        prompt = _hint(name) if name in QUESTIONS else f"{field.label} {_hint(name)}"
        answer = ask(prompt, field.options, partial(_wrong, athlete, until, now, name))
        if answer:
            said[name] = answer
    return said


def _score(check_in: WeeklyCheckIn) -> str:
    return "too little answered for a score" if check_in.score is None else f"{check_in.score} of 100"


def listed_weeks(config: Config, athletes: Collection[Athlete], form: str) -> int:
    """Print the weekly check-ins that count, oldest first."""
    with published(config.store.path) as results:
        found = [check_in for one in athletes for check_in in check_ins_that_count(results.of(one.id), one.id)]
    if form == "json":
        click.echo(json.dumps([_object(check_in) for check_in in found], indent=1))
    elif form == "csv":
        header, *rows = write_weeks(found).splitlines()
        owners = [check_in.athlete_id for check_in in found]
        click.echo(f"athlete_id,{header}")
        for owner, row in zip(owners, rows, strict=True):
            click.echo(f"{safe_text(owner)},{row}")
    elif not found:
        click.echo("no weekly check-in yet; `niggle pain week` makes one", err=True)
    else:
        Console().print(_table(found))
    return 0


def _object(check_in: WeeklyCheckIn) -> dict[str, Any]:
    values = asdict(check_in) | {"date": check_in.date.isoformat()}
    return values | {"score": check_in.score, "is_substantial": check_in.is_substantial}


def _table(check_ins: Collection[WeeklyCheckIn]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("athlete", "week up to", "score", *FEELINGS, "because of pain"):
        table.add_column(name)
    for check_in in check_ins:
        values = [check_in.score, *(getattr(check_in, feeling) for feeling in FEELINGS)]
        because = ", ".join(feeling for feeling in FEELINGS if check_in.because_of_pain(feeling))
        shown = ["–" if value is None else str(value) for value in values]
        table.add_row(check_in.athlete_id, check_in.date.isoformat(), *shown, because)
    return table
