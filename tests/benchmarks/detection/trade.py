"""What each detector finds against what it costs, at one dial after another."""

from collections.abc import Sequence

from tests.benchmarks.detection.figures import Alarms, confident_alarms, false_episodes, find, simple_alarms
from tests.benchmarks.detection.limit import Oracle, matched_limit
from tests.benchmarks.detection.seasons import Scenario
from tests.benchmarks.detection.series import RunnerResult

type Curves = dict[str, list[tuple[float, float]]]

_RATES = (0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 4.0)
_CONFIDENCES = (0.99, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1)


def trade(results: Sequence[RunnerResult], scenarios: Sequence[Scenario]) -> dict[str, Curves]:
    """By injury and detector: (false episodes per 100 judged healthy runs, share found within 3 runs in percent).

    The shipped detector's dial is its stated confidence; a detector without one is not among them.
    """
    out: dict[str, Curves] = {scenario.key: {} for scenario in scenarios}
    for rate in _RATES:
        oracle = Oracle(results, rate)
        for scenario in scenarios:
            point = (rate, oracle.finds(scenario, scenario.kind).within(3).value)
            out[scenario.key].setdefault(f"oracle_{scenario.kind}", []).append(point)
        for name in ("zscore", "ewma"):
            _add(out, results, scenarios, name, simple_alarms(name, matched_limit(results, name, rate)))
    for level in _CONFIDENCES:
        _add(out, results, scenarios, "judge", confident_alarms(level))
    return out


def _add(
    out: dict[str, Curves], results: Sequence[RunnerResult], scenarios: Sequence[Scenario], name: str, alarms: Alarms
) -> None:
    rate = false_episodes(results, alarms).value
    for scenario in scenarios:
        found = find(results, scenario.key, alarms).within(3).value
        out[scenario.key].setdefault(name, []).append((round(rate, 4), round(found, 2)))
