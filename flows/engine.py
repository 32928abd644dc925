"""An embedded Prefect API: the same application that `prefect server` runs, in a thread of this process.

Prefect's own way to do without a server starts a second Python, which imports all of Prefect again; one process
that shares the imports needs less than half of the CPU-seconds, and there is no other process that could be left
behind. It answers on a free port of the loopback interface to whoever has the night's password.
"""

import atexit
import gc
import os
import secrets
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from flows import settings
from niggle.durable import check_room
from niggle.errors import NiggleError

if TYPE_CHECKING:
    import uvicorn

_LOOPBACK = "127.0.0.1"
_ANSWER_TIMEOUT_S = 10.0
_DRAIN_TIMEOUT_S = 10.0
_STOP_TIMEOUT_S = 10.0


class EngineError(NiggleError):
    """There is no Prefect API to run a flow on."""


@contextmanager
def prefect_api() -> Iterator[None]:
    """A Prefect API for as long as the block lasts: the one PREFECT_API_URL names, else an embedded one.

    Raises:
        EngineError: if the embedded one does not start, or the other does not answer.
        DiskError: if what was done in the block failed, and the disk of the embedded one takes nothing.
    """
    if not settings.is_embedded(os.environ):
        _call(os.environ[settings.API_URL])
        yield
        return
    with _listening() as listener, _environment(_addresses(listener.getsockname()[1])):
        server, thread = _start(listener)
        try:
            with _without_heartbeat():
                yield
        except Exception:
            check_room(Path(os.environ[settings.HOME]))  # of a full disk Prefect says no more than that it failed
            raise
        finally:
            _stop(server, thread)


@contextmanager
def few_collections() -> Iterator[None]:
    """Import a lot without looking for garbage, then leave what was imported out of every later search.

    Prefect and its server are 3,000 modules; searching them again and again while they load costs half a CPU-second,
    and once more at the end of the process a whole one.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()
    atexit.register(gc.freeze)


def _call(api_url: str) -> None:
    """Find out whether a server answers at all, before Prefect tries for minutes."""
    try:
        with urllib.request.urlopen(f"{api_url.rstrip('/')}/health", timeout=_ANSWER_TIMEOUT_S):
            return
    except urllib.error.HTTPError:
        return  # an answer: Prefect itself says what is wrong with the key
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise EngineError(
            f"{settings.API_URL}={api_url}: no Prefect server answers there ({reason}); start it, or unset "
            f"{settings.API_URL} to run without a server"
        ) from error


@contextmanager
def _listening() -> Iterator[socket.socket]:
    # Naming the protocol has asyncio switch Nagle's algorithm off, which would hold each answer back for 40 ms.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind((_LOOPBACK, 0))
        listener.listen(128)
        yield listener


def _addresses(port: int) -> dict[str, str]:
    """Where the engine is, for its client: with a password, since others may use this computer; past any proxy."""
    password = f"niggle:{secrets.token_urlsafe(24)}"
    no_proxy = ",".join(filter(None, [os.environ.get("NO_PROXY") or os.environ.get("no_proxy"), _LOOPBACK]))
    return {
        settings.API_URL: f"http://{_LOOPBACK}:{port}/api",
        "PREFECT_API_AUTH_STRING": password,
        "PREFECT_SERVER_API_AUTH_STRING": password,
        "NO_PROXY": no_proxy,
        "no_proxy": no_proxy,
    }


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    _reread_settings()
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        _reread_settings()


def _reread_settings() -> None:
    """Let Prefect see a changed environment, if something has imported it already."""
    if "prefect" in sys.modules:
        from prefect.context import refresh_global_settings_context

        refresh_global_settings_context()


def _start(listener: socket.socket) -> "tuple[uvicorn.Server, threading.Thread]":
    with few_collections():
        import uvicorn
        from prefect.server.api.server import create_app

        level = "error" if os.environ.get(settings.VERBOSE) else "critical"
        app = create_app(ephemeral=True)
        server = uvicorn.Server(uvicorn.Config(app, lifespan="on", log_level=level, access_log=False))
        thread = threading.Thread(target=server.run, args=([listener],), name="prefect-engine", daemon=True)
        thread.start()
        deadline = time.monotonic() + float(os.environ[settings.STARTUP_TIMEOUT_S])
        while not server.started:
            if not thread.is_alive() or time.monotonic() > deadline:
                server.should_exit = True
                home = os.environ[settings.HOME]
                raise EngineError(
                    f"{home}: Prefect's engine did not start on the database there; {settings.VERBOSE}=1 shows why. "
                    "A newer Prefect may have used it: move the folder away to begin a new one "
                    "(only the history of past nights is in it)"
                )
            time.sleep(0.02)
    return server, thread


@contextmanager
def _without_heartbeat() -> Iterator[None]:
    """Switch off the heartbeats of flows: nobody listens for them here, and each flow ends up to 1 s later for it.

    The environment cannot say "none", so this is Prefect's own context for settings.
    """
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield


def _stop(server: "uvicorn.Server", thread: threading.Thread) -> None:
    """Hand over what is still to be recorded, then end the server and its thread."""
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    EventsWorker.drain_all(timeout=_DRAIN_TIMEOUT_S)
    APILogWorker.drain_all(timeout=_DRAIN_TIMEOUT_S)
    server.should_exit = True
    thread.join(_STOP_TIMEOUT_S)
