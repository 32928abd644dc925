"""Every way in which a request to Strava can fail, each as one sentence that says what to do.

Nothing of the libraries' own messages is passed on: they carry addresses and bodies.
"""

import contextlib
import logging
import warnings
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import requests

from niggle.sources.base import CredentialsError, SourceChangedError, SourceError
from niggle.sources.strava_limits import RequestLimits

with warnings.catch_warnings():  # stravalib changes the warnings of the whole program when it is imported
    _shown_by = warnings.showwarning
    from stravalib import Client as Client
    from stravalib import exc as exc

    if warnings.showwarning is not _shown_by:
        logging.captureWarnings(False)

SETTINGS_URL = "https://www.strava.com/settings/api"


class MissingError(SourceError):
    """Strava has no such activity, or no streams of it."""


class UnwellError(SourceError):
    """Strava itself failed, or the way to it; trying again may help."""


class UnauthorizedError(CredentialsError):
    """A token or a permission that Strava does not accept; `names` says of what kind its entries are."""

    def __init__(self, message: str, *, command: str, names: frozenset[str]) -> None:
        self.names = names
        super().__init__(message, command=command)


class RevokedError(UnauthorizedError):
    """Strava knows the refresh token no more: the athlete took access away."""


@contextlib.contextmanager
def faults(command: str, limits: RequestLimits, now: datetime) -> Iterator[None]:
    """What stravalib and requests raise inside, as errors of sources; `command` is the line to log in again."""
    try:
        yield
    except exc.Fault as fault:
        raise _of_fault(fault, command, limits, now) from None
    except requests.RequestException as error:
        raise of_transport(error) from None


def _of_fault(fault: exc.Fault, command: str, limits: RequestLimits, now: datetime) -> SourceError:
    status = 200 if fault.response is None else fault.response.status_code
    if isinstance(fault, exc.ApplicationInactive):
        return SourceError(
            "Strava has switched this application off, because the account that owns it has no subscription; "
            f"subscribe again and switch it on at {SETTINGS_URL}, or take Strava out of the configuration"
        )
    if status == 404:
        return MissingError("Strava: not found")
    if status == 429:
        return limits.refused({} if fault.response is None else fault.response.headers, now)
    if status in (400, 401):
        return _unauthorized(_names(fault), command)
    if status == 403:
        return CredentialsError("Strava refuses to show this athlete's activities (403)", command=command)
    if status >= 500:
        return UnwellError(f"Strava itself failed ({status}); the next sync tries again")
    return SourceError(f"Strava answered with an error ({status}); the next sync tries again")


def _unauthorized(names: frozenset[str], command: str) -> SourceError:
    """400 and 401 by what Strava's entries name: the application, a permission, or else the token."""
    if "Application" in names:
        return SourceError(
            "Strava does not know this application: STRAVA_CLIENT_ID and STRAVA_CLIENT_SECRET in the environment are "
            f"not those shown at {SETTINGS_URL}; correct them there"
        )
    if any("permission" in name for name in names):
        message = "Strava was not given the permission to read activities; leave its box ticked"
        return UnauthorizedError(message, command=command, names=names)
    message = "Strava no longer accepts this login, which was revoked or has ended"
    kind = RevokedError if "RefreshToken" in names else UnauthorizedError
    return kind(message, command=command, names=names)


def of_transport(error: requests.RequestException) -> SourceError:
    """What a failed connection means."""
    match error:
        case requests.exceptions.JSONDecodeError() | requests.TooManyRedirects():
            return SourceError(
                "Strava answered with a page instead of data (maintenance, or the login page of a network); "
                "the next sync tries again"
            )
        case requests.exceptions.SSLError():
            return SourceError("no secure connection to Strava; check this computer's clock and network")
        case requests.Timeout():
            return UnwellError("Strava did not answer in time; the next sync tries again")
        case requests.ConnectionError() | requests.exceptions.ChunkedEncodingError():
            return UnwellError("the connection to Strava failed; check the network, the next sync tries again")
        case _:
            return SourceError("a request to Strava failed; the next sync tries again")


@contextlib.contextmanager
def token_fields() -> Iterator[None]:
    """A token answer that stravalib cannot take apart, by the name of the field."""
    try:
        yield
    except (KeyError, TypeError, AttributeError) as error:
        field = str(error.args[0]) if isinstance(error, KeyError) else "token"
        raise SourceChangedError("Strava's login answers in another form than niggle knows", field=field) from None


def checked_tokens(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The three fields of a token answer.

    Raises:
        SourceChangedError: naming the one that is missing or of another type.
    """
    tokens = {}
    for field, kind in (("access_token", str), ("refresh_token", str), ("expires_at", int)):
        tokens[field] = answer.get(field)
        if not isinstance(tokens[field], kind) or isinstance(tokens[field], bool) or not tokens[field]:
            raise SourceChangedError("Strava's login answers in another form than niggle knows", field=field)
    return tokens


def _names(fault: exc.Fault) -> frozenset[str]:
    """The resources and fields that Strava's error answer names, as far as there are any."""
    try:
        body = None if fault.response is None else fault.response.json()
    except ValueError:
        return frozenset()
    entries = body.get("errors") if isinstance(body, dict) else None
    entries = [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    return frozenset(str(entry.get(key)) for entry in entries for key in ("resource", "field"))
