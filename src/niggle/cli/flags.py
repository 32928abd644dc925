"""`niggle flags`: the status of each run."""

import json
import sys
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from niggle.cli.days import Day, DayType
from niggle.cli.lines import dim, run_status_text, say
from niggle.cli.options import athlete_option, chosen_athletes, config_option
from niggle.config import Athlete, Config, load_config
from niggle.consent import HANDED_ON, OWN, Visibility
from niggle.errors import UsageError
from niggle.records.objects import run_objects
from niggle.reports.words import short_date
from niggle.store import Readers
from niggle.store.layout import published
from niggle.vocabulary.statuses import SHOWN, shown_status

_SHOWN = 10  # runs of a table, unless another number is asked for
_DAY_WIDTH = 21  # letters of "Mon 24 Feb 2026 07:48"


@click.command("flags")
@athlete_option("Only this athlete.")
@click.option("--since", type=DayType(), metavar="DAY", help="Only runs from then on: yesterday, 7d, 2026-03-02.")
@click.option(
    "--status", "statuses", type=click.Choice(list(SHOWN)), multiple=True, metavar="STATUS",
    help=f"Only runs of this status, as the table calls it: {', '.join(SHOWN)}. May be given several times.",
)  # fmt: skip
@click.option("--last", type=click.IntRange(min=1), metavar="N", help="Only the last N [default for a table: 10]")
@click.option("--all", "shows_all", is_flag=True, help="Every run, in a table too.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv", "parquet"]), default="table",
    show_default=True, help="How to write them; parquet is for a file, as in > runs.parquet.",
)  # fmt: skip
@config_option
def command(
    athlete_id: str | None,
    since: Day | None,
    statuses: tuple[str, ...],
    last: int | None,
    shows_all: bool,
    form: str,
    config_path: Path,
) -> int:
    """Show the status of each run: the last ten as a table; json, csv and parquet have all of them."""
    if form == "parquet" and sys.stdout.isatty():
        raise UsageError("Parquet is not for a terminal; send it to a file: --format parquet > runs.parquet")
    if shows_all and last is not None:
        raise UsageError("--all or --last, not both")
    config = load_config(config_path)
    athletes = chosen_athletes(config, athlete_id)
    is_chosen = shows_all or last is not None or since is not None or bool(statuses)
    most = last if is_chosen or form != "table" else _SHOWN
    # Some sources let nobody but the athlete see what is theirs; a file is made to be handed on.
    visibility = OWN if len(athletes) == 1 and form not in ("csv", "parquet") else HANDED_ON
    with published(config.store.path) as results:
        can_be_asked, problems = results.openable(athlete.id for athlete in athletes)
        athletes = [athlete for athlete in athletes if athlete.id in can_be_asked]
        chosen = partial(_chosen, results, athletes, since=since, statuses=statuses, most=most, now=datetime.now(UTC))
        runs, has_older = chosen(visibility)
        shown = {run["run_id"] for run in runs}
        left_out = 0 if visibility.is_own else sum(run["run_id"] not in shown for run in chosen(OWN)[0])
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
    elif runs:
        _print_table(runs, config)
        if has_older and not is_chosen:
            click.echo(f"The last {_SHOWN}; --all shows every run.", err=True)
    elif is_chosen and not shows_all:
        click.echo("no such runs; `niggle flags` shows the last ones", err=True)
    else:
        click.echo("no runs yet; `niggle sync` or `niggle import` brings them in", err=True)
    return 3 if problems else 0


def _chosen(
    readers: Readers,
    athletes: Collection[Athlete],
    visibility: Visibility,
    *,
    since: Day | None,
    statuses: Collection[str],
    most: int | None,
    now: datetime,
) -> tuple[list[dict[str, Any]], bool]:
    """The runs that were asked for, `most` at most, and whether there are older ones."""
    start = None if since is None else lambda athlete: since.at(now.astimezone(athlete.zone))
    newest = None if statuses or most is None else most + 1
    runs = run_objects(readers, athletes, since=start, newest=newest, visibility=visibility, now=now)
    if statuses:
        runs = [run for run in runs if shown_status(run) in statuses]
    if most is None:
        return runs, False
    return runs[-most:], len(runs) > most


def _print_table(runs: Sequence[Mapping[str, Any]], config: Config) -> None:
    """Two lines a run, so that it can be read in a terminal of 80 columns; the newest is the last."""
    statuses = [run_status_text(run) for run in runs]
    width = max(len(click.unstyle(text)) for text in statuses)
    for run, status in zip(runs, statuses, strict=True):
        start = datetime.fromisoformat(run["started_at"]).astimezone(config.athlete(run["athlete_id"]).zone)
        padding = " " * (width - len(click.unstyle(status)))
        day = f"{short_date(start.date())} {start:%Y %H:%M}"
        say(
            "  ".join((status + padding, f"{day:<{_DAY_WIDTH}}{_kilometres(run['distance_m']):>8}", dim(run["run_id"])))
        )
        if run["summary"]:  # there is none where only the status is shared
            say(run["summary"], indent=2)


def _kilometres(distance_m: float | None) -> str:
    return "? km" if distance_m is None else f"{distance_m / 1000:.1f} km"


def _write_parquet(runs: Sequence[Mapping[str, Any]], folder: Path) -> None:
    from niggle.records.tables import parquet_table

    click.echo(parquet_table(runs, folder), nl=False)  # bytes go out as they are


def _write_csv(runs: Sequence[Mapping[str, Any]]) -> None:
    from niggle.records.tables import csv_table

    click.echo(csv_table(runs), nl=False)
