"""Connections to a database's file: one that writes, beside any number that read."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cache
from itertools import count
from pathlib import Path

import duckdb

from niggle.errors import StoreError
from niggle.store.health import fault_of, faults_told


@cache
def instance() -> duckdb.DuckDBPyConnection:
    """The process's DuckDB. To start one costs 10 ms and more, to attach a file to it 2 ms."""
    return new_instance()


# The smallest that DuckDB knows: an athlete's tables are many and short, and each column takes a block of its own.
# A store of 22 runs is 4.6 MB with it and 7.1 with the block of 256 kB, and takes a fifth less time to be written.
_BLOCK_BYTES = 16384


_of_thread = threading.local()


def reading_instance() -> duckdb.DuckDBPyConnection:
    """A DuckDB of this thread's own for the snapshots that it opens one after another."""
    if not hasattr(_of_thread, "instance"):
        _of_thread.instance = new_instance()
    kept: duckdb.DuckDBPyConnection = _of_thread.instance
    return kept


def new_instance() -> duckdb.DuckDBPyConnection:
    """A DuckDB with nothing in it; its cursors see what is attached to it."""
    return duckdb.connect(":memory:", config={"threads": 1, "default_block_size": str(_BLOCK_BYTES)})


_numbers = count()


@contextmanager
def attached(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that writes to a database; whoever asks holds its lock."""
    name = f"store_{next(_numbers)}"
    with instance().cursor() as connection:
        try:
            connection.execute(f"ATTACH '{quoted(path)}' AS {name}")
        except duckdb.Error as error:
            raise _cannot_be_opened(path, error) from error
        try:
            connection.execute(f"USE {name}")
            yield connection
        finally:
            connection.execute("USE memory")
            connection.execute(f"DETACH {name}")


@contextmanager
def opened_snapshot(path: Path, own: duckdb.DuckDBPyConnection | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that reads a database of its own, side by side with any other; in a DuckDB of the caller's `own`.

    Attached and not opened, and not to the process's DuckDB: whoever opens a file that another thread of the process
    has open is given the other's database, and that may be a snapshot which has been replaced since.
    """
    name = f"snapshot_{next(_numbers)}"
    with faults_told(path), ExitStack() as stack:
        connection = stack.enter_context((own or stack.enter_context(new_instance())).cursor())
        try:
            connection.execute(f"ATTACH '{quoted(path)}' AS {name} (READ_ONLY)")
        except duckdb.Error as error:
            raise _cannot_be_opened(path, error) from error
        connection.execute(f"USE {name}")
        try:
            yield connection
        finally:
            connection.execute("USE memory")
            connection.execute(f"DETACH {name}")


class Session:
    """A connection that is kept from one use to the next.

    `opened` makes one, given for how many seconds to wait for it.
    """

    def __init__(self, opened: Callable[[float], AbstractContextManager[duckdb.DuckDBPyConnection]]) -> None:
        self._opened = opened
        self._held = ExitStack()
        self._connection: duckdb.DuckDBPyConnection | None = None

    @contextmanager
    def use(self, timeout_s: float) -> Iterator[duckdb.DuckDBPyConnection]:
        """The connection for one use; what fails there closes it, as it would one that was opened for that alone."""
        if self._connection is None:
            self._connection = self._held.enter_context(self._opened(timeout_s))
        try:
            yield self._connection
        except BaseException:
            self._connection = None
            if not self._held.__exit__(*sys.exc_info()):
                raise

    def close(self) -> None:
        """Give the connection up until the next use."""
        self._connection = None
        self._held.close()


def _cannot_be_opened(path: Path, error: duckdb.Error) -> StoreError:
    return fault_of(path, error) or StoreError(f"{path}: cannot be opened: {str(error).splitlines()[0]}")


def quoted(path: Path) -> str:
    """A path within the quotes of a statement."""
    return str(path).replace("'", "''")
