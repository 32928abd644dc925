"""What a person has just entered → statuses that readers see, without a night."""

from collections.abc import Iterable

from niggle.config import Athlete, Config
from niggle.errors import StoreBusyError
from niggle.steps.heal import put_aside_damaged
from niggle.steps.night import publish
from niggle.steps.up_to_date import bring_up_to_date
from niggle.store.layout import athlete_store


def take_in(config: Config, athletes: Iterable[Athlete]) -> None:
    """Read what has landed for these athletes, decide anew what rests on it, and let readers see it.

    Raises:
        StoreBusyError: if another process goes on writing; what has landed is kept, and the next night takes it in.
    """
    for athlete in athletes:
        with athlete_store(config.store.path, athlete.id).session() as store:
            put_aside_damaged(config, athlete, store=store)
            bring_up_to_date(config, athlete, store=store)
            publish(config, athlete, store=store)


def take_in_if_free(config: Config, *athletes: Athlete) -> bool:
    """Take it in; False while another process goes on writing: what has landed is kept, and the night takes it in."""
    try:
        take_in(config, athletes)
    except StoreBusyError:
        return False
    return True
