"""A worker that is killed where it is told to: run with `BATCH` and `POINT`; for the tests beside it."""

import os
import signal
from collections.abc import Callable
from typing import Any

from niggle.homes import Homes
from niggle.steps import athlete_night
from niggle.steps.leased_batch import run_leased_batch
from niggle.store import lake
from niggle.store.lake import Lake

POINTS: dict[str, tuple[Any, str, bool]] = {
    "files are put, the home is not": (Homes, "_replace", False),
    "the home is given, what it was is not taken away": (Homes, "_delete", False),
    "homes are given, the lake has nothing": (Lake, "commit", False),
    "the lake is about to commit": (lake, "_now", True),
    "the lake has committed": (Lake, "commit", True),
}


def killing(function: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
    """The function, before or after which the process is killed."""

    def call(*arguments: Any, **more: Any) -> Any:
        if after:
            function(*arguments, **more)
        os.kill(os.getpid(), signal.SIGKILL)

    return call


if __name__ == "__worker__":
    # What another decoder says takes a second, and is not asked here.
    athlete_night.second_opinion = lambda *_, **__: ()  # type: ignore[assignment, unused-ignore]
    batch, point = globals()["BATCH"], globals()["POINT"]
    holder, name, after = POINTS[point]
    setattr(holder, name, killing(getattr(holder, name), after=after))
    run_leased_batch(batch)
