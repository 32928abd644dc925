"""The goals of the detector: what was asked, what was reached, and beside it what the learnt bound reaches."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tests.benchmarks.detection import calibration
from tests.benchmarks.detection.estimate import Estimate, share_against
from tests.benchmarks.detection.figures import (
    cost_ms,
    false_by_telling,
    false_episodes,
    false_onsets,
    find,
    judge_alarms,
    judgeable,
    onset_figures,
    questions_per_month,
    same_run_question,
    wrongly_confirmed,
)
from tests.benchmarks.detection.seasons import Scenario
from tests.benchmarks.detection.series import RunnerResult
from tests.benchmarks.detection.worlds import CADENCE_ONLY, KINDS, SHORT, STEPS, WITHIN, Evaluated

BOUND_PER_100 = 0.3
"""False episodes per 100 runs that the learnt bound is allowed."""
BOUND_PER_100_IN_PAIN = 3.0
STRAP_OR_SENSOR = ("shifted strap", "new strap", "new strap, not named in the file", "new watch")
CALIBRATED = tuple(each.key for each in STEPS if each.size_pp <= 2.0)
"""The injuries that stated probabilities are held against."""
KIND_NAMES = {"balance": "balance alone", "whole": "whole pattern"}


@dataclass(frozen=True, slots=True)
class Goal:
    """One line of the table; `beside` is what the learnt bound reaches on the same runs, or another word on it."""

    what: str
    target: str
    reached: Estimate
    unit: str
    is_met: bool
    beside: str = ""


def goals_of(one: Evaluated) -> list[Goal]:
    """Every goal that is set for this world."""
    return list(_of_measured(one) if one.world == "measured" else _of_steady(one))


def _of_measured(one: Evaluated) -> Iterator[Goal]:
    results = one.results
    yield _at_most(
        "false confirmed episodes per 100 healthy runs, all nuisances", 0.5, false_episodes(results, judge_alarms)
    )
    for step in STEPS:
        yield _against_bound(one, step)
    told = false_by_telling(results)
    yield _at_most("false confirmed episodes per 100 healthy runs with pain in a leg", 3.0, told["pain"])
    yield _at_most("questions without pain, per healthy runner and month", 2.0, questions_per_month(results))
    for variant, least in zip(SHORT, (90.0, 98.0), strict=True):
        short = one.variants.get(variant.name)
        if short is not None:
            _, known, _ = judgeable(short)
            yield Goal(f"{variant.name} judged, with a baseline", f"≥ {least:g} %", known, "%", known.value >= least)
            false = false_episodes(short, judge_alarms)
            yield _at_most(f"false confirmed episodes per 100 {variant.name}", 0.5, false)
    wrist = one.variants.get(CADENCE_ONLY.name)
    if wrist is not None:
        false = false_episodes(wrist, judge_alarms, of_all=True)
        yield _at_most(f"confirmed with {CADENCE_ONLY.name}, per 100 runs", 0.0, false)
    yield from _confidence(results)
    yield from _within(results)
    strap = wrongly_confirmed(results, STRAP_OR_SENSOR, judge_alarms)
    yield _at_most("runs with a strap or sensor change wrongly confirmed", 2.0, strap, "%")
    yield _at_most("cost of a verdict with a baseline of 30 runs, CPU", 2.0, cost_ms(results), "ms")


def _of_steady(one: Evaluated) -> Iterator[Goal]:
    yield _at_most(
        "false confirmed episodes per 100 healthy runs, all nuisances", 0.3, false_episodes(one.results, judge_alarms)
    )
    for step in STEPS:
        if step.size_pp == 1.0:
            yield _against_bound(one, step)
    yield from _confidence(one.results)


def _at_most(what: str, limit: float, reached: Estimate, unit: str = "") -> Goal:
    target = f"≤ {limit:g} {unit}".rstrip() if limit else "none"
    return Goal(what, target, reached, unit, reached.value <= limit)


def _against_bound(one: Evaluated, scenario: Scenario) -> Goal:
    mine = find(one.results, scenario.key, judge_alarms)
    best = one.bound.finds(scenario, per_100=BOUND_PER_100)
    against = share_against(mine.marks(3), best.marks(3))
    what = f"{KIND_NAMES[scenario.kind]}, {scenario.size_pp:.1f} pp, within 3 runs: share of the learnt bound"
    beside = f"niggle {mine.within(3).text(0)} %, bound {best.within(3).text(0)} %"
    return Goal(what, "≥ 90 %", against, "%", against.value >= 90.0, beside)


def _confidence(results: Sequence[RunnerResult]) -> Iterator[Goal]:
    for is_painful in (False, True):
        stated = calibration.stated_confidence(results, CALIBRATED, is_painful=is_painful)
        runs, count = "with pain" if is_painful else "without pain", sum(each.runs for each in stated.bins)
        for of, error in (
            ("tenths of the runs", stated.tenths_error),
            (f"bins of what is stated with {calibration.ENOUGH_RUNS} runs and more", stated.bins_error),
        ):
            points = Estimate(100.0 * error, np.nan, np.nan, float(count))
            yield _at_most(
                f"stated probability against truth, runs {runs}, mean error over {of}", 5.0, points, "points"
            )


def _within(results: Sequence[RunnerResult]) -> Iterator[Goal]:
    for kind in KINDS:
        asked = same_run_question(results, Scenario(kind, 3.0).key)
        what = f"limp of 3 pp, {KIND_NAMES[kind]}: a question the same run"
        yield Goal(what, "≥ 99 %", asked, "%", asked.value >= 99.0)
    within = onset_figures(results, [scenario.key for scenario in WITHIN])
    error, told = within.median_error_min, within.share_told_pct
    what = "change within a run (1.5 and 3 pp): median error of the onset"
    yield Goal(what, "≤ 2 min", error, "min", error.value <= 2.0, f"onset told in {told.text(0)} %")
    yield _at_most("false onsets per 100 healthy runs", 1.0, false_onsets(results))
