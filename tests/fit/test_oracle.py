"""Every cell of every readable recording is the one that fitdecode reads."""

import math
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fitdecode

from niggle.fit.base_types import FIRST_DATE_TIME, FIT_EPOCH_UNIX_S
from niggle.fit.decode import FitFile, decode_fit
from niggle.fit.layout import DeveloperKey
from niggle.fit.profile import enum_names, messages

Cell = tuple[str, int, str]  # message, row, field


def oracle_messages(data: bytes) -> Iterator[tuple[fitdecode.FitDataMessage, dict[int, Any]]]:
    """fitdecode's data messages with the developers known at each, up to where it gives up."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reader = fitdecode.FitReader(
            data, processor=None, error_handling=fitdecode.ErrorHandling.IGNORE, check_crc=False
        )
        with reader:
            try:
                for frame in reader:
                    if frame.frame_type == fitdecode.FIT_FRAME_DATA:
                        yield frame, reader.local_dev_types
            except fitdecode.FitError:
                return


def native_cells(frame: fitdecode.FitDataMessage) -> dict[str, fitdecode.types.FieldData]:
    """Name → the field that counts: one that the file holds before one unpacked from another."""
    best: dict[str, fitdecode.types.FieldData] = {}
    known = messages()[frame.global_mesg_num].fields
    for item in frame.fields:
        if item.field_def is not None and item.field_def.is_dev:
            continue
        if item.parent_field is None and item.def_num not in known:
            continue
        name = item.name if item.parent_field is not None else known[item.def_num].name
        if name not in best or (best[name].raw_value is None and item.raw_value is not None):
            best[name] = item
    return best


def expected(item: fitdecode.types.FieldData) -> Any:
    """fitdecode's value as niggle's columns give it."""
    if item.raw_value is None or not item.field:
        return item.raw_value
    if item.field.type.name in ("date_time", "local_date_time"):
        return item.raw_value + FIT_EPOCH_UNIX_S if item.raw_value >= FIRST_DATE_TIME else None
    return item.raw_value if item.field.type.enum else item.value


def is_same(ours: Any, theirs: Any) -> bool:
    """Whether two cells hold the same value, to the last bit."""
    if theirs is None or (isinstance(theirs, float) and math.isnan(theirs)):
        theirs = None
    if isinstance(ours, list):
        many = list(theirs) if isinstance(theirs, tuple) else [theirs]
        many += [None] * (len(ours) - len(many))
        return len(many) == len(ours) and all(map(is_same, ours, many))
    if isinstance(theirs, tuple) and len(theirs) == 1:
        theirs = theirs[0]
    if ours is None or (isinstance(ours, float) and math.isnan(ours)):
        return theirs is None
    return bool(ours == theirs)


class Lists:
    """Niggle's columns as lists, each made once."""

    def __init__(self, file: FitFile) -> None:
        self.file = file
        self._made: dict[tuple[str, str, object], list[Any]] = {}

    def values(self, message: str, field: str | DeveloperKey) -> list[Any]:
        if ("values", message, field) not in self._made:
            table = self.file[message]
            column = table[field] if isinstance(field, str) else table.developer[field]
            self._made["values", message, field] = column.tolist()
        return self._made["values", message, field]

    def stored(self, message: str, field: str) -> list[Any]:
        if ("stored", message, field) not in self._made:
            self._made["stored", message, field] = self.file[message].stored(field).tolist()
        return self._made["stored", message, field]

    def texts(self, message: str, field: str) -> list[str | None]:
        if ("texts", message, field) not in self._made:
            self._made["texts", message, field] = self.file[message].text(field)
        return self._made["texts", message, field]


def differing_cells(file: FitFile, data: bytes) -> tuple[list[tuple[Cell, Any, Any]], int]:
    """Cells where niggle and fitdecode disagree, and how many were compared."""
    rows: Counter[str] = Counter()
    counts: Counter[str | int] = Counter()
    seen: set[Cell] = set()
    differing: list[tuple[Cell, Any, Any]] = []
    lists = Lists(file)
    for frame, developers in oracle_messages(data):
        message = messages().get(frame.global_mesg_num)
        counts[frame.global_mesg_num if message is None else message.name] += 1
        if message is None:
            continue
        row = rows[message.name]
        rows[message.name] += 1
        for name, item in native_cells(frame).items():
            cell = (message.name, row, name)
            seen.add(cell)
            # fitdecode's profile lacks a few fields; those it gives as they are stored
            column = lists.stored(message.name, name) if item.field is None else lists.values(message.name, name)
            if not is_same(column[row], expected(item)):
                differing.append((cell, column[row], expected(item)))
            is_named = item.field is not None and item.value != item.raw_value
            if is_named and enum_names(item.field.type.name):
                text = lists.texts(message.name, name)[row]
                if text != item.value:
                    differing.append((cell, text, item.value))
            if item.parent_field is not None:
                parent = item.parent_field.name
                seen.add((message.name, row, parent))
                # a parent that is itself unpacked from another field is in no file as stored
                main = lists.stored if item.field_def is not None else lists.values
                if not is_same(main(message.name, parent)[row], item.raw_value):
                    differing.append((cell, parent, item.raw_value))
        differing += differing_developer_cells(lists, message.name, row, frame, developers, seen)
    assert counts == file.message_counts
    differing += [(cell, value, "nothing") for cell, value in only_ours(lists, rows) if cell not in seen]
    return differing, len(seen)


def differing_developer_cells(
    lists: Lists,
    message: str,
    row: int,
    frame: fitdecode.FitDataMessage,
    developers: dict[int, Any],
    seen: set[Cell],
) -> list[tuple[Cell, Any, Any]]:
    """The same for the fields that developers added."""
    differing = []
    for item in frame.fields:
        if item.field_def is None or not item.field_def.is_dev or item.field.name is None:
            continue
        index = item.field.dev_data_index
        application = developers[index]["application_id"]
        is_known = application is not None and any(application)
        key = next(
            key
            for key in lists.file[message].developer
            if (key.developer_index, key.number, key.name, key.unit)
            == (index, item.def_num, item.field.name, item.field.units)
            and (not is_known or key.application == bytes(application).hex())
        )
        seen.add((message, row, repr(key)))
        ours = lists.values(message, key)[row]
        if not is_same(ours, item.value):
            differing.append(((message, row, repr(key)), ours, item.value))
    return differing


def only_ours(lists: Lists, rows: Counter[str]) -> Iterator[tuple[Cell, Any]]:
    """Every cell that holds a value in niggle's tables."""
    for message in rows:
        table = lists.file[message]
        for name in (*table, *table.developer):
            label = name if isinstance(name, str) else repr(name)
            for row, value in enumerate(lists.values(message, name)):
                many = value if isinstance(value, list) else [value]
                if any(item is not None and item == item for item in many):
                    yield (message, row, label), value


def assert_no_cell_differs(path: Path) -> None:
    data = path.read_bytes()
    differing, compared = differing_cells(decode_fit(data, path=path.name), data)
    assert differing == [], path.name
    assert compared > 0


def test_no_cell_differs(real_recording: Path) -> None:
    assert_no_cell_differs(real_recording)


def test_no_cell_differs_in_a_simulated_recording_of_each_layout_and_athlete(squad_folder: Path) -> None:
    """Others of the same athlete and layouts differ in nothing but numbers, of which each has thousands."""
    chosen: dict[tuple[str, ...], Path] = {}
    for path in sorted(squad_folder.rglob("*.fit")):
        parts = decode_fit(path.read_bytes(), path=path.name).parts
        layouts = [layout for part in parts for layout in part.scan.layouts]
        chosen.setdefault((path.parent.name, *(f"{one.number} {one.slots}" for one in layouts)), path)
    assert chosen
    for path in chosen.values():
        assert_no_cell_differs(path)
