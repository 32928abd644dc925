"""What has landed → runs with a status, for one athlete and on one connection."""

from niggle.config import Athlete, Config
from niggle.steps.decode import Decoded, decode
from niggle.steps.judge import judge
from niggle.steps.measure import measure
from niggle.steps.telling import Tell, to_nobody
from niggle.steps.triage import triage
from niggle.store import Store
from niggle.store.layout import athlete_store


def bring_up_to_date(
    config: Config,
    athlete: Athlete,
    *,
    store: Store | None = None,
    processes: int = 1,
    tell: Tell = to_nobody,
) -> Decoded:
    """Every step from what has landed to the statuses; `tell` is told how far each has come.

    Many files are read by that many processes side by side.

    Raises:
        StoreBusyError: if another process goes on writing; what was done is kept, and the next call goes on from there.
    """
    with (store or athlete_store(config.store.path, athlete.id)).session() as kept:
        decoded = decode(config, athlete, store=kept, processes=processes, tell=tell)
        measure(config, athlete, store=kept, tell=tell)
        judge(config, athlete, store=kept, tell=tell)
        tell("giving each run its status")
        triage(config, athlete, store=kept)
    return decoded
