"""Physical values to the numbers that FIT stores, a column at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from niggle.fit.base_types import (
    BASE_TYPES_BY_NAME,
    FIRST_DATE_TIME,
    FIT_EPOCH_UNIX_S,
    STRING,
    BaseType,
)
from niggle.fit.profile import Field, enum_values

Scalar = str | bytes | float | int | datetime | None
Values = Scalar | Sequence[Any] | NDArray[Any]


@dataclass(frozen=True, slots=True)
class EncodedField:
    """One field of a definition with its stored values: (n,) or, for arrays, (n, elements)."""

    number: int
    base_type: BaseType
    stored: NDArray[Any]
    developer_index: int = 0

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of one value."""
        return self.stored.shape[1:]

    @property
    def size(self) -> int:
        """Bytes of one value, which a definition gives in one byte."""
        size = int(self.stored.dtype.itemsize * np.prod(self.shape, dtype=int))
        if not 0 < size <= 255:
            raise ValueError(f"field {self.number} would take {size} bytes; FIT allows 1 to 255")
        return size


def encode_native(
    values: Values,
    known: Field | None,
    *,
    name: str | int,
    base_type: str | None = None,
) -> EncodedField:
    """A field of the profile, or one that it lacks if `name` is a number and `base_type` is given."""
    if known is None:
        if not isinstance(name, int) or base_type is None:
            raise ValueError(f"field {name!r} is not in the profile; give its number and base type")
        kind = BASE_TYPES_BY_NAME[base_type]
        return EncodedField(name, kind, _stored(values, kind, None, None))
    kind = BASE_TYPES_BY_NAME[base_type or known.base_type]
    if known.type in ("date_time", "local_date_time"):
        return EncodedField(known.number, kind, _stored(_fit_seconds(values), kind, None, None))
    if known.type:
        values = _codes(values, known.type)
    return EncodedField(known.number, kind, _stored(values, kind, known.scale, known.offset))


def encode_developer(
    values: Values,
    *,
    number: int,
    developer_index: int,
    base_type: str,
    scale: float | None,
    offset: float | None,
) -> EncodedField:
    """A developer's field, with the scale and offset of its own description."""
    kind = BASE_TYPES_BY_NAME[base_type]
    return EncodedField(number, kind, _stored(values, kind, scale, offset), developer_index)


def _codes(values: Values, type_name: str) -> Values:
    """Names of an enumeration as its numbers; numbers stay."""
    codes = enum_values(type_name)
    if isinstance(values, str):
        return codes[values]
    if isinstance(values, Sequence) and any(isinstance(value, str) for value in values):
        return [codes[value] if isinstance(value, str) else value for value in values]
    return values


def _fit_seconds(values: Values) -> NDArray[np.float64]:
    """Seconds since FIT's epoch; seconds before its first date are uptime and stay as they are."""
    many = values if isinstance(values, Sequence | np.ndarray) else [values]
    seconds = np.array(
        [value.timestamp() if isinstance(value, datetime) else value for value in many]
        if not isinstance(many, np.ndarray)
        else many,
        dtype=np.float64,
    )
    is_date = seconds >= FIT_EPOCH_UNIX_S + FIRST_DATE_TIME
    return np.where(is_date, seconds - FIT_EPOCH_UNIX_S, seconds)


def _stored(values: Values, kind: BaseType, scale: float | None, offset: float | None) -> NDArray[Any]:
    if kind is STRING:
        return _stored_text(values)
    if isinstance(values, bytes):
        return np.frombuffer(values, np.uint8)[np.newaxis]
    array = np.asarray(values)
    if array.ndim == 0:
        array = array[np.newaxis]
    if array.dtype.kind in "iub" and not scale and not offset:
        return _fitting(array, kind)
    if array.dtype.kind == "O" and not scale and not offset and kind.size == 8 and kind.invalid is not None:
        return np.array(
            [kind.invalid if value is None else value for value in array],
            dtype=kind.dtype,
        )
    numbers = array.astype(np.float64)
    if offset:
        numbers = numbers + offset
    if scale:
        numbers = numbers * scale
    if kind.invalid is None:
        return numbers.astype(kind.dtype)
    is_missing = np.isnan(numbers)
    stored = _fitting(np.rint(np.where(is_missing, 0.0, numbers)), kind)
    stored[is_missing] = kind.invalid
    return stored


def _fitting(numbers: NDArray[Any], kind: BaseType) -> NDArray[Any]:
    """Whole numbers in the file's type; ValueError for one that it cannot hold."""
    if kind.invalid is not None and numbers.size:
        limits = np.iinfo(kind.dtype)
        for extreme in (numbers.min(), numbers.max()):
            if not limits.min <= extreme <= limits.max:
                raise ValueError(f"{kind.name} cannot hold {extreme:g}")
    return numbers.astype(kind.dtype)


def _stored_text(values: Values) -> NDArray[Any]:
    """UTF-8 with at least one NUL at the end; bytes are written as they are (unterminated ones too)."""
    if isinstance(values, bytes):
        return np.array([values], dtype=f"S{max(1, len(values))}")
    many = [values] if isinstance(values, str) or values is None else list(values)  # type: ignore[arg-type]
    encoded = [b"" if value is None else str(value).encode() for value in many]
    return np.array(encoded, dtype=f"S{max(map(len, encoded)) + 1}")
