"""Raw files that had to be written anew: the rows that came from them name the new ones, and nothing keeps the old."""

from collections.abc import Mapping

from niggle.store.database import Store
from niggle.store.inspection import columns_of_digests
from niggle.store.literals import literal


def rename_raw_files(store: Store, renamed: Mapping[str, str]) -> None:
    """Have rows that name a raw file by its former digest name it by its new one, in all files of the folder."""
    with store.write() as writer:
        for table, column in columns_of_digests(writer.connection):
            for former, new in renamed.items():
                count = writer.connection.execute(
                    f'UPDATE "{table}" SET "{column}" = {literal(new)} WHERE "{column}" = {literal(former)}'
                ).fetchall()
                if count != [(0,)]:
                    writer.changes.note(table)
    rewrite(store)


def rewrite(store: Store) -> None:
    """Write a folder's database and snapshot anew, so that neither keeps what was deleted from it."""
    store.shred()
    if store.is_published:
        store.publish(anew=True)
