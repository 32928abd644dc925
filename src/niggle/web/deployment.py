"""How the pages are reached: at this machine alone, or by others, who then have to log in."""

import hashlib
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from niggle.config import Config

_NAMES_OF_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "[::1]"})


@dataclass(frozen=True, slots=True)
class Deployment:
    """What follows from `[web]` of the configuration.

    `is_local`: only this machine can reach the pages, so nobody has to log in. `hosts`: the names under which it may
    then be asked for, so that no other site's name can be bent to it. `netloc`: the host of `public_url`. `path`: where
    below it the pages are, ending with "/". `cookie`: the name of the one cookie, apart from another niggle's on the
    same machine, since cookies do not know ports.
    """

    is_local: bool
    hosts: frozenset[str]
    netloc: str | None
    path: str
    is_secure: bool
    behind_proxy: bool
    cookie: str


def deployment_of(config: Config) -> Deployment:
    """How the pages of a configuration are reached."""
    web = config.web
    public = None if web.public_url is None else urlsplit(web.public_url)
    path = "/" if public is None else f"{public.path.rstrip('/')}/"
    is_secure = public is not None and public.scheme == "https"
    # A browser takes a name with such a start only over TLS, and __Host- from no neighbouring domain.
    start = "" if not is_secure else "__Host-" if path == "/" else "__Secure-"
    store = hashlib.sha256(str(config.store.path).encode()).hexdigest()[:8]
    return Deployment(
        is_local=public is None and is_loopback(web.host),
        hosts=_NAMES_OF_THIS_MACHINE | {_as_host(web.host)},
        netloc=None if public is None else public.netloc.lower(),
        path=path,
        is_secure=is_secure,
        behind_proxy=web.behind_proxy,
        cookie=f"{start}niggle_{store}",
    )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens there."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def address_of(config: Config, port: int | None = None) -> str:
    """Where the pages begin, without a "/" at the end; `port` is the one in use, if not that of the configuration."""
    web = config.web
    if web.public_url is not None:
        return web.public_url
    return f"http://{_as_host(web.host)}:{web.port if port is None else port}"


def _as_host(host: str) -> str:
    """A host as it stands in an address: IPv6 in brackets."""
    return f"[{host.strip('[]')}]".lower() if ":" in host else host.lower()
