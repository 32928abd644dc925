"""Run a range of days again: `python -m flows.backfill --since 2026-03-01 --until 2026-03-31 --athlete me`.

The flow itself is `flows.nightly.backfill`; this is its command, which must not import Prefect before it has settings.
"""

from datetime import datetime
from pathlib import Path

import click

from flows.launch import run_backfill
from niggle.cli import EXIT_NEEDS_PERSON, main
from niggle.cli.options import athlete_option, config_option
from niggle.errors import UsageError

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command("backfill")
@config_option
@click.option("--since", type=_DAY, metavar="DATE", help="The first local day; the first run there is if left out.")
@click.option("--until", type=_DAY, metavar="DATE", help="The last local day; the last run there is if left out.")
@athlete_option("Only this athlete's runs; everybody's if left out.")
def command(config_path: Path, since: datetime | None, until: datetime | None, athlete_id: str | None) -> int:
    """Read and judge the runs of some days again, from the raw files, and bring what depends on them up to date."""
    first, last = (None if moment is None else moment.date() for moment in (since, until))
    if first is not None and last is not None and first > last:
        raise UsageError(f"--since {first} is after --until {last}")
    outcome = run_backfill(config_path, since=first, until=last, athlete_id=athlete_id)
    return EXIT_NEEDS_PERSON if outcome.problems else 0


if __name__ == "__main__":
    main(command)
