"""`niggle forget`: take something away for good."""

from datetime import UTC, datetime
from pathlib import Path

import click

from niggle.cli.entered import WAITS
from niggle.cli.options import config_option
from niggle.config import load_config
from niggle.steps.forgotten import forget_run, recall_run
from niggle.steps.report import report, report_squads
from niggle.steps.take_in import take_in_if_free


@click.group("forget")
def command() -> None:
    """Take a run away for good, or bring it back."""


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
