"""Objects of contract 3 → flat tables, one row a run, for files that are handed on.

The columns are always the same ones in the same order, whatever a viewer may see: what is not shown, and what is not
known, is empty. A metric's `_difference` is in points (pp) where the metric is a share, else in per cent of what was
expected.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from niggle.records.objects import PAIN_KEYS
from niggle.store.parquet import ColumnType, write_parquet
from niggle.triage.rules import rules
from niggle.vocabulary.columns import METRIC_COLUMNS
from niggle.vocabulary.diary import QUESTIONS
from niggle.vocabulary.spreadsheets import csv_of

_RUN: Mapping[str, ColumnType] = {
    "run_id": "text",
    "athlete_id": "text",
    "started_at": "instant",
    "distance_m": "number",
    "moving_time_s": "number",
    "source": "text",
    "status": "text",
    "provisional": "yes_no",
    "summary": "text",
}
_STRIDE: Mapping[str, ColumnType] = {"verdict": "text", "reason": "text", "onset_s": "number", "side": "text"}
_METRIC: Mapping[str, ColumnType] = {"value": "number", "expected": "number", "difference": "number", "z": "number"}
_PAIN: Mapping[str, ColumnType] = {key: "whole" if QUESTIONS[key].kind == "score" else "text" for key in PAIN_KEYS}
_LOAD: Mapping[str, ColumnType] = {
    "longest_30d_m": "number",
    "distance_over_longest_pct": "number",
    "minutes_7d": "number",
    "is_reduced": "yes_no",
}


@cache
def columns() -> Mapping[str, ColumnType]:
    """The name of every column and what its cells are."""
    criteria = [rule.id for rule in rules() if rule.group != "red_flag"]
    return {
        **_RUN,
        **{f"stride_{key}": kind for key, kind in _STRIDE.items()},
        **{f"criterion_{criterion_id}": "text" for criterion_id in criteria},
        **{f"pain_{key}": kind for key, kind in _PAIN.items()},
        **{f"load_{key}": kind for key, kind in _LOAD.items()},
        **{f"{name}_{key}": kind for name in METRIC_COLUMNS for key, kind in _METRIC.items()},
    }


def flat_row(run: Mapping[str, Any]) -> dict[str, Any]:
    """One run as a row of the table; None where nothing is known or shown."""
    flat = {key: run[key] for key in _RUN}
    flat |= {f"stride_{key}": run["stride"][key] for key in _STRIDE}
    flat |= {f"criterion_{criterion['id']}": criterion["status"] for criterion in run["criteria"]}
    flat |= {f"pain_{key}": run["pain"].get(key) for key in _PAIN}  # an older bundle lacks some
    flat |= {f"load_{key}": run["load"][key] for key in _LOAD}
    flat |= {f"{metric['name']}_{key}": metric[key] for metric in run["stride"]["metrics"] for key in _METRIC}
    return {name: flat.get(name) for name in columns()}


def csv_table(runs: Sequence[Mapping[str, Any]]) -> str:
    """The runs as CSV with a header; no cell of text can start a formula, and numbers stay numbers."""
    return csv_of(columns(), (flat_row(run).values() for run in runs))


def parquet_table(runs: Sequence[Mapping[str, Any]], folder: Path) -> bytes:
    """The runs as a Parquet file, `started_at` as an instant in UTC; drafted in `folder`, which keeps nothing of it."""
    rows = [flat_row(run) for run in runs]
    for row in rows:
        row["started_at"] = datetime.fromisoformat(row["started_at"]).astimezone(UTC)
    return write_parquet({name: [row[name] for row in rows] for name in columns()}, columns(), folder)
