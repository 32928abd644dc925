"""The beginning of a program that kills itself, without any chance to clean up, at one of the moments told.

The program sets `left` to the moment, counted from 1; 0 or one that does not come: it lives.
"""

import os
import signal
from collections.abc import Callable
from typing import Any

left = 0


def deadly(owner: Any, *names: str) -> None:
    """Have each call of these functions of a class or module be such a moment."""
    for name in names:
        setattr(owner, name, _counted(getattr(owner, name)))


def _counted(function: Callable[..., Any]) -> Callable[..., Any]:
    def wrapped(*arguments: Any, **keywords: Any) -> Any:
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*arguments, **keywords)

    return wrapped
