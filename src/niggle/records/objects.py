"""Store → the objects of contract 3, one a run."""

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from niggle.config import Athlete
from niggle.consent import OWN, Visibility, narrowed
from niggle.pain.complaints import worst_complaint
from niggle.pain.join import merge_reports
from niggle.pain.model import PainReport
from niggle.records.pain import reports_of_runs
from niggle.records.rows import by_run
from niggle.records.visibility import viewer, within_consent
from niggle.store import Reader, Readers
from niggle.store.database import Row, utc_aware, utc_naive

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
PAIN_KEYS = ("site", "side", "before", "first", "peak", "end", "next_morning", "quality", "kind")
_LOAD_KEYS = ("longest_30d_m", "distance_over_longest_pct", "minutes_7d", "is_reduced")
_METRIC_KEYS = ("name", "value", "expected", "difference", "z", "unit", "is_altered")


def run_objects(
    readers: Readers,
    athletes: Collection[Athlete],
    *,
    now: datetime,
    since: date | Callable[[Athlete], date] | None = None,
    newest: int | None = None,
    visibility: Visibility = OWN,
) -> list[dict[str, Any]]:
    """The runs of these athletes from a local day on, oldest first, as contract 3 has it; no number is NaN.

    All of them, or of each athlete the `newest` at most. Only what `visibility` lets be seen of each of them `now`,
    which is aware.
    """
    found: list[tuple[dict[str, Any], Row]] = []
    for athlete in athletes:
        reader = readers.of(athlete.id)
        seen = within_consent(reader, athlete, visibility)
        day = since(athlete) if callable(since) else since
        rows = result_rows(reader, athlete, since=_start_of(day, athlete), visibility=seen, now=now)
        rows = rows if newest is None else rows[-newest:]
        found += [(narrowed(run, seen), row) for run, row in objects_with_rows(reader, rows)]
    found.sort(key=lambda one: (one[1]["started_at"], one[1]["run_id"]))
    return [run for run, _ in found]


def result_rows(
    reader: Reader,
    athlete: Athlete,
    *,
    now: datetime,
    since: datetime = _LONG_AGO,
    run_ids: Collection[str] | None = None,
    visibility: Visibility = OWN,
) -> list[Row]:
    """Every finished run of an athlete that `visibility` lets be seen now as a row of `results.sql`, oldest first.

    Whole rows: what of each may be seen is for `consent.narrowed` to say.
    """
    return reader.rows(
        "results",
        since=utc_naive(since),
        run_ids=None if run_ids is None else list(run_ids),
        **viewer([(athlete, visibility)], now),
    )


def objects_with_rows(reader: Reader, rows: Sequence[Row]) -> list[tuple[dict[str, Any], Row]]:
    """The whole object of contract 3 of each row of `results.sql`, beside the row."""
    return [(parts.run_object(), parts.row) for parts in parts_of(reader, rows)]


@dataclass(frozen=True, slots=True)
class Parts:
    """What is stored of one run: its row of `results.sql`, the rows of its metrics and criteria, and its reports."""

    row: Row
    metrics: Sequence[Row]
    criteria: Sequence[Row]
    reports: Sequence[PainReport]

    def run_object(self) -> dict[str, Any]:
        """The whole object of contract 3."""
        return _run_object(self.row, self.metrics, self.criteria, self.reports)


def parts_of(reader: Reader, rows: Sequence[Row]) -> list[Parts]:
    """What is stored about the run of each row of `results.sql`."""
    run_ids = [row["run_id"] for row in rows]
    metrics = by_run(reader.rows("stride_metrics_of", run_ids=run_ids))
    criteria = by_run(reader.rows("criteria_of", run_ids=run_ids))
    reports = reports_of_runs(reader, run_ids)
    return [
        Parts(row, metrics.get(run_id, []), criteria.get(run_id, []), reports.get(run_id, []))
        for run_id, row in zip(run_ids, rows, strict=True)
    ]


def _run_object(
    row: Row, metrics: Sequence[Row], criteria: Sequence[Row], reports: Sequence[PainReport]
) -> dict[str, Any]:
    return {
        "run_id": row["run_id"],
        "athlete_id": row["athlete_id"],
        "started_at": f"{utc_aware(row['started_at']):%Y-%m-%dT%H:%M:%SZ}",
        "distance_m": _finite(row["distance_m"]),
        "moving_time_s": _finite(row["moving_time_s"]),
        "source": row["source"],
        "status": row["status"],
        "provisional": row["provisional"],
        "summary": row["summary"],
        "stride": {
            "verdict": row["word"],
            "reason": row["reason"],
            "onset_s": _finite(row["onset_s"]),
            "side": row["side"],
            "metrics": [{key: _finite(metric[key]) for key in _METRIC_KEYS} for metric in metrics],
        },
        "criteria": [
            {key: criterion[key] for key in ("id", "group", "status", "evidence", "references")}
            for criterion in criteria
        ],
        "questions": row["questions"],
        "pain": _pain_object(reports),
        "load": {key: _finite(row[key]) for key in _LOAD_KEYS},
    }


def _pain_object(reports: Sequence[PainReport]) -> dict[str, Any]:
    """The worst complaint reported on a run; nothing but None when nobody reported."""
    worst = worst_complaint(merge_reports(reports))
    return {key: None if worst is None else getattr(worst, key) for key in PAIN_KEYS}


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _start_of(day: date | None, athlete: Athlete) -> datetime:
    return _LONG_AGO if day is None else datetime.combine(day, time.min, tzinfo=athlete.zone)
