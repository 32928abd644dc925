"""FIT files from columns: for the simulator's runners and for the tests, defects included (`fit.damage`).

    blocks = [
        Block("file_id", {"type": "activity", "manufacturer": "garmin", "time_created": started_at}),
        *describe([Developer(0, STRYD)], [DeveloperField(0, 8, "Form Power", "uint16", "Watts")]),
        Block("record", {"timestamp": unix_s, "enhanced_speed": speed_mps, "stance_time": stance_ms},
              developer={form_power: watts}),
        Block("session", {"timestamp": ended_at, "sport": "running", "total_distance": 8012.0}),
    ]
    data = write_fit(blocks)

Values are in the units of the profile (m, m/s, ms, strides a minute); enumerations go by name; times are
aware datetimes or Unix seconds, and seconds too small for a FIT date are written as device uptime.
None and NaN become "no value". A block is written at once, whatever its number of messages.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from niggle.fit.base_types import TIMESTAMP_FIELD
from niggle.fit.crc import crc16
from niggle.fit.encode import EncodedField, Values, encode_developer, encode_native
from niggle.fit.profile import messages_by_name

MAX_COMPRESSED_STEP_S = 31  # a compressed timestamp has 5 bits
_COMPRESSED_LOCALS = 4
_LOCALS = 16


@dataclass(frozen=True, slots=True)
class Developer:
    """A program that adds fields of its own, known by a 16-byte application id or a manufacturer."""

    index: int
    application_id: bytes | None = None
    manufacturer: str | int | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class DeveloperField:
    """A field that a developer adds: stored = (value + offset) · scale, as in the profile."""

    developer_index: int
    number: int
    name: str
    base_type: str = "float32"
    unit: str = ""
    scale: int | None = None
    offset: int | None = None
    native_field_number: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Messages of one kind, one after another; columns of n values, and scalars repeated n times.

    A message or field that the profile lacks goes by its number, with its type in `base_types`; that
    also overrides the profile's type. `local` picks the local message type (0-15, else any free one).
    `compressed_timestamps` puts the last five bits of the time into the message header, with a full
    timestamp wherever a step is longer than these can say.
    """

    message: str | int
    fields: Mapping[str | int, Values]
    developer: Mapping[DeveloperField, Values] = field(default_factory=dict)
    base_types: Mapping[str | int, str] = field(default_factory=dict)
    local: int | None = None
    is_big_endian: bool = False
    compressed_timestamps: bool = False


def describe(developers: Iterable[Developer], fields: Iterable[DeveloperField]) -> list[Block]:
    """The blocks that must stand before the first message with these developer fields."""
    blocks = [
        Block(
            "developer_data_id",
            _present(
                developer_data_index=developer.index,
                application_id=developer.application_id,
                manufacturer_id=developer.manufacturer,
                application_version=developer.version,
            ),
        )
        for developer in developers
    ]
    for item in fields:
        described = _present(
            developer_data_index=item.developer_index,
            field_definition_number=item.number,
            fit_base_type_id=item.base_type,
            field_name=item.name,
            units=item.unit or None,
            scale=item.scale,
            offset=item.offset,
            native_mesg_num=None if item.native_field_number is None else 20,
            native_field_num=item.native_field_number,
        )
        blocks.append(Block("field_description", described))
    return blocks


def write_fit(
    blocks: Sequence[Block],
    *,
    header_size: int = 14,
    has_header_crc: bool = True,
    protocol_version: int = 0x20,
    profile_version: int = 2132,
) -> bytes:
    """One FIT file; join several for a chained one. A 14-byte header without checksum holds 0 for it."""
    locals_ = _Locals()
    body = b"".join(part for block in blocks for part in _write_block(block, locals_))
    header = struct.pack("<BBHI4s", header_size, protocol_version, profile_version, len(body), b".FIT")
    if header_size >= 14:
        header += struct.pack("<H", crc16(header) if has_header_crc else 0)
        header += bytes(header_size - 14)
    return header + body + struct.pack("<H", crc16(header + body))


class _Locals:
    """Which definition each local message type has now; the one defined longest ago is reused."""

    def __init__(self) -> None:
        self._definitions: dict[int, bytes] = {}
        self._next = 0

    def place(self, definition: bytes, *, wanted: int | None, limit: int = _LOCALS) -> tuple[int, bytes]:
        """The local type for a definition, and the definition message if it must be written."""
        if wanted is None:
            for local, known in self._definitions.items():
                if known == definition and local < limit:
                    return local, b""
            wanted = self._next % limit
            self._next += 1
        if self._definitions.get(wanted) == definition:
            return wanted, b""
        self._definitions[wanted] = definition
        is_developer = 0x20 if _has_developer_fields(definition) else 0
        return wanted, bytes([0x40 | is_developer | wanted]) + definition


def _has_developer_fields(definition: bytes) -> bool:
    return len(definition) > 5 + 3 * definition[4]


def _write_block(block: Block, locals_: _Locals) -> list[bytes]:
    number, native = _encoded_fields(block)
    developer = [
        encode_developer(
            values,
            number=item.number,
            developer_index=item.developer_index,
            base_type=item.base_type,
            scale=item.scale,
            offset=item.offset,
        )
        for item, values in block.developer.items()
    ]
    if block.compressed_timestamps:
        return _write_compressed(block, number, native, developer, locals_)
    definition = _definition(number, native, developer, is_big_endian=block.is_big_endian)
    local, message = locals_.place(definition, wanted=block.local)
    rows = _rows([*native, *developer], is_big_endian=block.is_big_endian)
    rows["header"] = local
    return [message, rows.tobytes()]


def _write_compressed(
    block: Block,
    number: int,
    native: list[EncodedField],
    developer: list[EncodedField],
    locals_: _Locals,
) -> list[bytes]:
    """Stretches that begin with a full timestamp and go on with compressed ones."""
    others = [item for item in native if item.number != TIMESTAMP_FIELD]
    full_definition = _definition(number, native, developer, is_big_endian=block.is_big_endian)
    short_definition = _definition(number, others, developer, is_big_endian=block.is_big_endian)
    full_rows = _rows([*native, *developer], is_big_endian=block.is_big_endian)
    short_rows = _rows([*others, *developer], is_big_endian=block.is_big_endian)
    stored = next(item.stored for item in native if item.number == TIMESTAMP_FIELD)
    seconds = np.broadcast_to(stored.reshape(-1), (len(full_rows),)).astype(np.int64)
    steps = np.diff(seconds)
    parts: list[bytes] = []
    starts = [
        0,
        *(np.flatnonzero((steps < 0) | (steps > MAX_COMPRESSED_STEP_S)) + 1).tolist(),
    ]
    for start, end in zip(starts, [*starts[1:], len(seconds)], strict=True):
        local, message = locals_.place(full_definition, wanted=block.local)
        full_rows["header"] = local
        parts += [message, full_rows[start : start + 1].tobytes()]
        local, message = locals_.place(short_definition, wanted=None, limit=_COMPRESSED_LOCALS)
        short_rows["header"] = 0x80 | local << 5 | (seconds & 0x1F)
        parts += [message, short_rows[start + 1 : end].tobytes()]
    return parts


def _encoded_fields(block: Block) -> tuple[int, list[EncodedField]]:
    if isinstance(block.message, int):
        number, known = block.message, {}
    else:
        message = messages_by_name()[block.message]
        number, known = message.number, dict(message.by_name)
    fields = [
        encode_native(
            values,
            known.get(str(name)),
            name=name,
            base_type=block.base_types.get(name),
        )
        for name, values in block.fields.items()
    ]
    return number, fields


def _definition(
    number: int,
    native: Sequence[EncodedField],
    developer: Sequence[EncodedField],
    *,
    is_big_endian: bool,
) -> bytes:
    """The definition message without its header byte."""
    head = struct.pack(">BBHB" if is_big_endian else "<BBHB", 0, is_big_endian, number, len(native))
    fields = b"".join(bytes([item.number, item.size, item.base_type.code]) for item in native)
    if not developer:
        return head + fields
    extra = b"".join(bytes([item.number, item.size, item.developer_index]) for item in developer)
    return head + fields + bytes([len(developer)]) + extra


def _rows(fields: Sequence[EncodedField], *, is_big_endian: bool) -> NDArray[np.void]:
    """The data messages as one structured array, the header byte still 0."""
    dtypes = [item.stored.dtype.newbyteorder(">" if is_big_endian else "<") for item in fields]
    layout: list[tuple[str, Any, tuple[int, ...]]] = [("header", "u1", ())]
    layout += [(f"f{index}", dtypes[index], item.shape) for index, item in enumerate(fields)]
    count = max((len(item.stored) for item in fields), default=1)
    rows = np.zeros(count, np.dtype(layout))
    for index, item in enumerate(fields):
        rows[f"f{index}"] = item.stored
    return rows


def _present(**fields: Values) -> dict[str | int, Values]:
    return {name: value for name, value in fields.items() if value is not None}
