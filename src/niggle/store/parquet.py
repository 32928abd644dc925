"""Columns of Python values as the bytes of a Parquet file, by way of DuckDB."""

import os
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import duckdb

from niggle.store.literals import literal

if TYPE_CHECKING:
    from numpy.typing import NDArray

type Cells = NDArray[Any]
type ColumnType = Literal["text", "number", "whole", "yes_no", "instant"]

_SQL_TYPES: Mapping[ColumnType, str] = {
    "text": "VARCHAR",
    "number": "DOUBLE",
    "whole": "INTEGER",
    "yes_no": "BOOLEAN",
    "instant": "TIMESTAMPTZ",
}
_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


def write_parquet(columns: Mapping[str, Sequence[Any]], kinds: Mapping[str, ColumnType], folder: Path) -> bytes:
    """A Parquet file of these columns, all of one length, each typed by its kind; None becomes NULL.

    It is drafted in `folder` as a file that only its owner can read, which is gone afterwards. Instants are aware.
    """
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=".table-", suffix=".parquet")  # mkstemp gives mode 0600
    os.close(descriptor)
    path = Path(name)
    try:
        with duckdb.connect(":memory:", config={"threads": 1}) as connection:
            rows = max(map(len, columns.values()), default=0)
            # DuckDB guesses what a column of texts holds from its first cells, and those may all be missing.
            connection.execute(f"SET pandas_analyze_sample = {rows}")
            connection.register("batch", {column: _array(cells, kinds[column]) for column, cells in columns.items()})
            selected = ", ".join(f'{_sql(column, kinds[column])} AS "{column}"' for column in columns)
            # Into the file that is there: a draft of DuckDB's own would be readable by others.
            connection.execute(
                f"COPY (SELECT {selected} FROM batch) TO {literal(name)} (FORMAT parquet, USE_TMP_FILE false)"
            )
        return path.read_bytes()
    finally:
        path.unlink(missing_ok=True)


def _array(cells: Sequence[Any], kind: ColumnType) -> Cells:
    """The cells as DuckDB takes them in: all but text as numbers, and NaN is NULL."""
    import numpy as np  # whoever writes CSV gets by without

    if kind == "text":
        texts = np.empty(len(cells), dtype=object)
        texts[:] = cells
        return texts
    if kind == "instant":
        cells = [None if cell is None else (cell - _EPOCH) // _MICROSECOND for cell in cells]
    return np.array([np.nan if cell is None else cell for cell in cells], dtype=np.float64)


def _sql(column: str, kind: ColumnType) -> str:
    value = f'"{column}"'
    return f"make_timestamptz({value}::BIGINT)" if kind == "instant" else f"{value}::{_SQL_TYPES[kind]}"
