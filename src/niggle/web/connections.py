"""What a connection may cost: a deadline for what it sends and fetches, and so many of one address and in all.

uvicorn waits for ever for the rest of a header or a body, and each wait holds one of the machine's open files. Here the
longest silent connection gives way to a new one as soon as there are too many, so that pages are answered meanwhile
(docs/decisions/bounded-connections.md).
"""

from asyncio import Transport
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, cast

from uvicorn.protocols.http.h11_impl import H11Protocol

from niggle.web.limiting import network_of


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """How long a request may take to come and its answer to be fetched, and how many connections there may be.

    Each has `grace_s` and one second more for every `least_bytes_per_s` that moved, as Apache's mod_reqtimeout has it;
    a phone with bad reception keeps to that. `of_address` is None where all come from one proxy.
    """

    grace_s: float = 20
    least_bytes_per_s: int = 500
    of_address: int | None = 32
    in_all: int = 160  # macOS lets a program have 256 open files


class BoundedProtocol(H11Protocol):
    """uvicorn's protocol of one connection, which is cut where it keeps the server waiting."""

    limits: ClassVar[ConnectionLimits] = ConnectionLimits()

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Take a connection up, in place of one that says nothing if there are too many."""
        super().connection_made(transport)
        self.network = network_of(self.client[0] if self.client else "")
        self.heard_at = self.loop.time()
        self._begin()
        self._timer = self.loop.call_at(self._due_at, self._look)
        self._make_room()

    def data_received(self, data: bytes) -> None:
        """Read on; the body has a deadline of its own, from the end of the header."""
        before = self.cycle
        self.heard_at = self.loop.time()
        self._due_at += len(data) / self.limits.least_bytes_per_s
        super().data_received(data)
        if self.cycle is not before:
            self._begin()

    def on_response_complete(self) -> None:
        """Begin to wait for the answer to be fetched, and for the next request."""
        self._begin(still_to_fetch=self.transport.get_write_buffer_size())
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the deadline."""
        self._timer.cancel()
        super().connection_lost(exc)

    @property
    def is_waited_for(self) -> bool:
        """Whether it is for the other side to go on: to send a request, or to fetch the answer."""
        return self.cycle is None or self.cycle.more_body or self.cycle.response_complete

    def _begin(self, still_to_fetch: int = 0) -> None:
        self._due_at = self.loop.time() + self.limits.grace_s + still_to_fetch / self.limits.least_bytes_per_s

    def _look(self) -> None:
        now = self.loop.time()
        if self.is_waited_for and now >= self._due_at:
            self._cut()
        else:
            again_at = self._due_at if self._due_at > now else now + self.limits.grace_s
            self._timer = self.loop.call_at(again_at, self._look)

    def _make_room(self) -> None:
        held = [cast(BoundedProtocol, one) for one in self.connections]
        here = [one for one in held if one.network == self.network]
        if self.limits.of_address is not None and len(here) > self.limits.of_address:
            self._first_to_go(here)._cut()
        elif len(held) > self.limits.in_all:
            self._first_to_go(held)._cut()

    def _first_to_go(self, held: Iterable["BoundedProtocol"]) -> "BoundedProtocol":
        waited_for = (one for one in held if one.is_waited_for and one is not self)
        return min(waited_for, key=lambda one: one.heard_at, default=self)

    def _cut(self) -> None:
        self.connections.discard(self)  # not only when the loop gets to it: several may be taken up before that
        self.transport.abort()


def bounded(limits: ConnectionLimits) -> type[BoundedProtocol]:
    """The protocol with these limits, as uvicorn takes it."""
    return cast(type[BoundedProtocol], type("BoundedProtocol", (BoundedProtocol,), {"limits": limits}))
