"""Numbers and moments as people and programs write them."""

import math
import re
from collections.abc import Iterable
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]

_DAY_S = 86_400
FIRST_YEAR, LAST_YEAR = 1970, 9000  # weeks around a moment and every time zone must still have dates
_MOST_LETTERS = 64  # of a moment
_ZONE = r"\s*(?:([+-])\s?(\d{2}):?(\d{2})?)?\s*(?:Z+|UTC|GMT)?$"
_TIMED = re.compile(
    r"^(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[T ]\s*"
    r"(\d{1,2})\s*:\s*(\d{1,2})(?:\s*:\s*(\d{1,2}(?:[.,]\d+)?))?" + _ZONE,
    re.IGNORECASE | re.ASCII,
)
_TIMED_BASIC = re.compile(
    r"^(\d{4})(\d{2})(\d{2})[T ]?(\d{2})(\d{2})(?:(\d{2}(?:[.,]\d+)?))?" + _ZONE, re.IGNORECASE | re.ASCII
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
    told = (text or "").strip()[: _MOST_LETTERS + 1]
    found = (_TIMED.match(told) or _TIMED_BASIC.match(told)) if len(told) <= _MOST_LETTERS else None
    if found is None:
        return math.nan
    year, month, day, hour, minute, second, sign, zone_hours, zone_minutes = found.groups()
    try:
        began = datetime(int(year), int(month), int(day), int(hour), int(minute), tzinfo=UTC)
    except ValueError:
        return math.nan
    ahead_s = (3600 * int(zone_hours or 0) + 60 * int(zone_minutes or 0)) * (-1 if sign == "-" else 1)
    seconds = float((second or "0").replace(",", "."))
    if seconds >= 61 or abs(ahead_s) >= _DAY_S or not FIRST_YEAR <= began.year <= LAST_YEAR:
        return math.nan
    return began.timestamp() + seconds - ahead_s


def _number(text: str | None) -> float:
    try:
        value = float((text or "").strip().replace(",", "."))
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan
