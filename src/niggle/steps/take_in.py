"""What has landed → runs with a status, on one connection; and what was just entered → what readers see."""

from collections.abc import Callable, Iterable

from niggle.config import Athlete, Config
from niggle.steps.decode import Decoded, decode
from niggle.steps.judge import judge
from niggle.steps.measure import measure
from niggle.steps.night import publish
from niggle.steps.triage import triage
from niggle.store import Store


def bring_up_to_date(
    config: Config, athlete: Athlete, *, store: Store, tell: Callable[[str], None] = lambda _: None
) -> Decoded:
    """Everything from raw files to statuses for one athlete; `tell` is given a line before each step.

    Raises:
        StoreBusyError: if another process goes on writing; what was done is kept, and the next call goes on from there.
    """
    with store.session():
        tell("reading and measuring files …")
        decoded = decode(config, athlete, store=store)
        measure(config, athlete, store=store)
        tell("judging strides …")
        judge(config, athlete, store=store)
        tell("giving each run its status …")
        triage(config, athlete, store=store)
    return decoded


def take_in(config: Config, athletes: Iterable[Athlete]) -> None:
    """Read what has landed for these athletes, decide anew what rests on it, and let readers see it.

    Raises:
        StoreBusyError: if another process goes on writing; what has landed is kept, and the next night takes it in.
    """
    with Store(config.store.path).session() as store:
        for athlete in athletes:
            bring_up_to_date(config, athlete, store=store)
        publish(config, store=store)
