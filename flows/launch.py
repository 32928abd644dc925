"""Run a flow from the command line: settings first, then Prefect, then the flow, and a clean end whatever happens."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from types import FrameType
from typing import NoReturn

from flows import settings
from flows.engine import few_collections, prefect_api
from flows.outcome import NightOutcome
from flows.quiet import quiet_night
from niggle.cli.progress import current
from niggle.config import load_config
from niggle.steps.history import tend_history
from niggle.steps.waiting import look


def run_nightly(config_path: Path) -> NightOutcome:
    """The night over a configuration, told on stderr while it runs.

    It looks first: where nobody has work, nothing is started. A server of the user's is told of such a night too.

    Raises:
        NiggleError: if the configuration, the store or the engine cannot be used.
        SystemExit: 143 when told to end (SIGTERM).
        KeyboardInterrupt: on Ctrl-C.
    """
    config, now = load_config(config_path), datetime.now(UTC)
    settings.check_engine(config.engine, os.environ)
    with _ended_by_sigterm():
        current().begin("looking for what is new")
        waiting = look(config, now=now) if settings.is_embedded(os.environ) else None
        if waiting is not None and waiting.is_empty:
            outcome = quiet_night(config, now=now)
        else:
            current().begin("starting the engine of the night")
            settings.prepare(config.store.path)
            with few_collections():
                from flows.nightly import nightly
            with prefect_api():
                outcome = nightly(str(config_path.resolve()), None if waiting is None else list(waiting.athlete_ids))
        tend_history(config, now=now)
        return outcome


def run_backfill(config_path: Path, *, since: date | None, until: date | None, athlete_id: str | None) -> NightOutcome:
    """The runs of some days again, from the raw files; told and ended as `run_nightly` is.

    Raises:
        NotFoundError: if the configuration has no such athlete.
    """
    config = load_config(config_path)
    if athlete_id is not None:
        config.athlete(athlete_id)
    settings.check_engine(config.engine, os.environ)
    settings.prepare(config.store.path)
    with _ended_by_sigterm():
        with few_collections():
            from flows.nightly import backfill
        with prefect_api():
            return backfill(str(config_path.resolve()), since=since, until=until, athlete_id=athlete_id)


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Let SIGTERM unwind the block, so that Prefect's records are complete; Prefect passes the signal on to this."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)
