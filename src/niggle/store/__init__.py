"""The DuckDB database: schema, migrations, one writer and many readers, queries in `.sql` files."""

from niggle.store.database import Reader, Store, Writer

__all__ = ["Reader", "Store", "Writer"]
