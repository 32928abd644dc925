"""`niggle pain undo`: take back what was entered."""

from datetime import UTC, datetime
from pathlib import Path

import click

from niggle.cli.entered import WAITS, show_kept
from niggle.cli.options import athlete_option, config_option, one_athlete
from niggle.config import Athlete, Config, load_config
from niggle.entered import Entry, entries, reports_in, week_in
from niggle.errors import NotFoundError
from niggle.landing import Landing
from niggle.pain.reading import quoted
from niggle.records.joined import runs_of
from niggle.records.weekly import check_ins_that_count
from niggle.reports.entry.told import week_gone_words
from niggle.steps.withdrawals import withdraw
from niggle.store import Store


@click.command("undo")
@athlete_option("Whose entry; not needed when the configuration has only one athlete.")
@click.option("--run", "run_id", metavar="RUN_ID", help="The last one on that run, instead of the last of all.")
@click.option("--entry", "entry_id", metavar="ID", help="The one of that id (`niggle pain list --format json`).")
@config_option
def undo(athlete_id: str | None, run_id: str | None, entry_id: str | None, config_path: Path) -> int:
    """Take back the last entry, report or weekly check-in, wherever it was made; imported diaries stay."""
    config = load_config(config_path)
    athlete, now = one_athlete(config, athlete_id), datetime.now(UTC)
    entry = _meant(config, athlete, run_id, entry_id)
    withdrawn = withdraw(config, athlete, entry.entry_id, now=now)
    week = week_in(Landing(config.store.path), entry)
    if week is None:
        show_kept(config, athlete, entry.entry_id, is_waiting=withdrawn.is_waiting, now=now)
        return 0
    if withdrawn.is_waiting:
        click.echo(WAITS, err=True)
        return 0
    with Store(config.store.path).read_published() as reader:
        weeks = {one.date: one for one in check_ins_that_count(reader, athlete.id)}
    click.echo(week_gone_words(week.date, weeks.get(week.date)), err=True)
    return 0


def _meant(config: Config, athlete: Athlete, run_id: str | None, entry_id: str | None) -> Entry:
    landing = Landing(config.store.path)
    standing = [entry for entry in entries(landing, athlete.id) if not entry.is_gone]
    if entry_id is not None:
        standing = [entry for entry in standing if entry.entry_id == entry_id.lower()]
    if run_id is not None:
        standing = [entry for entry in standing if _is_on(config, athlete, landing, entry, run_id)]
    if not standing:
        of = "" if run_id is None else f" on run {quoted(run_id)}"
        raise NotFoundError(f"{athlete.id} has no such entry{of} to take back; `niggle pain list` shows what there is")
    return max(standing, key=lambda entry: entry.landed.number)


def _is_on(config: Config, athlete: Athlete, landing: Landing, entry: Entry, run_id: str) -> bool:
    with Store(config.store.path).read_published() as reader:
        return run_id in runs_of(reader, athlete, reports_in(landing, entry, athlete.zone)).values()
