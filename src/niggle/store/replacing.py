"""One database in the place of another that was made beside it, with its snapshot and standing."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from niggle.errors import StoreError
from niggle.store.connections import attached
from niggle.store.database import Store
from niggle.store.health import faults_told


@contextmanager
def replacing(store: Store, draft: Store) -> Iterator[frozenset[str]]:
    """Keep others from writing to a store for the block, at whose end the draft takes its place.

    Gives the ids of the runs of which the store has drawn pages. Whoever is killed within the block changes nothing;
    after it, readers see the former snapshot until they see the new one.

    Raises:
        StoreBusyError: if another process goes on writing.
    """
    with store.locked():
        yield _drawn(store)
        _no_log_left(store)
        store.standing.unlink(missing_ok=True)  # first: it tells of the former snapshot
        draft.main.replace(store.main)
        draft.published.replace(store.published)
        if draft.standing.exists():
            draft.standing.replace(store.standing)


def _drawn(store: Store) -> frozenset[str]:
    """The runs that have a page; none that are known if the database cannot be read any more."""
    if store.is_there:
        with suppress(StoreError), faults_told(store.main), attached(store.main) as connection:
            return frozenset(run_id for (run_id,) in connection.execute("SELECT run_id FROM pages").fetchall())
    return frozenset()


def _no_log_left(store: Store) -> None:
    """Take away the log of a writer that was killed: another database would read it into itself."""
    store.main.with_name(f"{store.main.name}.wal").unlink(missing_ok=True)
