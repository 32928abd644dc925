"""`niggle pain add`: one report on a run."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from niggle.cli.entered import announce, enter, run_meant, told_of
from niggle.cli.options import athlete_option, config_option, is_terminal, one_athlete, worked_on
from niggle.cli.pain_ask import ask_report
from niggle.cli.pain_options import answer_options, answers_given, holds_option, run_options
from niggle.config import Athlete, Config, load_config
from niggle.errors import UsageError
from niggle.steps.run_context import check_answer
from niggle.store import kept_open


@click.command("add")
@athlete_option("Whose report; not needed when the configuration has only one athlete.")
@run_options
@answer_options
@holds_option
@config_option
def add(athlete_id: str | None, config_path: Path, *, holds: bool, **options: str | None) -> int:
    """Report the pain of a run; --peak 0 says there was none. Without answers, asks for them."""
    config = load_config(config_path)
    athlete, now = one_athlete(config, athlete_id), datetime.now(UTC)
    answers = answers_given(options)
    if not answers and not is_terminal():
        raise UsageError("nothing to report: give at least --peak, or --site with it (see `niggle pain add --help`)")
    worked_on(config, athlete, partial(_add, athlete=athlete, options=options, answers=answers, now=now, holds=holds))
    return 0


@kept_open()
def _add(
    config: Config,
    *,
    athlete: Athlete,
    options: Mapping[str, str | None],
    answers: dict[str, str],
    now: datetime,
    holds: bool,
) -> None:
    about = run_meant(config, athlete, options, now)
    is_asked = not answers
    if is_asked:
        told = told_of(config, athlete, about, now)
        announce(told, athlete.units)
        answers = ask_report(partial(check_answer, athlete), asks_morning=told is None or told.asks_morning)
    enter(config, athlete, answers | about, now=now, is_asked=is_asked, holds=holds)
