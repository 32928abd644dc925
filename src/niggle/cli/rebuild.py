"""`niggle rebuild`: all results again from the raw files."""

from pathlib import Path

import click

from niggle.cli import EXIT_NEEDS_PERSON
from niggle.cli.options import athlete_option, chosen_athletes, config_option
from niggle.cli.progress import watched
from niggle.config import load_config
from niggle.errors import DiskError, StoreError
from niggle.keeping.rebuild import rebuild
from niggle.steps.night import during_night
from niggle.steps.report import report, report_squads


@click.command("rebuild")
@athlete_option("Only this athlete.")
@config_option
def command(athlete_id: str | None, config_path: Path) -> int:
    """Make all results again from the raw files; the old ones stay until the new are whole."""
    config = load_config(config_path)
    problems: list[str] = []
    with watched("starting") as progress, during_night(config):
        for athlete in chosen_athletes(config, athlete_id):
            try:
                problems += rebuild(config, athlete, tell=progress.begin)
                report(config, athlete)
            except DiskError:
                raise
            except StoreError as error:
                problems.append(f"{athlete.id}: {error}")
            else:
                progress.say(f"{athlete.id}: made again")
        report_squads(config)
    for problem in problems:
        click.echo(f"niggle: {problem}", err=True)
    return EXIT_NEEDS_PERSON if problems else 0
