"""Rows gathered by what they belong to."""

from collections.abc import Iterable
from itertools import groupby

from niggle.store.database import Row


def by_run(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows that come sorted by run, gathered by run."""
    return {run_id: list(group) for run_id, group in groupby(rows, lambda row: str(row["run_id"]))}
