"""`niggle pain edit`: change what was said of a run."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from niggle.cli.entered import announce, enter, run_meant, told_of
from niggle.cli.options import athlete_option, config_option, is_terminal, one_athlete
from niggle.cli.pain_ask import ask_report, ask_which
from niggle.cli.pain_options import answer_options, answers_given, holds_option, run_options
from niggle.config import load_config
from niggle.errors import NotFoundError, UsageError
from niggle.pain.model import PainReport
from niggle.reports.entry.answers import as_form
from niggle.reports.told import place_words, told_words
from niggle.steps.run_context import check_answer
from niggle.vocabulary.diary import QUESTIONS


@click.command("edit")
@athlete_option("Whose report; not needed when the configuration has only one athlete.")
@run_options
@click.option("--of", "place", metavar="PLACE", help='What is changed, where pain was said in several: "left knee".')
@answer_options
@holds_option
@config_option
def edit(athlete_id: str | None, config_path: Path, place: str | None, *, holds: bool, **options: str | None) -> int:
    """Change what was said of a run. Answers that are given change, "" takes one out; without any, asks for them."""
    config = load_config(config_path)
    athlete, now = one_athlete(config, athlete_id), datetime.now(UTC)
    changed = answers_given(options)
    is_asked = not changed
    if is_asked and not is_terminal():
        raise UsageError("nothing to change: give an answer, such as --peak 2 (see `niggle pain edit --help`)")
    about = run_meant(config, athlete, options, now)
    told = told_of(config, athlete, about, now)
    if told is None or not told.said:
        raise NotFoundError("nothing is said of that run yet; `niggle pain add` makes a report")
    if is_asked:
        announce(told, athlete.units)
    former = _meant(told.said, place, is_asked=is_asked)
    answers = {name: text for name, text in as_form(former).items() if name in QUESTIONS and text}
    if is_asked:
        click.echo(f"So far: {told_words(former)}", err=True)
        answers = ask_report(partial(check_answer, athlete), asks_morning=told.asks_morning, former=answers)
    answers = answers | changed | {"run_id": told.run.run_id}
    enter(config, athlete, answers, now=now, is_asked=is_asked, holds=holds, changes=former)
    return 0


def _meant(said: Sequence[PainReport], place: str | None, *, is_asked: bool) -> PainReport:
    """What was said of the place that is named, or of the only one."""
    found = {_place(one): one for one in said}
    if place is not None:
        if place.lower() not in found:
            raise NotFoundError(f"nothing is said of {place!r} on that run, but of: {', '.join(found)}")
        return found[place.lower()]
    if len(found) == 1:
        return said[0]
    if not is_asked:
        raise UsageError(f"which? Say --of, one of: {', '.join(found)}")
    return found[ask_which("Which one?", {name: told_words(one) for name, one in found.items()})]


def _place(report: PainReport) -> str:
    return place_words(report).lower() if report.site is not None else "no pain"
