"""The DuckDB database: schema, migrations, one writer and many readers, queries in `.sql` files."""

from niggle.store.connections import kept_open
from niggle.store.database import Reader, Store, Writer
from niggle.store.published import Published, Readers

__all__ = ["Published", "Reader", "Readers", "Store", "Writer", "kept_open"]
