"""`niggle flags`: the status of each run."""

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from niggle.cli.lines import dim, run_status_text, say
from niggle.cli.options import athlete_option, chosen_athletes, config_option
from niggle.config import Config, load_config
from niggle.consent import HANDED_ON, OWN
from niggle.errors import UsageError
from niggle.records.objects import run_objects
from niggle.reports.words import short_date
from niggle.store.layout import published
from niggle.vocabulary.units import distance, in_units


@click.command("flags")
@athlete_option("Only this athlete.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Only runs from this day on.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv", "parquet"]), default="table",
    show_default=True, help="How to write them; parquet is for a file, as in > runs.parquet.",
)  # fmt: skip
@config_option
def command(athlete_id: str | None, since: datetime | None, form: str, config_path: Path) -> int:
    """Show the status of each run."""
    if form == "parquet" and sys.stdout.isatty():
        raise UsageError("Parquet is not for a terminal; send it to a file: --format parquet > runs.parquet")
    config = load_config(config_path)
    athletes = chosen_athletes(config, athlete_id)
    # Some sources let nobody but the athlete see what is theirs; a file is made to be handed on.
    visibility = OWN if len(athletes) == 1 and form not in ("csv", "parquet") else HANDED_ON
    with published(config.store.path) as results:
        day: date | None = None if since is None else since.date()
        now = datetime.now(UTC)
        can_be_asked, problems = results.openable(athlete.id for athlete in athletes)
        athletes = [athlete for athlete in athletes if athlete.id in can_be_asked]
        runs = run_objects(results, athletes, since=day, visibility=visibility, now=now)
        left_out = 0 if visibility.is_own else len(run_objects(results, athletes, since=day, now=now)) - len(runs)
    for problem in problems:
        click.echo(problem, err=True)
    if left_out:
        click.echo(
            f"{left_out} left out: runs that Strava alone has are for the athlete's own eyes; "
            "`niggle flags --athlete ID` shows them",
            err=True,
        )
    if form == "json":
        click.echo(json.dumps(runs, ensure_ascii=False, indent=1))
    elif form == "csv":
        _write_csv(runs)
    elif form == "parquet":
        _write_parquet(runs, config.store.path)
    elif not runs:
        click.echo("no runs yet; `niggle sync` or `niggle import` brings them in", err=True)
    else:
        _print_table(runs, config)
    return 3 if problems else 0


def _print_table(runs: Sequence[Mapping[str, Any]], config: Config) -> None:
    """Two lines a run, so that it can be read in a terminal of 80 columns; the newest is the last."""
    for run in runs:
        athlete = config.athlete(run["athlete_id"])
        start = datetime.fromisoformat(run["started_at"]).astimezone(athlete.zone)
        status, day = run_status_text(run), f"{short_date(start.date())} {start:%Y %H:%M}"
        say("  ".join((status, day, distance(run["distance_m"], athlete.units), dim(run["run_id"]))))
        if run["summary"]:  # there is none where only the status is shared
            say(in_units(run["summary"], athlete.units), indent=2)


def _write_parquet(runs: Sequence[Mapping[str, Any]], folder: Path) -> None:
    from niggle.records.tables import parquet_table

    click.echo(parquet_table(runs, folder), nl=False)  # bytes go out as they are


def _write_csv(runs: Sequence[Mapping[str, Any]]) -> None:
    from niggle.records.tables import csv_table

    click.echo(csv_table(runs), nl=False)
