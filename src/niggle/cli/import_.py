"""`niggle import`: files, folders, archives and whole bulk exports, without Prefect."""

from pathlib import Path

import click

from niggle.cli import EXIT_NEEDS_PERSON
from niggle.cli.options import athlete_option, config_option, one_athlete
from niggle.cli.progress import watched
from niggle.config import load_config
from niggle.errors import UsageError


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@athlete_option("Whose runs these are; not needed when the configuration has only one athlete.")
@config_option
def command(paths: tuple[Path, ...], athlete_id: str | None, config_path: Path) -> int:
    """Bring in FIT, GPX and TCX files, folders, .zip and .fit.gz files and whole bulk exports."""
    with watched("starting") as progress:
        config = load_config(config_path)
        athlete = one_athlete(config, athlete_id)
        for path in paths:
            if not path.exists():
                raise UsageError(f"{path}: no such file or folder")
        from niggle.cli.bringing_in import bring_in  # what reads files takes a moment to load

        brought = bring_in(config, athlete, paths, tell=progress.begin)
    for problem in brought.problems:
        click.echo(f"niggle: {problem}", err=True)
    click.echo(str(brought), err=True)
    return EXIT_NEEDS_PERSON if brought.problems else 0
