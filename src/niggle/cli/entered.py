"""What a person has entered on the command line: kept first, then taken in."""

from collections.abc import Sequence
from datetime import datetime

import click

from niggle import steps
from niggle.config import Athlete, Config
from niggle.errors import StoreBusyError
from niggle.landing import Landing, RawKind
from niggle.store.database import prepare_folder


def land(
    config: Config, data: bytes, *, kind: RawKind, athlete_id: str, source: str, place: str, now: datetime
) -> None:
    """Keep what a person entered before anything else is done with it."""
    prepare_folder(config.store.path)
    Landing(config.store.path).land(data, kind=kind, athlete_id=athlete_id, source=source, place=place, landed_at=now)


def take_in(config: Config, athletes: Sequence[Athlete]) -> bool:
    """Bring it to the statuses at once; False if another niggle is writing and the next sync will do it."""
    try:
        steps.take_in(config, athletes)
    except StoreBusyError:
        click.echo("kept; another niggle is writing just now, so the status follows with the next sync", err=True)
        return False
    return True
