"""What `niggle serve` does beside answering: it sends what waited for the end of quiet hours."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime

from niggle.config import Config

_EVERY_S = 300.0
_log = logging.getLogger(__name__)


@asynccontextmanager
async def telling(
    current: Callable[[], Config], clock: Callable[[], datetime], *, every_s: float = _EVERY_S
) -> AsyncIterator[None]:
    """Send what is due now and then for as long as the block lasts, to whom the configuration names at that moment."""
    task = asyncio.create_task(_tell(current, clock, every_s))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _tell(current: Callable[[], Config], clock: Callable[[], datetime], every_s: float) -> None:
    while True:
        try:
            problems = await asyncio.to_thread(_send_due, current, clock)
            if problems:
                _log.warning("%d message(s) could not be sent; the next night says why", problems)
        except Exception as error:  # noqa: BLE001  # the boundary of a task that nobody waits for
            _log.warning("telling people has to wait (%s)", type(error).__name__)
        await asyncio.sleep(every_s)


def _send_due(current: Callable[[], Config], clock: Callable[[], datetime]) -> int:
    """Send what is due; how many could not be sent."""
    config = current()
    if not config.notify.to:
        return 0
    from niggle.steps.notify import send_due  # brings a library of senders, which only who tells anybody needs

    return len(send_due(config, now=clock()).problems)
