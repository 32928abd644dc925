"""The command; see the package."""

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from tests.benchmarks.detection.goals import GOAL_SCENARIOS, Goal, goals
from tests.benchmarks.detection.pool import evaluate_squad
from tests.benchmarks.detection.seasons import TEST_SEED, TUNING_SEED, Squad

_QUICK_RUNNERS = 100


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.detection", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the goals alone, on a tuning squad, to the terminal")
    parser.add_argument("--seed", type=int, default=None, help="another squad")
    parser.add_argument("--runners", type=int, default=None, help="how many runners the main squad has")
    parser.add_argument("--processes", type=int, default=2)
    arguments = parser.parse_args()
    if arguments.quick:
        seed = TUNING_SEED if arguments.seed is None else arguments.seed
        if seed == TEST_SEED:
            parser.error("the test squad is not for tuning: choose another seed")
        quick(seed, arguments.runners or _QUICK_RUNNERS, arguments.processes)


def quick(seed: int, runners: int, processes: int) -> None:
    """Print the table of goals on a tuning squad."""
    began = time.monotonic()
    scenarios = tuple(replace(each, runs=1 if each.is_within else 3) for each in GOAL_SCENARIOS)
    squad = Squad(seed, runners, 0.35, scenarios, with_c2=False)
    results = evaluate_squad(squad, processes=processes, told=_progress(runners))
    for goal in goals(results):
        print(_line(goal))
    print(f"seed {seed}, {runners} runners, {time.monotonic() - began:.0f} s")


def _line(goal: Goal) -> str:
    reached = f"{goal.reached.text()} {goal.unit}".rstrip()
    return f"{'yes' if goal.is_met else 'NO ':3}  {goal.what}: {reached}, goal {goal.target}" + (
        f"; {goal.beside}" if goal.beside else ""
    )


def _progress(runners: int) -> Callable[[int], None]:
    def told(done: int) -> None:
        if sys.stderr.isatty() and done % 10 == 0:
            print(f"\r{done} of {runners} runners", end="" if done < runners else "\n", file=sys.stderr)

    return told


if __name__ == "__main__":
    main()
