"""What a person has entered on the command line: kept first, then taken in."""

from collections.abc import Sequence
from datetime import datetime

import click

from niggle import steps
from niggle.config import Athlete, Config
from niggle.errors import StoreBusyError
from niggle.landing import RawKind
from niggle.store.layout import athlete_landing, common_landing


def land(
    config: Config, data: bytes, *, kind: RawKind, athlete_id: str, source: str, place: str, now: datetime
) -> None:
    """Keep what a person entered before anything else is done with it."""
    root = config.store.path
    landing = athlete_landing(root, athlete_id) if athlete_id else common_landing(root)
    landing.land(data, kind=kind, athlete_id=athlete_id, source=source, place=place, landed_at=now)


def take_in(config: Config, athletes: Sequence[Athlete]) -> bool:
    """Bring it to the statuses at once; False if another niggle is writing and the next sync will do it."""
    try:
        steps.take_in(config, athletes)
    except StoreBusyError:
        click.echo("kept; another niggle is writing just now, so the status follows with the next sync", err=True)
        return False
    return True
