"""What somebody sees who waits for a command, on stderr: what is being done, how much of it, and lines that stay.

On a terminal that is a bar with the time that is left, one for each process at work; elsewhere a line every ten
seconds, and none of what is quick.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import RLock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

type Clock = Callable[[], float]

EVERY_S = 10.0
_REDRAWN_S = 0.1
_WIPE = "\r\x1b[K"


class Progress:
    """Lines for a file, a pipe or a log."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock, self._told_at, self._lock = clock, clock(), RLock()

    def begin(self, what: str, done: int = 0, total: int = 0, *, row: int = 0) -> None:
        """Show what is being done (see `steps.telling.Tell`); `row` is the process that does it."""
        with self._lock:
            if self._clock() - self._told_at >= EVERY_S:
                self.say(_text(what, done, total))

    def say(self, line: str) -> None:
        """Write a line that stays."""
        with self._lock:
            self._told_at = self._clock()
            print(line, file=sys.stderr, flush=True)  # noqa: T201

    def clear(self) -> None:
        """Show nothing any more of what was being done."""


class _Bars(Progress):
    """What a terminal shows: a line of text until there is something to count, from then on bars."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        super().__init__(clock)
        self._bars: RichProgress | None = None
        self._rows: dict[int, TaskID] = {}
        self._shown: dict[int, str] = {}

    def begin(self, what: str, done: int = 0, total: int = 0, *, row: int = 0) -> None:
        with self._lock:
            if self._bars is None and not total:
                sys.stderr.write(f"{_WIPE}{what} …")
                sys.stderr.flush()
                return
            if self._bars is None:
                sys.stderr.write(_WIPE)
                self._bars = _bars()
                self._bars.start()
            is_new = self._shown.get(row) != what
            if not is_new and self._clock() - self._told_at < _REDRAWN_S:
                return
            self._draw(self._bars, row, _text(what, done, total), done, total, is_new=is_new)
            self._shown[row], self._told_at = what, self._clock()

    def _draw(self, bars: "RichProgress", row: int, text: str, done: int, total: int, *, is_new: bool) -> None:
        if is_new:  # with a time that is left of its own
            if row in self._rows:
                bars.remove_task(self._rows[row])
            self._rows[row] = bars.add_task(text, total=total or None, completed=done)
        else:
            bars.update(self._rows[row], description=text, completed=done)
        bars.refresh()

    def say(self, line: str) -> None:
        with self._lock:
            if self._bars is None:
                sys.stderr.write(f"{_WIPE}{line}\n")
                sys.stderr.flush()
            else:
                self._bars.console.print(line, markup=False, highlight=False, soft_wrap=True)

    def clear(self) -> None:
        with self._lock:
            if self._bars is not None:
                self._bars.stop()
            else:
                sys.stderr.write(_WIPE)
                sys.stderr.flush()
            self._bars = None
            self._rows.clear()
            self._shown.clear()


def _text(what: str, done: int, total: int) -> str:
    return f"{what} {done}/{total}" if total else f"{what} …"


def _bars() -> "RichProgress":
    """Bars that nothing but a step redraws: with a thread that does, processes could not be forked."""
    from rich.console import Console
    from rich.progress import BarColumn, ProgressColumn, Task, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as RichProgress
    from rich.text import Text

    class Counted(ProgressColumn):
        """A column of what can be counted; empty for anything else."""

        def __init__(self, column: ProgressColumn) -> None:
            super().__init__()
            self._column = column

        def render(self, task: Task) -> Text:
            return Text("") if task.total is None else self._column(task)  # type: ignore[return-value]

    return RichProgress(
        TextColumn("{task.description}", markup=False),
        Counted(BarColumn(30)),
        Counted(TimeRemainingColumn(compact=True)),
        Counted(TextColumn("left")),
        console=Console(stderr=True),
        transient=True,
        auto_refresh=False,
        redirect_stdout=False,
        redirect_stderr=False,
    )


_SHOWN: ContextVar[Progress | None] = ContextVar("shown", default=None)


@contextmanager
def watched(what: str) -> Iterator[Progress]:
    """Show what is being done for as long as the block lasts, this first."""
    progress = _Bars() if sys.stderr.isatty() else Progress()
    token = _SHOWN.set(progress)
    try:
        progress.begin(what)
        yield progress
    finally:
        progress.clear()
        _SHOWN.reset(token)


def current() -> Progress:
    """What is shown in the block around; one that writes the lines that stay where there is none."""
    return _SHOWN.get() or Progress()
