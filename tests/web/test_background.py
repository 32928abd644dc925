"""What is done beside answering."""

import asyncio
from importlib import import_module

import pytest

from niggle.config import Notify, NotifyTarget
from niggle.errors import StoreError
from niggle.steps.notify import Sent
from niggle.web.background import telling

notify = import_module("niggle.steps.notify")  # the package also has a step of that name


@pytest.fixture
def told(web_config):
    """The configuration with somebody to tell."""
    target = NotifyTarget(athlete="cleo", urls=("json://localhost",))
    return web_config.model_copy(update={"notify": Notify(to=(target,))})


def told_within(config, clock, monkeypatch, outcomes):
    """The moments at which something was sent, until all `outcomes` were had."""
    moments = []

    async def run():
        loop, is_through = asyncio.get_running_loop(), asyncio.Event()

        def send_due(config, *, now):
            moments.append(now)
            outcome = outcomes[min(len(moments), len(outcomes)) - 1]
            if len(moments) >= len(outcomes):
                loop.call_soon_threadsafe(is_through.set)
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        monkeypatch.setattr(notify, "send_due", send_due)
        async with telling(lambda: config, clock, every_s=0):
            await asyncio.wait_for(is_through.wait(), timeout=30)

    asyncio.run(run())
    return moments


def test_what_is_due_is_sent_now_and_then(told, web_clock, monkeypatch):
    moments = told_within(told, web_clock, monkeypatch, [Sent(), Sent(), Sent()])
    assert len(moments) >= 3
    assert set(moments) == {web_clock()}


def test_one_failure_does_not_end_it_and_tells_no_secret(told, web_clock, monkeypatch, caplog):
    outcomes = [StoreError("newer"), KeyError("json://secret"), Sent(problems=("json://secret: refused",)), Sent()]
    assert len(told_within(told, web_clock, monkeypatch, outcomes)) >= 4
    assert "StoreError" in caplog.text
    assert "KeyError" in caplog.text
    assert "1 message" in caplog.text
    assert "secret" not in caplog.text


def test_whom_to_tell_is_looked_up_each_time(web_config, told, web_clock, monkeypatch):
    configs = [web_config, web_config, told]
    asked = []

    async def run():
        loop, is_through = asyncio.get_running_loop(), asyncio.Event()

        def send_due(config, *, now):
            loop.call_soon_threadsafe(is_through.set)
            return Sent()

        def current():
            asked.append(configs[min(len(asked), 2)])
            return asked[-1]

        monkeypatch.setattr(notify, "send_due", send_due)
        async with telling(current, web_clock, every_s=0):
            await asyncio.wait_for(is_through.wait(), timeout=30)

    asyncio.run(run())
    assert asked[:3] == configs  # nothing was sent before there was somebody to tell
