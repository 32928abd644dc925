"""What `--quick` prints: the goals, and what tuning looks at."""

from collections.abc import Iterator

import numpy as np

from tests.benchmarks.detection import calibration
from tests.benchmarks.detection.figures import (
    altered_stretches,
    false_by_telling,
    false_episodes,
    find,
    judge_alarms,
    judgeable,
    nagging,
    possibly_per_100,
    questions_per_month,
)
from tests.benchmarks.detection.goals import BOUND_PER_100, BOUND_PER_100_IN_PAIN, CALIBRATED, Goal, goals_of
from tests.benchmarks.detection.seasons import TELLINGS, Telling
from tests.benchmarks.detection.worlds import MOVED, STEPS, Evaluated

_NAMES: dict[Telling, str] = {"silent": "silent", "side": "pain, side", "no side": "pain", "squad": "60 % told"}


def report(one: Evaluated) -> Iterator[str]:
    """The lines of one world."""
    yield f"== {one.world} world, seed {one.squad.seed}, {one.squad.runners} runners"
    yield from (_line(goal) for goal in goals_of(one))
    yield "found within 3 / 5 runs, %: " + ", ".join(_NAMES.values()) + " | bound at 0.3, at 3 per 100"
    for step in STEPS:
        found = [find(one.results, step.key, judge_alarms, how) for how in TELLINGS]
        rates = BOUND_PER_100, BOUND_PER_100_IN_PAIN
        best = [
            [one.bound.finds(step, per_100=rate, within=runs).within(runs).value for runs in (3, 5)] for rate in rates
        ]
        own = "  ".join(f"{each.within(3).value:3.0f}/{each.within(5).value:3.0f}" for each in found)
        yield f"  {step.key:15} {own} | " + "  ".join(f"{three:3.0f}/{five:3.0f}" for three, five in best)
    yield "false per 100: " + ", ".join(f"{name} {each}" for name, each in false_by_telling(one.results).items())
    stretches = altered_stretches(one.results)
    yield (
        f"questions a month {questions_per_month(one.results)}, possibly altered per 100 "
        f"{possibly_per_100(one.results)}"
    )
    median = f"{np.median(stretches):.0f}" if stretches.size else "-"
    yield f"longest altered stretch {stretches.max(initial=0)} runs, median {median}"
    everything, known, _ = judgeable(one.results)
    yield f"judged {everything} %, with a baseline {known} %"
    tenths, error = calibration.z_deciles(one.results)
    shares = " ".join(f"{each.value:.1f}" for each in tenths)
    yield f"SD of z {calibration.z_spread(one.results)}; its tenths {shares}, off by {error:.2f} points"
    for is_painful in (False, True):
        stated = calibration.stated_confidence(one.results, CALIBRATED, is_painful=is_painful)
        bins = ", ".join(f"{b.stated:.2f}>{b.so.value / 100.0:.2f} ({b.runs})" for b in stated.bins if b.runs)
        yield f"stated>true, {'with' if is_painful else 'without'} pain: {bins}"
    if MOVED.name in one.variants:
        nag = nagging(one.variants[MOVED.name])
        yield (
            f"{MOVED.name}: of {nag.runs} runs since altered {np.median(nag.altered_runs):.0f} (median), "
            f"{nag.altered_runs.max(initial=0)} (most); questions a runner {nag.questions}"
        )
    for name, results in one.variants.items():
        if name == MOVED.name:
            continue
        everything, known, _ = judgeable(results)
        yield (
            f"{name}: judged {everything} %, with a baseline {known} %, false confirmed per 100 "
            f"{false_episodes(results, judge_alarms, of_all=True)}, possibly altered {possibly_per_100(results)}, "
            f"questions a month {questions_per_month(results)}"
        )


def _line(goal: Goal) -> str:
    reached = f"{goal.reached.text()} {goal.unit}".rstrip()
    beside = f"; {goal.beside}" if goal.beside else ""
    return f"{'yes' if goal.is_met else 'NO ':3}  {goal.what}: {reached}, goal {goal.target}{beside}"
