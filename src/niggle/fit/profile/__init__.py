"""What the numbers in a FIT file mean, read once from the tables beside this file.

The tables hold the messages that a run needs; their source and licence stand at the top of each.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Field:
    """A native field: value = stored / scale - offset, in `unit`."""

    message: str
    number: int
    name: str
    base_type: str
    type: str  # "date_time", "bool" or the name of an enumeration; else empty
    scale: float | None
    offset: float | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class Subfield:
    """What a field means when another field of its message (number) holds one of some values."""

    field: Field
    when: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Component:
    """A field packed into `bits` of another, from `bit_offset` on."""

    source_number: int
    subfield: str  # only while the source field has this meaning; empty for always
    target: str
    bits: int
    bit_offset: int
    scale: float | None
    offset: float | None
    is_accumulated: bool


@dataclass(frozen=True, slots=True)
class Message:
    """A message of the profile."""

    number: int
    name: str
    fields: Mapping[int, Field]
    by_name: Mapping[str, Field]
    subfields: Mapping[str, Subfield]
    components: tuple[Component, ...]


def _rows(table: str) -> Iterator[dict[str, str]]:
    text = (files(__name__) / table).read_text(encoding="utf-8")
    return csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))


def _number(text: str) -> float | None:
    return float(text) if text else None


def _field(row: Mapping[str, str], name: str) -> Field:
    return Field(
        row["message"],
        int(row["number"]),
        name,
        row["base_type"],
        row["type"],
        _number(row["scale"]),
        _number(row["offset"]),
        row["unit"] or None,
    )


def _when(text: str) -> tuple[tuple[int, int], ...]:
    pairs = (pair.split("=") for pair in text.split())
    return tuple((int(number), int(value)) for number, value in pairs)


def _component(row: Mapping[str, str]) -> Component:
    return Component(
        int(row["number"]),
        row["subfield"],
        row["field"],
        int(row["bits"]),
        int(row["bit_offset"]),
        _number(row["scale"]),
        _number(row["offset"]),
        row["is_accumulated"] == "1",
    )


@cache
def messages() -> dict[int, Message]:
    """The known messages by their global number."""
    fields: dict[str, dict[int, Field]] = {}
    for row in _rows("fields.csv"):
        fields.setdefault(row["message"], {})[int(row["number"])] = _field(row, row["field"])
    subfields: dict[str, dict[str, Subfield]] = {}
    for row in _rows("subfields.csv"):
        subfield = Subfield(_field(row, row["subfield"]), _when(row["when"]))
        subfields.setdefault(row["message"], {})[row["subfield"]] = subfield
    components: dict[str, list[Component]] = {}
    for row in _rows("components.csv"):
        components.setdefault(row["message"], []).append(_component(row))
    return {
        int(row["number"]): Message(
            int(row["number"]),
            row["message"],
            fields[row["message"]],
            {field.name: field for field in fields[row["message"]].values()},
            subfields.get(row["message"], {}),
            tuple(components.get(row["message"], ())),
        )
        for row in _rows("messages.csv")
    }


@cache
def messages_by_name() -> dict[str, Message]:
    """The known messages by name."""
    return {message.name: message for message in messages().values()}


@cache
def _enums() -> dict[str, dict[int, str]]:
    enums: dict[str, dict[int, str]] = {}
    for row in _rows("enums.csv"):
        enums.setdefault(row["type"], {})[int(row["value"])] = row["name"]
    return enums


def enum_names(type_name: str) -> Mapping[int, str]:
    """Value → name of an enumeration; empty when the profile tables have none of that name."""
    return _enums().get(type_name, {})


@cache
def enum_values(type_name: str) -> Mapping[str, int]:
    """Name → value of an enumeration."""
    return {name: value for value, name in enum_names(type_name).items()}


@cache
def makers() -> Mapping[str, str]:
    """Application id (or "manufacturer:<number>") of a developer → whose fields these are."""
    return {row["application"]: row["maker"] for row in _rows("applications.csv")}
