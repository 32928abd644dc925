"""Store → what explains the strides of an athlete's runs, by the runner's own word."""

from collections.abc import Mapping
from typing import Any

from niggle.config import Athlete
from niggle.pain.explained import LASTING, Explained, Explanation, explained_runs
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


def equipment_of(reader: Reader, athlete: Athlete) -> dict[str, Equipment | None]:
    """What the stride verdict on each run of an athlete is told had changed before it, by its id.

    Shoes or a strap that changed before a run which others may not be compared with changed before the next one too.
    """
    explained = explained_of(reader, athlete)
    if not explained:
        return {}
    found: dict[str, Equipment | None] = {}
    changed: Equipment | None = None
    for row in reader.rows("runs_in_order", athlete_id=athlete.id):
        told = equipment(explained.get(row["run_id"]))
        if told == "earlier" and changed is not None:
            told = changed
        changed = told if told in LASTING and not row["may_feed_baselines"] else None
        found[row["run_id"]] = told
    return found


def equipment(explained: Explained | None) -> Equipment | None:
    """What the stride verdict on a run is told of it."""
    if explained is None:
        return None
    return explained.by if explained.is_first else "earlier"
