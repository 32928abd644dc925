"""`niggle pain week`: the weekly check-in, for those who run no server."""

import json
import sys
from collections.abc import Callable, Collection, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from niggle.cli.entered import land, take_in
from niggle.cli.options import athlete_option, config_option, one_athlete
from niggle.config import Athlete, Config, load_config
from niggle.errors import UsageError
from niggle.pain.weekly import WeeklyCheckIn, write_weeks
from niggle.records.weekly import check_ins_that_count
from niggle.steps.entries import read_week_now
from niggle.store import Store
from niggle.vocabulary.weekly import BECAUSE, FEELINGS, QUESTIONS, WEEK

_PLACE = "pain week"
_ASKED = (*QUESTIONS, *(name for feeling in FEELINGS for name in (feeling, f"{feeling}{BECAUSE}")))


def _answer_options(function: Callable[..., int]) -> Callable[..., int]:
    for name in reversed(_ASKED):
        words = "; ".join(f"{option.value} {option.label}" for option in WEEK[name].options)
        text = f"{_question(name)} {words}" if name in QUESTIONS else _question(name)
        choices = click.Choice(_choices(name))
        function = click.option("--" + name.replace("_", "-"), name, type=choices, help=text)(function)
    return function


def _question(name: str) -> str:
    field = WEEK[name]
    if name in FEELINGS:
        return f"{field.label}: {field.hint}"
    return field.label if name in QUESTIONS else f"Is that because of pain ({name.removesuffix(BECAUSE)})?"


def _choices(name: str) -> tuple[str, ...]:
    if name in FEELINGS:
        return tuple("12345")
    return tuple("0123") if name in QUESTIONS else ("yes", "no")


@click.command("week")
@athlete_option("Whose week; not needed when the configuration has only one athlete.")
@click.option("--date", metavar="DATE", help="The last day of the week that it is about [default: today]")
@_answer_options
@config_option
def add_week(athlete_id: str | None, config_path: Path, date: str | None, **answers: str | None) -> int:
    """Say how the last seven days were: the weekly check-in. Without answers, asks for them."""
    config = load_config(config_path)
    athlete = one_athlete(config, athlete_id)
    now = datetime.now(UTC)
    if all(answer is None for answer in answers.values()):
        if not sys.stdin.isatty():
            raise UsageError("nothing to report: give at least --participation (see `niggle pain week --help`)")
        answers = dict(_ask())
    said = {name: answer for name, answer in answers.items() if answer is not None}
    check_in = read_week_now(
        {"date": date or now.astimezone(athlete.zone).date().isoformat(), **said}, athlete, now=now
    )
    if not isinstance(check_in, WeeklyCheckIn):
        raise UsageError("; ".join(f"--{p.column.replace('_', '-')}: {p.message}" for p in check_in))
    data = write_weeks([check_in]).encode()
    land(config, data, kind="weekly", athlete_id=athlete.id, source=_PLACE, place=_PLACE, now=now)
    take_in(config, [athlete])
    click.echo(f"the week up to {check_in.date.isoformat()}: {_score(check_in)}")
    return 0


def _ask() -> Iterator[tuple[str, str | None]]:
    """Ask one question after another; who had no trouble at all is not asked how much there was."""
    click.echo("Empty answers are fine: what you leave out counts as not known.", err=True)
    had_trouble, said = True, dict[str, str]()
    for name in _ASKED:
        if name in QUESTIONS[1:] and not had_trouble:
            continue
        if name.endswith(BECAUSE) and not said[name.removesuffix(BECAUSE)]:
            continue
        for option in WEEK[name].options if name in QUESTIONS else ():
            click.echo(f"  {option.value}  {option.label}", err=True)
        hint = "/".join(_choices(name))
        answer = said[name] = _asked(f"{_question(name)} [{hint}]", _choices(name))
        had_trouble = had_trouble and not (name == "participation" and answer == "0")
        yield name, answer or None


def _asked(question: str, choices: Collection[str]) -> str:
    """The answer to one question, asked again until it is one of the choices or empty."""
    while True:
        answer: str = click.prompt(question, default="", show_default=False, err=True).strip().lower()
        if not answer or answer in choices:
            return answer
        click.echo(f"{answer!r} is none of: {', '.join(choices)}", err=True)


def _score(check_in: WeeklyCheckIn) -> str:
    return "too little answered for a score" if check_in.score is None else f"{check_in.score} of 100"


def listed_weeks(config: Config, athletes: Collection[Athlete], form: str) -> int:
    """Print the weekly check-ins that count, oldest first."""
    with Store(config.store.path).read_published() as reader:
        found = [check_in for athlete in athletes for check_in in check_ins_that_count(reader, athlete.id)]
    if form == "json":
        click.echo(json.dumps([_object(check_in) for check_in in found], indent=1))
    elif form == "csv":
        header, *rows = write_weeks(found).splitlines()
        owners = [check_in.athlete_id for check_in in found]
        click.echo(f"athlete_id,{header}")
        for owner, row in zip(owners, rows, strict=True):
            click.echo(f"{owner},{row}")
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
