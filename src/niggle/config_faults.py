"""What is wrong with a configuration, in words, and on which of its lines."""

import re
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from niggle.errors import ConfigError
from niggle.vocabulary.slugs import ID_IN_WORDS


def first_fault(error: ValidationError, text: str, path: Path) -> ConfigError:
    """The fault to tell of first, of all that a document has, and how many there are besides."""

    # A misspelt key is both unknown and missing; the first says more.
    # One bad entry also makes its list too short, which says nothing.
    def weight(fault: ErrorDetails) -> tuple[bool, bool, int]:
        line = line_of(text, _location(fault)) or 0
        return fault["type"] != "extra_forbidden", fault["type"] == "too_short", line

    faults = sorted(error.errors(), key=weight)
    faults = [fault for fault in faults if fault["type"] != "too_short"] or faults
    fault = faults[0]
    location = _location(fault)
    key = ".".join(str(part) for part in location if not isinstance(part, int))
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return ConfigError(f"{key}: {_in_words(fault)}{more}", path=path, key=key, line=line_of(text, location))


def _location(fault: ErrorDetails) -> tuple[int | str, ...]:
    """Where a fault is in the document: without the kind that pydantic names after the table of a source."""
    location = fault["loc"]
    if fault["type"].startswith("union_tag"):
        return (*location, "kind")
    return (*location[:4], *location[5:]) if location[2:3] == ("sources",) and len(location) > 5 else location


def _in_words(fault: ErrorDetails) -> str:
    match fault["type"]:
        case "extra_forbidden":
            return "unknown key; check its spelling or take it out"
        case "missing" | "union_tag_not_found":
            return "is missing"
        case "union_tag_invalid":
            return f"{fault['ctx']['tag']!r} is not one of {fault['ctx']['expected_tags']}"
        case "string_pattern_mismatch":
            return f"{fault['input']!r} may only have {ID_IN_WORDS}"
        case "literal_error":
            return f"{fault['input']!r} is not one of {fault['ctx']['expected']}"
        case "value_error":
            return str(fault["ctx"]["error"])
        case _:
            return f"{fault['msg'].lower()}, not {fault['input']!r}"


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
