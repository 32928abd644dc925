"""The goals of the detector: what was asked, what was reached, and where not, what an oracle reaches."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.benchmarks.detection.estimate import Estimate, share_against
from tests.benchmarks.detection.figures import (
    cost_ms,
    false_episodes,
    false_onsets,
    false_questions,
    find,
    judge_alarms,
    onset_figures,
    same_run_question,
    wrongly_confirmed,
)
from tests.benchmarks.detection.limit import Oracle
from tests.benchmarks.detection.seasons import Scenario
from tests.benchmarks.detection.series import RunnerResult

BALANCE_1 = Scenario("balance", 1.0)
WHOLE_1, WHOLE_1_5, WHOLE_2 = (Scenario("whole", size) for size in (1.0, 1.5, 2.0))
LIMPS = (Scenario("balance", 3.0), Scenario("whole", 3.0))
WITHIN_SIZES_PP = (1.5, 2.0, 3.0)
WITHIN = tuple(
    Scenario(kind, size, is_within=True, runs=3) for kind in ("balance", "whole") for size in WITHIN_SIZES_PP
)
GOAL_SCENARIOS = (BALANCE_1, WHOLE_1, WHOLE_1_5, WHOLE_2, *LIMPS, *WITHIN)
STRAP_OR_SENSOR = ("shifted strap", "new strap", "new strap, not named in the file", "new watch")


@dataclass(frozen=True, slots=True)
class Goal:
    """One line of the table; `beside` is what an oracle reaches on the same runs, or another word on it."""

    what: str
    target: str
    reached: Estimate
    unit: str
    is_met: bool
    beside: str = ""


def goals(results: Sequence[RunnerResult]) -> list[Goal]:
    """Every goal that virtual runners can tell."""
    false = false_episodes(results, judge_alarms)
    what = "false confirmed episodes per 100 healthy runs, all metrics and nuisances"
    lines = [Goal(what, "≤ 0.3", false, "", false.value <= 0.3)]
    lines += _sensitivity(results, false.value)
    oracle = Oracle(results, false_questions(results).value)
    for scenario in LIMPS:
        asked = same_run_question(results, scenario.key)
        what = f"limp of 3 pp, {_kind(scenario)}: a question the same run"
        best = oracle.finds(scenario, scenario.kind, memory=1).within(1)
        beside = f"oracle at as many false questions {best.text(1)} %"
        lines.append(Goal(what, "≥ 99 %", asked, "%", asked.value >= 99.0, beside))
    within = onset_figures(results, [scenario.key for scenario in WITHIN])
    error = within.median_error_min
    lines.append(
        Goal(
            "change within a run (1.5 to 3 pp): median error of the onset", "≤ 2 min", error, "min", error.value <= 2.0,
            f"onset told in {within.share_told_pct.text(0)} %",
        )
    )  # fmt: skip
    false_onset = false_onsets(results)
    lines.append(Goal("false onsets per 100 healthy runs", "≤ 1", false_onset, "", false_onset.value <= 1.0))
    strap = wrongly_confirmed(results, STRAP_OR_SENSOR, judge_alarms)
    lines.append(Goal("runs with a strap or sensor change wrongly confirmed", "≤ 2 %", strap, "%", strap.value <= 2.0))
    cost = cost_ms(results)
    lines.append(Goal("cost of a verdict with a baseline of 30 runs", "≤ 6 ms CPU", cost, "ms", cost.value <= 6.0))
    return lines


def _sensitivity(results: Sequence[RunnerResult], rate: float) -> list[Goal]:
    oracle = Oracle(results, rate)
    best = oracle.finds(BALANCE_1, "balance")
    mine = find(results, BALANCE_1.key, judge_alarms)
    against = share_against(mine.marks(3), best.marks(3))
    lines = [
        Goal(
            "balance only, 1.0 pp, within 3 runs, against the oracle at the same false alarms", "≥ 95 %", against, "%",
            against.value >= 95.0, f"detector {mine.within(3).text(1)} %, oracle {best.within(3).text(1)} %",
        )
    ]  # fmt: skip
    for scenario, target in ((WHOLE_1, 90.0), (WHOLE_1_5, 99.0), (WHOLE_2, 99.0)):
        reached = find(results, scenario.key, judge_alarms).within(3)
        alone = oracle.finds(scenario, "balance").within(3)
        whole = oracle.finds(scenario, "whole").within(3)
        what = f"whole pattern at {scenario.size_pp:g} pp within 3 runs"
        beside = f"oracle {whole.text(1)} %, of balance alone {alone.text(1)} %"
        lines.append(Goal(what, f"≥ {target:g} %", reached, "%", reached.value >= target, beside))
    return lines


def _kind(scenario: Scenario) -> str:
    return "balance only" if scenario.kind == "balance" else "whole pattern"
