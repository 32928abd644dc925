"""Leases of athletes: all or none, for a time, and told when another has taken over."""

import time

import psycopg
import pytest

from niggle.errors import LeaseError, UnreachableError
from niggle.store import leases
from niggle.store.leases import connected, leased


@pytest.fixture
def address(lake) -> str:
    return lake.postgres


def held(address: str) -> set[str]:
    with connected(address) as connection:
        return {
            row[0]
            for row in connection.execute("SELECT athlete_id FROM niggle_leases WHERE ends_at > now()").fetchall()
        }


def test_an_athlete_is_leased_once_and_free_afterwards(address):
    with leased(address, ["anna", "ben"], holder="1"):
        assert held(address) == {"anna", "ben"}
        with pytest.raises(LeaseError, match=r"it is over in \d+ s"), leased(address, ["ben", "cleo"], holder="2"):
            pass
        assert held(address) == {"anna", "ben"}  # cleo was given back
        with leased(address, ["cleo"], holder="2"):
            assert held(address) == {"anna", "ben", "cleo"}
    with leased(address, ["ben", "cleo"], holder="2"):
        pass
    assert held(address) == set()


def test_a_batch_that_is_done_again_takes_its_own_lease_over(address):
    with leased(address, ["anna"], holder="night-0") as first, leased(address, ["anna"], holder="night-0") as again:
        with connected(address) as connection:
            again.check(connection)
            with pytest.raises(LeaseError, match="taken over"):
                first.check(connection)
        first.release()
        assert held(address) == {"anna"}  # it is the other's


def test_a_lease_ends_by_itself_and_who_stalled_is_told(address):
    with leased(address, ["anna"], holder="1", length_s=0.0) as stalled:
        with leased(address, ["anna"], holder="2"), pytest.raises(LeaseError, match="taken over"):
            stalled.renew()
        stalled.release()
        with connected(address) as connection, pytest.raises(LeaseError):
            stalled.check(connection)


def test_a_lease_is_renewed_when_a_third_of_it_has_passed(address, monkeypatch):
    def seconds_left() -> float:
        with connected(address) as connection:
            row = connection.execute("SELECT extract(epoch FROM ends_at - now()) FROM niggle_leases").fetchone()
        return float(row[0])

    with leased(address, ["anna"], holder="1", length_s=900.0) as lease:
        with connected(address) as connection:
            connection.execute("UPDATE niggle_leases SET ends_at = now() + interval '100 s'")
        lease.renew()
        assert seconds_left() < 100
        later = time.monotonic() + 301
        monkeypatch.setattr(leases.time, "monotonic", lambda: later)
        lease.renew()
        assert seconds_left() > 800


def test_a_postgresql_that_does_not_answer_is_a_line_without_the_address():
    with (
        pytest.raises(UnreachableError, match=r"\[store\] lake: PostgreSQL does not answer") as told,
        leased("host=127.0.0.1 port=1 password=secret", ["anna"], holder="1"),
    ):
        pass
    assert "secret" not in str(told.value)
    assert isinstance(told.value.__cause__, psycopg.OperationalError)
