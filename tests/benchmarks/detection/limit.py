"""The limit at which a statistic has so many false episodes."""

from collections.abc import Sequence

import numpy as np

from niggle.gait.model import Floats
from tests.benchmarks.detection.figures import is_judged
from tests.benchmarks.detection.series import RunnerResult, Series


def matched_limit(results: Sequence[RunnerResult], name: str, episodes_per_100: float) -> float:
    """The limit at which a simple detector has as many false episodes as given."""
    return limit_for([np.asarray(_statistic(r.healthy, name))[is_judged(r.healthy)] for r in results], episodes_per_100)


def _statistic(series: Series, name: str) -> Floats:
    values: Floats = getattr(series, name)
    return values


def limit_for(statistics: Sequence[Floats], episodes_per_100: float) -> float:
    """The lowest limit at which these healthy runs (one array a runner) make no more episodes per 100 than that."""
    runs = max(each.size for each in statistics)
    table = np.full((len(statistics), runs), -np.inf)
    for row, each in enumerate(statistics):
        table[row, : each.size] = each
    allowed = episodes_per_100 / 100.0 * sum(each.size for each in statistics)

    def episodes(limit: float) -> int:
        alarm = table >= limit
        return int(alarm[:, 0].sum() + (alarm[:, 1:] & ~alarm[:, :-1]).sum())

    low, high = 0.0, float(table.max(initial=0.0)) + 1.0
    for _ in range(40):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if episodes(middle) <= allowed else (middle, high)
    return high
