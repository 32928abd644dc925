"""How often something may be done: counted in memory, by a clock that is given."""

import re
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from threading import Lock

_MOST_KEYS = 10_000  # as many as there are addresses that ask; the rest of an hour's guesses is forgotten first


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `times` within any `span`."""

    times: int
    span: timedelta


LOGINS = (Limit(5, timedelta(minutes=1)), Limit(30, timedelta(hours=1)))  # of one name, from one address
LOGINS_OF_ADDRESS = (Limit(30, timedelta(minutes=1)), Limit(200, timedelta(hours=1)))
GUESSES = (Limit(60, timedelta(hours=1)),)  # of one name, from everywhere: told, but its owner is not kept out
ALARMS = (Limit(1, timedelta(hours=1)),)
LINKS = (Limit(20, timedelta(minutes=1)),)
POSTS = (Limit(120, timedelta(minutes=1)),)


def network_of(remote: str) -> str:
    """What counts as one of those who ask: an address, or the network of an IPv6 one, since a subscriber has all of it.

    >>> network_of("192.0.2.7"), network_of("2001:db8::1:2:3:4")
    ('192.0.2.7', '2001:db8::')
    >>> network_of("192.0.2.7:4711"), network_of("[2001:db8::1:2:3:4]:4711")  # as some proxies say it
    ('192.0.2.7', '2001:db8::')
    """
    with_port = re.fullmatch(r"\[(.+)\](?::\d+)?|([\d.]+):\d+", remote)
    try:
        address = ip_address(remote if with_port is None else with_port[1] or with_port[2])
    except ValueError:
        return remote[:100]
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(IPv6Address(int(address) >> 64 << 64))
    return str(address)


class Limiter:
    """Counts what was done under each key; safe to be asked by many threads."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._done: dict[str, deque[datetime]] = {}
        self._lock = Lock()

    def wait_s(self, keys: Sequence[str], limits: Sequence[Limit]) -> float:
        """Count one more under each key; if that were too many, count nothing and tell how long to wait, in seconds."""
        now = self._clock()
        with self._lock:
            waits = [self._wait(self._done.get(key, deque()), limit, now) for key in keys for limit in limits]
            if (longest := max(waits, default=0.0)) > 0:
                return longest
            for key in keys:
                done = self._done.pop(key, None) or deque(maxlen=max(limit.times for limit in limits))
                done.append(now)
                self._done[key] = done  # at the end: the front is what nobody did for longest
            while len(self._done) > _MOST_KEYS:
                del self._done[next(iter(self._done))]
        return 0.0

    @staticmethod
    def _wait(done: deque[datetime], limit: Limit, now: datetime) -> float:
        if len(done) < limit.times:
            return 0.0
        return max(0.0, (done[-limit.times] + limit.span - now).total_seconds())
