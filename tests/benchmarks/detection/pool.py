"""Runners of a squad on two processes."""

import multiprocessing
import os
from collections.abc import Callable
from functools import partial

from tests.benchmarks.detection.seasons import Squad
from tests.benchmarks.detection.series import RunnerResult, evaluate_runner

_BATCH = 5


def evaluate_squad(squad: Squad, *, processes: int, told: Callable[[int], None] | None = None) -> list[RunnerResult]:
    """The results of every runner, by number; `told` hears how many are done."""
    if processes == 1:
        return [evaluate_runner(squad, number) for number in range(squad.runners)]
    # One thread a process: the arrays are small, and two processes are all there is.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    results: list[RunnerResult] = []
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for result in pool.imap(partial(evaluate_runner, squad), range(squad.runners), chunksize=_BATCH):
            results.append(result)
            if told is not None:
                told(len(results))
    return results
