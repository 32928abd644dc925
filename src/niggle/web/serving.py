"""The application on a port of this machine, until somebody ends it."""

import gc
import resource
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType

from niggle.config import Config
from niggle.errors import NotFoundError, StoreBusyError, UsageError
from niggle.steps.night import publish_all
from niggle.store.layout import published
from niggle.web.accounts import Accounts
from niggle.web.app import create_app
from niggle.web.deployment import address_of, deployment_of, is_loopback
from niggle.web.live_config import LiveConfig

_LAST_ANSWERS_S = 5
_WAITING = 128  # connections that the machine holds until they are taken; asyncio takes as many in one go
_OPEN_FILES = 1024  # what Linux lets a program have, and macOS does when asked: a few times as many as those

NOBODY_YET = "nobody can log in yet; first run: niggle access add NAME --owner"


def serve(config: Config, say: Callable[[str], None], *, path: Path) -> None:
    """Answer until Ctrl-C or SIGTERM; `say` is told the address, and what is risky about it.

    `path` is the file that the configuration was read from: what changes there about athletes holds at once.

    Raises:
        UsageError: if nobody could log in, or the port cannot be had.
    """
    deployment = deployment_of(config)
    access = Accounts(config.store.path).read()
    if not deployment.is_local and not access.accounts and not access.links:
        raise UsageError(NOBODY_YET)
    _begin_with_something(config)
    listening = _listen(config.web.host, config.web.port)
    with listening:
        for line in lines_of(config, int(listening.getsockname()[1])):
            say(line)
        _run(config, listening, path)


def lines_of(config: Config, port: int) -> list[str]:
    """Where the pages are and for whom, and what to think of."""
    address = address_of(config, port)
    if deployment_of(config).is_local:
        return [f"{address}/ is for this machine alone; Ctrl-C ends it"]
    lines = [f"{address}/ is for those who log in; Ctrl-C ends it"]
    if not address.startswith("https:") and not (config.web.public_url is None and is_loopback(config.web.host)):
        lines.append("niggle: over plain http passwords and links travel unencrypted; see docs/serve.md for TLS")
    return lines


def _begin_with_something(config: Config) -> None:
    """Let a store that no night has filled yet show what there is: who is here, and what to do."""
    try:
        with published(config.store.path):
            return
    except NotFoundError:
        with suppress(StoreBusyError):  # the first night is under way, and publishes when it is done
            publish_all(config)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise UsageError(f"{host}: cannot be listened at: {error.strerror}; mend --host or [web] host") from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(place)
        listening.listen(_WAITING)
    except OSError as error:
        listening.close()
        reason = f"port {port} of {host} cannot be had: {error.strerror}"
        raise UsageError(f"{reason}; end what uses it, or choose another with --port") from error
    return listening


def _run(config: Config, listening: socket.socket, path: Path) -> None:
    import uvicorn  # only who serves pays for it

    from niggle.web.connections import ConnectionLimits, bounded

    limits = ConnectionLimits(of_address=None) if config.web.behind_proxy else ConnectionLimits()
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(config, current=LiveConfig(config, path)), lifespan="on", ws="none", log_config=None,
            http=bounded(limits), backlog=_WAITING,
            log_level="warning", server_header=False,
            access_log=False,  # the addresses of links carry what opens them
            proxy_headers=False,  # which of them to trust is for the guard to say
            timeout_graceful_shutdown=_LAST_ANSWERS_S,
        )
    )  # fmt: skip
    _allow_open_files()
    gc.freeze()  # what is there now stays: to look through it again and again would cost a quarter of a squad's page
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _let_end)
    server.run(sockets=[listening])


def _allow_open_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(_OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _let_end(number: int, frame: FrameType | None) -> None:
    """The server raises the signal once more when it has ended in good order; then all is done."""
