"""`niggle forget`: take something away for good."""

from datetime import UTC, datetime
from pathlib import Path

import click

from niggle.cli import EXIT_NEEDS_PERSON
from niggle.cli.entered import WAITS
from niggle.cli.options import config_option, is_terminal
from niggle.config import load_config
from niggle.errors import UsageError
from niggle.steps.forgotten import forget_run, recall_run
from niggle.steps.report import report, report_squads
from niggle.steps.take_in import take_in_if_free


class _AthleteOrCommand(click.Group):
    """What is the name of no command is an athlete's id."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in (*self.commands, "-h", "--help"):
            args = ["athlete", *args]
        return super().parse_args(context, args)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        return self.commands.get(name, self.commands["athlete"])


@click.group("forget", cls=_AthleteOrCommand)
def command() -> None:
    """Take a run away for good, or all of an athlete: `niggle forget ATHLETE`."""


@command.command("athlete")
@click.argument("athlete_id", metavar="ATHLETE")
@click.option("--yes", "is_sure", is_flag=True, help="Do not ask.")
@config_option
def athlete(athlete_id: str, is_sure: bool, config_path: Path) -> int:
    """Take away everything that is kept of an athlete, out of every file. Nothing brings it back."""
    from niggle.keeping.forget import forget_athlete, kept_of

    config = load_config(config_path)
    kept = kept_of(config, athlete_id)
    if not is_sure:
        if not is_terminal():
            raise UsageError(f"{athlete_id}: {kept} would be gone for good; say --yes if that is what you want")
        click.confirm(f"{athlete_id}: {kept}. Take all of it away for good?", abort=True, err=True)
    forgotten = forget_athlete(config, athlete_id, now=datetime.now(UTC))
    click.echo(f"{athlete_id}: nothing is kept any more", err=True)
    for path in forgotten.backups:
        click.echo(f"  still in the backup {path}; take that away too, or make it again", err=True)
    if any(one.id == athlete_id for one in config.athletes):
        click.echo(f"  still in {config_path}; take {athlete_id} out there, or the next sync begins anew", err=True)
    for problem in forgotten.problems:
        click.echo(f"niggle: {problem}", err=True)
    return EXIT_NEEDS_PERSON if forgotten.problems else 0


@command.command("run")
@click.argument("run_id", metavar="RUN_ID")
@click.option("--undo", is_flag=True, help="Bring back a run that was taken away.")
@config_option
def run(run_id: str, undo: bool, config_path: Path) -> int:
    """Take a run away for good: no sync brings it back, from whatever source it comes again.

    Its files stay in the store, so that --undo can bring it back.
    """
    config = load_config(config_path)
    athlete = (recall_run if undo else forget_run)(config, run_id, now=datetime.now(UTC))
    if take_in_if_free(config, athlete):
        report(config, athlete)
        report_squads(config)
    else:
        click.echo(WAITS, err=True)
    way_back = f"; `niggle forget run {run_id} --undo` brings it back" if not undo else ""
    click.echo(f"{run_id}: {'is back' if undo else 'is forgotten'}{way_back}", err=True)
    return 0
