"""`niggle export`: all that is known of one person, to take along."""

from datetime import UTC, datetime
from pathlib import Path

import click

from niggle.cli.options import config_option
from niggle.config import load_config
from niggle.keeping.export import export


@click.command("export")
@click.argument("athlete_id", metavar="ATHLETE")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.zip")
@config_option
def command(athlete_id: str, file: Path, config_path: Path) -> int:
    """Put all that is known of an athlete into one file of open formats, for themselves to take along."""
    config = load_config(config_path)
    count = export(config, config.athlete(athlete_id), file, now=datetime.now(UTC))
    click.echo(f"{file}: {count} recording{'' if count == 1 else 's'}, and all else of {athlete_id}", err=True)
    return 0
