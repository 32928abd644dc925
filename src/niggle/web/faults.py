"""What is refused and what went wrong, as a small page that says what to do."""

import math

from starlette.responses import HTMLResponse

from niggle.errors import DamagedError, DiskError, NiggleError, NotFoundError, StoreBusyError, StoreError, UsageError
from niggle.reports.context import PageContext
from niggle.reports.render import message_page

# The same for what is not there and for what is not for this viewer, to the letter.
_NOT_HERE = "There is no such page here, or it is not for you."


class RefusedError(NiggleError):
    """A request that is not answered: with which status and title, and how long to wait before the next."""

    def __init__(self, status: int, title: str, line: str, *, retry_after_s: float | None = None) -> None:
        self.status, self.title, self.retry_after_s = status, title, retry_after_s
        super().__init__(line)


class NothingYetError(NotFoundError):
    """No run has ever come in."""


def fault_page(error: NiggleError, context: PageContext, *, depth: int) -> HTMLResponse:
    """The answer to an expected failure; no path of this machine is in it."""
    headers = {}
    match error:
        case RefusedError(status=status, title=title, retry_after_s=wait_s):
            lines = [str(error)]
            if wait_s is not None:
                headers["retry-after"] = str(math.ceil(wait_s))
        case NothingYetError():
            status, title = 200, "Nothing here yet"
            lines = ["No run has come in yet."]
            if context.is_keeper:
                lines += [
                    "`niggle sync` brings in what the sources in config.toml have, "
                    "and `niggle import FILES --athlete ID` files that you name.",
                    "Then load this page again.",
                ]
            else:
                lines += ["Once one has, this page shows it. Whoever gave you access can say how they come in."]
        case NotFoundError():
            status, title, lines = 404, "Page not found", [_NOT_HERE]
        case UsageError():
            status, title, lines = 400, "Invalid request", [str(error)]
        case StoreBusyError():
            status, title = 503, "Busy"
            lines = ["niggle is bringing in runs. Try again in a minute."]
            headers["retry-after"] = "30"
        case DiskError():
            status, title = 507, "Not saved"
            lines = [
                "That could not be kept: the disk of the machine where niggle runs takes nothing more. A report or an "
                "answer waits on your phone and is sent again; send anything else once more later."
            ]
        case DamagedError():
            status, title = 503, "Being made anew"
            lines = ["What niggle shows was damaged and is made anew. Try again in a minute."]
            headers["retry-after"] = "30"
        case StoreError():
            status, title = 500, "Store not available"
            lines = ["The store cannot be opened. On the machine where niggle runs, `niggle doctor` says why."]
        case _:
            status, title, lines = 500, "Something went wrong", [str(error)]
    return HTMLResponse(message_page(title, lines, context, depth=depth), status_code=status, headers=headers)


def internal_page(context: PageContext, *, depth: int) -> HTMLResponse:
    """The answer to a fault of the program itself."""
    lines = ["That was a fault of the program, not yours. Nothing that was saved is lost."]
    return HTMLResponse(message_page("Something went wrong", lines, context, depth=depth), status_code=500)
