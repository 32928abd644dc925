"""Garmin's official Connect Personal API: a key that the runner made, exchanged for tokens of 24 hours. No password.

Garmin's own client asks; it neither pages nor tries again, which is done in `garmin_common` and `patience`. Requests
go one after another: of twelve at once Garmin refused some.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import requests
from garmin_personal_api import GarminPersonalApiClient, GarminPersonalApiError, HttpError, PersonalApiAuthenticator
from garmin_personal_api.constants import BASE_URL_ENV_VAR

from niggle.config import GarminPersonalConfig
from niggle.sources import credentials
from niggle.sources.base import OWN_FILES, Arrival, CredentialsError, SourceChangedError, SourceError
from niggle.sources.garmin_common import PAGE, FetchSession
from niggle.sources.retries import (
    BusyError,
    NotThereError,
    RefusedError,
    Retries,
    UnavailableError,
    now,
    quiet,
    retry_after_s,
    safe_url,
    skew_line,
)

KIND = "garmin_personal"
KEY_PAGE = "https://connect.garmin.com/app/settings/personalApiToken"
EXPIRY_WARNING = timedelta(days=14)
EXPIRY_URGENT = timedelta(days=3)

_TOKEN_MARGIN = timedelta(hours=1)
_TIMEOUT_S = 30.0


class GarminPersonalSource:
    """An athlete's activities by the official API."""

    kind = KIND
    terms = OWN_FILES

    def __init__(
        self, config: GarminPersonalConfig, *, athlete_id: str, store_folder: Path, timeout_s: float = _TIMEOUT_S
    ) -> None:
        self._config, self._athlete_id, self._store_folder = config, athlete_id, store_folder
        self._timeout_s = timeout_s

    def fetch(self, seen: Mapping[str, str]) -> Iterator[Arrival]:
        """What is new, changed or gone in Garmin Connect.

        Raises:
            CredentialsError: if there is no key, or Garmin no longer takes it, or it expires soon.
            RateLimitedError: if Garmin asks for patience.
            SourceError: for all else that a person should hear of.
        """
        secrets = credentials.load(self._store_folder, self._athlete_id, KIND)
        if secrets is None or not secrets.get("key"):
            raise CredentialsError("there is no key for Garmin's Personal API yet", command=self._login_line)
        with requests.Session() as session:
            api = _PersonalApi(
                session, secrets, base_url=base_url(self._config), timeout_s=self._timeout_s,
                login_line=self._login_line, save=self._save,
            )  # fmt: skip
            yield from FetchSession(api, kind=KIND, seen=seen).arrivals()

    @property
    def _login_line(self) -> str:
        return credentials.login_line(KIND, self._athlete_id)

    def _save(self, secrets: Mapping[str, Any]) -> None:
        credentials.save(self._store_folder, self._athlete_id, KIND, secrets)


def login(
    config: GarminPersonalConfig, *, athlete_id: str, store_folder: Path, key: str, expires_on: date | None
) -> None:
    """Try a key that the runner made, and keep it if Garmin takes it.

    Raises:
        CredentialsError: if Garmin does not take it.
        SourceError: if that cannot be found out now.
    """
    login_line = credentials.login_line(KIND, athlete_id)
    if not (key.strip().isascii() and key.strip().isprintable() and key.strip()):
        raise CredentialsError("that is no key: it has signs that no key has", command=login_line)
    secrets = {"key": key.strip(), "expires_on": None if expires_on is None else expires_on.isoformat()}

    def save(kept: Mapping[str, Any]) -> None:
        credentials.save(store_folder, athlete_id, KIND, kept)

    with requests.Session() as session:
        api = _PersonalApi(
            session, secrets, base_url=base_url(config), timeout_s=_TIMEOUT_S,
            login_line=login_line, save=save,
        )  # fmt: skip
        Retries("Garmin").ask(api.exchange)


def state(config: GarminPersonalConfig, *, athlete_id: str, store_folder: Path) -> tuple[bool, str]:
    """Whether nothing stands in the way of the next sync as far as this machine can tell, and a line that says it.

    Raises:
        CredentialsError: if what was saved cannot be read.
    """
    login_line = credentials.login_line(KIND, athlete_id)
    secrets = credentials.load(store_folder, athlete_id, KIND)
    if secrets is None:
        return False, f"no key yet; make one at {KEY_PAGE} and run `{login_line}`"
    expires_on = _expires_on(secrets)
    if line := expiry_line(expires_on, now().date()):
        return expires_on is not None and not is_urgent(expires_on, now().date()), f"{line} and run `{login_line}`"
    until = "it is not known when it expires" if expires_on is None else f"it expires on {expires_on}"
    return True, f"there is a key; {until}"


def base_url(config: GarminPersonalConfig) -> str | None:
    """Where the API is, if not where Garmin's client knows it to be.

    Raises:
        SourceError: if the key would be sent there unencrypted.
    """
    url = config.base_url or os.environ.get(BASE_URL_ENV_VAR)
    return None if url is None else safe_url(url)


def expiry_line(expires_on: date | None, today: date) -> str | None:
    """One line from 14 days before a key expires; None before, or if it is not known when."""
    if expires_on is None or expires_on - today > EXPIRY_WARNING:
        return None
    days = (expires_on - today).days
    when = f"expires on {expires_on}" if days > 0 else f"has expired on {expires_on}"
    return f"the key for Garmin's Personal API {when}; make a new one at {KEY_PAGE}"


def is_urgent(expires_on: date, today: date) -> bool:
    """Whether a key ends so soon that its owner has to act now."""
    return expires_on - today <= EXPIRY_URGENT


def _expires_on(secrets: Mapping[str, Any]) -> date | None:
    try:
        return date.fromisoformat(str(secrets.get("expires_on")))
    except ValueError:
        return None


class _PersonalApi:
    """Garmin's client, its errors turned into ours without what the answers said, which might repeat a secret."""

    def __init__(
        self,
        session: requests.Session,
        secrets: Mapping[str, Any],
        *,
        base_url: str | None,
        timeout_s: float,
        login_line: str,
        save: Callable[[Mapping[str, Any]], None],
    ) -> None:
        quiet("garmin_personal_api")
        self._secrets, self._login_line, self._save = dict(secrets), login_line, save
        self._headers: Mapping[str, str] = {}
        session.hooks["response"].append(self._note)
        # No file of the client's own: tokens are kept where the key is.
        self._authenticator = PersonalApiAuthenticator(
            timeout=timeout_s, session=session, bearer_token_cache_file=os.devnull
        )
        self._client = GarminPersonalApiClient("none yet", timeout=timeout_s, session=session)
        if base_url is not None:
            self._authenticator.base_url = self._client.base_url = base_url
        self._has_token = False

    def listing(self, start: int, *, since: date | None, until: date | None) -> object:
        """One page of the listing."""
        try:
            return self._ask(
                lambda: self._client.search_activities(start=start, limit=PAGE, start_date=since, end_date=until)
            )
        except RefusedError:
            raise CredentialsError(
                f"Garmin does not let this key read activities (HTTP 403); make a new one at {KEY_PAGE}",
                command=self._login_line,
            ) from None

    def details(self, activity_id: str) -> object:
        """All that is said about an activity."""
        return self._ask(lambda: self._client.get_activity(activity_id))

    def original(self, activity_id: str) -> bytes:
        """The original, in its ZIP."""
        return self._ask(lambda: self._client.download_activity(activity_id))

    def remarks(self) -> list[str]:
        """A key that expires in some days."""
        line = expiry_line(_expires_on(self._secrets), now().date())
        return [f"{line} and run `{self._login_line}`"] if line and not self._is_urgent() else []

    def _is_urgent(self) -> bool:
        expires_on = _expires_on(self._secrets)
        return expires_on is not None and is_urgent(expires_on, now().date())

    def notices(self) -> list[SourceError]:
        """A key that expires any day; a clock that is wrong."""
        notices: list[SourceError] = []
        if self._is_urgent() and (line := expiry_line(_expires_on(self._secrets), now().date())):
            notices.append(CredentialsError(line, command=self._login_line))
        if line := skew_line(self._headers.get("Date"), "Garmin"):
            notices.append(SourceError(line))
        return notices

    def exchange(self) -> None:
        """The key for a token of 24 hours, kept beside it.

        Raises:
            CredentialsError: if Garmin does not take the key.
        """
        try:
            token = self._translated(
                lambda: self._authenticator.obtain_token(self._secrets.get("key"), force_refresh=True)  # type: ignore[arg-type]
            )
        except (_UnauthorizedError, RefusedError):
            raise CredentialsError(
                f"Garmin does not take the key: it has expired, was revoked or is mistyped; make one at {KEY_PAGE}",
                command=self._login_line,
            ) from None
        except NotThereError:
            raise SourceChangedError("Garmin's Personal API has moved", field="token") from None
        self._secrets |= {"token": token.access_token, "token_expires_at": token.expires_at}
        self._save(self._secrets)
        self._use(token.access_token)

    def _ask[T](self, question: Callable[[], T]) -> T:
        if not self._has_token and not self._use_kept_token():
            self.exchange()
        try:
            return self._translated(question)
        except _UnauthorizedError:
            self.exchange()  # the token was revoked, or this clock is wrong
        try:
            return self._translated(question)
        except _UnauthorizedError:
            raise CredentialsError("Garmin refuses what it gave for the key", command=self._login_line) from None

    def _use_kept_token(self) -> bool:
        token, expires_at = self._secrets.get("token"), self._secrets.get("token_expires_at")
        if not isinstance(token, str) or not isinstance(expires_at, int | float):
            return False
        if expires_at - now().timestamp() < _TOKEN_MARGIN.total_seconds():
            return False
        self._use(token)
        return True

    def _use(self, token: str) -> None:
        self._client.update_bearer_token(token)
        self._has_token = True

    def _note(self, response: requests.Response, *_args: Any, **_kwargs: Any) -> None:
        self._headers = response.headers

    def _translated[T](self, question: Callable[[], T]) -> T:
        try:
            return question()
        except HttpError as error:
            status = error.status_code
        except requests.exceptions.JSONDecodeError:
            raise UnavailableError("Garmin answered with something that is no JSON") from None
        except requests.exceptions.Timeout:
            raise UnavailableError("Garmin did not answer in time") from None
        except requests.exceptions.RequestException:
            raise UnavailableError("the connection to Garmin failed or broke off") from None
        except GarminPersonalApiError as error:
            if "JWT" in str(error):
                raise SourceChangedError("Garmin gave a token of another form than it did", field="exp") from None
            raise UnavailableError("Garmin sent nothing") from None
        if status == HTTPStatus.FORBIDDEN and "html" in self._headers.get("Content-Type", "").lower():
            raise UnavailableError("Garmin answered with a web page (HTTP 403): programs are kept out for now")
        raise _error_of(status, self._headers.get("Retry-After"))


class _UnauthorizedError(SourceError):
    """HTTP 401: the token, or the key that is exchanged for one, is not taken."""


def _error_of(status: int, retry_after: str | None) -> SourceError:
    """Our error for an HTTP status."""
    if status == HTTPStatus.UNAUTHORIZED:
        return _UnauthorizedError("Garmin does not take the token (HTTP 401)")
    if status == HTTPStatus.NOT_FOUND:
        return NotThereError("Garmin does not have it (HTTP 404)")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return BusyError("too many requests (HTTP 429)", retry_after_s=retry_after_s(retry_after))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
        return UnavailableError(f"Garmin's service failed (HTTP {status})")
    return RefusedError(f"Garmin refuses (HTTP {status})")
