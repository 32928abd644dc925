"""Store → what runs measured, and what was expected of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from niggle.config import Athlete
from niggle.consent import Visibility
from niggle.gait.same_sensor import name_sensors
from niggle.records.gait import RUN_VALUES
from niggle.records.rows import by_run
from niggle.records.seen import SeenRun
from niggle.records.visibility import viewer
from niggle.store import Reader
from niggle.store.database import Row

MOST_RECENT = 60  # runs: as far back as a verdict looks
_SPAN = timedelta(weeks=12)


@dataclass(frozen=True, slots=True)
class RecentRun:
    """A run as it was measured: value and sensor by metric, and the rows of `stride_metrics` by metric.

    `surface` is None where nothing was measured here: of a run that was shared only what was said of it is known.
    """

    run_id: str
    local_start: datetime
    surface: str | None
    eligible_s: float
    values: Mapping[str, float | None]
    sensors: Mapping[str, str]
    word: str
    may_feed_baselines: bool
    metrics: Mapping[str, Row]


def measured_runs(
    reader: Reader, athlete: Athlete, runs: Sequence[SeenRun], *, visibility: Visibility, now: datetime
) -> list[RecentRun]:
    """These runs of an athlete (oldest first) as they were measured.

    A sensor that a file does not name is the only one near it in time, as for the verdict.
    """
    latest = {run.run_id: run for run in runs}
    metrics = by_run(reader.rows("stride_metrics_of", run_ids=list(latest)))
    rows = reader.rows("gait_values_of", run_ids=list(latest), **viewer([(athlete, visibility)], now))
    sensors = name_sensors([(latest[row["run_id"]].local_start, row["sensors"] or {}) for row in rows])
    return [
        RecentRun(
            run_id=row["run_id"],
            local_start=latest[row["run_id"]].local_start,
            surface=row["surface"],
            eligible_s=row["eligible_s"] or 0.0,
            values={name: row[name] for name in RUN_VALUES},
            sensors=named,
            word=row["word"],
            may_feed_baselines=row["may_feed_baselines"],
            metrics={metric["name"]: metric for metric in metrics.get(row["run_id"], ())},
        )
        for row, named in zip(rows, sensors, strict=True)
    ]


def of_last_weeks(runs: Sequence[RecentRun]) -> list[RecentRun]:
    """Those of these runs (oldest first) that are at most 12 weeks older than the newest."""
    return [run for run in runs if runs[-1].local_start - run.local_start <= _SPAN]
