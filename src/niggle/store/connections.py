"""Connections to a database's file: one that writes, beside any number that read."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
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
# Ways to pack texts that DuckDB tries on each column whenever it writes a table, and that never win on ours: without
# them the file is as small, and written in half the time.
_NOT_TRIED = "fsst,zstd,dict_fsst"


_MOST_KEPT = 64  # snapshots: a process may not open any number of files


def new_instance() -> duckdb.DuckDBPyConnection:
    """A DuckDB with nothing in it; its cursors see what is attached to it."""
    made = duckdb.connect(":memory:", config={"threads": 1, "default_block_size": str(_BLOCK_BYTES)})
    made.execute(f"SET disabled_compression_methods = '{_NOT_TRIED}'")  # among the options of `connect` it is ignored
    return made


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
    with faults_told(path), ExitStack() as stack:
        if own is None and _kept.may_open(path):
            yield stack.enter_context(_kept.opened(path))
            return
        connection = stack.enter_context((own or stack.enter_context(new_instance())).cursor())
        name = _attach(connection, path)
        connection.execute(f"USE {name}")
        try:
            yield connection
        finally:
            connection.execute("USE memory")
            connection.execute(f"DETACH {name}")


@contextmanager
def kept_open() -> Iterator[None]:
    """Keep every snapshot that this thread opens in the block open until its end, for who opens it there again.

    To open one takes longer than most questions to it. One that was replaced meanwhile is opened anew.
    """
    _kept.blocks += 1
    try:
        yield
    finally:
        _kept.blocks -= 1
        if not is_kept_open():
            _kept.let_go()


def is_kept_open() -> bool:
    """Whether this thread is within a block of `kept_open`."""
    return _kept.blocks > 0


@dataclass
class _Attached:
    """A snapshot's file as it was opened, its name in DuckDB, and how many read it just now."""

    file: tuple[int, ...]
    name: str
    readers: int = 0


class _Kept(threading.local):
    """The snapshots that a thread keeps open, in a DuckDB of its own."""

    def __init__(self) -> None:
        self.blocks = 0
        self._attached: dict[Path, _Attached] = {}

    @cached_property
    def _instance(self) -> duckdb.DuckDBPyConnection:
        return new_instance()

    def may_open(self, path: Path) -> bool:
        """Whether a file can be opened here: not if one that it has replaced is still being read."""
        known = self._attached.get(path)
        return self.blocks > 0 and (known is None or known.readers == 0 or known.file == _file(path))

    @contextmanager
    def opened(self, path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection to a snapshot."""
        if path in self._attached and self._attached[path].file != _file(path):
            self._let_go_of(path)
        if path not in self._attached:
            for other in [other for other, one in self._attached.items() if one.readers == 0][: 1 - _MOST_KEPT]:
                self._let_go_of(other)
            self._attached[path] = _Attached(_file(path), _attach(self._instance, path))
        attached = self._attached[path]
        attached.readers += 1
        try:
            with self._instance.cursor() as connection:
                connection.execute(f"USE {attached.name}")
                yield connection
        except duckdb.Error:
            self._attached.clear()
            self.__dict__.pop("_instance", None)  # what is damaged may have made it useless
            raise
        finally:
            attached.readers -= 1

    def let_go(self) -> None:
        """Close all."""
        for path in list(self._attached):
            self._let_go_of(path)

    def _let_go_of(self, path: Path) -> None:
        self._instance.execute(f"DETACH {self._attached.pop(path).name}")


_kept = _Kept()


def _file(path: Path) -> tuple[int, ...]:
    """What tells a file from one that has replaced it; nothing if it is gone."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _attach(connection: duckdb.DuckDBPyConnection, path: Path) -> str:
    """Attach a snapshot under a name, which is the result."""
    name = f"snapshot_{next(_numbers)}"
    try:
        connection.execute(f"ATTACH '{quoted(path)}' AS {name} (READ_ONLY)")
    except duckdb.Error as error:
        raise _cannot_be_opened(path, error) from error
    return name


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
