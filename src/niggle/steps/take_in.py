"""What a person has just entered → statuses that readers see, without a night."""

from collections.abc import Iterable

from niggle.config import Athlete, Config
from niggle.errors import StoreBusyError
from niggle.steps.decode import decode
from niggle.steps.judge import judge
from niggle.steps.measure import measure
from niggle.steps.night import publish
from niggle.steps.triage import triage


def take_in(config: Config, athletes: Iterable[Athlete]) -> None:
    """Read what has landed for these athletes, decide anew what rests on it, and let readers see it.

    Raises:
        StoreBusyError: if another process goes on writing; what has landed is kept, and the next night takes it in.
    """
    for athlete in athletes:
        decode(config, athlete)
        measure(config, athlete)
        judge(config, athlete)
        triage(config, athlete)
    publish(config)


def take_in_if_free(config: Config, athletes: Iterable[Athlete]) -> bool:
    """Take it in; False while another process goes on writing: what has landed is kept, and the night takes it in."""
    try:
        take_in(config, athletes)
    except StoreBusyError:
        return False
    return True
