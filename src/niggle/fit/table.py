"""All messages of one kind as typed columns, each made from the file's bytes when it is first asked for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from niggle.fit.base_types import FIRST_DATE_TIME, FIT_EPOCH_UNIX_S, TIMESTAMP_FIELD
from niggle.fit.layout import DeveloperKey, Layout
from niggle.fit.profile import Component, Field, Message, Subfield, enum_names
from niggle.fit.values import merged, packed_bits, physical, stored_values, unrolled

Column = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Messages of one layout: their bytes as records of `layout.size`, and their rows in the table.

    `rows` is None when these are all the rows. `header_timestamps` are the times of messages with
    compressed timestamps, in seconds as FIT stores them; 0 where a message has none.
    """

    layout: Layout
    records: NDArray[np.void]
    rows: NDArray[np.intp] | None
    header_timestamps: NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Table(Mapping[str, Column]):
    """Messages of one kind in the order of the file: name → column, in the units of `unit(name)`.

    Numbers are float64 with NaN for "no value" (Python integers in an object array where float64 could
    not hold them), arrays have a second axis, texts are str or None. Times are Unix seconds, UTC; NaN for
    seconds since the device was switched on, which `stored` still has. Enumerations are numbers, by name
    in `text`. A field packed into another one, such as enhanced_speed in speed, stands where the file has
    no such field itself. Developers' fields are apart in `developer` and never mixed with native ones.
    """

    message: Message
    n_rows: int
    chunks: tuple[Chunk, ...]
    part_starts: tuple[int, ...]  # the first row of each file of a chain
    _columns: dict[str, Column | None] = field(default_factory=dict)
    _developer: dict[DeveloperKey, Column] = field(default_factory=dict)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __iter__(self) -> Iterator[str]:
        present = {number for chunk in self.chunks for number in chunk.layout.slots}
        if any(chunk.header_timestamps is not None for chunk in self.chunks):
            present.add(TIMESTAMP_FIELD)
        names = {known.name: None for number, known in self.message.fields.items() if number in present}
        for component in self.message.components:
            if component.source_number in present and not component.subfield:
                names[component.target] = None
        yield from names

    def __contains__(self, name: object) -> bool:
        return any(name == known for known in self)

    def __getitem__(self, name: str) -> Column:
        column = self._column_or_none(name)
        if column is None:
            raise KeyError(name)
        return column

    @property
    def asked_for(self) -> frozenset[str]:
        """The columns that have been made since somebody asked for them."""
        return frozenset(self._columns)

    def numbers(self, name: str) -> NDArray[np.float64]:
        """The column, or NaN for every message when the file lacks the field or holds no numbers there."""
        return self._numbers_or_nan(self._column_or_none(name))

    def stored_numbers(self, name: str) -> NDArray[np.float64]:
        """The same for the numbers as they stand in the file."""
        return self._numbers_or_nan(self._native(self.message.by_name[name]))

    def _numbers_or_nan(self, column: Column | None) -> NDArray[np.float64]:
        if column is None or column.ndim != 1 or column.dtype != np.float64:
            return np.full(self.n_rows, np.nan)
        return column

    def text(self, name: str) -> list[str | None]:
        """Texts, and the names of enumerated values (the number as text where it has no name)."""
        column = self._column_or_none(name)
        if column is None or column.ndim != 1:
            return [None] * self.n_rows
        if column.dtype == object:
            return [None if value is None else str(value) for value in column]
        names = enum_names(self._field(name).type)
        return [None if np.isnan(value) else names.get(int(value), f"{value:.0f}") for value in column.tolist()]

    def stored(self, name: str) -> Column:
        """The numbers of a native field as they stand in the file, NaN for "no value"."""
        column = self._native(self.message.by_name[name])
        if column is None:
            raise KeyError(name)
        return column

    def unit(self, name: str) -> str | None:
        """The unit of a column, as FIT names it."""
        known = self._field(name)
        return "s since 1970" if known.type in ("date_time", "local_date_time") else known.unit

    @property
    def developer(self) -> Mapping[DeveloperKey, Column]:
        """The columns of developers' fields."""
        if not self._developer:
            pieces: dict[DeveloperKey, list[tuple[Chunk, Column]]] = {}
            for chunk in self.chunks:
                for slot in chunk.layout.developer_slots:
                    if slot.description is None:
                        continue
                    column = physical(
                        stored_values(chunk.records, slot), slot.description.scale, slot.description.offset
                    )
                    pieces.setdefault(slot.description.key, []).append((chunk, column))
            self._developer.update((key, self._assembled(found)) for key, found in pieces.items())
        return self._developer

    def _field(self, name: str) -> Field:
        if name in self.message.by_name:
            return self.message.by_name[name]
        return self.message.subfields[name].field

    def _column_or_none(self, name: str) -> Column | None:
        """A column, made once; None when the file lacks the field, KeyError when the profile does."""
        if name not in self._columns:
            self._columns[name] = self._column(name)
        return self._columns[name]

    def _column(self, name: str) -> Column | None:
        known = self.message.by_name.get(name)
        if known is None:
            return self._subfield(self.message.subfields[name])
        stored = self._native(known)
        column = None if stored is None else self._in_units(stored, known)
        for component in self.message.components:
            if component.target == name:
                column = merged(column, self._component(component))
        return column

    def _in_units(self, stored: Column, known: Field) -> Column:
        if known.type in ("date_time", "local_date_time") and stored.dtype == np.float64:
            return np.where(stored >= FIRST_DATE_TIME, stored + FIT_EPOCH_UNIX_S, np.nan)
        return physical(stored, known.scale, known.offset)

    def _native(self, known: Field) -> Column | None:
        pieces: list[tuple[Chunk, Column]] = []
        for chunk in self.chunks:
            slot = chunk.layout.slots.get(known.number)
            if slot is not None:
                pieces.append((chunk, stored_values(chunk.records, slot)))
            elif known.number == TIMESTAMP_FIELD and chunk.header_timestamps is not None:
                seconds = chunk.header_timestamps.astype(np.float64)
                pieces.append((chunk, np.where(chunk.header_timestamps < 0, np.nan, seconds)))
        return self._assembled(pieces) if pieces else None

    def _assembled(self, pieces: list[tuple[Chunk, Column]]) -> Column:
        """One column of all rows from those of some layouts."""
        if len(pieces) == 1 and pieces[0][0].rows is None:
            return pieces[0][1]
        is_object = any(column.dtype == object for _, column in pieces)
        width = max(column.shape[1] if column.ndim == 2 else 1 for _, column in pieces)
        shape = (self.n_rows, width) if any(column.ndim == 2 for _, column in pieces) else (self.n_rows,)
        whole: Column = np.full(shape, None, object) if is_object else np.full(shape, np.nan)
        for chunk, column in pieces:
            rows = slice(None) if chunk.rows is None else chunk.rows
            if column.dtype != object and is_object:
                column = _with_none(column)
            if len(shape) == 2:
                column = column.reshape(len(column), -1)
                whole[rows, : column.shape[1]] = column
            else:
                whole[rows] = column
        return whole

    def _component(self, component: Component) -> Column | None:
        """A field out of the bits of another, in its own unit."""
        source = self.message.fields[component.source_number]
        stored = self._with_components(source) if component.subfield else self._native(source)
        if stored is None:
            return None
        if stored.dtype != np.float64 or (component.subfield and stored.ndim != 1):
            return np.full(self.n_rows, np.nan)
        if component.subfield:
            stored = self._when(self.message.subfields[component.subfield], stored)
        bits = packed_bits(stored, component.bits, component.bit_offset)
        if component.is_accumulated:
            bits = unrolled(bits, component.bits, self.part_starts)
        return physical(bits, component.scale, component.offset)

    def _with_components(self, known: Field) -> Column | None:
        """A field without scale as stored, or as it comes packed in another (event.data in data16)."""
        column = self._native(known)
        for component in self.message.components:
            if component.target == known.name and not component.subfield:
                column = merged(column, self._component(component))
        return column

    def _subfield(self, subfield: Subfield) -> Column | None:
        main = self.message.fields[subfield.field.number]
        stored = self._with_components(main)
        if stored is None or stored.dtype != np.float64 or stored.ndim != 1:
            return None
        return self._in_units(self._when(subfield, stored), subfield.field)

    def _when(self, subfield: Subfield, stored: Column) -> Column:
        """The stored values where the field has this meaning, else NaN."""
        is_meant = np.zeros(self.n_rows, bool)
        for number, value in subfield.when:
            reference = self._native(self.message.fields[number])
            if reference is not None and reference.ndim == 1 and reference.dtype == np.float64:
                is_meant |= reference == value
        return np.where(is_meant, stored, np.nan)


def _with_none(numbers: NDArray[np.float64]) -> NDArray[np.object_]:
    """Numbers as Python objects, None for NaN."""
    objects = numbers.astype(object)
    objects[np.isnan(numbers)] = None
    return objects
