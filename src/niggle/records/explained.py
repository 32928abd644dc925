"""Store → what explains the strides of an athlete's runs, by the runner's own word."""

from collections.abc import Mapping
from typing import Any

from niggle.config import Athlete
from niggle.pain.explained import Explained, Explanation, explained_runs
from niggle.records.joined import run_keys
from niggle.store import Reader
from niggle.stride.model import Equipment


def explained_of(reader: Reader, athlete: Athlete) -> dict[str, Explained]:
    """What explains each run of an athlete by its id; runs of which nothing was said are left out."""
    said = [explanation(row) for row in reader.rows("explanations_of", athlete_id=athlete.id)]
    return explained_runs(said, run_keys(reader.rows("runs_in_order", athlete_id=athlete.id), athlete)) if said else {}


def explanation(row: Mapping[str, Any]) -> Explanation:
    """The explanation in a row of `pain_reports` that has one."""
    since = row["explained_since"] or (row["date"] if row["joined_run_id"] is None else None)
    return Explanation(by=row["explained_by"], run_id=row["joined_run_id"], since=since)


def equipment(explained: Explained | None) -> Equipment | None:
    """What the stride verdict on a run is told of it."""
    if explained is None:
        return None
    return explained.by if explained.is_first else "earlier"
