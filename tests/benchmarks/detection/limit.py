"""What an oracle, and the simple detectors at another limit, find at a given number of false episodes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from niggle.gait.model import Floats
from niggle.simulate.injury import whole_pattern
from tests.benchmarks.detection.figures import Found, is_judged
from tests.benchmarks.detection.oracle import log_likelihood_ratio, statistic
from tests.benchmarks.detection.seasons import Scenario
from tests.benchmarks.detection.series import RunnerResult, Series

type Sight = Literal["balance", "whole"]


@dataclass(frozen=True, slots=True)
class _Threshold:
    """The oracle's threshold for one size and memory, and whether the run before each injury was over it."""

    limit: float
    has_stood: NDArray[np.bool_]


@dataclass(slots=True)
class Oracle:
    """The oracle on these runners, with as many false episodes per 100 judged healthy runs as given."""

    results: Sequence[RunnerResult]
    episodes_per_100: float
    _thresholds: dict[tuple[float, Sight, int], _Threshold] = field(default_factory=dict)

    def finds(self, scenario: Scenario, sight: Sight, *, memory: int = 3) -> Found:
        """What it finds of an injury when it looks at the balance alone or at the whole pattern."""
        key = scenario.size_pp, sight, memory
        if key not in self._thresholds:
            self._thresholds[key] = self._threshold(*key)
        threshold, changes = self._thresholds[key], _changes(scenario.size_pp, sight)
        first = np.full(len(self.results), np.inf)
        for row, result in enumerate(self.results):
            before = np.flatnonzero(is_judged(result.healthy)[: result.season.injured_from])[-memory:]
            residual = np.vstack(
                [np.array(result.healthy.residual)[before], np.array(result.injured[scenario.key].residual)]
            )
            seen = _evidence(result, residual, changes, memory)[before.size :]
            hits = np.flatnonzero(seen >= threshold.limit)
            if threshold.has_stood[row]:
                first[row] = np.nan
            elif hits.size:
                first[row] = hits[0] + 1
        return Found(first)

    def _threshold(self, size_pp: float, sight: Sight, memory: int) -> _Threshold:
        changes = _changes(size_pp, sight)
        evidence = [
            _evidence(result, np.array(result.healthy.residual)[is_judged(result.healthy)], changes, memory)
            for result in self.results
        ]
        limit = limit_for(evidence, self.episodes_per_100)
        last = [int(is_judged(r.healthy)[: r.season.injured_from].sum()) - 1 for r in self.results]
        has_stood = [row >= 0 and bool(each[row] >= limit) for row, each in zip(last, evidence, strict=True)]
        return _Threshold(limit, np.array(has_stood))


def _changes(size_pp: float, sight: Sight) -> tuple[list[float], list[float]]:
    full = whole_pattern(size_pp, from_run=0)
    rest = [full.stance_time_pct, full.cadence_pct] if sight == "whole" else [0.0, 0.0]
    return [size_pp, *rest], [-size_pp, *rest]


def _evidence(result: RunnerResult, residual: Floats, changes: tuple[list[float], list[float]], memory: int) -> Floats:
    day_sd = np.full(len(residual), result.day_sd_pp)
    sides = [log_likelihood_ratio(residual, day_sd, change)[None] for change in changes]
    return statistic(sides[0], sides[1], memory)[0]


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

    low, high = 0.0, float(table.max()) + 1.0
    for _ in range(40):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if episodes(middle) <= allowed else (middle, high)
    return high
