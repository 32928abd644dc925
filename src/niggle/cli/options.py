"""Options and answers that several commands share."""

import sys
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import click

from niggle.config import Athlete, Config
from niggle.errors import UsageError

config_option = click.option(
    "--config", "config_path", type=click.Path(path_type=Path), default="config.toml", envvar="NIGGLE_CONFIG",
    show_default=True, show_envvar=True, help="The configuration file.",
)  # fmt: skip


def athlete_option(text: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`--athlete ID` with its help."""
    return click.option("--athlete", "athlete_id", metavar="ID", help=text)


def one_athlete(config: Config, athlete_id: str | None) -> Athlete:
    """The athlete that was named, or the only one there is.

    Raises:
        UsageError: if none was named and there are several.
    """
    if athlete_id is not None:
        return config.athlete(athlete_id)
    if len(config.athletes) > 1:
        known = ", ".join(athlete.id for athlete in config.athletes)
        raise UsageError(f"whose? Say --athlete ID, one of: {known}")
    return config.athletes[0]


def is_terminal() -> bool:
    """Whether somebody sits there who can be asked."""
    return sys.stdin.isatty()


def chosen_athletes(config: Config, athlete_id: str | None) -> Collection[Athlete]:
    """The athlete that was named, or all of them."""
    return config.athletes if athlete_id is None else (config.athlete(athlete_id),)


def worked_on[T](config: Config, athlete: Athlete, work: Callable[[Config], T]) -> T:
    """What `work` makes of the configuration; with a store elsewhere it is given one where the athlete's home is.

    There it may be done again, on what another has given back meanwhile.
    """
    if config.store.lake is None:
        return work(config)
    from niggle.steps.leased_batch import work_on  # few need it

    return work_on(config, athlete, work)
