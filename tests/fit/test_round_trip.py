"""decode(encode(x)) = x, for every message, field, base type, byte order and header there is."""

from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from niggle.fit.base_types import (
    BASE_TYPES_BY_NAME,
    FIRST_DATE_TIME,
    FIT_EPOCH_UNIX_S,
    BaseType,
)
from niggle.fit.decode import decode_fit
from niggle.fit.profile import Field, messages_by_name
from niggle.fit.write import Block, Developer, DeveloperField, describe, write_fit

APPLICATION = bytes(range(1, 17))
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
NAMES = TEXTS.filter(bool)
KINDS = sorted(BASE_TYPES_BY_NAME)
# These two change what the bytes after them mean; tests of their own write them.
MESSAGES = sorted(messages_by_name().keys() - {"field_description", "developer_data_id"})


def limits(kind: BaseType) -> tuple[int, int]:
    info = np.iinfo(np.dtype(kind.dtype))
    return int(info.min), int(info.max)


def stored_value(kind: BaseType) -> st.SearchStrategy[Any]:
    """What a file may hold: a value, or None for "no value"."""
    if kind.name == "string":
        return TEXTS.map(lambda text: text or None)
    if kind.invalid is None:
        return st.none() | st.floats(width=8 * kind.size, allow_nan=False)
    low, high = limits(kind)
    return st.none() | st.integers(low, high).filter(lambda value: value != kind.invalid)


def in_units(stored: Any, known: Field) -> Any:
    """The value that niggle's columns give for a stored number."""
    if stored is None or isinstance(stored, str):
        return stored
    if known.type in ("date_time", "local_date_time"):
        return stored + FIT_EPOCH_UNIX_S if stored >= FIRST_DATE_TIME else None
    value = stored
    if known.scale is not None:
        value = value / known.scale
    if known.offset is not None:
        value = value - known.offset
    return value


def to_write(stored: Any, known: Field) -> Any:
    """The value to give to the writer: uptime goes as it is stored."""
    if known.type in ("date_time", "local_date_time") and stored is not None and stored < FIRST_DATE_TIME:
        return stored
    return in_units(stored, known)


@st.composite
def blocks(draw: st.DrawFn) -> tuple[Block, dict[str, list[Any]]]:
    """Some messages of one kind, and what the file then holds by field."""
    message = messages_by_name()[draw(st.sampled_from(MESSAGES))]
    count = draw(st.integers(1, 4))
    numbers = draw(st.lists(st.sampled_from(sorted(message.fields)), min_size=1, max_size=6, unique=True))
    columns: dict[str, list[Any]] = {}
    values: dict[str | int, Any] = {}
    for number in numbers:
        known = message.fields[number]
        kind = BASE_TYPES_BY_NAME[known.base_type]
        if kind.name == "byte":
            width = draw(st.integers(1, 4))
            rows = st.lists(st.integers(0, 254), min_size=width, max_size=width)
            columns[known.name] = draw(st.lists(rows, min_size=count, max_size=count))
            values[known.name] = np.array(columns[known.name], np.uint8)
            continue
        column = draw(st.lists(stored_value(kind), min_size=count, max_size=count))
        columns[known.name] = column
        values[known.name] = [to_write(value, known) for value in column]
    local = draw(st.none() | st.integers(0, 15))
    return Block(message.name, values, local=local, is_big_endian=draw(st.booleans())), columns


def same(ours: Any, expected: Any) -> bool:
    if isinstance(ours, np.ndarray):
        return bool(np.array_equal(ours[: len(expected)], expected) and np.isnan(ours[len(expected) :]).all())
    if expected is None:
        return ours is None or bool(np.isnan(ours))
    return bool(ours == expected)


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(blocks(), min_size=1, max_size=6),
    st.sampled_from([12, 14, 20]),
    st.booleans(),
)
def test_native_fields_come_back(
    written: list[tuple[Block, dict[str, list[Any]]]], header_size: int, has_header_crc: bool
) -> None:
    data = write_fit([block for block, _ in written], header_size=header_size, has_header_crc=has_header_crc)
    file = decode_fit(data, path="a.fit")
    assert file.defects == ()
    assert file.crc_ok
    rows: dict[str, int] = {}
    for block, columns in written:
        name = str(block.message)
        table = file[name]
        first = rows.get(name, 0)
        count = max(map(len, columns.values()))
        rows[name] = first + count
        targets = {component.target for component in table.message.components}
        for field, column in columns.items():
            for row, stored in enumerate(column, start=first):
                known = table.message.by_name[field]
                assert same(table.stored(field)[row], stored)
                if field not in targets and not isinstance(stored, list):
                    assert same(table[field][row], in_units(stored, known))
    assert {name: file[name].n_rows for name in rows} == rows == dict(file.message_counts)


@settings(max_examples=80, deadline=None)
@given(st.data(), st.sampled_from(KINDS), st.booleans())
def test_developers_fields_come_back(data: st.DataObject, kind: str, is_big_endian: bool) -> None:
    base_type = BASE_TYPES_BY_NAME[kind]
    is_scaled = base_type.invalid is not None and base_type.size < 8 and kind != "byte"
    scale = data.draw(st.none() | st.integers(2, 200)) if is_scaled else None
    offset = data.draw(st.none() | st.integers(-100, 100)) if is_scaled else None
    item = DeveloperField(
        data.draw(st.integers(0, 254)),
        data.draw(st.integers(0, 254)),
        data.draw(NAMES),
        kind,
        data.draw(TEXTS),
        scale,
        offset,
    )
    column = data.draw(st.lists(stored_value(base_type), min_size=3, max_size=3))
    expected = [
        value if value is None or isinstance(value, str) else (value / scale if scale else value) - (offset or 0)
        for value in column
    ]
    records = Block(
        "record", {"timestamp": [1.7e9, 1.7e9 + 1, 1.7e9 + 2]}, {item: expected}, is_big_endian=is_big_endian
    )
    developer = Developer(item.developer_index, APPLICATION)
    written = write_fit([*describe([developer], [item]), records])
    table = decode_fit(written, path="a.fit")["record"]
    ((key, values),) = table.developer.items()
    assert (key.application, key.developer_index) == (APPLICATION.hex(), item.developer_index)
    assert (key.number, key.name, key.unit or "") == (item.number, item.name, item.unit)
    found = values[:, 0] if values.ndim == 2 else values
    assert all(map(same, found, expected))


@settings(max_examples=80, deadline=None)
@given(
    st.integers(FIRST_DATE_TIME + 10_000, 0xF000_0000),
    st.lists(st.integers(0, 100) | st.integers(-50, 40), max_size=40),
    st.booleans(),
)
def test_compressed_timestamps_come_back(first: int, steps: list[int], is_big_endian: bool) -> None:
    seconds = first + np.cumsum([0, *steps])
    beats = np.arange(len(seconds)) % 200
    block = Block(
        "record",
        {"timestamp": seconds + FIT_EPOCH_UNIX_S, "heart_rate": beats},
        is_big_endian=is_big_endian,
        compressed_timestamps=True,
    )
    lap = Block("lap", {"timestamp": float(seconds[-1]) + FIT_EPOCH_UNIX_S})
    table = decode_fit(write_fit([block, lap, block]), path="a.fit")["record"]
    assert table["timestamp"].tolist() == [*(seconds + FIT_EPOCH_UNIX_S)] * 2
    assert table["heart_rate"].tolist() == [*beats] * 2


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from([kind for kind in KINDS if kind != "string"]), st.integers(2, 9))
def test_arrays_and_unknown_fields(data: st.DataObject, kind: str, width: int) -> None:
    base_type = BASE_TYPES_BY_NAME[kind]
    low, high = (0, 100) if base_type.invalid is None else limits(base_type)
    stored = data.draw(
        st.lists(
            st.lists(
                st.integers(max(low, -(2**53)), min(high, 2**53)).filter(lambda v: v != base_type.invalid),
                min_size=width,
                max_size=width,
            ),
            min_size=1,
            max_size=3,
        )
    )
    values = np.array(stored, dtype=base_type.dtype)
    blocks = [
        Block("user_profile", {"global_id": values}, base_types={"global_id": kind}),
        Block(0xFF00, {1: values}, base_types={1: kind}),
        Block("record", {"timestamp": 1.7e9 + np.arange(len(stored)), 250: values}, base_types={250: kind}),
    ]
    file = decode_fit(write_fit(blocks), path="a.fit")
    assert file["user_profile"]["global_id"].tolist() == stored
    assert file.message_counts == {"user_profile": len(stored), 0xFF00: len(stored), "record": len(stored)}
    assert file.unknown_fields == {("record", 250): len(stored)}
