"""All of an athlete's results again from the raw files: made beside the old, which stay until the new are whole."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from niggle.config import Athlete, Config
from niggle.durable import prepare_folder
from niggle.errors import StoreBusyError
from niggle.steps.night import publish
from niggle.steps.telling import Tell, to_nobody
from niggle.steps.up_to_date import bring_up_to_date
from niggle.store import Store
from niggle.store.layout import athlete_folder, athlete_store
from niggle.store.replacing import replacing

_DRAFT = ".rebuilding"


def rebuild(config: Config, athlete: Athlete, *, tell: Tell = to_nobody) -> tuple[str, ...]:
    """Make an athlete's database, snapshot and standing again; a line for each file or row that cannot be read.

    What lands meanwhile is in it. Whoever is killed leaves the old results as they were.

    Raises:
        StoreBusyError: if another process goes on writing, or makes the same.
    """
    store = athlete_store(config.store.path, athlete.id)
    folder = athlete_folder(config.store.path, athlete.id)
    with _alone(folder):
        shutil.rmtree(folder / _DRAFT, ignore_errors=True)
        draft = Store(folder / _DRAFT)
        problems = bring_up_to_date(config, athlete, store=draft, tell=tell).decoded.problems
        with replacing(store, draft) as drawn, draft.session():
            bring_up_to_date(config, athlete, store=draft)  # what has landed since, while nobody takes it in
            _note_gone(draft, athlete, drawn)
            publish(config, athlete, store=draft)
        shutil.rmtree(folder / _DRAFT)
    return problems


def _note_gone(draft: Store, athlete: Athlete, drawn: frozenset[str]) -> None:
    """Have the pages taken away of runs that are none any more."""
    with draft.write(publishes=False) as writer:
        still = {row["run_id"] for row in writer.rows("run_ids")}
        still |= {row["run_id"] for row in writer.rows("shared_objects_of", athlete_id=athlete.id)}
        known = {row["run_id"] for row in writer.rows("gone_runs_of", athlete_id=athlete.id)}
        gone = sorted(drawn - still - known)
        writer.insert("gone_runs", [{"run_id": run_id, "athlete_id": athlete.id} for run_id in gone])


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    prepare_folder(folder)
    try:
        with FileLock(folder / ".rebuild.lock", timeout=0, mode=0o600, is_singleton=False):
            yield
    except Timeout as error:
        raise StoreBusyError(f"{folder}: another niggle is rebuilding it; wait for that one") from error
