"""How many requests Strava still allows this application, from the headers of its answers.

stravalib's own limiter sleeps until the limit is over: minutes, or until midnight. This one says when to stop.
Limits count for quarters of an hour (from minute 0, 15, 30, 45) and days (from midnight UTC), for all requests and
for reads alone; they differ between applications, so only the headers are believed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from niggle.sources.base import RateLimitedError

_QUARTER = timedelta(minutes=15)
_DAY = timedelta(days=1)
_PAIRS = (("X-RateLimit-Limit", "X-RateLimit-Usage"), ("X-ReadRateLimit-Limit", "X-ReadRateLimit-Usage"))


@dataclass(frozen=True, slots=True)
class _Span:
    """The requests left until `ends_at`."""

    left: int
    limit: int
    ends_at: datetime


class RequestLimits:
    """What the last answer said; nothing is held back until one has."""

    def __init__(self) -> None:
        self._spans: tuple[_Span, ...] = ()

    def note(self, headers: Mapping[str, str], now: datetime) -> None:
        """Read the headers of an answer; without any, or with odd ones, the earlier ones stand."""
        spans: list[_Span] = []
        for limit_name, usage_name in _PAIRS:
            limits, usages = _numbers(headers.get(limit_name)), _numbers(headers.get(usage_name))
            if len(limits) == 2 and len(usages) == 2:
                ends = (_end(now, _QUARTER), _end(now, _DAY))
                spans += [
                    _Span(limit - usage, limit, end) for limit, usage, end in zip(limits, usages, ends, strict=True)
                ]
        if spans:
            self._spans = tuple(spans)

    def need(self, requests: int, now: datetime) -> None:
        """Pass if so many more requests are allowed now.

        Raises:
            RateLimitedError: with the time from which they are.
        """
        short = [span.ends_at for span in self._spans if now < span.ends_at and span.left < min(requests, span.limit)]
        if short:
            raise _limited(max(short))

    def refused(self, headers: Mapping[str, str], now: datetime) -> RateLimitedError:
        """What to raise after an answer 429, whose headers have been noted."""
        used_up = [span.ends_at for span in self._spans if now < span.ends_at and span.left <= 0]
        asked = _retry_after(headers.get("Retry-After"), now)
        return _limited(max([*used_up, *([asked] if asked else [])], default=_end(now, _QUARTER)))


def _limited(retry_at: datetime) -> RateLimitedError:
    return RateLimitedError("Strava's limit of requests is used up", retry_at=retry_at)


def _end(now: datetime, span: timedelta) -> datetime:
    """The end of the quarter or day that `now` is in."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + ((now - midnight) // span + 1) * span


def _numbers(header: str | None) -> list[int]:
    parts = (header or "").replace(" ", "").split(",")
    return [int(part) for part in parts] if all(part.isdecimal() for part in parts) else []


def _retry_after(header: str | None, now: datetime) -> datetime | None:
    """Seconds, or a date; None for anything else."""
    if header is None:
        return None
    if header.strip().isdecimal():
        return now + timedelta(seconds=min(int(header), 7 * 86_400))
    try:
        return parsedate_to_datetime(header).astimezone(UTC)
    except ValueError:
        return None
