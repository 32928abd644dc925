"""`niggle import`: files, folders, archives and whole bulk exports, without Prefect."""

import sys
from pathlib import Path

import click

from niggle import steps
from niggle.cli import EXIT_NEEDS_PERSON
from niggle.cli.options import athlete_option, config_option, one_athlete
from niggle.config import Athlete, Config, load_config
from niggle.errors import UsageError
from niggle.sources import FolderSource, Source, SourceError
from niggle.sources.export import ExportSource, is_export


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@athlete_option("Whose runs these are; not needed when the configuration has only one athlete.")
@config_option
def command(paths: tuple[Path, ...], athlete_id: str | None, config_path: Path) -> int:
    """Bring in FIT files, folders, .zip and .fit.gz files and whole bulk exports."""
    config = load_config(config_path)
    athlete = one_athlete(config, athlete_id)
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: no such file or folder")
    new_files, problems = 0, list[str]()
    for path in paths:
        try:
            new_files += steps.collect_from(config.store.path, athlete.id, _source(path.resolve()), tell=_tell)
        except SourceError as error:
            problems.append(str(error))
    decoded = _process(config, athlete)
    problems += decoded.problems
    for problem in problems:
        click.echo(f"niggle: {problem}", err=True)
    click.echo(_summary(new_files, decoded), err=True)
    return EXIT_NEEDS_PERSON if problems else 0


def _source(path: Path) -> Source:
    """A bulk export is read as such, with what it says of each activity; all else file by file."""
    return ExportSource(path) if is_export(path) else FolderSource(path)


def _tell(text: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{text}", nl=False, err=True)


def _process(config: Config, athlete: Athlete) -> steps.Decoded:
    _tell("reading files …")
    decoded = steps.decode(config, athlete)
    _tell("measuring gait …")
    steps.measure(config, athlete)
    _tell("judging strides …")
    steps.judge(config, athlete)
    _tell("giving each run its status …")
    steps.triage(config, athlete)
    steps.publish(config)
    _tell("")
    return decoded


def _summary(new_files: int, decoded: steps.Decoded) -> str:
    if new_files == 0 and decoded.runs == 0:
        return "nothing new: every file here is known already"
    runs = "1 run is" if decoded.runs == 1 else f"{decoded.runs} runs are"
    files = "1 new file" if new_files == 1 else f"{new_files} new files"
    return f"{files}; {runs} new" + (". See them with `niggle flags`" if decoded.runs else "")
