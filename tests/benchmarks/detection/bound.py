"""What the learnt bound finds of the injuries of a squad."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from niggle.gait.model import Floats
from niggle.simulate.injury import whole_pattern
from niggle.simulate.model import World
from tests.benchmarks.detection.figures import Found, is_judged
from tests.benchmarks.detection.learnt import Filter, Runs, after, cadence_share, log_ratios, metrics_of
from tests.benchmarks.detection.limit import limit_for
from tests.benchmarks.detection.residuals import within_variance
from tests.benchmarks.detection.seasons import Scenario, Season
from tests.benchmarks.detection.series import RunnerResult, Series

_COLUMNS = {"balance": 0, "stance": 1, "cadence": 2}


@dataclass(slots=True)
class Bound:
    """The learnt bound on these runners of one world.

    What was worked out is kept: evidence by scenario (`_seen`) and on the healthy runs by metric and size
    (`_healthy`), and what is known of each metric before the injury (`_known`).
    """

    world: World
    results: Sequence[RunnerResult]
    _seen: dict[str, tuple[Floats, Floats]] = field(default_factory=dict)
    _healthy: dict[tuple[str, tuple[float, ...]], Floats] = field(default_factory=dict)
    _known: dict[str, Filter] = field(default_factory=dict)

    def finds(self, scenario: Scenario, *, per_100: float, within: int = 3) -> Found:
        """What it finds of an injury at so many false episodes per 100 judged healthy runs.

        Of a change of the balance alone it looks at the balance, else at the whole pattern; it tests changes that
        began within the last `within` runs.
        """
        if scenario.key not in self._seen:
            self._seen[scenario.key] = self._statistics(scenario)
        healthy, injured = (_best(each, within) for each in self._seen[scenario.key])
        rows = [comparable_rows(result) for result in self.results]
        judged = [is_judged(result.healthy)[each] for result, each in zip(self.results, rows, strict=True)]
        seen = [each[: known.size][known] for each, known in zip(healthy, judged, strict=True)]
        limit = limit_for(seen, per_100)
        first = np.full(len(self.results), np.inf)
        for number, result in enumerate(self.results):
            before = int((judged[number] & (rows[number] < result.season.injured_from)).sum())
            hits = np.flatnonzero(injured[number] >= limit)
            if before and seen[number][before - 1] >= limit:
                first[number] = np.nan
            elif hits.size:
                first[number] = hits[0] + 1
        return Found(first)

    def _statistics(self, scenario: Scenario) -> tuple[Floats, Floats]:
        """Evidence (side, runner, run, length) on the healthy runs and on those of the injury, all metrics together."""
        metrics, change = metrics_of(self.world), whole_pattern(scenario.size_pp, from_run=0)
        stance_pct = change.stance_time_pct - cadence_share(self.world) * change.cadence_pct
        shifts = {"balance": (scenario.size_pp, -scenario.size_pp)}
        if scenario.kind == "whole":
            shifts |= {"cadence": (change.cadence_pct,), "stance": (stance_pct,)}
        healthy, injured = 0.0, 0.0
        for name, sizes in shifts.items():
            if name not in self._known:
                self._known[name] = after(*self._season(name), metrics[name])
            if (name, sizes) not in self._healthy:
                self._healthy[name, sizes] = log_ratios(self._season(name)[0], metrics[name], sizes)
            healthy = healthy + self._healthy[name, sizes]
            later = self._injured(name, scenario)
            injured = injured + log_ratios(later, metrics[name], sizes, self._known[name])
        return np.asarray(healthy), np.asarray(injured)

    def _season(self, name: str) -> tuple[Runs, NDArray[np.int64]]:
        """The healthy runs that can be compared, and how many of them come before the injury."""
        rows = [comparable_rows(result) for result in self.results]
        n = max(each.size for each in rows)
        parts = [
            self._values(name, result.healthy, result.season, each, n)
            for result, each in zip(self.results, rows, strict=True)
        ]
        counts = [int((each < r.season.injured_from).sum()) for r, each in zip(self.results, rows, strict=True)]
        return _stack(parts), np.array(counts)

    def _injured(self, name: str, scenario: Scenario) -> Runs:
        parts = []
        for result in self.results:
            series = result.injured[scenario.key]["silent"]
            rows = np.arange(len(series.word))
            parts.append(self._values(name, series, None, rows, rows.size))
        return _stack(parts)

    def _values(self, name: str, series: Series, season: Season | None, rows: NDArray[np.int64], n: int) -> Runs:
        """One runner's values of a metric on these runs, filled up to n."""
        residual = np.array(series.residual)[rows]
        windows = np.maximum(residual[:, 3], 1.0)
        noise = within_variance(f"{name}_noise" if name != "stance" else "stance_time_noise", windows)
        values = residual[:, _COLUMNS[name]]
        if name == "stance":
            share = cadence_share(self.world)
            values = values - share * residual[:, _COLUMNS["cadence"]]
            noise = noise * 0.75
        is_new = np.zeros(rows.size, dtype=np.bool_)
        if season is not None and name != "cadence":
            keys = [season.sensors[row]["stance_time_ms"] for row in rows]
            is_new[1:] = [one != other for one, other in pairwise(keys)]
        gap = np.diff(rows, prepend=rows[:1] - 1)
        fill = n - rows.size
        return Runs(
            value=np.pad(values, (0, fill), constant_values=np.nan)[None],
            noise=np.pad(noise, (0, fill), constant_values=1.0)[None],
            is_new=np.pad(is_new, (0, fill))[None],
            gap=np.pad(gap, (0, fill), constant_values=1)[None],
        )


def comparable_rows(result: RunnerResult) -> NDArray[np.int64]:
    """The runs of the healthy season that go into the bound: on the road, with a balance."""
    balance = np.array(result.healthy.residual)[:, 0]
    on_road = [plan.surface == "road" for plan in result.season.plans]
    return np.flatnonzero(np.isfinite(balance) & np.array(on_road))


def _stack(parts: Sequence[Runs]) -> Runs:
    return Runs(*(np.concatenate([getattr(each, name) for each in parts]) for name in Runs.__slots__))


def _best(evidence: Floats, memory: int) -> Floats:
    """The greatest evidence (runner, run) over sides and over how many runs ago it began, up to `memory`."""
    return np.asarray(evidence[..., :memory].max(axis=(0, 3)))
