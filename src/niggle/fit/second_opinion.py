"""The same file read by another decoder, fitparse, and every cell in which the two differ."""

import math
import warnings
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import fitparse

from niggle.errors import UnreadableError
from niggle.fit.activity import read_activity
from niggle.fit.base_types import FIRST_DATE_TIME, FIT_EPOCH_UNIX_S
from niggle.fit.crc import crc16
from niggle.fit.decode import FitFile, decode_fit
from niggle.fit.layout import Description, DeveloperKey
from niggle.fit.profile import messages
from niggle.fit.table import Table
from niggle.reading import reading

_Value = Any  # a number, text, None, or a list of these


@dataclass(frozen=True, slots=True)
class CellDifference:
    """One field of one message (`row` counts those of its kind from 0) that two decoders read differently."""

    message: str
    row: int
    field: str
    ours: _Value
    theirs: _Value
    is_of_run: bool = True  # whether a run is made of that field

    def __str__(self) -> str:
        return f"{self.message}[{self.row}].{self.field}: niggle {self.ours}, fitparse {self.theirs}"


class _AsStored(fitparse.processors.FitFileDataProcessor):  # type: ignore[misc]
    """Leaves fitparse's values as they are, instead of making dates of them."""

    def run_type_processor(self, field_data: object) -> None:
        """Nothing."""

    def run_field_processor(self, field_data: object) -> None:
        """Nothing."""

    def run_unit_processor(self, field_data: object) -> None:
        """Nothing."""

    def run_message_processor(self, data_message: object) -> None:
        """Nothing."""


def differing_cells(data: bytes, *, path: str) -> list[CellDifference]:
    """Every cell of the messages a run needs that niggle and fitparse read differently, none if they agree.

    Where fitparse gives up on a damaged file, the messages up to there are compared; if it gives up on one
    in which niggle finds no fault, that is a difference too. Takes about 0.3 ms a record. fitparse keeps
    state per file, so this makes a reader of its own; call it from one thread. Raises DecodeError if the
    bytes are not FIT.
    """
    file = decode_fit(data, path=path)
    ours = _Ours(file, _fields_of_run(file))
    differences: list[CellDifference] = []
    rows: Counter[str] = Counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for frame in _frames(_with_right_checksums(data, ours.file)):
            if isinstance(frame, str):
                if not ours.file.defects:
                    differences.append(CellDifference("file", 0, "readable", "all of it", frame, is_of_run=False))
                return differences
            if frame.mesg_num in messages():
                name = messages()[frame.mesg_num].name
                differences += ours.compare(name, rows[name], _cells(frame))
                rows[name] += 1
    differences += [
        CellDifference(name, rows[name], "messages", count, rows[name], is_of_run=bool(ours.of_run.get(name)))
        for name, count in ours.file.message_counts.items()
        if isinstance(name, str) and count > rows[name]
    ]
    return differences


def _frames(data: bytes) -> Iterator[Any]:
    """Fitparse's messages one after another, and in the end why it gives up if it does."""
    try:
        with (
            reading("fitparse", says_why=True),
            fitparse.UncachedFitFile(data, data_processor=_AsStored()) as reader,
        ):
            yield from reader.get_messages()
    except UnreadableError as error:
        yield f"gave up: {error.reason}"


def _with_right_checksums(data: bytes, file: FitFile) -> bytes:
    """The file with checksums that fitparse accepts: wrong ones are our own finding, not its to stop at."""
    mended = bytearray(data)
    for part in file.parts:
        start, end = part.offset, part.body_offset + len(part.body)
        if part.header_crc_ok is False:
            mended[start + 12 : start + 14] = bytes(2)
        if part.crc_ok is not None:
            mended[end : end + 2] = crc16(bytes(mended[start:end])).to_bytes(2, "little")
    return bytes(mended[: len(mended) - file.trailing_bytes])


class _Ours:
    """Niggle's columns as lists, made once a message kind."""

    def __init__(self, file: FitFile, of_run: Mapping[str, Collection[str]]) -> None:
        self.file, self.of_run = file, of_run
        self._columns: dict[str, dict[str | DeveloperKey, list[_Value]]] = {}
        self._descriptions: dict[DeveloperKey, Description] = {}

    def compare(self, name: str, row: int, theirs: Mapping[str | DeveloperKey, _Value]) -> Iterator[CellDifference]:
        """The differing cells of one message; one that is cut off counts for neither side."""
        if row >= self.file[name].n_rows:
            return
        columns = self._of(name)
        for field in {**dict.fromkeys(columns), **dict.fromkeys(theirs)}:
            our = columns[field][row] if field in columns else None
            their = theirs.get(field)
            if isinstance(field, DeveloperKey):
                their = _scaled(their, self._descriptions.get(field))
            if not _is_same(our, their):
                word = field if isinstance(field, str) else field.name
                is_of_run = name == "record" if isinstance(field, DeveloperKey) else word in self.of_run.get(name, ())
                yield CellDifference(name, row, word, our, their, is_of_run)

    def _of(self, name: str) -> dict[str | DeveloperKey, list[_Value]]:
        if name not in self._columns:
            table = self.file[name]
            columns: dict[str | DeveloperKey, list[_Value]] = {field: table[field].tolist() for field in table}
            for key, column in table.developer.items():
                anyone = _of_anyone(key)
                known = columns.get(anyone, [None] * table.n_rows)
                columns[anyone] = [
                    new if _missing(old) else old for old, new in zip(known, column.tolist(), strict=True)
                ]
            self._columns[name] = columns
            self._descriptions |= _descriptions(table)
        return self._columns[name]


def _fields_of_run(file: FitFile) -> dict[str, Collection[str]]:
    """By message the fields that a run is made of: those that were asked for when one was."""
    read_activity(file)
    return {name: file[name].asked_for for name in file.message_counts if isinstance(name, str)}


def _of_anyone(key: DeveloperKey) -> DeveloperKey:
    """The key without the application, which fitparse does not keep where its id is all zeros."""
    return replace(key, application="")


def _descriptions(table: Table) -> dict[DeveloperKey, Description]:
    return {
        _of_anyone(slot.description.key): slot.description
        for chunk in table.chunks
        for slot in chunk.layout.developer_slots
        if slot.description is not None
    }


def _scaled(value: _Value, description: Description | None) -> _Value:
    """A developer's value in units; fitparse leaves scale and offset of developers' fields aside."""
    if description is None or not isinstance(value, int | float):
        return value
    return value / (description.scale or 1.0) - (description.offset or 0.0)


def _cells(frame: Any) -> dict[str | DeveloperKey, _Value]:
    """Fitparse's values of one message by field; a field of the file before one unpacked from another."""
    known = messages()[frame.mesg_num].fields
    found: dict[str | DeveloperKey, _Value] = {}
    for item in frame.fields:
        field = item.field
        if field is not None and field.field_type == "devfield":
            key = DeveloperKey("", field.dev_data_index, field.def_num, field.name, field.units)
            found[key] = item.value
        elif item.def_num in known and found.get(known[item.def_num].name) is None:
            found[known[item.def_num].name] = _native_value(item)
    return found


def _native_value(item: Any) -> _Value:
    if item.raw_value is None or item.field is None:
        return item.raw_value
    if item.parent_field is not None:  # a field that means something else here: as stored
        return item.raw_value
    is_date = item.field.type.name in ("date_time", "local_date_time") and isinstance(item.raw_value, int)
    if is_date:
        return item.raw_value + FIT_EPOCH_UNIX_S if item.raw_value >= FIRST_DATE_TIME else None
    return item.raw_value if item.field.type.values else item.value


def _is_same(ours: _Value, theirs: _Value) -> bool:
    if isinstance(ours, list):
        many = list(theirs) if isinstance(theirs, tuple) else [theirs]
        many += [None] * (len(ours) - len(many))
        return len(many) == len(ours) and all(map(_is_same, ours, many))
    if isinstance(theirs, tuple):
        theirs = theirs[0] if len(theirs) == 1 else theirs
        if isinstance(theirs, tuple) and all(item is None for item in theirs):
            theirs = None
    return bool(_missing(ours) and _missing(theirs)) or bool(ours == theirs)


def _missing(value: _Value) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))
