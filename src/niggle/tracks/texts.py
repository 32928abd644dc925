"""Numbers and moments as people and programs write them."""

import math
import re
from collections.abc import Iterable
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]

FIRST_YEAR, LAST_YEAR = 1970, 9000  # weeks around a moment and every time zone must still have dates
_TIMED = re.compile(
    r"^(\d{4}-\d{2}-\d{2})[T ]\s*(\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)\s*(Z|[+-]\d{2}(?::?\d{2})?)?$", re.IGNORECASE
)


def numbers(texts: Iterable[str | None]) -> Floats:
    """Numbers, decimal commas too; NaN for what is none."""
    return np.array([_number(text) for text in texts], dtype=np.float64)


def number(text: str | None) -> float | None:
    """One number, None for what is none."""
    value = _number(text)
    return None if math.isnan(value) else value


def moments(texts: Iterable[str | None]) -> Floats:
    """Unix seconds of moments in ISO 8601 or nearly so; without a zone they are UTC, NaN for what is none."""
    return np.array([moment(text) for text in texts], dtype=np.float64)


def moment(text: str | None) -> float:
    """Unix seconds of one moment, NaN for what is none.

    >>> moment("2026-03-02 06:31:05,5 +01:00") - moment("2026-03-02T05:31:05.5000000Z")
    0.0
    """
    found = _TIMED.match((text or "").strip())
    if found is None:
        return math.nan
    day, clock, zone = found.groups()
    hour, _, rest = clock.replace(",", ".").partition(":")
    try:
        told = datetime.fromisoformat(f"{day}T{hour:0>2}:{rest}{(zone or 'Z').upper()}")
    except ValueError:
        return math.nan
    return told.astimezone(UTC).timestamp() if FIRST_YEAR <= told.year <= LAST_YEAR else math.nan


def _number(text: str | None) -> float:
    try:
        value = float((text or "").strip().replace(",", "."))
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan
