"""What has landed → runs with a status, for one athlete and on one connection."""

from collections.abc import Callable

from niggle.config import Athlete, Config
from niggle.steps.decode import Decoded, decode
from niggle.steps.judge import judge
from niggle.steps.measure import measure
from niggle.steps.triage import triage
from niggle.store import Store
from niggle.store.layout import athlete_store


def bring_up_to_date(
    config: Config,
    athlete: Athlete,
    *,
    store: Store | None = None,
    processes: int = 1,
    tell: Callable[[str], None] = lambda _: None,
) -> Decoded:
    """Every step from what has landed to the statuses; `tell` is given a line before each that may take long.

    Many files are read by that many processes side by side.

    Raises:
        StoreBusyError: if another process goes on writing; what was done is kept, and the next call goes on from there.
    """
    with (store or athlete_store(config.store.path, athlete.id)).session() as kept:
        tell("reading and measuring files …")
        decoded = decode(config, athlete, store=kept, processes=processes)
        measure(config, athlete, store=kept)
        tell("judging strides …")
        judge(config, athlete, store=kept)
        tell("giving each run its status …")
        triage(config, athlete, store=kept)
    return decoded
