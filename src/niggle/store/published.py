"""What is published of all athletes, asked athlete by athlete: each has a snapshot of their own.

An athlete's snapshot is opened when it is first asked something that the athlete's standing does not answer
(`niggle.store.standing`). So whoever asks a little of everybody, as a squad's page does, opens nothing.
"""

from collections.abc import Callable, Hashable, Iterable
from contextlib import ExitStack
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import duckdb

from niggle.errors import NotFoundError, StoreError
from niggle.store.connections import is_kept_open, new_instance
from niggle.store.database import COMMENTS, Columns, Reader, Row, Store
from niggle.store.health import faults_told
from niggle.store.migrate import migrate
from niggle.store.standing import Standing

_MOST_OPEN = 64  # snapshots at once: a process may not open any number of files


class Readers(Protocol):
    """Somebody who has a reader for each athlete."""

    def of(self, athlete_id: str, /) -> Reader:
        """Questions about one athlete."""
        ...


class Published:
    """The snapshots of all athletes of a store, for one thread and the length of a `with`."""

    def __init__(self, athletes: Path, store_of: Callable[[str], Store]) -> None:
        self._athletes = athletes
        self._store_of = store_of
        self._readers: dict[str, _AthleteReader] = {}
        self._open: list[_AthleteReader] = []
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """Raises `NotFoundError` if nothing of anybody has been published yet."""
        if not any(next(self._athletes.glob(f"*/{name}"), None) for name in (Store.PUBLISHED, Store.STANDING)):
            raise NotFoundError(
                f"{self._athletes.parent}: nothing here yet; run `niggle sync` or `niggle import` first"
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def of(self, athlete_id: str) -> Reader:
        """Questions about one athlete; where nothing of them is published every answer is empty."""
        if athlete_id not in self._readers:
            self._readers[athlete_id] = _AthleteReader(self._store_of(athlete_id), self)
        return self._readers[athlete_id]

    def openable(self, athlete_ids: Iterable[str]) -> tuple[set[str], tuple[str, ...]]:
        """Those of the athletes who can be asked about, and a line for each who cannot, so that the others go on."""
        ids, problems = set(), []
        for athlete_id in athlete_ids:
            try:
                _ = self.of(athlete_id).connection
                ids.add(athlete_id)
            except StoreError as error:
                problems.append(f"{athlete_id}: {error}")
        return ids, tuple(problems)

    def opened(self, reader: "_AthleteReader", store: Store) -> tuple[duckdb.DuckDBPyConnection, ExitStack]:
        """A connection to an athlete's snapshot, and what closes it; in its turn the one opened first is closed."""
        own = ExitStack()
        if not store.is_published:
            return self._nothing.cursor(), own
        if len(self._open) >= _MOST_OPEN:
            self._open.pop(0).close()
        # Before: what is attached to it has to be let go of first.
        instance = None if is_kept_open() else self._instance
        self._stack.push(own)
        connection = own.enter_context(store.read_published(instance)).connection
        self._open.append(reader)
        return connection, own

    @cached_property
    def _instance(self) -> duckdb.DuckDBPyConnection:
        return self._stack.enter_context(new_instance())

    @cached_property
    def _nothing(self) -> duckdb.DuckDBPyConnection:
        """A database with nobody in it."""
        connection = self._stack.enter_context(new_instance())
        migrate(connection, COMMENTS)
        return connection


class _AthleteReader(Reader):
    """Questions to one athlete's snapshot."""

    def __init__(self, store: Store, published: Published) -> None:
        self._store = store
        self._published = published
        self._opened: tuple[duckdb.DuckDBPyConnection, ExitStack] | None = None

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        if self._opened is None:
            self._opened = self._published.opened(self, self._store)
        return self._opened[0]

    @cached_property
    def _standing(self) -> Standing:
        return Standing.read(self._store.standing)

    def rows(self, question: str, **parameters: object) -> list[Row]:
        known = self._standing.answer(question, parameters)
        if known is not None:
            return known
        with faults_told(self._store.published):
            return super().rows(question, **parameters)

    def made[T](self, key: Hashable, now: datetime, make: Callable[[], T]) -> T:
        return self._standing.made(key, make) if self._standing.holds(now) else make()

    def columns(self, question: str, **parameters: object) -> Columns:
        with faults_told(self._store.published):
            return super().columns(question, **parameters)

    def close(self) -> None:
        if self._opened is not None:
            self._opened[1].close()
            self._opened = None
