"""`niggle report`: the pages as files."""

from datetime import UTC, datetime
from pathlib import Path

import click

from niggle.cli.options import athlete_option, chosen_athletes, config_option
from niggle.config import load_config, squads_of
from niggle.errors import UsageError
from niggle.reports.paths import INDEX
from niggle.steps.report import report_into


@click.command("report")
@athlete_option("Only the pages of this athlete.")
@click.option("--squad", metavar="NAME", help="Only the pages of this squad, as its coach sees them.")
@click.option("--out", type=click.Path(path_type=Path), help="The folder to write to [default: reports/ in the store]")
@config_option
def command(athlete_id: str | None, squad: str | None, out: Path | None, config_path: Path) -> int:
    """Write a page for every run, runner and squad, and print the way in."""
    config = load_config(config_path)
    athletes = list(chosen_athletes(config, athlete_id))
    if athlete_id is not None:  # pages of one's own: without the squad's table, and so without a link to it
        athletes = [athlete.model_copy(update={"squad": None, "also_in": ()}) for athlete in athletes]
    squads = squads_of(athletes)
    if squad is not None:
        if squad not in squads:
            known = ", ".join(squads) or "none"
            raise UsageError(f"no squad {squad!r} here; there is: {known}")
        athletes = [athlete for athlete in athletes if squad in athlete.squads]
        squads = (squad,)
    folder = config.store.path / "reports" if out is None else out
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: is a file; --out needs a folder")
    try:
        count = report_into(folder, config, athletes, squads, now=datetime.now(UTC), is_for_coach=squad is not None)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written: {error.strerror}; name another folder with --out") from error
    click.echo(f"{count} pages written or changed", err=True)
    click.echo(folder / INDEX)
    return 0
