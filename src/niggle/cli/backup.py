"""`niggle backup`: all that cannot be made again, in one file."""

from datetime import UTC, datetime
from pathlib import Path

import click

from niggle.cli import EXIT_NEEDS_PERSON
from niggle.cli.options import config_option
from niggle.cli.seal_options import passphrase_option, seal_of
from niggle.config import load_config
from niggle.keeping.backup import back_up


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@passphrase_option
@click.option(
    "--key", "keys", metavar="KEY", multiple=True, help="Seal it for a public key of age or SSH; may be given again."
)
@config_option
def command(file: Path, is_asked: bool, keys: tuple[str, ...], config_path: Path) -> int:
    """Put all that cannot be made again into one file, while `sync` and `serve` go on."""
    config = load_config(config_path)
    seal = seal_of(is_asked, keys, is_new=True)
    done = back_up(config, config_path, file, seal=seal, now=datetime.now(UTC))
    for problem in done.problems:
        click.echo(f"niggle: {problem}", err=True)
    sealed = "" if is_asked or keys else ", not sealed"
    click.echo(f"{file}: {done.raw_files} raw files, {done.size_bytes / 1e6:.1f} MB{sealed}", err=True)
    return EXIT_NEEDS_PERSON if done.problems else 0
