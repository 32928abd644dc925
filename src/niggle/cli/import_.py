"""`niggle import`: files, folders, archives and whole bulk exports, without Prefect."""

import sys
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from niggle.cli import EXIT_NEEDS_PERSON
from niggle.cli.options import athlete_option, config_option, one_athlete, worked_on
from niggle.config import Athlete, Config, load_config
from niggle.errors import UsageError
from niggle.sources import Source, SourceError
from niggle.sources.apple_health import AppleHealthSource, is_apple_health
from niggle.sources.export import ExportSource, is_export
from niggle.sources.folder import FolderSource
from niggle.sources.own_export import OwnExportSource, is_own_export
from niggle.steps.collect import collect_from
from niggle.steps.decode import Decoded
from niggle.steps.heal import put_aside_damaged
from niggle.steps.night import during_night, publish
from niggle.steps.raw_files import NO_RECORDING, NOT_READ
from niggle.steps.side_by_side import cores
from niggle.steps.up_to_date import bring_up_to_date
from niggle.store.layout import athlete_store

_SPORTS = {
    "running": ("run", "runs"), "cycling": ("ride", "rides"), "walking": ("walk", "walks"), "hiking": ("hike", "hikes"),
    "swimming": ("swim", "swims"),
}  # fmt: skip


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
    new_files, left_out, decoded, problems = worked_on(
        config, athlete, partial(_bring_in, athlete=athlete, paths=paths)
    )
    for problem in problems:
        click.echo(f"niggle: {problem}", err=True)
    click.echo(_summary(new_files, decoded, left_out), err=True)
    return EXIT_NEEDS_PERSON if problems else 0


def _bring_in(
    config: Config, *, athlete: Athlete, paths: Sequence[Path]
) -> tuple[int, Counter[str], Decoded, list[str]]:
    """How many files are new, what was left out of archives, what the files hold, and the problems."""
    new_files, left_out, problems = 0, Counter[str](), list[str]()
    for path in paths:
        try:
            new_files += collect_from(
                config.store.path, athlete.id, _source(path.resolve()), tell=_tell, left_out=left_out
            )
        except SourceError as error:
            problems.append(str(error))
    with during_night(config):
        problems += put_aside_damaged(config, athlete)
        decoded = _process(config, athlete)
    return new_files, left_out, decoded, [*problems, *decoded.problems]


def _source(path: Path) -> Source:
    """An export is read as such, with what it says of each activity; all else file by file."""
    if is_own_export(path):
        return OwnExportSource(path)
    if is_apple_health(path):
        return AppleHealthSource(path, tell=_tell)
    return ExportSource(path) if is_export(path) else FolderSource(path)


def _tell(text: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{text}", nl=False, err=True)


def _process(config: Config, athlete: Athlete) -> Decoded:
    with athlete_store(config.store.path, athlete.id).session() as store:
        decoded = bring_up_to_date(config, athlete, store=store, processes=cores(), tell=_tell)
        publish(config, athlete, store=store)
    _tell("")
    return decoded


def _summary(new_files: int, decoded: Decoded, left_out: Counter[str]) -> str:
    held = Counter(decoded.held) + left_out
    if new_files == 0 and decoded.runs == 0 and not held:
        return "nothing new: every file here is known already"
    runs = "1 run is" if decoded.runs == 1 else f"{decoded.runs} runs are"
    files = "1 new file" if new_files == 1 else f"{new_files} new files"
    told = ", ".join(_counted(held))
    see = ". See them with `niggle flags`" if decoded.runs else ""
    return f"{files}: {told}; {runs} new{see}" if told else f"{files}; {runs} new{see}"


def _counted(held: Counter[str]) -> list[str]:
    """What files hold: runs first, then other sports, then what there is nothing to see of."""
    counts = Counter[tuple[str, str]]()
    for word, count in held.items():
        if word not in (NO_RECORDING, NOT_READ):
            counts[_SPORTS.get(word, ("activity of another sport", "activities of other sports"))] += count
    told = [f"{count} {one if count == 1 else many}" for (one, many), count in sorted(counts.items(), key=_runs_first)]
    if held[NO_RECORDING]:
        told.append(f"{held[NO_RECORDING]} {NO_RECORDING}")
    if held[NOT_READ]:
        told.append(f"{held[NOT_READ]} {NOT_READ} (see `niggle doctor`)")
    return told


def _runs_first(counted: tuple[tuple[str, str], int]) -> tuple[bool, int, str]:
    (one, _), count = counted
    return one != "run", -count, one
