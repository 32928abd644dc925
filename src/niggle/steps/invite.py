"""Who is invited → athletes in the configuration who share nothing yet and are asked on their own page."""

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from niggle.choices import INVITATION, choice_of, land_choice
from niggle.config import Config, load_config
from niggle.durable import write_atomically, writing
from niggle.invitations import Invited, tables_of
from niggle.store.layout import athlete_landing


def add_athletes(path: Path, invited: Sequence[Invited], squad: str) -> Config:
    """The configuration in a file, after those who are not in it were written at its end; nothing else in it changes.

    Raises:
        ConfigError: if it would have a fault then; it is left as it was.
        DiskError: if it cannot be written.
    """
    tables = tables_of(invited, squad)
    if not tables:
        return load_config(path)
    before = path.read_bytes()
    after = before + (b"" if before.endswith(b"\n") else b"\n") + tables.encode()
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    with writing(path):
        try:
            write_atomically(draft, after)
            load_config(draft)
            draft.chmod(path.stat().st_mode & 0o777)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    return load_config(path)


def ask_to_choose(config: Config, athlete_id: str, now: datetime) -> bool:
    """Have an athlete asked what their coach may see, which is nothing until then; False for who has chosen already."""
    landing = athlete_landing(config.store.path, athlete_id)
    known = choice_of(landing, athlete_id)
    if known is not None:
        return False
    contact = config.athlete(athlete_id).contact
    return land_choice(
        landing, athlete_id, "none", mood=False, contact=contact, entry_id=uuid4(), now=now, source=INVITATION
    )
