"""FIT bytes to typed columns, whole or damaged."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from niggle.errors import DecodeError
from niggle.fit.crc import crc16
from niggle.fit.layout import Layout
from niggle.fit.profile import Message, messages_by_name
from niggle.fit.salvage import Gap, salvage
from niggle.fit.scan import CUT_OFF, TOO_MANY, Scan, Scanner
from niggle.fit.table import Chunk, Table
from niggle.fit.timestamps import gather, header_timestamps

MAX_FILE_BYTES = 64 * 1024 * 1024  # a day of 1-s records with every sensor takes about 10 MiB
_SMALLEST_HEADER = 12
_MAGIC, _MAGIC_AT = b".FIT", 8
_MOST_PREAMBLE_BYTES = 4096


@dataclass(frozen=True, eq=False)
class Part:
    """One FIT file of a chain, and what is wrong with it.

    Checksums are None where the file holds none (a header may say 0; a cut-off file has lost it).
    """

    offset: int
    body_offset: int
    body: bytes
    scan: Scan
    header_crc_ok: bool | None
    crc_ok: bool | None
    missing_bytes: int
    has_length: bool
    gaps: tuple[Gap, ...]

    @cached_property
    def header_times(self) -> NDArray[np.int64] | None:
        """Times of messages with compressed timestamps, see `header_timestamps`."""
        scan = self.scan
        return header_timestamps(self.body, scan.starts, scan.headers, scan.layout_ids, scan.layouts)


@dataclass(frozen=True, eq=False)
class FitFile:
    """The messages of a FIT file (or a chain of them) by name, and what is wrong with the file."""

    path: str
    parts: tuple[Part, ...]
    trailing_bytes: int  # behind the last part, and no FIT
    _tables: dict[str, Table] = field(default_factory=dict)

    def __getitem__(self, message: str) -> Table:
        """All messages of one kind, in the order of the file; an empty table if there are none."""
        table = self._tables.get(message)
        if table is None:
            table = self._tables[message] = _table(messages_by_name()[message], self.parts)
        return table

    @property
    def crc_ok(self) -> bool:
        """Whether every checksum is there and right (a header checksum of 0 counts as none needed)."""
        return all(part.crc_ok is True and part.header_crc_ok is not False for part in self.parts)

    @property
    def is_truncated(self) -> bool:
        """Whether the file ends before the length that its header gives, or gives none at all."""
        return any(part.missing_bytes > 0 or not part.has_length for part in self.parts)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Stretches of bytes that belong to no readable message."""
        return tuple(gap for part in self.parts for gap in part.gaps)

    @property
    def message_counts(self) -> Mapping[str | int, int]:
        """How many messages of each kind there are, by name, or by number for kinds not in the profile."""
        counts: Counter[str | int] = Counter()
        for layout, count in _layout_counts(self.parts):
            counts[layout.number if layout.message is None else layout.message.name] += count
        return counts

    @property
    def unknown_fields(self) -> Mapping[tuple[str, int], int]:
        """How many messages have a field that the profile lacks, by (message name, field number)."""
        counts: Counter[tuple[str, int]] = Counter()
        for layout, count in _layout_counts(self.parts):
            if layout.message is not None:
                for number in layout.slots.keys() - layout.message.fields.keys():
                    counts[layout.message.name, number] += count
        return counts

    @property
    def undescribed_developer_fields(self) -> int:
        """How many values of developers' fields no field_description explains."""
        return sum(layout.undescribed * count for layout, count in _layout_counts(self.parts))

    @property
    def defects(self) -> tuple[str, ...]:
        """What is wrong with the file, in plain sentences; none for a sound one."""
        found = [sentence for part in self.parts for sentence in _defects(part)]
        if self.trailing_bytes:
            found.append(f"{self.trailing_bytes} bytes behind the end are not FIT")
        return tuple(found)


def decode_fit(data: bytes, *, path: str) -> FitFile:
    """The messages of a FIT file as typed columns, with what is wrong with it as data.

    Damaged files give their readable part. Columns are made when first asked for. Raises DecodeError,
    with `path` and the offset, if the bytes are not FIT at all, or more than any recording has.
    """
    if len(data) > MAX_FILE_BYTES:
        raise DecodeError(f"{len(data)} bytes are more than any recording has", path=path, offset=0)
    offset = preamble_bytes(data)
    problem = _header_problem(data, offset)
    if problem is not None:
        raise DecodeError(problem, path=path, offset=0)
    parts: list[Part] = []
    while offset < len(data) and _header_problem(data, offset) is None:
        part, following = _part(data, offset)
        if part.scan.problem == TOO_MANY:
            raise DecodeError(TOO_MANY, path=path, offset=part.body_offset + part.scan.reached)
        parts.append(part)
        offset = following
    return FitFile(path, tuple(parts), len(data) - offset)


def preamble_bytes(data: bytes) -> int:
    """How many bytes of something else stand before the header, as some devices leave them; 0 if there is no header."""
    if data[_MAGIC_AT : _MAGIC_AT + len(_MAGIC)] == _MAGIC:
        return 0
    at = data.find(_MAGIC, 0, _MOST_PREAMBLE_BYTES)
    start = at - _MAGIC_AT
    return start if start > 0 and data[start] in (_SMALLEST_HEADER, 14) else 0


def _header_problem(data: bytes, offset: int) -> str | None:
    if len(data) == offset:
        return "the file is empty"
    if len(data) - offset < _SMALLEST_HEADER:
        return f"only {len(data) - offset} bytes, too few for a FIT header"
    if data[offset + 8 : offset + 12] != _MAGIC:
        return "not a FIT file: '.FIT' is missing from its header"
    if data[offset] < _SMALLEST_HEADER:
        return f"not a FIT file: its header claims a size of {data[offset]} bytes"
    return None


def _part(data: bytes, offset: int) -> tuple[Part, int]:
    """The file of a chain that begins here, and the offset behind it."""
    start = offset + data[offset]
    length = int.from_bytes(data[offset + 4 : offset + 8], "little")
    end = start + length
    has_length = length > 0 or len(data) <= start + 2
    if not has_length:  # the watch never came to write it: all that follows belongs to this file
        end = len(data)
        if crc16(data[offset:]) == 0:
            end -= 2
    missing = max(0, end + 2 - len(data)) if has_length else 0
    end = min(end, len(data))
    body = data[start:end]
    stored = data[end : end + 2]
    crc_ok = None
    if missing == 0 and len(stored) == 2:
        crc_ok = crc16(data[offset:end]) == int.from_bytes(stored, "little")
    scan, gaps = _read(body, is_cut_off=missing > 0 or not has_length, offset=start)
    part = Part(offset, start, body, scan, _header_crc_ok(data, offset), crc_ok, missing, has_length, gaps)
    return part, min(len(data), end + 2)


def _header_crc_ok(data: bytes, offset: int) -> bool | None:
    stored = int.from_bytes(data[offset + 12 : offset + 14], "little") if data[offset] >= 14 else 0
    return crc16(data[offset : offset + 12]) == stored if stored else None


def _read(body: bytes, *, is_cut_off: bool, offset: int) -> tuple[Scan, tuple[Gap, ...]]:
    """The messages of a body; where its structure breaks, with the gaps that had to be skipped."""
    scan = Scanner(body).run()
    if scan.problem in (None, TOO_MANY) or (is_cut_off and scan.problem == CUT_OFF):
        return scan, ()
    return salvage(body, offset=offset)


def _layout_counts(parts: tuple[Part, ...]) -> list[tuple[Layout, int]]:
    return [
        (layout, count)
        for part in parts
        for layout, count in zip(
            part.scan.layouts,
            np.bincount(part.scan.layout_ids, minlength=len(part.scan.layouts)).tolist(),
            strict=True,
        )
        if count
    ]


def _table(message: Message, parts: tuple[Part, ...]) -> Table:
    chunks: list[Chunk] = []
    part_starts: list[int] = []
    n_rows = 0
    for part in parts:
        part_starts.append(n_rows)
        found, count = _chunks(message, part, first_row=n_rows)
        chunks += found
        n_rows += count
    if len(chunks) == 1:
        chunks = [Chunk(chunks[0].layout, chunks[0].records, None, chunks[0].header_timestamps)]
    return Table(message, n_rows, tuple(chunks), tuple(part_starts))


def _chunks(message: Message, part: Part, *, first_row: int) -> tuple[list[Chunk], int]:
    """The chunks of one kind of message in one part, and how many messages these are."""
    scan = part.scan
    wanted = [index for index, layout in enumerate(scan.layouts) if layout.message is message]
    if not wanted:
        return [], 0
    is_wanted = np.zeros(len(scan.layouts), bool)
    is_wanted[wanted] = True
    chosen = np.flatnonzero(is_wanted[scan.layout_ids])
    ids = scan.layout_ids[chosen]
    times = None if part.header_times is None else part.header_times[chosen]
    chunks = []
    for index in wanted:
        rows = np.flatnonzero(ids == index)
        if len(rows):
            records = gather(part.body, scan.starts[chosen[rows]], scan.layouts[index].size)
            has_times = times is not None and (times[rows] >= 0).any()
            chunk_times = times[rows] if has_times and times is not None else None
            chunks.append(Chunk(scan.layouts[index], records, rows + first_row, chunk_times))
    return chunks, len(chosen)


def _defects(part: Part) -> list[str]:
    found = []
    if part.header_crc_ok is False:
        found.append("checksum of the header is wrong")
    if part.crc_ok is False:
        found.append("checksum is wrong")
    if not part.has_length:
        found.append("length is missing: the recording was never closed")
    if part.missing_bytes:
        found.append(f"file ends early: {part.missing_bytes} bytes missing")
    found += [f"gap of {gap.length} bytes at offset {gap.offset} skipped" for gap in part.gaps]
    return found
