"""What the history of nights may hold at the end of one: nothing too old, nobody who shares nothing any more."""

import sqlite3
from contextlib import suppress
from datetime import datetime

from niggle.config import Config
from niggle.history import prune, withdraw
from niggle.records.choices import with_choices


def tend_history(config: Config, *, now: datetime) -> None:
    """Take out what is older than 90 days at `now` (aware), and tables of squads with who now shares nothing.

    What is in its way tonight, such as another night, is not tomorrow.
    """
    silent = [athlete.id for athlete in with_choices(config).athletes if athlete.share_with_coach == "none"]
    with suppress(sqlite3.Error):
        withdraw(config.store.path, silent)
        prune(config.store.path, now=now)
