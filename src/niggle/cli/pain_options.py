"""The options of `niggle pain add` and `pain edit`: which run, and an answer each."""

from collections.abc import Callable, Mapping, Sequence

import click

from niggle.vocabulary.diary import QUESTIONS

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
    for name, question in reversed(list(QUESTIONS.items())):
        flag, values = "--" + name.replace("_", "-"), question.values
        function = click.option(
            flag, name, metavar=f"[{'|'.join(values)}]" if values else "TEXT", help=question.asks,
            shell_complete=_completing(values),
        )(function)  # fmt: skip
    return function


def answers_given(options: Mapping[str, str | None]) -> dict[str, str]:
    """The answers that were given, by column."""
    return {name: text for name in QUESTIONS if (text := options[name]) is not None}


def _completing(values: Sequence[str]) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    return lambda _context, _parameter, begun: [value for value in values if value.startswith(begun)]
