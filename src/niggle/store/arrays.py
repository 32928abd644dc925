"""Answers of DuckDB as NumPy arrays."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


def nan_for_null(values: ArrayLike) -> NDArray[Any]:
    """A column as an array: NaN for each number that is NULL, None for anything else that is."""
    column = np.asanyarray(values)
    if not isinstance(column, np.ma.MaskedArray):
        return column
    nothing: Any = np.nan if column.dtype.kind in "fiu" else None
    filled: NDArray[Any] = np.where(column.mask, nothing, column.data)
    return filled
