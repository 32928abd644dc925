"""Waiting and asking again, without waiting."""

from datetime import UTC, datetime
from typing import Any

import pytest

from niggle.sources import RateLimitedError, SourceError, retries
from niggle.sources.retries import BusyError, Retries, UnavailableError, retry_after_s, safe_url, skew_line

NOW = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    pauses: list[float] = []
    monkeypatch.setattr(retries, "pause", pauses.append)
    monkeypatch.setattr(retries, "now", lambda: NOW)
    return pauses


def answers(*what: Any) -> Any:
    """A question that is answered, or fails, in turn."""
    left = list(what)

    def question() -> Any:
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return question


def busy(seconds: float | None) -> BusyError:
    return BusyError("busy", retry_after_s=seconds)


def test_what_passes_is_asked_again(waited):
    assert Retries("x").ask(answers(UnavailableError("a"), UnavailableError("b"), 7)) == 7
    assert waited == [2.0, 8.0]


def test_what_does_not_pass_is_given_up(waited):
    with pytest.raises(UnavailableError, match="c"):
        Retries("x").ask(answers(*map(UnavailableError, "abc")))


def test_a_short_wait_is_waited(waited):
    assert Retries("x").ask(answers(busy(14.0), 7)) == 7
    assert waited == [14.0]


@pytest.mark.parametrize(("seconds", "until"), [(3600.0, NOW.replace(hour=4)), (None, None)])
def test_a_long_or_unsaid_wait_is_for_the_next_night(waited, seconds, until):
    with pytest.raises(RateLimitedError) as caught:
        Retries("x").ask(answers(busy(seconds)))
    assert caught.value.retry_at == until
    assert waited == []


def test_all_waits_of_a_night_have_an_end(waited):
    patient = Retries("x")
    for _ in range(6):
        patient.ask(answers(busy(100.0), 7))
    with pytest.raises(RateLimitedError):
        patient.ask(answers(busy(100.0), 7))
    assert sum(waited) == 600.0


def test_other_errors_are_not_asked_again(waited):
    with pytest.raises(SourceError, match="no"):
        Retries("x").ask(answers(SourceError("no")))
    assert waited == []


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("14", 14.0), (" 0 ", 0.0), ("Mon, 23 Nov 2026 03:31:00 GMT", 60.0), ("Mon, 23 Nov 2026 03:29:00 GMT", 0.0),
        ("soon", None), ("-5", None), ("", None), (None, None), ("٣", None),
    ],
)  # fmt: skip
def test_a_retry_after_is_seconds_or_a_time(waited, header, seconds):
    assert retry_after_s(header) == seconds


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("Mon, 23 Nov 2026 03:30:00 GMT", None), ("Mon, 23 Nov 2026 03:21:00 GMT", None),
        ("Mon, 23 Nov 2026 03:00:00 GMT", "30 minutes ahead of"),
        ("Mon, 23 Nov 2026 04:00:00 GMT", "30 minutes behind"),
        (None, None), ("yesterday", None),
    ],
)  # fmt: skip
def test_a_clock_is_compared_with_theirs(waited, header, says):
    line = skew_line(header, "Garmin")
    assert line is None if says is None else line == f"this machine's clock is {says} Garmin's; set it"


@pytest.mark.parametrize(
    "url", ["https://example.org/", "http://127.0.0.1:99/x/", "http://localhost:8/", "http://[::1]:8"]
)
def test_secrets_may_go_where_they_are_safe(url):
    assert safe_url(url) == url.rstrip("/")
