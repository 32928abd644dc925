"""Garmin Connect as its own app reaches it, for who cannot make a key of the Personal API.

A person logs in once, with password and code, and neither is kept. Nights only use the tokens of that login and
refresh them; a token that is dead needs a person. 429 is final for the night.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from http import HTTPStatus
from pathlib import Path
from typing import Any

import requests
from garminconnect import (
    Garmin,
    GarminConnectAuthenticationError,
    GarminConnectConnectionError,
    GarminConnectNotFoundError,
    GarminConnectTooManyRequestsError,
)

from niggle.config import GarminConfig
from niggle.sources import credentials
from niggle.sources.base import (
    OWN_FILES,
    Arrival,
    CredentialsError,
    RateLimitedError,
    SourceChangedError,
    SourceError,
)
from niggle.sources.garmin_common import PAGE, FetchSession
from niggle.sources.retries import NotThereError, RefusedError, UnavailableError, quiet, retry_at, safe_url, skew_line

KIND = "garmin"

_CODE_ATTEMPTS = 3
_TIMEOUT_S = 30.0


class GarminSource:
    """An athlete's activities by the app's way."""

    kind = KIND
    terms = OWN_FILES

    def __init__(
        self, config: GarminConfig, *, athlete_id: str, store_folder: Path, timeout_s: float = _TIMEOUT_S
    ) -> None:
        self._config, self._athlete_id, self._store_folder = config, athlete_id, store_folder
        self._timeout_s = timeout_s

    def fetch(self, seen: Mapping[str, str]) -> Iterator[Arrival]:
        """What is new, changed or gone in Garmin Connect.

        Raises:
            CredentialsError: if nobody has logged in yet, or the tokens are dead.
            RateLimitedError: if Garmin asks for patience.
            SourceError: for all else that a person should hear of.
        """
        login_line = credentials.login_line(KIND, self._athlete_id)
        secrets = credentials.load(self._store_folder, self._athlete_id, KIND)
        if secrets is None:
            raise CredentialsError("nobody has logged in to Garmin Connect yet", command=login_line)
        garmin = _garmin(self._config)
        try:
            garmin.client.loads(json.dumps(secrets))
        except GarminConnectConnectionError:
            raise CredentialsError("the tokens kept for Garmin Connect are damaged", command=login_line) from None

        def save(kept: Mapping[str, Any]) -> None:
            credentials.save(self._store_folder, self._athlete_id, KIND, kept)

        api = _ConnectApi(garmin, timeout_s=self._timeout_s, login_line=login_line, save=save)
        yield from FetchSession(api, kind=KIND, seen=seen).arrivals()


def login(
    config: GarminConfig,
    *,
    athlete_id: str,
    store_folder: Path,
    email: str,
    password: str,
    ask_code: Callable[[], str],
) -> None:
    """Log in with a person at hand and keep the tokens; `ask_code` is called if Garmin sends a code, again if wrong.

    Raises:
        CredentialsError: if Garmin does not accept what was entered.
        SourceError: if Garmin cannot be reached, or blocks this machine.
    """
    login_line = credentials.login_line(KIND, athlete_id)
    client = _garmin(config, return_on_mfa=True).client
    try:
        status, state = client.login(email, password, return_on_mfa=True)
        if status == "needs_mfa":
            _finish(client, state, ask_code)
    except GarminConnectTooManyRequestsError:
        raise SourceError(
            "Garmin blocks logins from here for now; wait some hours, or log in from another network"
        ) from None
    except GarminConnectAuthenticationError:
        raise CredentialsError("Garmin did not accept the e-mail, password or code", command=login_line) from None
    except (GarminConnectConnectionError, OSError):
        raise SourceError("Garmin's sign-in cannot be reached or has changed; try again later") from None
    if not client.di_token or not client.di_refresh_token:
        raise SourceError("Garmin gave a session that cannot be kept; try again later")
    credentials.save(store_folder, athlete_id, KIND, json.loads(client.dumps()))


def state(config: GarminConfig, *, athlete_id: str, store_folder: Path) -> tuple[bool, str]:
    """Whether nothing stands in the way of the next sync as far as this machine can tell, and a line that says it.

    Raises:
        CredentialsError: if what was saved cannot be read.
    """
    login_line = credentials.login_line(KIND, athlete_id)
    secrets = credentials.load(store_folder, athlete_id, KIND)
    if secrets is None:
        return False, f"nobody has logged in yet; run `{login_line}`"
    if not secrets.get("di_refresh_token"):
        return False, f"the tokens cannot be refreshed; run `{login_line}`"
    return True, "logged in; the tokens are refreshed at night"


def _finish(client: Any, state: Any, ask_code: Callable[[], str]) -> None:
    """The second half of a login: the code that Garmin has sent."""
    for attempt in range(1, _CODE_ATTEMPTS + 1):
        try:
            client.resume_login(state, ask_code())
        except GarminConnectAuthenticationError:
            if attempt == _CODE_ATTEMPTS:
                raise
        else:
            return


def _garmin(config: GarminConfig, *, return_on_mfa: bool = False) -> Garmin:
    quiet("garminconnect")
    garmin = Garmin(retry_attempts=0, return_on_mfa=return_on_mfa)  # what may pass is asked again by `Retries`
    if config.base_url is not None:
        garmin.client._connectapi = safe_url(config.base_url)
    if config.token_url is not None:
        garmin.client._di_token_url = safe_url(config.token_url)
    if config.login_url is not None:
        garmin.client._sso = safe_url(config.login_url)
    return garmin


class _ConnectApi:
    """`garminconnect`, its errors turned into ours; tokens are kept as soon as they have changed."""

    def __init__(
        self, garmin: Garmin, *, timeout_s: float, login_line: str, save: Callable[[Mapping[str, Any]], None]
    ) -> None:
        self._garmin, self._client, self._timeout_s = garmin, garmin.client, timeout_s
        self._login_line, self._save = login_line, save
        self._kept = self._client.dumps()
        self._headers: Mapping[str, str] = {}
        self._client._api_session.hooks["response"].append(self._note)

    def listing(self, start: int, *, since: date | None, until: date | None) -> object:
        """One page of the listing."""
        params: dict[str, str] = {"start": str(start), "limit": str(PAGE)}
        if since is not None:
            params["startDate"] = since.isoformat()
        if until is not None:
            params["endDate"] = until.isoformat()
        return self._json(self._garmin.garmin_connect_activities, params=params)

    def details(self, activity_id: str) -> object:
        """All that is said about an activity."""
        return self._json(f"{self._garmin.garmin_connect_activity}/{activity_id}")

    def original(self, activity_id: str) -> bytes:
        """The original, in its ZIP."""
        path = f"{self._garmin.garmin_connect_fit_download}/{activity_id}"
        data: bytes = self._ask(lambda: self._garmin.download(path, timeout=self._timeout_s))
        if not data:
            raise UnavailableError("Garmin sent nothing")
        return data

    def remarks(self) -> list[str]:
        """Nothing: the tokens are renewed by themselves."""
        return []

    def notices(self) -> list[SourceError]:
        """A clock that is wrong."""
        line = skew_line(self._headers.get("Date"), "Garmin")
        return [] if line is None else [SourceError(line)]

    def _json(self, path: str, **kwargs: Any) -> object:
        return self._ask(lambda: self._garmin.connectapi(path, timeout=self._timeout_s, **kwargs))

    def _ask(self, question: Callable[[], Any]) -> Any:
        if self._client._token_expires_soon():
            self._refresh()
        before = self._kept
        try:
            return self._translated(question)
        except GarminConnectAuthenticationError:
            if self._kept != before:
                raise self._dead() from None  # refused with fresh tokens too
        self._refresh()  # the client keeps to itself why it could not
        try:
            return self._translated(question)
        except GarminConnectAuthenticationError:
            raise self._dead() from None

    def _refresh(self) -> None:
        """New tokens for old.

        Raises:
            CredentialsError: if Garmin does not take the old ones.
        """
        try:
            self._client._refresh_di_token()
        except GarminConnectAuthenticationError as error:
            status = str(error)[-3:]
            if status == "429":
                raise RateLimitedError("Garmin: rate limit reached") from None
            if status.startswith("5"):
                raise UnavailableError(f"Garmin's service failed (HTTP {status})") from None
            raise self._dead() from None
        except OSError:  # what both HTTP libraries raise derives from it
            raise UnavailableError("the connection to Garmin failed or broke off") from None
        except ValueError:
            raise UnavailableError("Garmin answered with something that is no JSON") from None
        except (KeyError, TypeError):
            raise SourceChangedError("Garmin answers in another form than it did", field="access_token") from None
        finally:
            self._keep()

    def _translated(self, question: Callable[[], Any]) -> Any:
        try:
            return question()
        except GarminConnectTooManyRequestsError as error:
            raise RateLimitedError("Garmin: rate limit reached", retry_at=retry_at(_header(error))) from None
        except GarminConnectNotFoundError:
            raise NotThereError("Garmin does not have it (HTTP 404)") from None
        except GarminConnectConnectionError as error:
            raise _error_of(error) from None
        finally:
            self._keep()

    def _keep(self) -> None:
        if (tokens := self._client.dumps()) != self._kept:
            self._save(json.loads(tokens))
            self._kept = tokens

    def _dead(self) -> CredentialsError:
        return CredentialsError("Garmin no longer takes the tokens of the last login", command=self._login_line)

    def _note(self, response: requests.Response, *_args: Any, **_kwargs: Any) -> None:
        self._headers = response.headers


def _header(error: BaseException) -> str | None:
    """The Retry-After header of the answer behind an error, if there is one."""
    response = getattr(error.__cause__, "response", None)
    return None if response is None else response.headers.get("Retry-After")


def _error_of(error: GarminConnectConnectionError) -> SourceError:
    """Our error for one of the client's."""
    status = getattr(error.response, "status_code", None)
    if status is None:
        if isinstance(error.__cause__, requests.exceptions.JSONDecodeError):
            return UnavailableError("Garmin answered with something that is no JSON")
        if isinstance(error.__cause__, requests.exceptions.Timeout):
            return UnavailableError("Garmin did not answer in time")
        return UnavailableError("the connection to Garmin failed or broke off")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return UnavailableError(f"Garmin's service failed (HTTP {status})")
    if status == HTTPStatus.FORBIDDEN and "html" in error.response.headers.get("Content-Type", "").lower():
        return UnavailableError("Garmin answered with a web page (HTTP 403): programs are kept out for now")
    return RefusedError(f"Garmin refuses (HTTP {status})")
