"""When to stop asking, and until when."""

from datetime import UTC, datetime

import pytest

from niggle.sources.base import RateLimitedError
from niggle.sources.strava_limits import RequestLimits

NOW = datetime(2026, 3, 2, 19, 7, 30, tzinfo=UTC)


def headers(*, every=("200,2000", "1,1"), reads=None):
    found = {"X-RateLimit-Limit": every[0], "X-RateLimit-Usage": every[1]}
    if reads is not None:
        found |= {"X-ReadRateLimit-Limit": reads[0], "X-ReadRateLimit-Usage": reads[1]}
    return found


def until(limits, wanted=1, now=NOW):
    """When so many requests are allowed again; None if they are now."""
    try:
        limits.need(wanted, now)
    except RateLimitedError as error:
        return error.retry_at
    return None


def after(found):
    limits = RequestLimits()
    limits.note(found, NOW)
    return limits


def test_nothing_is_held_back_before_the_first_answer():
    assert until(RequestLimits(), 1000) is None


@pytest.mark.parametrize(
    ("found", "wanted", "expected"),
    [
        (headers(every=("200,2000", "199,300")), 1, None),
        (headers(every=("200,2000", "199,300")), 2, (2, 19, 15)),
        (headers(every=("200,2000", "200,300")), 1, (2, 19, 15)),
        (headers(every=("200,2000", "207,300")), 1, (2, 19, 15)),
        (headers(every=("200,2000", "3,2000")), 1, (3, 0, 0)),
        (headers(every=("200,2000", "200,2000")), 1, (3, 0, 0)),
        (headers(reads=("100,1000", "100,300")), 1, (2, 19, 15)),
        (headers(reads=("100,1000", "10,999")), 2, (3, 0, 0)),
        (headers(reads=("100,1000", "10,999")), 1, None),
        (headers(every=("1,2000", "0,0")), 2, None),  # a limit that two never fit into is taken one by one
        (headers(every=("many,2000", "200,2000")), 1, None),
        (headers(every=("200", "200")), 1, None),
        ({}, 1, None),
    ],
)
def test_the_headers_decide(found, wanted, expected):
    at = until(after(found), wanted)
    assert (at and (at.day, at.hour, at.minute)) == expected


def test_a_new_quarter_and_a_new_day_begin_anew():
    used_up = after(headers(every=("200,2000", "200,300")))
    assert until(used_up, now=NOW.replace(minute=14, second=59)) is not None
    assert until(used_up, now=NOW.replace(minute=15, second=0)) is None
    day = after(headers(every=("200,2000", "3,2000")))
    assert until(day, now=NOW.replace(hour=23)) is not None
    assert until(day, now=NOW.replace(day=3, hour=0, minute=0)) is None


def test_an_answer_without_headers_changes_nothing():
    limits = after(headers(every=("200,2000", "200,300")))
    limits.note({}, NOW)
    assert until(limits) is not None
