"""The options of `niggle pain add` and `pain edit`: which run, and an answer each."""

from collections.abc import Callable, Mapping

import click

from niggle.reports.entry.fields import COLUMNS_ASKED, YES_NO, Field

ANSWERS: tuple[str, ...] = tuple(field.name for field in COLUMNS_ASKED)

holds_option = click.option(
    "--holds", is_flag=True, help="No pain after all: it holds against the pain that was said before."
)


def run_options(function: Callable[..., int]) -> Callable[..., int]:
    """Which run: `run_id`, `date` or `started_at`."""
    for option in (
        click.option("--started-at", metavar="TIME", help="When the run started, instead of --run."),
        click.option("--date", metavar="DATE", help="The day of the run, instead of --run."),
        click.option("--run", "run_id", metavar="RUN_ID", help="The run it belongs to [default: the newest]"),
    ):
        function = option(function)
    return function


def answer_options(function: Callable[..., int]) -> Callable[..., int]:
    """An option for every column of the diary that people answer, checked where entries are checked."""
    for field in reversed(COLUMNS_ASKED):
        flag = "--" + field.name.replace("_", "-")
        function = click.option(
            flag, field.name, metavar=_metavar(field), help=field.question, shell_complete=_completing(field)
        )(function)
    return function


def answers_given(options: Mapping[str, str | None]) -> dict[str, str]:
    """The answers that were given, by column."""
    return {name: text for name in ANSWERS if (text := options[name]) is not None}


def _metavar(field: Field) -> str:
    if field.options == YES_NO:
        return "[yes|no]"
    return f"[{'|'.join(value for value, _ in field.options)}]" if field.options and not field.hint else "TEXT"


def _completing(field: Field) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    values = [value for value, _ in field.options]
    return lambda _context, _parameter, begun: [value for value in values if value.startswith(begun)]
