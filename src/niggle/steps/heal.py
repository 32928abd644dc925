"""A database that is damaged or gone → another one, made from the raw files."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from niggle.config import Athlete, Config
from niggle.errors import DamagedError
from niggle.landing import MANIFEST, Landing
from niggle.store import Store
from niggle.store.layout import athlete_folder, athlete_store


def put_aside_damaged(config: Config, athlete: Athlete, *, store: Store | None = None) -> tuple[str, ...]:
    """Put an athlete's damaged database aside; a line if it was. What follows finds that all is still to be done."""
    try:
        (store or athlete_store(config.store.path, athlete.id)).check()
    except DamagedError as error:
        return (str(error),)
    return ()


def strange_lines(config: Config, athlete_ids: Iterable[str] | None = None) -> tuple[str, ...]:
    """A line for each manifest with lines that cannot be understood: what they told of lands again or is lost.

    Of the manifest of what is nobody's alone, and of those of these athletes, or of all.
    """
    root = config.store.path
    ids = [athlete.id for athlete in config.athletes] if athlete_ids is None else athlete_ids
    folders = [root, *(athlete_folder(root, athlete_id) for athlete_id in ids)]
    told = ((folder / MANIFEST, Landing(folder).strange_lines()) for folder in folders)
    return tuple(_strange(path, numbers) for path, numbers in told if numbers)


def _strange(path: Path, numbers: Sequence[int]) -> str:
    more = f" and {len(numbers) - 5} more" if len(numbers) > 5 else ""
    return f"{path}: line {', '.join(map(str, numbers[:5]))}{more} cannot be understood and is skipped"
