"""`niggle check`: is the store whole."""

from datetime import UTC, datetime
from pathlib import Path

import click

from niggle.cli import EXIT_NEEDS_PERSON
from niggle.cli.options import config_option
from niggle.config import load_config
from niggle.keeping.check import check


@click.command("check")
@config_option
def command(config_path: Path) -> int:
    """Check everything that is kept: raw files, manifests, databases, snapshots, pages. Changes nothing."""
    checked = check(load_config(config_path), now=datetime.now(UTC))
    for finding in checked.findings:
        click.echo(f"✗ {finding}")
    if checked.findings:
        return EXIT_NEEDS_PERSON
    athletes = "1 athlete" if checked.athletes == 1 else f"{checked.athletes} athletes"
    files = "1 raw file" if checked.raw_files == 1 else f"{checked.raw_files} raw files"
    click.echo(f"✓ all well: {athletes}, {files}")
    return 0
