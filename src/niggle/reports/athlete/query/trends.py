"""What recent runs measured → the trend of each metric."""

from collections.abc import Sequence

from niggle.reports.athlete.query.recent import RecentRun, of_last_weeks
from niggle.reports.athlete.view import Trend, TrendPoint
from niggle.vocabulary.columns import METRIC_COLUMNS


def trends_of(recent: Sequence[RecentRun], *, is_shared: bool = False) -> list[Trend]:
    """The trend of each metric that any of the runs of the last 12 weeks (oldest first) has, most telling first."""
    shown = of_last_weeks(recent)
    trends = []
    for name in METRIC_COLUMNS:
        points = [point for run in shown if (point := trend_point(run, name)) is not None]
        if points:
            trends.append(Trend(name=name, points=points, is_shared=is_shared))
    return trends


def trend_point(run: RecentRun, name: str) -> TrendPoint | None:
    """The value that was judged, else that of the run as a whole; None where there is none."""
    judged = run.metrics.get(name)
    value = judged["value"] if judged is not None and judged["value"] is not None else run.values[name]
    if value is None:
        return None
    low, high = (None, None) if judged is None else (judged["expected_low"], judged["expected_high"])
    return TrendPoint(
        at=run.local_start,
        value=value,
        band=None if low is None or high is None else (low, high),
        is_altered=judged is not None and judged["is_altered"],
        sensor=run.sensors.get(name, ""),
    )
