"""Stored rows as the objects that the science rooms know, and back."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from itertools import groupby
from typing import Any

import numpy as np

from niggle.columns import METRIC_COLUMNS, WINDOW_COLUMNS
from niggle.gait.model import RunGait
from niggle.pain.complaints import pain_during
from niggle.pain.model import LEG_SITES, PainReport
from niggle.pain.weekly import WeeklyCheckIn
from niggle.store import Reader
from niggle.store.database import Row, utc_aware
from niggle.stride.model import MetricVerdict, PainTold, Side, StrideVerdict

RUN_VALUES = ("speed_mps", "grade_pct", *METRIC_COLUMNS)


def pain_report(row: Mapping[str, Any]) -> PainReport:
    """A pain report from its row."""
    values = {field.name: row[field.name] for field in fields(PainReport)}
    for key in ("started_at", "reported_at"):
        values[key] = None if values[key] is None else utc_aware(values[key])
    return PainReport(**values)


def pain_told(reports: Iterable[PainReport]) -> PainTold | None:
    """What the reports on one run tell a verdict on its stride; None when nobody said how much it hurt."""
    felt = [(pain, report) for report in reports if (pain := pain_during(report)) is not None]
    if not felt:
        return None
    in_leg = [report for pain, report in felt if pain > 0 and report.site in LEG_SITES]
    sides: set[Side | None] = {report.side if report.side in ("left", "right") else None for report in in_leg}
    return PainTold(max(pain for pain, _ in felt), bool(in_leg), sides.pop() if len(sides) == 1 else None)


def weekly_check_in(row: Mapping[str, Any]) -> WeeklyCheckIn:
    """A weekly check-in from its row."""
    return WeeklyCheckIn(**{field.name: row[field.name] for field in fields(WeeklyCheckIn)})


def gaits(reader: Reader, run_ids: Sequence[str]) -> dict[str, RunGait]:
    """The gait of each of these runs that has been measured."""
    windows = reader.columns("windows_of", run_ids=list(run_ids))
    ids = windows["run_id"]
    bounds = np.flatnonzero(ids[1:] != ids[:-1]) + 1 if ids.size else np.empty(0, np.intp)
    starts = [0, *bounds.tolist()] if ids.size else []
    slices = {ids[start]: slice(start, end) for start, end in zip(starts, [*bounds.tolist(), ids.size], strict=False)}
    result = {}
    for row in reader.rows("gait_of", run_ids=list(run_ids)):
        part = slices.get(row["run_id"], slice(0, 0))
        result[row["run_id"]] = RunGait(
            surface=row["surface"],
            windows={name: windows[name][part] for name in WINDOW_COLUMNS},
            is_eligible=windows["is_eligible"][part].astype(np.bool_),
            values={name: np.nan if row[name] is None else row[name] for name in RUN_VALUES},
            eligible_s=row["eligible_s"],
            sensors=row["sensors"],
            excluded_s=row["excluded_s"],
            measured_share=row["measured_share"],
        )
    return result


def verdicts(
    reader: Reader, run_ids: Sequence[str], *, metrics_of: Collection[str] | None = None
) -> dict[str, StrideVerdict]:
    """The stride verdict on each of these runs that has been judged; its metrics only for `metrics_of`, if given."""
    names = [field.name for field in fields(MetricVerdict)]
    metrics = by_run(reader.rows("stride_metrics_of", run_ids=list(run_ids if metrics_of is None else metrics_of)))
    return {
        row["run_id"]: StrideVerdict(
            word=row["word"],
            reason=row["reason"],
            onset_s=row["onset_s"],
            side=row["side"],
            is_learning=row["is_learning"],
            explanations=tuple(row["explanations"]),
            confidence=row["confidence"],
            pattern=row["pattern"],
            runs_since=row["runs_since"],
            trend_pp_per_30_runs=row["trend_pp_per_30_runs"],
            is_question=bool(row["is_question"]),
            asked_at=None if row["asked_at"] is None else utc_aware(row["asked_at"]),
            metrics=tuple(
                MetricVerdict(**{name: metric[name] for name in names}) for metric in metrics.get(row["run_id"], ())
            ),
        )
        for row in reader.rows("verdicts_of", run_ids=list(run_ids))
    }


def by_run(rows: Iterable[Row], key: Callable[[Row], str] = lambda row: row["run_id"]) -> dict[str, list[Row]]:
    """Rows that come sorted by run, gathered by run."""
    return {run_id: list(group) for run_id, group in groupby(rows, key)}
