"""What has landed → runs with a status, for one athlete and on one connection."""

from dataclasses import dataclass

from niggle.config import Athlete, Config
from niggle.steps.decode import Decoded, decode
from niggle.steps.judge import judge
from niggle.steps.measure import measure
from niggle.steps.telling import Tell, to_nobody
from niggle.steps.triage import triage
from niggle.store import Store
from niggle.store.layout import athlete_store


@dataclass(frozen=True, slots=True)
class UpToDate:
    """What was read, and how many runs were measured, judged and given a status."""

    decoded: Decoded
    measured: int
    judged: int
    triaged: int


def bring_up_to_date(
    config: Config,
    athlete: Athlete,
    *,
    store: Store | None = None,
    processes: int = 1,
    tell: Tell = to_nobody,
) -> UpToDate:
    """Every step from what has landed to the statuses; `tell` is told how far each has come.

    Many files are read by that many processes side by side.

    Raises:
        StoreBusyError: if another process goes on writing; what was done is kept, and the next call goes on from there.
    """
    with (store or athlete_store(config.store.path, athlete.id)).session() as kept:
        decoded = decode(config, athlete, store=kept, processes=processes, tell=tell)
        measured = measure(config, athlete, store=kept, tell=tell)
        judged = judge(config, athlete, store=kept, tell=tell)
        tell("giving each run its status")
        triaged = triage(config, athlete, store=kept)
    return UpToDate(decoded, measured, judged, triaged)
