"""`niggle restore`: a store from a backup."""

from pathlib import Path

import click

from niggle.cli.options import config_option
from niggle.cli.seal_options import passphrase_option, seal_of
from niggle.keeping.restore import About, restore, verify


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--verify", "only_verifies", is_flag=True, help="Only read it to its end, and compare every digest.")
@passphrase_option
@click.option(
    "--identity", "keys", metavar="FILE", multiple=True, help="A file with the secret key that opens it (age or SSH)."
)
@config_option
def command(file: Path, only_verifies: bool, is_asked: bool, keys: tuple[str, ...], config_path: Path) -> int:
    """Make a store from a backup where there is none, and all results again."""
    seal = seal_of(is_asked, keys, is_new=False)
    if only_verifies:
        click.echo(f"✓ {file}: whole, {_told(verify(file, seal=seal))}")
        return 0
    about = restore(file, config_path, seal=seal, tell=lambda line: click.echo(line, err=True))
    click.echo(f"restored: {_told(about)}", err=True)
    return 0


def _told(about: About) -> str:
    athletes = "1 athlete" if len(about.athletes) == 1 else f"{len(about.athletes)} athletes"
    return f"{athletes}, {about.raw_files} raw files, made {about.made_at[:16].replace('T', ' ')} UTC"
