"""Bytes to numbers, a column at a time."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from niggle.fit.layout import Slot

_EXACT_IN_FLOAT = 1 << 53


def stored_values(records: NDArray[np.void], slot: Slot) -> NDArray[Any]:
    """The values of one field as they stand in the file; NaN (None for text) stands for "no value"."""
    if slot.base_type.name == "string":
        raw = np.ndarray((len(records),), slot.dtype, records, slot.position, (records.itemsize,))
        return _texts(raw)
    many = slot.count > 1 or slot.base_type.name == "byte"
    shape, strides = (len(records),), (records.itemsize,)
    if many:
        shape, strides = (*shape, slot.count), (*strides, slot.base_type.size)  # type: ignore[assignment]
    raw = np.ndarray(shape, slot.dtype, records, slot.position, strides)
    if slot.base_type.size == 8 and slot.base_type.invalid is not None:
        return _wide_integers(raw, slot.base_type.invalid)
    values = raw.astype(np.float64)
    if slot.base_type.name == "byte":
        values[(values == slot.base_type.invalid).all(axis=1)] = np.nan
    elif slot.base_type.invalid is not None:
        is_missing = values == slot.base_type.invalid
        np.copyto(values, np.nan, where=is_missing)
    return values


def _wide_integers(raw: NDArray[Any], invalid: int) -> NDArray[Any]:
    """64-bit integers: float64 where that is exact, else Python integers and None."""
    is_missing = raw == invalid
    present = raw[~is_missing]
    if present.size == 0 or max(abs(int(present.min())), int(present.max())) <= _EXACT_IN_FLOAT:
        values = raw.astype(np.float64)
        values[is_missing] = np.nan
        return values
    exact = raw.astype(object)
    exact[is_missing] = None
    return exact


def _texts(raw: NDArray[np.bytes_]) -> NDArray[Any]:
    """Text up to the first NUL byte, or to the end where a device wrote none; None when empty."""
    texts = [value.split(b"\0", 1)[0].decode("utf-8", "replace") or None for value in raw.tolist()]
    return np.array(texts, dtype=object)


def physical(stored: NDArray[Any], scale: float | None, offset: float | None) -> NDArray[Any]:
    """Stored numbers in units: divided by the scale, less the offset."""
    if stored.dtype != np.float64:
        return stored
    if scale is not None:
        stored = stored / scale
    if offset is not None:
        stored = stored - offset
    return stored


def merged(first: NDArray[Any] | None, second: NDArray[Any] | None) -> NDArray[Any] | None:
    """The values of the first, and where it has none those of the second."""
    if first is None or second is None:
        return second if first is None else first
    if first.shape != second.shape or first.dtype != np.float64:
        return first
    return np.where(np.isnan(first), second, first)


def packed_bits(stored: NDArray[np.float64], bits: int, bit_offset: int) -> NDArray[np.float64]:
    """The bits of a number (or of bytes, the lowest first) as a number; NaN stays."""
    if stored.ndim == 2:
        if stored.shape[1] * 8 <= bit_offset:
            return np.full(len(stored), np.nan)
        usable = stored[:, :6]  # float64 holds 6 bytes exactly, the widest packed field of the profile 4
        stored = usable @ (256.0 ** np.arange(usable.shape[1]))
    is_missing = np.isnan(stored)
    numbers = np.where(is_missing, 0, stored).astype(np.int64)
    return np.where(is_missing, np.nan, (numbers >> bit_offset) & ((1 << bits) - 1))


def unrolled(counts: NDArray[np.float64], bits: int, part_starts: tuple[int, ...]) -> NDArray[np.float64]:
    """A counter that starts again at 2^bits as one that does not, from 0 in each file of a chain."""
    total = counts.copy()
    for start, end in zip(part_starts, [*part_starts[1:], len(counts)], strict=True):
        present = start + np.flatnonzero(~np.isnan(counts[start:end]))
        steps = np.diff(counts[present], prepend=0.0) % (1 << bits)
        total[present] = np.cumsum(steps)
    return total
