"""`niggle pain import`: a diary file."""

from datetime import UTC, datetime
from pathlib import Path

import click

from niggle.cli import EXIT_NEEDS_PERSON
from niggle.cli.entered import WAITS
from niggle.cli.options import athlete_option, config_option
from niggle.config import load_config
from niggle.errors import DiaryError, UsageError
from niggle.steps.entries import enter_diary


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@athlete_option("Whose diary it is, where the file does not say and the configuration has several athletes.")
@config_option
def import_diary(file: Path, athlete_id: str | None, config_path: Path) -> int:
    """Bring in a pain diary as CSV; its columns are in the README."""
    config = load_config(config_path)
    if athlete_id is not None:
        config.athlete(athlete_id)
    elif len(config.athletes) == 1:
        athlete_id = config.athletes[0].id
    try:
        data = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from error
    try:
        imported = enter_diary(config, data, athlete_id=athlete_id, place=str(file.resolve()), now=datetime.now(UTC))
    except DiaryError as error:
        raise DiaryError(f"{file}: {error}") from error
    for problem in imported.diary.problems:
        click.echo(f"niggle: {file}: {problem}", err=True)
    if imported.is_waiting:
        click.echo(WAITS, err=True)
    elif imported.diary.reports:
        click.echo(f"{imported.new} new of {len(imported.diary.reports)} reports", err=True)
    return EXIT_NEEDS_PERSON if imported.diary.problems else 0
