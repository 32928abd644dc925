"""The readable messages of a body whose structure is broken.

FIT has no marks to find the next message by, so bytes that went astray are recognised by their times.
A message is *sure* when it has a date within a day of the last sure one, a definition when all of it is
as FIT allows. Where reading fails, everything behind the last sure message is given up, and reading goes
on where the next three messages hang together: the first of them sure, another one sure, and each
beginning where the one before it ends; or at a definition of a known kind of message with two such
messages right behind it. What lies between is a gap. Nothing is guessed: a file without dates behind the
damage is read up to the damage only.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from niggle.fit.base_types import FIRST_DATE_TIME, TIMESTAMP_FIELD
from niggle.fit.layout import Layout, definition_length, developer_fields, parse_definition
from niggle.fit.profile import messages
from niggle.fit.scan import MAX_MESSAGES, Scan, Scanner, local_of

LARGEST_STEP_S = 86_400  # dates of neighbouring messages differ by less, pauses and summaries included
MAX_ATTEMPTS = 200_000  # a bound on the work for hostile files
_CHAIN = 3  # messages that must hang together before reading goes on
_MAX_CHAIN = 12  # unsure ones included
_SEARCH_BYTES = 65_536
_LEAST_DEFINITION = 9


@dataclass(frozen=True, slots=True)
class Gap:
    """Bytes that belong to no readable message; `offset` counts from the start of the file."""

    offset: int
    length: int


@dataclass(slots=True)
class _State:
    scanner: Scanner
    last_time: int | None = None
    sure_end: int = 0  # behind the last sure message
    sure_count: int = 0  # messages up to there
    attempts: int = 0


def salvage(body: bytes, *, offset: int) -> tuple[Scan, tuple[Gap, ...]]:
    """The messages that can be read for sure, and the gaps between them; `offset` is that of the body."""
    state = _State(Scanner(body))
    gaps: list[Gap] = []
    position = 0
    while position < len(body):
        following = _advance(state, position) if len(state.scanner.starts) < MAX_MESSAGES else None
        if following is not None:
            position = following
            continue
        del state.scanner.starts[state.sure_count :]
        resumed = _resume(state)
        gaps.append(Gap(offset + state.sure_end, resumed - state.sure_end))
        position = resumed
    return state.scanner.result(len(body), None), tuple(gaps)


def _advance(state: _State, position: int) -> int | None:
    """The position behind the message here, or None if there is none that can be true."""
    scanner = state.scanner
    header = scanner.body[position]
    if header & 0xC0 == 0x40:
        if not _is_definition(scanner.body, position):
            return None
        state.sure_end, _ = scanner.take(position)
        state.sure_count = len(scanner.starts)
        return state.sure_end
    layout = _data_layout(scanner, position)
    if layout is None:
        return None
    seconds = _date(scanner.body, position, layout)
    if seconds is not None and not _is_near(seconds, state.last_time):
        return None
    if scanner.sizes[header]:
        scanner.starts.append(position)
    else:
        scanner.take(position)
    following = position + layout.size
    if seconds is not None:
        state.last_time, state.sure_end, state.sure_count = seconds, following, len(scanner.starts)
    return following


def _is_definition(body: bytes, position: int) -> bool:
    """Whether a definition message stands here in which all is as FIT allows."""
    length = definition_length(body, position)
    if length is None:
        return False
    layout = _layout_at(body, position, length)
    return layout.is_regular and bool(layout.slots) and not body[position] & 0x10


def _layout_at(body: bytes, position: int, length: int) -> Layout:
    """The layout that a definition announces, its developers' fields aside."""
    definition = body[position + 1 : position + length]
    is_developer = bool(body[position] & 0x20)
    unknown = (None,) * len(developer_fields(definition)) if is_developer else ()
    return parse_definition(definition, is_developer, unknown)


def _data_layout(scanner: Scanner, position: int) -> Layout | None:
    header = scanner.body[position]
    layout = scanner.local_layouts[local_of(header)]
    if layout is None or (header < 0x80 and header & 0x30):  # reserved bits
        return None
    return layout if position + layout.size <= len(scanner.body) else None


def _date(body: bytes, position: int, layout: Layout) -> int | None:
    """The date of a message in seconds since FIT's epoch; None without one (uptime is none)."""
    slot = layout.slots.get(TIMESTAMP_FIELD)
    if slot is None or slot.count != 1 or slot.base_type.name != "uint32":
        return None
    first = position + slot.position
    seconds = int.from_bytes(body[first : first + 4], "big" if slot.dtype[0] == ">" else "little")
    return seconds if FIRST_DATE_TIME <= seconds < 0xFFFF_FFFF else None


def _is_near(seconds: int, last: int | None) -> bool:
    return last is None or abs(seconds - last) <= LARGEST_STEP_S


def _resume(state: _State) -> int:
    """Where reading can go on behind the last sure message; the end of the body if nowhere."""
    end = len(state.scanner.body)
    for start in range(state.sure_end, end, _SEARCH_BYTES):
        for candidate in _candidates(state, start, min(start + _SEARCH_BYTES, end)).tolist():
            state.attempts += 1
            if state.attempts > MAX_ATTEMPTS:
                return end
            if _goes_on(state, candidate):
                return int(candidate)
    return end


def _goes_on(state: _State, position: int) -> bool:
    """Whether reading can go on at a message, or at a definition and the messages of its kind behind it."""
    body = state.scanner.body
    if body[position] & 0xC0 != 0x40:
        return _hangs_together(state, position)
    length = definition_length(body, position)
    if length is None or not _is_definition(body, position):
        return False
    local, known = body[position] & 0x0F, state.scanner.local_layouts
    before = known[local]
    known[local] = _layout_at(body, position, length)
    try:
        return body[position + length] & 0x0F == local and _hangs_together(state, position + length)
    except IndexError:
        return False
    finally:
        known[local] = before


def _candidates(state: _State, start: int, end: int) -> NDArray[np.intp]:
    """Positions in a stretch where a known header stands and its message would have a fitting date, or a definition."""
    body = state.scanner.body
    found: list[NDArray[np.intp]] = [_definitions(body, start, end)]
    for local, layout in enumerate(state.scanner.local_layouts):
        slot = None if layout is None else layout.slots.get(TIMESTAMP_FIELD)
        if layout is None or slot is None or slot.count != 1 or slot.base_type.name != "uint32":
            continue
        stop = min(end, len(body) - layout.size + 1)
        if stop <= start:
            continue
        headers = np.frombuffer(body, np.uint8, stop - start, start)
        dates = np.ndarray((stop - start,), slot.dtype, body, start + slot.position, (1,)).astype(np.int64)
        is_fit = (headers == local) & (dates >= FIRST_DATE_TIME) & (dates < 0xFFFF_FFFF)
        if state.last_time is not None:
            is_fit &= np.abs(dates - state.last_time) <= LARGEST_STEP_S
        found.append(start + np.flatnonzero(is_fit))
    return np.sort(np.concatenate(found))


def _definitions(body: bytes, start: int, end: int) -> NDArray[np.intp]:
    """Positions where a definition of a known kind of message may begin."""
    stop = min(end, len(body) - _LEAST_DEFINITION)
    if stop <= start:
        return np.empty(0, np.intp)
    text = np.frombuffer(body, np.uint8)
    header, reserved, order = (text[start + at : stop + at] for at in range(3))
    low, high = text[start + 3 : stop + 3].astype(np.uint16), text[start + 4 : stop + 4].astype(np.uint16)
    numbers = np.where(order == 0, low | high << 8, high | low << 8)
    is_fit = (header & 0xD0 == 0x40) & (reserved == 0) & (order <= 1)
    at = np.flatnonzero(is_fit)
    return start + at[np.isin(numbers[at], list(messages()))]


def _hangs_together(state: _State, position: int) -> bool:
    """Whether messages follow one another from here as they do in a sound file."""
    scanner = state.scanner
    last, sure = state.last_time, 0
    for count in range(_MAX_CHAIN):
        if position == len(scanner.body):
            return sure > 0
        if count >= _CHAIN and sure > 1:
            return True
        if scanner.body[position] & 0xC0 == 0x40:
            return sure > 0 and _is_definition(scanner.body, position)
        layout = _data_layout(scanner, position)
        if layout is None:
            return False
        seconds = _date(scanner.body, position, layout)
        if seconds is not None:
            if not _is_near(seconds, last):
                return False
            last, sure = seconds, sure + 1
        position += layout.size
    return sure > 1
