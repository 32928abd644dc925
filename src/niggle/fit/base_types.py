"""The base types of FIT: how many bytes a value has, and which value means "no value"."""

from dataclasses import dataclass

FIT_EPOCH_UNIX_S = 631_065_600  # 1989-12-31T00:00:00Z, where FIT's date_time counts from
FIRST_DATE_TIME = 0x1000_0000  # smaller timestamps count from when the device was switched on
TIMESTAMP_FIELD = 253  # the same number in every message


@dataclass(frozen=True, slots=True)
class BaseType:
    """How a number (or text) lies in the file; `invalid` stands for "no value"."""

    name: str
    code: int
    dtype: str  # NumPy's letter and size, without byte order
    size: int
    invalid: int | None  # None: NaN for floats, NUL bytes for text


def _by_code(*rows: tuple[str, int, str, int | None]) -> dict[int, BaseType]:
    return {code: BaseType(name, code, dtype, int(dtype[1:]), invalid) for name, code, dtype, invalid in rows}


BASE_TYPES = _by_code(
    ("enum", 0x00, "u1", 0xFF),
    ("sint8", 0x01, "i1", 0x7F),
    ("uint8", 0x02, "u1", 0xFF),
    ("sint16", 0x83, "i2", 0x7FFF),
    ("uint16", 0x84, "u2", 0xFFFF),
    ("sint32", 0x85, "i4", 0x7FFF_FFFF),
    ("uint32", 0x86, "u4", 0xFFFF_FFFF),
    ("string", 0x07, "S1", None),
    ("float32", 0x88, "f4", None),
    ("float64", 0x89, "f8", None),
    ("uint8z", 0x0A, "u1", 0),
    ("uint16z", 0x8B, "u2", 0),
    ("uint32z", 0x8C, "u4", 0),
    ("byte", 0x0D, "u1", 0xFF),
    ("sint64", 0x8E, "i8", 0x7FFF_FFFF_FFFF_FFFF),
    ("uint64", 0x8F, "u8", 0xFFFF_FFFF_FFFF_FFFF),
    ("uint64z", 0x90, "u8", 0),
)
BASE_TYPES_BY_NAME = {base_type.name: base_type for base_type in BASE_TYPES.values()}
BYTE = BASE_TYPES_BY_NAME["byte"]
STRING = BASE_TYPES_BY_NAME["string"]
