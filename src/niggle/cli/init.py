"""`niggle init`: a configuration, by asking who runs and where the runs come from."""

import os
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfoNotFoundError

import click

from niggle.cli.new_config import Answers, new_config
from niggle.cli.options import config_option, is_terminal
from niggle.config import known_zone, load_config
from niggle.errors import UsageError

_NOWHERE = "nowhere"
_SOURCES = {
    "folder": "a folder with the files of my watch (FIT, GPX, TCX)",
    "export": "a bulk export of Garmin, Strava or Apple Health",
    "garmin_personal": "Garmin Connect, by a key that I make there",
    "intervals": "intervals.icu, where most other watches meet",
    "strava": "Strava, if there is no other way",
    _NOWHERE: "nowhere yet: I name files as they come, by `niggle import`",
}
_WITH_PATH = ("folder", "export")
_LONGEST_NAME = 60  # letters


@click.command("init")
@click.option("--name", metavar="NAME", help="Who runs.")
@click.option("--timezone", metavar="ZONE", help="Whose calendar days count [default: that of this machine]")
@click.option(
    "--from", "kind", type=click.Choice(list(_SOURCES)), metavar="SOURCE",
    help=f"Where runs come from: {', '.join(_SOURCES)}.",
)  # fmt: skip
@click.option("--path", metavar="PATH", help="The folder or the export.")
@config_option
def command(name: str | None, timezone: str | None, kind: str | None, path: str | None, config_path: Path) -> int:
    """Write a configuration. What the options do not say is asked; a file that is there already stays as it is."""
    if config_path.exists():
        raise UsageError(
            f"{config_path}: is there already and stays as it is; change it by hand, or go to an empty folder"
        )
    is_asked = is_terminal()
    name = _answer("Your name", _name, name, is_asked=is_asked, option="--name")
    timezone = _answer(
        "Your time zone", known_zone, timezone, is_asked=is_asked, option="--timezone", proposed=system_zone()
    )
    kind = _kind(kind, is_asked=is_asked)
    if kind in _WITH_PATH:
        question = "Which folder" if kind == "folder" else "Where is the export"
        is_there = _folder if kind == "folder" else _export
        path = _answer(question, is_there, path, is_asked=is_asked, option="--path")
    answers = Answers(name, timezone, None if kind == _NOWHERE else kind, path or "")
    _write(config_path, new_config(answers))
    load_config(config_path)
    click.echo(f"Wrote {config_path}; in commands you are `{answers.athlete_id}`. Next:", err=True)
    for line in _next(kind, config_path):
        click.echo(line)
    return 0


def _answer(
    question: str,
    check: Callable[[str], str],
    given: str | None,
    *,
    is_asked: bool,
    option: str,
    proposed: str = "",
) -> str:
    """What was given, or else is answered; asked again until `check`, which raises ValueError, is content."""
    if given is not None or not is_asked:
        text = proposed if given is None else given
        if not text:
            raise UsageError(f"{question.lower()}? Say {option} (see `niggle init --help`)")
        try:
            return check(text)
        except ValueError as error:
            raise UsageError(f"{option}: {error}") from error
    while True:
        typed: str = click.prompt(question, default=proposed, show_default=bool(proposed), err=True)
        try:
            return check(typed.strip())
        except ValueError as error:
            click.echo(str(error), err=True)


def _name(text: str) -> str:
    if not text or not text.isprintable() or len(text) > _LONGEST_NAME:
        raise ValueError(f"a name has 1 to {_LONGEST_NAME} letters")
    return text


def _kind(given: str | None, *, is_asked: bool) -> str:
    if given is not None:
        return given
    if not is_asked:
        raise UsageError("where do runs come from? Say --from (see `niggle init --help`)")
    click.echo("Where do your runs come from?", err=True)
    for number, text in enumerate(_SOURCES.values(), start=1):
        click.echo(f"  {number}  {text}", err=True)
    numbers = [str(number) for number in range(1, len(_SOURCES) + 1)]
    chosen: str = click.prompt("Number", type=click.Choice(numbers), show_choices=False, err=True)
    return list(_SOURCES)[int(chosen) - 1]


def _folder(text: str) -> str:
    from niggle.sources.folder import FolderSource

    path = Path(text).expanduser().absolute()
    if not text or not path.is_dir():
        raise ValueError(f"{text or 'nothing'}: no such folder; make it first, or name another")
    recordings = FolderSource(path).census().recordings
    click.echo(f"{recordings or 'No'} recordings and archives there{'' if recordings else ' yet'}.", err=True)
    return _short(path)


def _export(text: str) -> str:
    from niggle.sources.apple_health import is_apple_health
    from niggle.sources.export import is_export, is_unpacked_export

    path = Path(text).expanduser().absolute()
    if not text or not path.exists():
        raise ValueError(f"{text or 'nothing'}: is not there")
    if not (is_unpacked_export(path) if path.is_dir() else is_export(path) or is_apple_health(path)):
        raise ValueError(f"{text}: is no export of Garmin, Strava or Apple Health; of other files name the folder")
    return _short(path)


def _short(path: Path) -> str:
    return f"~/{path.relative_to(Path.home())}" if path.is_relative_to(Path.home()) else str(path)


def system_zone() -> str:
    """The time zone of this machine, UTC if that cannot be told."""
    from tzlocal import get_localzone_name

    try:
        return known_zone(get_localzone_name() or "UTC")
    except (ZoneInfoNotFoundError, ValueError):  # two files of the system say different zones
        return "UTC"


def _write(path: Path, text: str) -> None:
    """Write a new file for its owner alone: addresses with secrets may come to stand in it."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error


def _next(kind: str, config_path: Path) -> list[str]:
    """The commands to go on with."""
    told = "" if config_path == Path("config.toml") else f" --config {config_path}"
    if kind == _NOWHERE:
        return [f"niggle import PATH{told}"]
    sync = f"niggle sync{told}"
    return [sync] if kind in _WITH_PATH else [f"niggle login {kind}{told}", sync]
