"""What was entered → statuses, beside answering: no request is held up by a night that is writing.

What was entered has landed before, so nothing is lost whatever becomes of this.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from threading import Event, Lock

from niggle.config import Athlete, Config
from niggle.errors import StoreBusyError
from niggle.steps.take_in import take_in
from niggle.store import Store

type TakeIn = Callable[[Config, Iterable[Athlete]], None]

PATIENCE_S = 10.0  # deciding takes one or two seconds, on a small machine five


class Deciding:
    """Decides anew, one athlete after another; safe to be asked by many threads."""

    def __init__(self, *, patience_s: float = PATIENCE_S, take_in: TakeIn = take_in) -> None:
        self._patience_s = patience_s
        self._take_in = take_in
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="deciding")
        self._waiting: dict[str, Future[None]] = {}
        self._lock = Lock()
        self._is_ending = Event()

    def __call__(self, config: Config, athlete: Athlete) -> bool:
        """Decide what rests on what an athlete has landed; False if that is not through yet, as while a night is on.

        A fault of deciding is raised here, unless that took longer than anybody waits for it.
        """
        with self._lock:
            future = self._waiting.get(athlete.id)
            if future is None or future.running() or future.done():  # one that has not begun will see this too
                future = self._thread.submit(self._decide, config, athlete)
                self._waiting[athlete.id] = future
        if Store(config.store.path).is_night_on():
            return False
        try:
            future.result(timeout=self._patience_s)
        except TimeoutError:
            return False
        return True

    def end(self) -> None:
        """Begin nothing more; what has not begun is for the next night."""
        self._is_ending.set()
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _decide(self, config: Config, athlete: Athlete) -> None:
        while not self._is_ending.is_set():
            with suppress(StoreBusyError):
                self._take_in(config, [athlete])
                return
