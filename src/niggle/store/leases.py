"""Who works on which athletes just now: a row each in PostgreSQL, with an end, so that it frees itself.

A worker that stalls past its end still believes that the athletes are its own. What stops it then is the token: the
next holder's is higher, and `renew` tells; and past that, that a home is given back only as it was taken.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from niggle.errors import LeaseError, UnreachableError

LENGTH_S = 900.0
_TABLE = """
CREATE TABLE IF NOT EXISTS niggle_leases (
    athlete_id text PRIMARY KEY, token bigint NOT NULL DEFAULT 0, ends_at timestamptz, holder text
)"""
_KNOWN = "INSERT INTO niggle_leases (athlete_id) SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING"
_TAKE = """
UPDATE niggle_leases SET holder = %s, token = token + 1, ends_at = now() + %s * interval '1 second'
WHERE athlete_id IN (
    SELECT athlete_id FROM niggle_leases
    WHERE athlete_id = ANY(%s) AND (ends_at IS NULL OR ends_at <= now() OR holder = %s)
    ORDER BY athlete_id FOR UPDATE SKIP LOCKED
) RETURNING athlete_id, token"""
_OWN = (
    "FROM unnest(%s::text[], %s::bigint[]) AS own(athlete_id, token) "
    "WHERE l.athlete_id = own.athlete_id AND l.token = own.token"
)
_COUNT = f"SELECT count(*) {_OWN.replace('FROM', 'FROM niggle_leases AS l,', 1)}"
_RENEW = f"UPDATE niggle_leases AS l SET ends_at = now() + %s * interval '1 second' {_OWN}"
_RELEASE = f"UPDATE niggle_leases AS l SET ends_at = NULL, holder = NULL {_OWN}"
_NEXT = "SELECT coalesce(max(extract(epoch FROM ends_at - now())), 0) FROM niggle_leases WHERE athlete_id = ANY(%s)"


class Lease:
    """Some athletes, for one holder and a time."""

    def __init__(self, address: str, tokens: dict[str, int], length_s: float) -> None:
        self._address = address
        self._tokens = tokens
        self._length_s = length_s
        self._renewed = time.monotonic()

    def has_all_of(self, athlete_ids: Sequence[str]) -> bool:
        """Whether none of these athletes is another's."""
        return self._tokens.keys() >= set(athlete_ids)

    def renew(self) -> None:
        """Have the time begin anew, if a third of it has passed.

        Raises:
            LeaseError: if another has taken any of the athletes over.
        """
        if time.monotonic() - self._renewed < self._length_s / 3:
            return
        with connected(self._address) as connection:
            self._expect_all(connection.execute(_RENEW, (self._length_s, *self._own)).rowcount)
        self._renewed = time.monotonic()

    def check(self, connection: Any) -> None:
        """See that no other has had the athletes meanwhile, however much time has passed.

        Raises:
            LeaseError: if another has.
        """
        (count,) = connection.execute(_COUNT, self._own).fetchone()
        self._expect_all(count)

    def _expect_all(self, count: int) -> None:
        if count < len(self._tokens):
            raise LeaseError("another niggle has taken over these athletes, since this one took too long")

    def release(self) -> None:
        """Let others have the athletes, but for those that others have already."""
        with connected(self._address) as connection:
            connection.execute(_RELEASE, self._own)

    @property
    def _own(self) -> tuple[list[str], list[int]]:
        return list(self._tokens), list(self._tokens.values())


@contextmanager
def leased(address: str, athlete_ids: Sequence[str], *, holder: str, length_s: float = LENGTH_S) -> Iterator[Lease]:
    """Have these athletes for oneself, all of them or none; from oneself they are taken over at once.

    So a batch whose worker has died goes on elsewhere without waiting.
    `address` is PostgreSQL's own ("dbname=… host=…").

    Raises:
        LeaseError: if another has any of them.
        UnreachableError: if PostgreSQL does not answer.
    """
    ids = sorted(set(athlete_ids))
    with connected(address) as connection:
        connection.execute(_KNOWN, (ids,))
        lease = Lease(address, dict(connection.execute(_TAKE, (holder, length_s, ids, holder)).fetchall()), length_s)
        if not lease.has_all_of(ids):
            (seconds,) = connection.execute(_NEXT, (ids,)).fetchone()
            lease.release()
            raise LeaseError(
                f"another niggle works on these athletes; it is over in {max(seconds, 0):.0f} s at the latest"
            )
    try:
        yield lease
    finally:
        with suppress(UnreachableError):  # it ends by itself
            lease.release()


def make_table(connection: Any) -> None:
    """Make the table of leases if there is none; whoever calls it is alone."""
    connection.execute(_TABLE)


@contextmanager
def connected(address: str) -> Iterator[Any]:
    """A connection to PostgreSQL, on which each statement is a transaction.

    Raises:
        UnreachableError: if PostgreSQL does not answer.
    """
    import psycopg

    try:
        with psycopg.connect(address, autocommit=True, connect_timeout=10) as connection:
            yield connection
    except psycopg.OperationalError as error:
        raise UnreachableError(
            f"[store] lake: PostgreSQL does not answer ({type(error).__name__}); see docs/cluster.md"
        ) from error
