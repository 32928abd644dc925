"""How to ask a service that may be slow, busy or down: a few times, not for long, and within one night.

A client library's own errors become these at the edge; `Retries` then asks again or gives up:

    SourceError
    ├── UnavailableError      no answer, or the service itself has failed; may pass
    ├── BusyError             too many requests, with how long to wait if it says; ends as RateLimitedError
    ├── NotThereError         what was asked for is not there
    └── RefusedError          this one thing is not given to this person
"""

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from time import sleep
from urllib.parse import urlsplit

from niggle.sources.base import RateLimitedError, SourceError

ATTEMPTS = 3
MAX_SKEW = timedelta(minutes=10)

_SHOWN = 4  # troubles in one line
_PAUSES_S = (2.0, 8.0)
_MAX_PAUSE_S = 120.0  # a longer Retry-After is for the next night
_MAX_PAUSES_S = 600.0  # in one night


class UnavailableError(SourceError):
    """No answer, or one that says that the service itself has failed; may pass."""


class NotThereError(SourceError):
    """The source does not have what was asked for."""


class RefusedError(SourceError):
    """The source does not give this one thing to this person."""


class BusyError(SourceError):
    """Too many requests; `retry_after_s` is how long the source wants to be left alone, if it says."""

    def __init__(self, message: str, *, retry_after_s: float | None = None) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(message)


def now() -> datetime:
    """This moment; in one place so that tests can choose it."""
    return datetime.now(UTC)


def pause(seconds: float) -> None:
    """Wait; in one place so that tests need not."""
    sleep(seconds)


def quiet(library: str) -> None:
    """Keep a client library from logging what it is told, which may hold secrets and repeats what we say ourselves."""
    logging.getLogger(library).setLevel(logging.CRITICAL + 1)


class Retries:
    """Asks again what may pass, and waits as the source wants it to."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._paused_s = 0.0

    def ask[T](self, question: Callable[[], T]) -> T:
        """The answer.

        Raises:
            RateLimitedError: if the source wants to be left alone for long, or does not say for how long.
            UnavailableError: if it fails again and again.
        """
        for wait_s in _PAUSES_S:
            try:
                return question()
            except BusyError as error:
                self._wait(error)
            except UnavailableError:
                if self._paused_s > _MAX_PAUSES_S:
                    raise
                self._pause(wait_s)
        try:
            return question()
        except BusyError as error:
            raise self._limited(error) from None

    def _wait(self, error: BusyError) -> None:
        wait_s = error.retry_after_s
        if wait_s is None or wait_s > _MAX_PAUSE_S or self._paused_s + wait_s > _MAX_PAUSES_S:
            raise self._limited(error) from None
        self._pause(wait_s)

    def _pause(self, seconds: float) -> None:
        pause(seconds)
        self._paused_s += seconds

    def _limited(self, error: BusyError) -> RateLimitedError:
        wait_s = error.retry_after_s
        retry_at = None if wait_s is None else now() + timedelta(seconds=wait_s)
        return RateLimitedError(f"{self._label}: rate limit reached", retry_at=retry_at)


def in_one(troubles: Sequence[SourceError]) -> SourceError:
    """All troubles of a visit as one error of one line; a single one as it is."""
    if len(troubles) == 1:
        return troubles[0]
    shown = "; ".join(str(trouble) for trouble in troubles[:_SHOWN])
    more = len(troubles) - _SHOWN
    return SourceError(f"{shown}; and {more} more" if more > 0 else shown)


def safe_url(url: str) -> str:
    """An address from the configuration, if secrets may be sent there: encrypted, or not leaving this machine.

    Raises:
        SourceError: otherwise.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise SourceError(f"{url}: secrets would go there for everyone to read; it has to begin with https://")
    return url.rstrip("/")


def retry_after_s(header: str | None) -> float | None:
    """Seconds that a Retry-After header asks for, whether it counts them or names a time; None if it does neither."""
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - now()).total_seconds())


def retry_at(header: str | None) -> datetime | None:
    """When a Retry-After header allows the next request; None if it does not say."""
    wait_s = retry_after_s(header)
    return None if wait_s is None else now() + timedelta(seconds=wait_s)


def skew_line(date_header: str | None, label: str) -> str | None:
    """One line if this machine's clock is far from the one behind a Date header; None if it is near, or unsaid."""
    try:
        theirs = parsedate_to_datetime(date_header or "")
    except ValueError:
        return None
    skew = now() - theirs.replace(tzinfo=theirs.tzinfo or UTC)
    if abs(skew) <= MAX_SKEW:
        return None
    minutes = round(abs(skew).total_seconds() / 60)
    return (
        f"this machine's clock is {minutes} minutes {'ahead of' if skew > timedelta(0) else 'behind'} {label}'s; set it"
    )
