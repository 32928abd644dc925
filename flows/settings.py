"""The environment Prefect is given: what is set for the user, unless the user has set it.

Prefect reads its settings when it is imported, so these are set before. Measured with
`tests/benchmarks/prefect_startup.py` (see there for the figures that each choice rests on).
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from niggle.config_cluster import EngineConfig
from niggle.durable import check_room, writing
from niggle.errors import StoreError, UsageError
from niggle.history import FILE, make_ready

HOME = "PREFECT_HOME"
API_URL = "PREFECT_API_URL"
STARTUP_TIMEOUT_S = "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"
VERBOSE = "NIGGLE_VERBOSE"

ALWAYS: Mapping[str, str] = {
    # Nothing is told to anybody.
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    # The default of 20 s is too short for small or busy machines.
    STARTUP_TIMEOUT_S: "120",
    # Tracebacks go to Prefect's database and not to the terminal, where `progress` says in a line what went wrong.
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
}
VERBOSELY: Mapping[str, str] = {
    "PREFECT_LOGGING_LEVEL": "INFO",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "INFO",
}
_UNUSED_SERVICES = (
    # They tend schedules, workers, automations and pauses, of which an engine that lives for one night has none.
    "CANCELLATION_CLEANUP", "CLEANUP_RECONCILER", "FOREMAN", "LATE_RUNS", "PAUSE_EXPIRATIONS", "REPOSSESSOR",
    "SCHEDULER", "TRIGGERS",
    # Without its vacuum, which an embedded engine does not run, the log of events would grow by a MB every few
    # nights. The states of flows and tasks, and the artifacts, are recorded without it.
    "EVENT_PERSISTER",
)  # fmt: skip
EMBEDDED: Mapping[str, str] = {
    # No block is used, and registering the 30 that Prefect brings costs a second on the first night.
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
    "PREFECT_MEMOIZE_BLOCK_AUTO_REGISTRATION": "false",
    # One transaction a task state makes the flow wait for the database's lock, 2 s a night.
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    **{f"PREFECT_SERVER_SERVICES_{service}_ENABLED": "false" for service in _UNUSED_SERVICES},
}


_LOOPBACK = re.compile(r"\w+://(127\.|localhost:|\[::1\])")


def is_embedded(environment: Mapping[str, str]) -> bool:
    """Whether the night brings its own Prefect engine: it does unless PREFECT_API_URL names a server."""
    return not environment.get(API_URL)


def check_engine(engine: EngineConfig, environment: Mapping[str, str]) -> None:
    """See that the workers of a night can reach its engine.

    Raises:
        UsageError: if they are on other machines and the engine would be embedded in this process.
    """
    if engine.address is not None and is_embedded(environment) and not _LOOPBACK.match(engine.address):
        raise UsageError(
            f"[engine] address: workers on other machines need a Prefect server; start one and set {API_URL} "
            "(see docs/cluster.md)"
        )


def defaults(environment: Mapping[str, str], store_folder: Path) -> dict[str, str]:
    """What to add to an environment; nothing that it has already.

    With a server of the user's, PREFECT_HOME stays theirs: their profile with the server's key is there. The
    embedded engine keeps its database in the store's folder, so that it is as private as the rest and no other
    Prefect of another version shares it.
    """
    wanted = dict(ALWAYS)
    if environment.get(VERBOSE):
        wanted |= VERBOSELY
    if is_embedded(environment):
        wanted |= {HOME: str(store_folder / "prefect"), **EMBEDDED}
    return {name: value for name, value in wanted.items() if not environment.get(name)}


def prepare(store_folder: Path) -> None:
    """Set the defaults for this process and those it starts; to be called before Prefect is imported.

    Raises:
        StoreError: if the folder for Prefect's own files cannot be made, or (DiskError) takes nothing.
    """
    added = defaults(os.environ, store_folder)
    if home := added.get(HOME):
        for folder in (store_folder, Path(home)):
            try:
                with writing(folder):
                    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                raise StoreError(f"{folder}: cannot be made: {error.strerror}; mend [store] path") from error
        check_room(Path(home))  # its engine would say of a full disk that it cannot start
        with writing(Path(home)):
            make_ready(Path(home) / FILE)
        os.umask(0o077)  # what Prefect writes there tells of athletes, and is for its owner alone
    os.environ.update(added)
