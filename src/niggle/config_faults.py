"""What is wrong with a configuration, in words, and on which of its lines."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAliasType, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from niggle.errors import ConfigError, ConfigFaultsError
from niggle.vocabulary.slugs import ID_IN_WORDS
from niggle.vocabulary.spelling import did_you_mean, meant


def as_one(faults: Sequence[ConfigError]) -> ConfigError:
    """The one fault, or an error that holds all of them by line."""
    by_line = sorted(faults, key=lambda one: one.line or 0)
    return by_line[0] if len(by_line) == 1 else ConfigFaultsError(by_line)


def faults_of(error: ValidationError, model: type[BaseModel], text: str, path: Path) -> list[ConfigError]:
    """All that a document has wrong."""
    found = error.errors()
    unknown = {_location(one)[:-1]: _meant(one, model) for one in found if one["type"] == "extra_forbidden"}
    told = [
        one
        for one in found
        # A misspelt key is both unknown and missing; the first says more.
        if not (one["type"] == "missing" and unknown.get(_location(one)[:-1]) == _location(one)[-1])
    ]
    # One bad entry also makes its list too short, which says nothing.
    told = [one for one in told if one["type"] != "too_short"] or told
    return [_fault(one, model, text, path) for one in told]


def _fault(fault: ErrorDetails, model: type[BaseModel], text: str, path: Path) -> ConfigError:
    location = _location(fault)
    key = ".".join(str(part) for part in location if not isinstance(part, int))
    message = f"{key}: {_in_words(fault, model)}"
    return ConfigError(message, path=path, key=key, line=line_of(text, location))


def _location(fault: ErrorDetails) -> tuple[int | str, ...]:
    """Where a fault is in the document: without the kind that pydantic names after the table of a source."""
    location = fault["loc"]
    if fault["type"].startswith("union_tag"):
        return (*location, "kind")
    return (*location[:4], *location[5:]) if location[2:3] == ("sources",) and len(location) > 5 else location


def _in_words(fault: ErrorDetails, model: type[BaseModel]) -> str:
    match fault["type"]:
        case "extra_forbidden":
            near = _meant(fault, model)
            return f"unknown key; {'take it out' if near is None else f'did you mean "{near}"?'}"
        case "missing" | "union_tag_not_found":
            return "is missing"
        case "union_tag_invalid":
            return _none_of(fault["ctx"]["tag"], fault["ctx"]["expected_tags"])
        case "string_pattern_mismatch":
            return f"{fault['input']!r} may only have {ID_IN_WORDS}"
        case "literal_error":
            return _none_of(fault["input"], fault["ctx"]["expected"])
        case "value_error":
            return str(fault["ctx"]["error"])
        case _:
            return f"{fault['msg'].lower()}, not {fault['input']!r}"


def _none_of(value: object, expected: str) -> str:
    """What is wrong with a value that is none of those which pydantic lists in quotes."""
    return f"{value!r} is not one of {expected}{did_you_mean(str(value), re.findall(r"'([^']+)'", expected))}"


def _meant(fault: ErrorDetails, model: type[BaseModel]) -> str | None:
    """The key of its table that an unknown one is near to."""
    *above, key = fault["loc"]
    tables = [model]
    for part in above:
        if isinstance(part, int):
            continue
        fields = [_fields(table)[part] for table in tables if part in _fields(table)]
        if fields:
            tables = [one for field in fields for one in _tables_in(field.annotation)]
        else:  # after the table of a source pydantic names its kind, which is no key of it
            tables = [one for one in tables if get_args(one.model_fields["kind"].annotation) == (part,)]
    return meant(str(key), [name for table in tables for name in _fields(table)])


def _fields(table: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a table by their keys in the document."""
    return {field.alias or name: field for name, field in table.model_fields.items()}


def _tables_in(annotation: Any) -> list[type[BaseModel]]:
    """The tables that a type is made of."""
    if isinstance(annotation, TypeAliasType):
        return _tables_in(annotation.__value__)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [one for part in get_args(annotation) for one in _tables_in(part)]


def line_of(text: str, location: tuple[int | str, ...]) -> int | None:
    """The line where a key of the parsed document stands: its own, else that of its table, else None."""
    keys = tuple(part for part in location if isinstance(part, str))
    wanted = tuple(part for part in location if isinstance(part, int))
    table: tuple[str, ...] = ()
    counts: dict[tuple[str, ...], int] = {}
    best: tuple[int, int] | None = None  # how many keys match, line
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[(\[?)\s*([\w.\s\"'-]+?)\s*\]", line):
            table = tuple(part.strip().strip("\"'") for part in header[2].split("."))
            if header[1]:
                counts = {k: v for k, v in counts.items() if k[: len(table)] != table or k == table}
                counts[table] = counts.get(table, -1) + 1
            here = table
        elif assignment := re.match(r"\s*([\w\"'-]+)\s*=", line):
            here = (*table, assignment[1].strip("\"'"))
        else:
            continue
        indices = tuple(counts[table[:i]] for i in range(1, len(table) + 1) if table[:i] in counts)
        matches = here == keys[: len(here)] and indices == wanted[: len(indices)]
        if matches and (best is None or len(here) > best[0]):
            best = (len(here), number)
    return best[1] if best else None
