"""Times of messages whose header holds only the last five bits."""

import numpy as np
from numpy.typing import NDArray

from niggle.fit.base_types import TIMESTAMP_FIELD
from niggle.fit.layout import Layout
from niggle.fit.values import stored_values

_SPAN_S = 32  # five bits of seconds


def header_timestamps(
    body: bytes,
    starts: NDArray[np.intp],
    headers: NDArray[np.uint8],
    layout_ids: NDArray[np.intp],
    layouts: list[Layout],
) -> NDArray[np.int64] | None:
    """Seconds since FIT's epoch of each message with a compressed timestamp, -1 for the others.

    Each counts on from the message before it that had a time, full or compressed, and is less than 32 s
    later. None when no message of the file has such a header.
    """
    is_compressed = headers >= 0x80
    if not is_compressed.any():
        return None
    full = np.full(len(starts), -1, np.int64)
    for index, layout in enumerate(layouts):
        slot = layout.slots.get(TIMESTAMP_FIELD)
        if slot is None or slot.count != 1 or slot.base_type.dtype not in ("u4", "i4"):
            continue
        rows = np.flatnonzero(layout_ids == index)
        if not len(rows):
            continue
        seconds = stored_values(gather(body, starts[rows], layout.size), slot)
        full[rows] = np.where(np.isnan(seconds), -1, seconds)
    has_time = np.flatnonzero(is_compressed | (full >= 0))
    is_full = full[has_time] >= 0
    low = np.where(is_full, full[has_time], headers[has_time] & 0x1F) % _SPAN_S
    steps = np.where(is_full, 0, np.diff(low, prepend=0) % _SPAN_S)
    counted = np.cumsum(steps)
    last_full = np.maximum.accumulate(np.where(is_full, np.arange(len(low)), -1))
    is_based = last_full >= 0
    base = np.where(is_based, full[has_time][last_full] - counted[last_full], 0)
    result = np.full(len(starts), -1, np.int64)
    result[has_time] = np.where(is_full & ~is_compressed[has_time], -1, base + counted)
    return result


def gather(body: bytes, starts: NDArray[np.intp], size: int) -> NDArray[np.void]:
    """The messages of `size` bytes that begin at `starts`, one after another."""
    everywhere = np.ndarray((len(body) - size + 1,), f"V{size}", body, 0, (1,))
    gathered: NDArray[np.void] = everywhere[starts]
    return gathered
