"""The same work on many things, done ahead in processes beside this one, on all cores.

Nothing rests on these processes: what one of them fails at, or does not come to since it was killed, is done here, with
the same outcome and in the same order. They get nothing but what they were born with and give back pickled results, so
whoever calls this may hold locks and connections, as long as the work uses none of them. They end with this process,
whatever ends it, since nobody reads any more what they write.
"""

import os
import pickle
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from io import StringIO
from multiprocessing import get_context
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Semaphore, Thread

_AHEAD = 16  # results that wait for this process, of each of the others: bounds memory


def cores() -> int:
    """How many processes may work at once; 1 where processes that are born of another are not to be relied on."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def in_order[T](work: Callable[[int], T], count: int, *, processes: int) -> Iterator[T]:
    """`work(0)`, `work(1)` and so on up to `count`, in this order; all of it here with fewer than two processes."""
    helpers = [_Helper(work, range(one, count, processes)) for one in range(processes)] if processes > 1 else []
    try:
        for helper in helpers:  # only now: a process that has threads should not bear others
            helper.listen()
        for number in range(count):
            data = helpers[number % processes].take() if helpers else None
            yield work(number) if data is None else pickle.loads(data)
    finally:
        for helper in helpers:
            helper.end()


class _Helper[T]:
    """A process that does some of the work."""

    def __init__(self, work: Callable[[int], T], numbers: Sequence[int]) -> None:
        self._results, self._room = SimpleQueue[bytes | None](), Semaphore(_AHEAD)
        self._is_over = False
        self._pipe, theirs = get_context("fork").Pipe(duplex=False)
        self._process = get_context("fork").Process(
            target=_do_all, args=(work, numbers, theirs, self._pipe), daemon=True
        )
        with warnings.catch_warnings():
            # Python warns of other threads' locks. There are those of NumPy's linear algebra, which are made for this.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._process.start()
        theirs.close()  # with that the process alone holds it, and when it ends that shows
        self._thread = Thread(target=self._receive, daemon=True)

    def listen(self) -> None:
        """Begin to take what the process gives."""
        self._thread.start()

    def take(self) -> bytes | None:
        """The next result, pickled; None after the last that the process gave."""
        data = self._results.get()
        if data is None:
            self._results.put(None)
        else:
            self._room.release()
        return data

    def end(self) -> None:
        """Leave nothing running."""
        self._process.kill()
        self._is_over = True
        self._room.release()
        if self._thread.ident is not None:
            self._thread.join()
        self._process.join()
        self._pipe.close()

    def _receive(self) -> None:
        with suppress(EOFError, OSError):
            while self._room.acquire() and not self._is_over:
                self._results.put(self._pipe.recv_bytes())
        self._results.put(None)


def _do_all[T](
    work: Callable[[int], T],
    numbers: Sequence[int],
    pipe: Connection,
    others: Connection,
) -> None:
    others.close()
    sys.stderr = StringIO()  # what it fails at is told where it is done again
    for number in numbers:
        data = pickle.dumps(work(number), pickle.HIGHEST_PROTOCOL)
        try:
            pipe.send_bytes(data)
        except BrokenPipeError:
            return
