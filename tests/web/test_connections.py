"""Connections that keep the server waiting: cut after their time, or sooner where they take the room of others."""

import asyncio
import heapq
from contextlib import suppress
from unittest.mock import Mock

import pytest
import uvicorn
from uvicorn.server import ServerState

from niggle.web.connections import ConnectionLimits, bounded

HEADER = b"POST /form HTTP/1.1\r\nHost: here\r\nContent-Length: 3000\r\n\r\n"
LIMITS = ConnectionLimits(grace_s=20, least_bytes_per_s=500, of_address=3, in_all=5)


class Loop:
    """An event loop whose time stands still until it is moved on, and that starts nothing by itself."""

    def __init__(self):
        self.now = 0.0
        self.timers = []
        self.requests = []

    def time(self):
        return self.now

    def call_at(self, when, callback):
        handle = asyncio.TimerHandle(when, callback, (), self)
        heapq.heappush(self.timers, handle)
        return handle

    def call_later(self, delay, callback):
        return self.call_at(self.now + delay, callback)

    def create_task(self, coroutine):
        self.requests.append(coroutine)
        return Mock(spec=asyncio.Task)

    def get_debug(self):
        return False

    def _timer_handle_cancelled(self, handle):
        pass

    def move_on(self, span_s):
        end = self.now + span_s
        while self.timers and self.timers[0].when() <= end:
            handle = heapq.heappop(self.timers)
            self.now = max(self.now, handle.when())
            if not handle.cancelled():
                handle._run()
        self.now = end


class Line(asyncio.Transport):
    """The side of a connection that the server has; `is_cut` tells its end, `unread` what the other side left lying."""

    def __init__(self, address):
        super().__init__({"peername": (address, 5), "sockname": ("127.0.0.1", 8712)})
        self.is_cut = False
        self.unread = 0

    def abort(self):
        self.is_cut = True

    close = abort

    def is_closing(self):
        return self.is_cut

    def write(self, data):
        self.unread += len(data)

    def get_write_buffer_size(self):
        return self.unread

    def pause_reading(self):
        pass

    resume_reading = pause_reading


async def app(scope, receive, send):
    """Answer with as many letters as were sent, once all are there."""
    if scope["type"] == "lifespan":
        return
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size, more = size + len(message["body"]), message["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % size)]})
    await send({"type": "http.response.body", "body": b"a" * size})


@pytest.fixture
def loop():
    loop = Loop()
    yield loop
    for request in loop.requests:
        request.close()


@pytest.fixture
def connect(loop):
    """Let an address connect and send; the protocol and its transport."""
    state = ServerState()
    config = uvicorn.Config(app, http=bounded(LIMITS), ws="none", log_config=None)
    config.load()

    def call(data=b"", address="192.0.2.1"):
        line = Line(address)
        protocol = config.http_protocol_class(config, state, {}, _loop=loop)
        protocol.connection_made(line)
        if data and not line.is_cut:
            protocol.data_received(data)
        return protocol, line

    return call


def answer(loop):
    """Let the newest request be answered."""
    with suppress(StopIteration):
        loop.requests.pop().send(None)


@pytest.mark.parametrize("data", [b"", b"GET / HT", HEADER, HEADER + bytes(400)])
def test_what_does_not_come_to_its_end_is_cut(connect, loop, data):
    _, line = connect(data)
    loop.move_on(19)
    assert not line.is_cut
    loop.move_on(2)
    assert line.is_cut


def test_a_header_that_comes_by_the_byte_is_cut_all_the_same(connect, loop):
    protocol, line = connect(b"GET / HTTP/1.1\r\nHost: here\r\nX: ")
    for _ in range(21):
        loop.move_on(1)
        if not line.is_cut:
            protocol.data_received(b"a")
    assert line.is_cut


def test_a_slow_phone_may_take_as_long_as_it_goes_on(connect, loop):
    protocol, line = connect(HEADER)
    for _ in range(6):
        loop.move_on(4)
        protocol.data_received(bytes(500))
    assert loop.now > LIMITS.grace_s
    assert not line.is_cut
    answer(loop)
    assert protocol.cycle.response_complete


def test_who_is_being_answered_is_not_cut(connect, loop):
    _, line = connect(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
    loop.move_on(3600)
    assert not line.is_cut


def test_an_answer_that_nobody_fetches_is_cut_in_the_end(connect, loop):
    protocol, line = connect(HEADER + bytes(3000))
    answer(loop)
    protocol.timeout_keep_alive_task.cancel()
    loop.move_on(LIMITS.grace_s + line.unread / LIMITS.least_bytes_per_s - 1)
    assert not line.is_cut
    loop.move_on(LIMITS.grace_s)
    assert line.is_cut


def test_the_second_request_of_a_connection_has_a_deadline_too(connect, loop):
    protocol, line = connect(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
    answer(loop)
    line.unread = 0
    loop.move_on(4)
    protocol.data_received(b"GET /")
    loop.move_on(40)
    assert line.is_cut


def test_the_longest_silent_of_an_address_gives_way(connect, loop):
    lines = []
    for _ in range(3):
        lines.append(connect(HEADER)[1])
        loop.move_on(1)
    _, elsewhere = connect(address="198.51.100.7")
    lines.append(connect(b"GET / HT")[1])
    assert [line.is_cut for line in lines] == [True, False, False, False]
    assert not elsewhere.is_cut


def test_the_longest_silent_of_all_gives_way(connect, loop):
    lines = []
    for number in range(7):
        lines.append(connect(b"GET", address=f"198.51.100.{number}")[1])
        loop.move_on(1)
    assert [line.is_cut for line in lines] == [True, True] + 5 * [False]


def test_who_is_being_answered_does_not_give_way(connect):
    lines = [connect(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")[1] for _ in range(4)]
    assert [line.is_cut for line in lines] == [False, False, False, True]


def test_a_network_of_ipv6_counts_as_one(connect):
    lines = [connect(address=f"2001:db8::{number}")[1] for number in range(5)]
    assert sum(line.is_cut for line in lines) == 2


def test_a_page_is_answered_while_others_hold_connections_half_open():
    async def ask():
        config, state = uvicorn.Config(app, http=bounded(LIMITS), ws="none", log_config=None), ServerState()
        config.load()
        server = await asyncio.get_running_loop().create_server(
            lambda: config.http_protocol_class(config, state, {}), "127.0.0.1", 0
        )
        async with server:
            port = server.sockets[0].getsockname()[1]
            held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(12)]
            for _, line in held:
                line.write(b"GET / HTTP/1.1\r\nX-Unfinished: ")
            reader, line = await asyncio.open_connection("127.0.0.1", port)
            line.write(b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
            answer = await reader.read()
            for _, one in [*held, (reader, line)]:
                one.close()
        return answer

    assert asyncio.run(ask()).startswith(b"HTTP/1.1 200")
