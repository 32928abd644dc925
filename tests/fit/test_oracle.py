"""Every cell of every readable recording is the one that fitdecode reads."""

import math
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fitdecode
import numpy as np
import pytest

from niggle.fit.base_types import FIRST_DATE_TIME, FIT_EPOCH_UNIX_S
from niggle.fit.decode import FitFile, decode_fit
from niggle.fit.layout import DeveloperKey
from niggle.fit.profile import enum_names, messages
from niggle.fit.table import Table

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
    if isinstance(ours, np.ndarray):
        many = list(theirs) if isinstance(theirs, tuple) else [theirs]
        many += [None] * (len(ours) - len(many))
        return len(many) == len(ours) and all(map(is_same, ours.tolist(), many))
    if isinstance(theirs, tuple) and len(theirs) == 1:
        theirs = theirs[0]
    if ours is None or (isinstance(ours, float) and math.isnan(ours)):
        return theirs is None
    return bool(ours == theirs)


def differing_cells(file: FitFile, data: bytes) -> tuple[list[tuple[Cell, Any, Any]], int]:
    """Cells where niggle and fitdecode disagree, and how many were compared."""
    rows: Counter[str] = Counter()
    counts: Counter[str | int] = Counter()
    seen: set[Cell] = set()
    differing: list[tuple[Cell, Any, Any]] = []
    for frame, developers in oracle_messages(data):
        message = messages().get(frame.global_mesg_num)
        counts[frame.global_mesg_num if message is None else message.name] += 1
        if message is None:
            continue
        table, row = file[message.name], rows[message.name]
        rows[message.name] += 1
        for name, item in native_cells(frame).items():
            cell = (message.name, row, name)
            seen.add(cell)
            # fitdecode's profile lacks a few fields; those it gives as they are stored
            ours = table.stored(name)[row] if item.field is None else table[name][row]
            if not is_same(ours, expected(item)):
                differing.append((cell, ours, expected(item)))
            type_name = item.field.type.name if item.field else ""
            if enum_names(type_name) and np.ndim(ours) == 0 and item.value is not None:
                text = table.text(name)[row]
                if item.value != item.raw_value and text != item.value:
                    differing.append((cell, text, item.value))
            if item.parent_field is not None:
                seen.add((message.name, row, item.parent_field.name))
                if not is_same(table.stored(item.parent_field.name)[row], item.raw_value):
                    differing.append((cell, "stored", item.raw_value))
        differing += differing_developer_cells(table, row, frame, developers, seen)
    assert counts == file.message_counts
    differing += [(cell, value, "nothing") for cell, value in only_ours(file, rows) if cell not in seen]
    return differing, len(seen)


def differing_developer_cells(
    table: Table, row: int, frame: fitdecode.FitDataMessage, developers: dict[int, Any], seen: set[Cell]
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
            for key in table.developer
            if (key.developer_index, key.number, key.name, key.unit)
            == (index, item.def_num, item.field.name, item.field.units)
            and (not is_known or key.application == bytes(application).hex())
        )
        cell = (table.message.name, row, repr(key))
        seen.add(cell)
        if not is_same(table.developer[key][row], item.value):
            differing.append((cell, table.developer[key][row], item.value))
    return differing


def only_ours(file: FitFile, rows: Counter[str]) -> Iterator[tuple[Cell, Any]]:
    """Every cell that holds a value in niggle's tables."""
    for message in rows:
        table = file[message]
        columns: dict[str | DeveloperKey, Any] = {**{name: table[name] for name in table}, **table.developer}
        for name, column in columns.items():
            for row, value in enumerate(column.tolist()):
                many = value if isinstance(value, list) else [value]
                if any(item is not None and item == item for item in many):
                    yield (message, row, name if isinstance(name, str) else repr(name)), value


def test_no_cell_differs(recording: Path) -> None:
    data = recording.read_bytes()
    file = decode_fit(data, path=recording.name)
    differing, compared = differing_cells(file, data)
    assert differing == []
    assert compared > 0


if __name__ == "__main__":
    pytest.main([__file__])
