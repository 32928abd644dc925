"""Definition messages: where each field lies in the messages that follow."""

import struct
from dataclasses import dataclass, field
from functools import lru_cache

from niggle.fit.base_types import BASE_TYPES, BASE_TYPES_BY_NAME, BYTE, TIMESTAMP_FIELD, BaseType
from niggle.fit.profile import Message, messages

_TIMESTAMP = BASE_TYPES_BY_NAME["uint32"]


@dataclass(frozen=True, slots=True)
class DeveloperKey:
    """Who added a field, and which: two developers may use the same number, one developer the same name.

    `application` is the application id as hex digits or, where there is none, "manufacturer:<number>",
    else "index:<developer index>". A developer's index holds within one file only. `native_number` is the field of the
    profile that it stands for.
    """

    application: str
    developer_index: int
    number: int
    name: str
    unit: str | None
    native_number: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Description:
    """What a field_description message said about a developer's field: value = stored / scale - offset."""

    key: DeveloperKey
    base_type: BaseType
    scale: float | None
    offset: float | None


@dataclass(frozen=True, slots=True)
class Slot:
    """One field of a layout: `count` values of `base_type` from byte `position` of the message on."""

    number: int
    base_type: BaseType
    count: int
    position: int
    dtype: str  # with byte order
    description: Description | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """How the data messages of one definition lie in the file; `size` includes the header byte."""

    number: int
    message: Message | None
    size: int
    slots: dict[int, Slot]  # native fields by number
    developer_slots: tuple[Slot, ...]
    undescribed: int  # developer fields that no field_description explains
    is_regular: bool  # nothing in the definition that FIT does not allow


@lru_cache(maxsize=512)
def parse_definition(definition: bytes, is_developer: bool, descriptions: tuple[Description | None, ...]) -> Layout:
    """The layout that a definition message (without its header byte) announces.

    `descriptions` are those of its developer fields, in order. Devices define the same layouts in every
    file, hence the cache.
    """
    order = "<" if definition[1] == 0 else ">"
    (number,) = struct.unpack_from(f"{order}H", definition, 2)
    slots: dict[int, Slot] = {}
    position = 1
    is_regular = definition[1] <= 1
    native_end = 5 + 3 * definition[4]
    for start in range(5, native_end, 3):
        field_number, size, code = definition[start : start + 3]
        base_type = BASE_TYPES.get(code, BYTE)
        is_regular &= code in BASE_TYPES and size > 0 and size % base_type.size == 0
        if field_number == TIMESTAMP_FIELD and size == _TIMESTAMP.size and base_type is BYTE:
            base_type = _TIMESTAMP  # some devices declare it as four bytes
        if size and field_number not in slots:
            slots[field_number] = _slot(field_number, base_type, size, position, order)
        position += size
    developer_slots = []
    undescribed = 0
    if is_developer:
        for index, start in enumerate(range(native_end + 1, len(definition), 3)):
            field_number, size, _ = definition[start : start + 3]
            description = descriptions[index]
            if description is None:
                undescribed += 1
            elif size:
                slot = _slot(field_number, description.base_type, size, position, order, description)
                developer_slots.append(slot)
            position += size
    return Layout(number, messages().get(number), position, slots, tuple(developer_slots), undescribed, is_regular)


def definition_length(body: bytes, position: int) -> int | None:
    """Bytes of the definition message whose header byte is at `position`; None if it is cut off."""
    if position + 6 > len(body):
        return None
    length = 6 + 3 * body[position + 5]
    if body[position] & 0x20:
        if position + length >= len(body):
            return None
        length += 1 + 3 * body[position + length]
    return length if position + length <= len(body) else None


def developer_fields(definition: bytes) -> list[tuple[int, int]]:
    """(Developer index, field number) of the developer fields of a definition without its header byte."""
    first = 6 + 3 * definition[4]
    return [(definition[start + 2], definition[start]) for start in range(first, len(definition), 3)]


def _slot(
    number: int,
    base_type: BaseType,
    size: int,
    position: int,
    order: str,
    description: Description | None = None,
) -> Slot:
    if size % base_type.size:  # some devices write such sizes; what it holds is then known as bytes only
        base_type = BYTE
    count = size // base_type.size
    if base_type.name == "string":
        return Slot(number, base_type, 1, position, f"S{size}", description)
    return Slot(number, base_type, count, position, order + base_type.dtype, description)
