"""Runners of a squad, or recordings, on two processes."""

import multiprocessing
import os
from collections.abc import Callable, Sequence
from functools import partial

from tests.benchmarks.detection.recordings import Injected, Recording, evaluate_recording
from tests.benchmarks.detection.seasons import Squad, Variant
from tests.benchmarks.detection.series import RunnerResult, evaluate_runner, evaluate_variant

_BATCH = 5


def evaluate_squad(squad: Squad, *, processes: int, told: Callable[[int], None] | None = None) -> list[RunnerResult]:
    """The results of every runner, by number; `told` hears how many are done."""
    return _map(partial(evaluate_runner, squad), range(squad.runners), processes, told)


def evaluate_variants(squad: Squad, variant: Variant, *, processes: int) -> list[RunnerResult]:
    """The same of healthy runners of another sort."""
    return _map(partial(evaluate_variant, squad, variant), range(squad.runners), processes, None)


def evaluate_recordings(recordings: Sequence[Recording], seed: int, *, processes: int) -> list[Injected]:
    """Every verdict on every recording."""
    rows = _map(partial(_evaluate_recording, seed), list(enumerate(recordings)), processes, None)
    return [row for each in rows for row in each]


def _evaluate_recording(seed: int, numbered: tuple[int, Recording]) -> list[Injected]:
    number, recording = numbered
    return evaluate_recording(recording, number, seed)


def _map[T, R](
    function: Callable[[T], R], items: Sequence[T], processes: int, told: Callable[[int], None] | None
) -> list[R]:
    if processes == 1:
        return [function(item) for item in items]
    # One thread a process: the arrays are small, and two processes are all there is.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    results: list[R] = []
    batch = _BATCH if len(items) > 10 * _BATCH else 1
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for result in pool.imap(function, items, chunksize=batch):
            results.append(result)
            if told is not None:
                told(len(results))
    return results
