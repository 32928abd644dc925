"""Nights that found nothing new: they start no engine, and the next one that does tells of them.

<store>/quiet-nights.json    how many there were since, and when the first and the last was
"""

import json
from datetime import datetime
from pathlib import Path

from flows.outcome import NightOutcome
from niggle.cli.progress import current
from niggle.config import Config
from niggle.durable import write_atomically, writing
from niggle.steps.athlete_result import AthleteNight

_NAME = "quiet-nights.json"


def quiet_night(config: Config, *, now: datetime) -> NightOutcome:
    """Say that nothing is new, and note it."""
    progress = current()
    nights = tuple(AthleteNight(athlete.id) for athlete in config.athletes)
    for night in nights:
        progress.say(str(night))
    _note(config.store.path, now)
    outcome = NightOutcome((), nights)
    progress.say(str(outcome))
    return outcome


def told(store_folder: Path) -> str:
    """The end of a sentence on the nights since that found nothing new; "" if there was none."""
    known = _read(store_folder)
    if known is None:
        return ""
    count, first, last = known
    nights = "one night found" if count == 1 else f"{count} nights found"
    span = f"at {first:%Y-%m-%d %H:%M}" if count == 1 else f"from {first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M}"
    return f"; before this, {nights} nothing new, {span} UTC"


def forget(store_folder: Path) -> None:
    """Begin to count anew, now that they have been told."""
    (store_folder / _NAME).unlink(missing_ok=True)


def _note(store_folder: Path, now: datetime) -> None:
    count, first, _ = _read(store_folder) or (0, now, now)
    told = {"count": count + 1, "first": first.isoformat(), "last": now.isoformat()}
    with writing(store_folder):
        write_atomically(store_folder / _NAME, json.dumps(told).encode())


def _read(store_folder: Path) -> tuple[int, datetime, datetime] | None:
    """How many there were, and the first and the last; None where nothing can be read."""
    try:
        known = json.loads((store_folder / _NAME).read_bytes())
        return int(known["count"]), datetime.fromisoformat(known["first"]), datetime.fromisoformat(known["last"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
