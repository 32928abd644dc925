"""Processes of this machine that work on batches side by side, for the length of a night.

They are forked from a server that has imported the steps and nothing else: to fork the night's own process would take
the locks of Prefect's threads along, and a process of Prefect's own runner imports all of Prefect first.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import batched
from math import ceil
from multiprocessing.connection import wait

from niggle.errors import NiggleError
from niggle.steps.batch import BatchResult, run_batch

_LEAST_ATHLETES = 4  # a process of one's own costs as much as the night of some
_BATCHES_PER_PROCESS = 4  # so that none waits long for the others at the end


class WorkerLostError(NiggleError):
    """A process ended in the middle of a batch; what it did is kept."""

    def __init__(self) -> None:
        super().__init__("a process of the night ended before its time (short of memory?); the next sync goes on")


class Workers:
    """Does batches in `count` processes; in those that are lost no more is done, and others take their place."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool: ProcessPoolExecutor | None = None
        self._is_closed = False
        self._lock = threading.Lock()

    def run(self, config_path: str, athlete_ids: Sequence[str]) -> BatchResult:
        """What `run_batch` does, in one of the processes; any thread may ask.

        Raises:
            WorkerLostError: if the process ended before its time.
        """
        pool = self._running()
        try:
            return pool.submit(run_batch, config_path, athlete_ids).result()
        except (BrokenProcessPool, CancelledError) as error:
            with self._lock:
                if self._pool is pool:
                    self._pool = None
            raise WorkerLostError from error

    def close(self) -> None:
        """End the processes, whatever they are doing: what they were in the middle of is undone by the store."""
        with self._lock:
            pool, self._pool, self._is_closed = self._pool, None, True
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in multiprocessing.active_children():
                process.terminate()
                process.join()

    def _running(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._is_closed:
                raise WorkerLostError
            if self._pool is None:
                context = multiprocessing.get_context("forkserver")
                context.set_forkserver_preload(["niggle.steps.batch"])
                self._pool = ProcessPoolExecutor(self._count, mp_context=context, initializer=_begin)
            return self._pool


@contextmanager
def workers(count: int) -> Iterator[Workers]:
    """Processes for the length of the block."""
    found = Workers(count)
    try:
        yield found
    finally:
        found.close()


def batches(athlete_ids: Sequence[str], *, processes: int) -> list[tuple[str, ...]]:
    """The athletes in batches; one if it is not worth to start processes for."""
    if processes < 2 or len(athlete_ids) <= _LEAST_ATHLETES:
        return [tuple(athlete_ids)] if athlete_ids else []
    size = max(_LEAST_ATHLETES, ceil(len(athlete_ids) / (processes * _BATCHES_PER_PROCESS)))
    return list(batched(athlete_ids, size))


def _begin() -> None:
    """Leave Ctrl-C to the night's own process, and end with it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)
