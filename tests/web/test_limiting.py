"""How often something may be done."""

from datetime import timedelta

import pytest

from niggle.web import limiting
from niggle.web.limiting import Limit, Limiter, network_of

TWICE = (Limit(2, timedelta(minutes=1)),)


@pytest.fixture
def limiter(web_clock):
    return Limiter(web_clock)


def test_what_is_too_much_has_to_wait_until_the_oldest_is_over(limiter, web_clock):
    assert limiter.wait_s(["a"], TWICE) == 0
    web_clock.move_on(seconds=20)
    assert limiter.wait_s(["a"], TWICE) == 0
    assert limiter.wait_s(["a"], TWICE) == 40
    web_clock.move_on(seconds=40)
    assert limiter.wait_s(["a"], TWICE) == 0
    assert limiter.wait_s(["a"], TWICE) == 20


def test_a_try_that_was_refused_is_not_counted(limiter, web_clock):
    for _ in range(9):
        limiter.wait_s(["a"], TWICE)
    web_clock.move_on(seconds=60)
    assert limiter.wait_s(["a"], TWICE) == 0


def test_each_key_is_counted_and_the_strictest_decides(limiter):
    assert limiter.wait_s(["a", "b"], TWICE) == 0
    assert limiter.wait_s(["a", "c"], TWICE) == 0
    assert limiter.wait_s(["a", "d"], TWICE) > 0
    assert limiter.wait_s(["b", "d"], TWICE) == 0


def test_of_two_limits_the_longer_wait_counts(limiter, web_clock):
    limits = (Limit(1, timedelta(seconds=10)), Limit(2, timedelta(hours=1)))
    assert limiter.wait_s(["a"], limits) == 0
    web_clock.move_on(seconds=10)
    assert limiter.wait_s(["a"], limits) == 0
    assert limiter.wait_s(["a"], limits) == 3590


def test_it_does_not_grow_without_end(limiter, monkeypatch):
    monkeypatch.setattr(limiting, "_MOST_KEYS", 3)
    for number in range(10):
        assert limiter.wait_s([f"{number}"], TWICE) == 0
    assert len(limiter._done) == 3


def test_an_address_with_its_port_is_the_same_address():
    for text in ("192.0.2.7:1", "192.0.2.7:65535", "192.0.2.7"):
        assert network_of(text) == "192.0.2.7"
    assert network_of("[2001:db8::1:2:3:4]:4711") == network_of("2001:db8::1") == "2001:db8::"
