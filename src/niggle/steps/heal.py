"""A database that is damaged or gone → another one, made from the raw files."""

from niggle.config import Athlete, Config
from niggle.errors import DamagedError
from niggle.landing import Landing
from niggle.steps.up_to_date import bring_up_to_date
from niggle.store import Store


def put_aside_damaged(config: Config) -> tuple[str, ...]:
    """Put a damaged database aside; a line if there was one. Whatever follows finds that all is still to be done."""
    try:
        Store(config.store.path).check()
    except DamagedError as error:
        return (str(error),)
    return ()


def strange_lines(config: Config) -> tuple[str, ...]:
    """A line if there are lines of the manifest that cannot be understood: what they told of lands again or is lost."""
    numbers = Landing(config.store.path).strange_lines()
    if not numbers:
        return ()
    more = f" and {len(numbers) - 5} more" if len(numbers) > 5 else ""
    named = ", ".join(map(str, numbers[:5]))
    return (f"{config.store.path / 'manifest.jsonl'}: line {named}{more} cannot be understood and is skipped",)


def heal(config: Config, *, but: Athlete | None = None) -> tuple[str, ...]:
    """As `put_aside_damaged`; and where there is no database but raw files, make all runs and statuses from them.

    For whoever goes on with one athlete, `but`, who is left to them: readers are not to lose the others.
    """
    lines = put_aside_damaged(config)
    if not Store(config.store.path).is_there and next(Landing(config.store.path).arrivals(), None) is not None:
        for athlete in config.athletes:
            if athlete != but:
                bring_up_to_date(config, athlete)
    return lines
