"""The line to Strava: stravalib with tokens that outlive a crash, on the configured hosts.

stravalib keeps a rotated refresh token on its client object only, and the old one is dead from then on. So it is never
left to refresh on its own: this module does it before a request, and keeps the answer before the request is sent.
"""

import contextlib
import os
from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from niggle.config import StravaConfig
from niggle.errors import ConfigError
from niggle.sources import credentials, retries
from niggle.sources.base import CredentialsError, SourceChangedError
from niggle.sources.strava_faults import (
    SETTINGS_URL,
    Client,
    RevokedError,
    UnauthorizedError,
    UnwellError,
    checked_tokens,
    faults,
    token_fields,
)
from niggle.sources.strava_limits import RequestLimits
from niggle.sources.strava_streams import KIND

# Where stravalib believes Strava to be; the API moves to another host in January 2027, logins stay.
OAUTH_URL = "https://www.strava.com"
API_URL = "https://www.strava.com/api/v3"

CLIENT_ID, CLIENT_SECRET = "STRAVA_CLIENT_ID", "STRAVA_CLIENT_SECRET"
_TIMEOUT_S = (10.0, 30.0)  # to connect, between bytes; stravalib would wait for ever
_MARGIN_S = 300.0  # a token that ends sooner is renewed first

type Clock = Callable[[], datetime]


class Road(HTTPAdapter):
    """Sends what is meant for Strava to the configured hosts, with a timeout, and compares the clocks on the way."""

    def __init__(self, config: StravaConfig, now: Clock) -> None:
        super().__init__()
        self.oauth_url = _checked(config.oauth_url or OAUTH_URL, "oauth_url")
        self._routes = ((API_URL, _checked(config.base_url or API_URL, "base_url")), (OAUTH_URL, self.oauth_url))
        self._now = now
        self.clock_ahead_s = 0.0

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> requests.Response:
        """The answer of the host that the configuration names."""
        url = request.url or ""
        for meant, actual in self._routes:
            if url.startswith(meant + "/"):
                request.url = actual + url.removeprefix(meant)
                break
        if _is_loopback(request.url or ""):
            proxies = None
        response = super().send(request, stream, timeout or _TIMEOUT_S, verify, cert, proxies)
        with contextlib.suppress(KeyError, ValueError, TypeError):
            self.clock_ahead_s = (self._now() - parsedate_to_datetime(response.headers["Date"])).total_seconds()
        return response


def open_session(config: StravaConfig, now: Clock = retries.now) -> tuple[requests.Session, Road]:
    """A session whose road leads to the configured hosts; it follows no redirects, which the API has none of.

    Raises:
        ConfigError: if a configured address would carry tokens unencrypted.
    """
    road = Road(config, now)
    session = requests.Session()
    session.max_redirects = 0
    session.mount("https://", road)
    return session, road


def application() -> tuple[int, str]:
    """Id and secret of the Strava application, from the environment.

    Raises:
        CredentialsError: if they are not there.
    """
    client_id, secret = os.environ.get(CLIENT_ID, ""), os.environ.get(CLIENT_SECRET, "")
    if not (client_id.isascii() and client_id.isdecimal()) or not secret:
        raise CredentialsError(
            f"Strava: the id and secret of your application (see {SETTINGS_URL}) are not in the environment",
            command=f"export {CLIENT_ID}=… {CLIENT_SECRET}=…",
        )
    return int(client_id), secret


class StravaLine:
    """GET requests in the name of one athlete."""

    def __init__(self, config: StravaConfig, *, athlete_id: str, store_folder: Path, now: Clock = retries.now) -> None:
        self._athlete_id, self._store_folder, self._now = athlete_id, store_folder, now
        self._command = credentials.login_line(KIND, athlete_id)
        self._application = application()
        self._tokens = self._load()
        session, self._road = open_session(config, now)
        self._limits = RequestLimits()
        self._client = Client(requests_session=session, rate_limiter=self._note)  # type: ignore[arg-type]  # a callable
        self._client.protocol.client_id = None  # without it stravalib refreshes nothing by itself

    def need(self, wanted: int) -> None:
        """Pass if so many more requests are allowed now.

        Raises:
            RateLimitedError: with the time from which they are.
        """
        self._limits.need(wanted, self._now())

    def get(self, path: str, **parameters: object) -> object:
        """The parsed JSON at a path of the API.

        Raises:
            MissingError: if Strava has it not.
            RateLimitedError: if no more requests are allowed.
            CredentialsError: if a person has to log in again.
            SourceError: for every other fault.
        """
        if self._is_due():
            self._refresh()
        try:
            return self._ask(path, parameters)
        except UnauthorizedError as error:
            if any("permission" in name for name in error.names):
                raise
        # The token's time was not up by this computer's clock: the clock may be wrong, or the token was taken back.
        self._refresh()
        return self._ask(path, parameters)

    def _ask(self, path: str, parameters: Mapping[str, Any]) -> object:
        try:
            return self._ask_once(path, parameters)
        except UnwellError:  # most pass at once; a second failure is for the next night
            return self._ask_once(path, parameters)

    def _ask_once(self, path: str, parameters: Mapping[str, Any]) -> object:
        self.need(1)
        self._client.access_token = self._tokens["access_token"]
        with faults(self._command, self._limits, self._now()):
            return self._client.protocol.get(path, **parameters)

    def _note(self, headers: Mapping[str, str], _method: str) -> None:
        self._limits.note(headers, self._now())

    def _is_due(self) -> bool:
        now_s = self._now().timestamp() - self._road.clock_ahead_s
        return now_s + _MARGIN_S > float(self._tokens["expires_at"])

    def _refresh(self) -> None:
        """Take new tokens and keep them at once: the old refresh token may be dead from here on."""
        kept = self._load()
        if kept["refresh_token"] != self._tokens["refresh_token"]:
            self._tokens = kept  # another niggle was quicker
            if not self._is_due():
                return
        client_id, secret = self._application
        try:
            with faults(self._command, self._limits, self._now()), token_fields():
                answer = self._client.refresh_access_token(client_id, secret, kept["refresh_token"])
        except RevokedError:
            self._tokens = self._load()
            if self._tokens["refresh_token"] == kept["refresh_token"]:
                raise
            return  # another niggle was quicker by a moment
        self._tokens = kept | checked_tokens(cast(Mapping[str, Any], answer))
        credentials.save(self._store_folder, self._athlete_id, KIND, self._tokens)

    def _load(self) -> dict[str, Any]:
        tokens = credentials.load(self._store_folder, self._athlete_id, KIND)
        if tokens is None:
            raise CredentialsError("Strava: nobody has logged in for this athlete yet", command=self._command)
        try:
            checked_tokens(tokens)
        except SourceChangedError:
            raise CredentialsError("Strava: the tokens kept here are damaged", command=self._command) from None
        return tokens


def _checked(url: str, key: str) -> str:
    """An address without its last slash.

    Raises:
        ConfigError: if tokens would go over the network unencrypted.
    """
    if urlsplit(url).scheme != "https" and not (urlsplit(url).scheme == "http" and _is_loopback(url)):
        raise ConfigError(f"{key}: {url!r} does not start with https://, so tokens would be sent in the clear", key=key)
    return url.rstrip("/")


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
