"""`niggle sync`: the night, as the Prefect flow `nightly`."""

from pathlib import Path

import click

from niggle.cli import EXIT_NEEDS_PERSON
from niggle.cli.options import config_option
from niggle.cli.progress import watched


@click.command("sync")
@config_option
def command(config_path: Path) -> int:
    """Run the night: every source, new runs, gait, stride, pain, status, pages. Twice changes nothing."""
    with watched("starting"):
        from flows.launch import run_nightly  # Prefect costs seconds, and only this command needs it

        outcome = run_nightly(config_path.resolve())
    return EXIT_NEEDS_PERSON if outcome.problems else 0
