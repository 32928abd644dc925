"""The one pass over message headers: where each message starts and which layout it has.

Messages have no length of their own; only the definition in force says how long one is. So the pass is
sequential, but it touches one byte a message and leaves all values to NumPy.
"""

from array import array
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from niggle.fit.base_types import BASE_TYPES, BYTE
from niggle.fit.layout import (
    Description,
    DeveloperKey,
    Layout,
    definition_length,
    developer_fields,
    parse_definition,
)

RECORD = 20
FIELD_DESCRIPTION = 206
DEVELOPER_DATA_ID = 207
CUT_OFF = "the last message is cut off"
TOO_MANY = "more messages, or kinds of them, than any recording has"
# Bounds for hostile files: two days of three messages a second make half a million, of some fifty layouts.
MAX_MESSAGES = 1_000_000
MAX_LAYOUTS = 10_000
_DEFINITION = 0x40
_STOP = bytes([_DEFINITION])  # stands after the last byte: a header that ends the quick loop


@dataclass(slots=True)
class Developers:
    """What developer_data_id and field_description messages have said so far in one file of a chain."""

    applications: dict[int, str] = field(default_factory=dict)
    descriptions: dict[tuple[int, int], Description] = field(default_factory=dict)

    def learn(self, body: bytes, start: int, layout: Layout) -> None:
        """Take in the message of one of these two kinds that starts at `start`."""
        index = _integer(body, start, layout, 3 if layout.number == DEVELOPER_DATA_ID else 0)
        if index is None:
            return
        if layout.number == DEVELOPER_DATA_ID:
            self.applications[index] = _application(body, start, layout, index)
            for stale in [known for known in self.descriptions if known[0] == index]:
                del self.descriptions[stale]
            return
        number = _integer(body, start, layout, 1)
        if number is None:
            return
        base_type = BASE_TYPES.get(_integer(body, start, layout, 2) or 0, BYTE)
        key = DeveloperKey(
            self.applications.get(index, f"index:{index}"),
            index,
            number,
            _text(body, start, layout, 3) or f"field {number}",
            _text(body, start, layout, 8),
            _native_number(body, start, layout),
        )
        scale, offset = _integer(body, start, layout, 6), _integer(body, start, layout, 7)
        self.descriptions[index, number] = Description(key, base_type, scale or None, offset or None)


@dataclass(slots=True)
class Scan:
    """Messages of one FIT file in their order; `layout_ids` index `layouts`.

    `reached` is where the pass ended: at `len(body)` for a sound file. `problem` says why it ended
    earlier, `partial_bytes` how many bytes of an unfinished last message there are.
    """

    starts: NDArray[np.intp]
    headers: NDArray[np.uint8]
    layout_ids: NDArray[np.intp]
    layouts: list[Layout]
    reached: int
    problem: str | None = None
    partial_bytes: int = 0


@dataclass(slots=True)
class Scanner:
    """The state of a pass: which layout each local message type has, and what was found."""

    body: bytes
    developers: Developers = field(default_factory=Developers)
    layouts: list[Layout] = field(default_factory=list)
    _ids: dict[Layout, int] = field(default_factory=dict)
    local_layouts: list[Layout | None] = field(default_factory=lambda: [None] * 16)
    _current: array[int] = field(default_factory=lambda: array("I", [0] * 16))
    _maps: array[int] = field(default_factory=lambda: array("I"))
    _map_starts: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=lambda: [0] * 256)
    starts: array[int] = field(default_factory=lambda: array("I"))

    def run(self) -> Scan:
        """Pass over the whole body."""
        body = self.body + _STOP
        end = len(self.body)
        sizes, starts, append = self.sizes, self.starts, self.starts.append
        position = 0
        problem = None
        while True:
            try:
                while size := sizes[body[position]]:
                    append(position)
                    position += size
            except IndexError:  # the last message goes on behind the end
                position = starts.pop()
                problem = CUT_OFF
                break
            if position == end:
                break
            following, problem = self.take(position)
            if problem is not None:
                break
            position = following
        if len(starts) > MAX_MESSAGES:
            del starts[MAX_MESSAGES:]
            problem = TOO_MANY
        return self.result(position, problem)

    def take(self, position: int) -> tuple[int, str | None]:
        """The position after the definition or developer message here, or what is wrong with it."""
        header = self.body[position]
        if len(self.starts) > MAX_MESSAGES or len(self.layouts) > MAX_LAYOUTS:
            return position, TOO_MANY
        if header & 0xC0 == _DEFINITION:
            length = definition_length(self.body, position)
            if length is None:
                return position, CUT_OFF
            self.define(header, self.body[position + 1 : position + length])
            return position + length, None
        layout = self.local_layouts[local_of(header)]
        if layout is None:
            return position, "a message of an undefined kind"
        if position + layout.size > len(self.body):
            return position, CUT_OFF
        self.developers.learn(self.body, position, layout)
        self.starts.append(position)
        return position + layout.size, None

    def define(self, header: int, definition: bytes) -> Layout:
        """Put a definition in force for its local message type."""
        is_developer = bool(header & 0x20)
        descriptions: tuple[Description | None, ...] = ()
        if is_developer:
            known = self.developers.descriptions
            descriptions = tuple(known.get(item) for item in developer_fields(definition))
        layout = parse_definition(definition, is_developer, descriptions)
        local = header & 0x0F
        if layout not in self._ids:
            self._ids[layout] = len(self.layouts)
            self.layouts.append(layout)
        self.local_layouts[local] = layout
        self._current[local] = self._ids[layout]
        if self._map_starts and self._map_starts[-1] == len(self.starts):
            self._maps[-16:] = self._current
        else:
            self._map_starts.append(len(self.starts))
            self._maps.extend(self._current)
        self._set_size(local, 0 if layout.number in (FIELD_DESCRIPTION, DEVELOPER_DATA_ID) else layout.size)
        return layout

    def _set_size(self, local: int, size: int) -> None:
        sizes = self.sizes
        sizes[local] = sizes[local | 0x10] = sizes[local | 0x20] = sizes[local | 0x30] = size
        if local < 4:
            first = 0x80 | local << 5
            sizes[first : first + 32] = [size] * 32

    def result(self, reached: int, problem: str | None) -> Scan:
        """The messages found so far, each with its layout."""
        starts = np.frombuffer(self.starts, np.uint32).astype(np.intp)
        headers = np.frombuffer(self.body, np.uint8)[starts]
        locals_ = np.where(headers & 0x80, (headers >> 5) & 3, headers & 0x0F)
        bounds = [*self._map_starts, len(starts)]
        which = np.repeat(np.arange(len(self._map_starts)), np.diff(bounds))
        maps = np.frombuffer(self._maps, np.uint32).reshape(-1, 16)
        layout_ids = maps[which, locals_].astype(np.intp)
        partial = len(self.body) - reached if problem == CUT_OFF else 0
        return Scan(starts, headers, layout_ids, self.layouts, reached, problem, partial)


def local_of(header: int) -> int:
    """The local message type in the header byte of a data message."""
    return (header >> 5) & 3 if header & 0x80 else header & 0x0F


def _native_number(body: bytes, start: int, layout: Layout) -> int | None:
    """The field of a record that a developer's field stands for."""
    message = _integer(body, start, layout, 14)
    return _integer(body, start, layout, 15) if message in (None, RECORD) else None


def _integer(body: bytes, start: int, layout: Layout, number: int) -> int | None:
    slot = layout.slots.get(number)
    if slot is None or slot.count != 1 or slot.base_type.invalid is None:
        return None
    first = start + slot.position
    stored = body[first : first + slot.base_type.size]
    value = int.from_bytes(stored, "big" if slot.dtype[0] == ">" else "little", signed=slot.base_type.dtype[0] == "i")
    return None if value == slot.base_type.invalid else value


def _text(body: bytes, start: int, layout: Layout, number: int) -> str | None:
    slot = layout.slots.get(number)
    if slot is None or slot.base_type.name != "string":
        return None
    first = start + slot.position
    stored = body[first : first + int(slot.dtype[1:])]
    return stored.split(b"\0", 1)[0].decode("utf-8", "replace") or None


def _application(body: bytes, start: int, layout: Layout, index: int) -> str:
    slot = layout.slots.get(1)
    if slot is not None:
        first = start + slot.position
        identity = body[first : first + slot.count * slot.base_type.size]
        if any(identity) and identity.count(0xFF) != len(identity):
            return identity.hex()
    manufacturer = _integer(body, start, layout, 2)
    return f"index:{index}" if manufacturer is None else f"manufacturer:{manufacturer}"
