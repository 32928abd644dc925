"""What a person entered on the command line: which run it is about, and what became of it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any
from uuid import uuid4

import click

from niggle.cli.lines import run_status_text, say
from niggle.cli.pain_ask import ask_which
from niggle.config import Athlete, Config
from niggle.consent import OWN
from niggle.entered import COMMAND_LINE
from niggle.errors import NotFoundError, UsageError
from niggle.pain.answers import RowProblem
from niggle.pain.model import PainReport
from niggle.records.visibility import viewer
from niggle.reports.entry.query import kept, run_told
from niggle.reports.entry.told import denied_words
from niggle.reports.entry.view import Kept, RunTold
from niggle.reports.run.query import find_run
from niggle.reports.words import clock, distance, duration, short_date, weekday
from niggle.steps.entries import enter_report
from niggle.steps.run_context import check_run
from niggle.store.layout import athlete_landing, published
from niggle.vocabulary.units import Units, in_units

WAITS = "kept; another niggle is writing just now, so the status follows with the next sync"
_WHICH = {"this": "No pain", "before": "What I said before"}
_ABOUT = ("run_id", "date", "started_at")


def refusal(problems: Iterable[RowProblem]) -> UsageError:
    """All that is wrong with what was given, by option, in one line."""
    options = {"run_id": "--run", "": "the answers"}
    return UsageError(
        "; ".join(f"{options.get(p.column, '--' + p.column.replace('_', '-'))}: {p.message}" for p in problems)
    )


def run_meant(config: Config, athlete: Athlete, options: Mapping[str, str | None], now: datetime) -> dict[str, str]:
    """What says which run is meant: what was given of `run_id`, `date` and `started_at`, else the newest run.

    Raises:
        UsageError: if there is no such run, or it is yet to come.
    """
    given = {name: text for name in _ABOUT if (text := options.get(name)) is not None}
    about = given or {"run_id": _newest_run(config, athlete, now)}
    _, problem = check_run(config, athlete, about, now=now)
    if problem is not None:
        raise refusal([problem])
    return about


def told_of(config: Config, athlete: Athlete, about: Mapping[str, str], now: datetime) -> RunTold | None:
    """The run that is meant and all that was said of it; None while it is not here."""
    run_id, _ = check_run(config, athlete, about, now=now)
    if run_id is None:
        return None
    with published(config.store.path) as results:
        return run_told(results.of(athlete.id), athlete, run_id, now)


def announce(told: RunTold | None, units: Units) -> None:
    """Say which run the questions are about."""
    if told is None:
        click.echo("No run of that time is here yet; what you say waits for it.", err=True)
        return
    start = told.run.local_start
    facts = (
        f"{short_date(start)}, {clock(start)}", distance(told.run.distance_m, units), duration(told.run.moving_time_s),
    )  # fmt: skip
    click.echo(f"How was {weekday(start)}’s run? {' · '.join(facts)}", err=True)


def enter(
    config: Config,
    athlete: Athlete,
    answers: Mapping[str, str],
    *,
    now: datetime,
    is_asked: bool,
    holds: bool = False,
    changes: PainReport | None = None,
) -> None:
    """Keep a report and show what came of it; whoever is asked (`is_asked`) says which of two that differ holds.

    Raises:
        UsageError: for all that is wrong with it, and for "no pain" after pain where nobody can be asked.
    """
    entry_id = str(uuid4())
    enter_it = partial(
        enter_report, config, athlete, answers, entry_id=entry_id, now=now, door=COMMAND_LINE, changes=changes
    )
    entered = enter_it(holds=holds)
    if entered.denied:
        question = denied_words(entered.denied, now, athlete.zone)
        if not is_asked:
            raise UsageError(f"{question} Add --holds if there was no pain after all")
        click.echo(question, err=True)
        if ask_which("Which", _WHICH) == "before":
            click.echo("Nothing was changed.", err=True)
            return
        entered = enter_it(holds=True)
    if entered.problems:
        raise refusal(entered.problems)
    show_kept(config, athlete, entry_id, is_waiting=entered.is_waiting, now=now)


def show_kept(config: Config, athlete: Athlete, entry_id: str, *, is_waiting: bool, now: datetime) -> None:
    """Say what became of an entry, and what its run's status is now."""
    if is_waiting:
        click.echo(WAITS, err=True)
        return
    with published(config.store.path) as results:
        landing = athlete_landing(config.store.path, athlete.id)
        found = kept(results.of(athlete.id), landing, athlete, entry_id, now=now)
        if found is None:
            return
        click.echo(found.text, err=True)
        if found.run_id is not None:
            _show_status(found, find_run(results, config, found.run_id, now=now).run, athlete.units)


def _show_status(found: Kept, run: Mapping[str, Any], units: Units) -> None:
    say(f"{found.run_id} {run_status_text(run)}")
    say(in_units(run["summary"], units))
    for question in run["questions"]:
        say(f"· {question}")


def _newest_run(config: Config, athlete: Athlete, now: datetime) -> str:
    try:
        with published(config.store.path) as results:
            runs = results.of(athlete.id).rows("newest_run", **viewer([(athlete, OWN)], now))
    except NotFoundError:
        runs = []
    if not runs:
        raise UsageError(
            f"{athlete.id} has no run yet; bring one in by `niggle sync` or `niggle import`, or say --date DATE and "
            "the report waits for it"
        )
    return str(runs[0]["run_id"])
