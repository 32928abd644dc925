"""Processes of this machine that work on batches side by side, for the length of a night.

They are forked from a server that has imported the steps and nothing else: to fork the night's own process would take
the locks of Prefect's threads along, and a process of Prefect's own runner imports all of Prefect first.

What they are doing they say through one pipe: what is written to it at once arrives whole and needs no lock, which a
process that is killed could take along.
"""

import multiprocessing
import os
import pickle
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from itertools import batched
from math import ceil
from multiprocessing.connection import Connection, wait

from niggle.errors import NiggleError
from niggle.steps.batch import BatchResult, run_batch
from niggle.steps.telling import to_nobody

_LEAST_ATHLETES = 4  # a process of one's own costs as much as the night of some
_BATCHES_PER_PROCESS = 4  # so that none waits long for the others at the end
_LONGEST_TOLD = 200  # letters, far below what a pipe takes at once
_TOLD_S = 0.1

type Heard = Callable[[int, str, int, int], None]


class WorkerLostError(NiggleError):
    """A process ended in the middle of a batch; what it did is kept."""

    def __init__(self) -> None:
        super().__init__("a process of the night ended before its time (short of memory?); the next sync goes on")


class Workers:
    """Does batches in `count` processes; in those that are lost no more is done, and others take their place.

    `heard` is given what each is doing: its number, then what `steps.telling.Tell` takes.
    """

    def __init__(self, count: int, heard: Heard = lambda *_: None) -> None:
        self._count = count
        self._heard = heard
        self._ear, self._mouth = multiprocessing.get_context("forkserver").Pipe(duplex=False)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
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
            return pool.submit(_batch, config_path, athlete_ids).result()
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
        with suppress(OSError):  # closed already
            self._mouth.send_bytes(b"")
            self._listener.join()
            self._mouth.close()
            self._ear.close()

    def _running(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._is_closed:
                raise WorkerLostError
            if self._pool is None:
                context = multiprocessing.get_context("forkserver")
                context.set_forkserver_preload(["niggle.steps.batch"])
                self._pool = ProcessPoolExecutor(
                    self._count, mp_context=context, initializer=_begin, initargs=(self._mouth,)
                )
            return self._pool

    def _listen(self) -> None:
        with suppress(EOFError, OSError):
            while data := self._ear.recv_bytes():
                self._heard(*pickle.loads(data))


@contextmanager
def workers(count: int, heard: Heard = lambda *_: None) -> Iterator[Workers]:
    """Processes for the length of the block."""
    found = Workers(count, heard)
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


class _Mouth:
    """What one of the processes says to the night's own: each new step, and now and then how far it is."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe, self._said, self._said_at = pipe, "", 0.0

    def __call__(self, what: str, done: int = 0, total: int = 0) -> None:
        now = time.monotonic()
        if what != self._said or now - self._said_at >= _TOLD_S:
            self._said, self._said_at = what, now
            with suppress(OSError):  # nobody listens any more
                self._pipe.send_bytes(pickle.dumps((os.getpid(), what[:_LONGEST_TOLD], done, total)))


_mouth: _Mouth | None = None


def _batch(config_path: str, athlete_ids: Sequence[str]) -> BatchResult:
    return run_batch(config_path, athlete_ids, tell=_mouth or to_nobody)


def _begin(pipe: Connection) -> None:
    """Leave Ctrl-C to the night's own process, and end with it, however it ends."""
    global _mouth  # of this process, which has but one
    _mouth = _Mouth(pipe)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)
