"""Write `fixtures/` again, byte for byte: python -m niggle.simulate [--out FOLDER] [--seed N]."""

from pathlib import Path

import click

from niggle.simulate.fixtures import DEFAULT_SEED, make_fixtures


@click.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("fixtures"),
    show_default=True,
    help="Folder to write to.",
)
@click.option("--seed", type=click.IntRange(min=0), default=DEFAULT_SEED, show_default=True)
def main(out: Path, seed: int) -> None:
    """Write the virtual squad of five: FIT files, pain diary and the truth."""
    contents = make_fixtures(seed)
    for name, content in contents.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    total_mb = sum(map(len, contents.values())) / 1e6
    click.echo(f"{len(contents)} files, {total_mb:.1f} MB, in {out}", err=True)


if __name__ == "__main__":
    main()
