"""Python values as SQL literals, put in place of the `$named` parameters of a statement.

DuckDB's own binding imports pandas for the first parameter it is given, which costs more CPU (0.2 s) than all that
most commands do with the database.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

_PARAMETER = re.compile(r"\$(\w+)")


def bind(statement: str, parameters: Mapping[str, object]) -> str:
    """The statement with every `$name` replaced by the literal of that parameter.

    Raises:
        KeyError: for a name that has no parameter.
    """
    literals = {name: literal(value) for name, value in parameters.items()}
    return _PARAMETER.sub(lambda match: literals[match[1]], statement)


def literal(value: object) -> str:
    """A value as SQL: NULL, a number, a quoted text, bytes, an instant, a list or a map of such.

    Raises:
        TypeError: for anything else.

    >>> literal("it's")
    "'it''s'"
    >>> literal(["a", None])
    "['a', NULL]"
    """
    match value:
        case None:
            return "NULL"
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return str(value)
        case float():
            text = repr(float(value))
            if not math.isfinite(value):
                return f"'{text}'::DOUBLE"
            return text if "e" in text else f"{text}e0"  # without an exponent it would be a DECIMAL
        case str():
            quoted = "'" + value.replace("'", "''") + "'"
            # A statement ends at a NUL, wherever it stands.
            return quoted if "\0" not in value else "(" + quoted.replace("\0", "' || chr(0) || '") + ")"
        case bytes():
            return f"from_hex('{value.hex()}')"
        case datetime():
            return f"TIMESTAMP '{value.isoformat(sep=' ')}'"
        case date():
            return f"DATE '{value.isoformat()}'"
        case list() | tuple():
            return "[" + ", ".join(map(literal, value)) + "]"
        case dict():
            return "MAP {" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items()) + "}"
        case _:
            raise TypeError(f"no SQL literal for {type(value).__name__}")


def table_of(rows: Sequence[Mapping[str, object]], types: Mapping[str, str] | None = None) -> str:
    """Rows that all have the same keys as a source of an INSERT.

    With the SQL types of the columns they are one text of JSON, which DuckDB takes apart three times as quickly as a
    literal a cell; where they hold what JSON has not (bytes, a number that is not finite), literals they stay.
    """
    if types is not None:
        try:
            text = json.dumps(rows, allow_nan=False, default=_text_of_day)
        except (TypeError, ValueError):
            return table_of(rows)
        shape = json.dumps([{name: types[name] for name in rows[0]}])
        return f"SELECT unnest(from_json({literal(text)}, {literal(shape)}), max_depth := 2)"
    return "VALUES " + ", ".join("(" + ", ".join(literal(row[name]) for name in rows[0]) + ")" for row in rows)


def _text_of_day(value: object) -> str:
    if isinstance(value, date):  # an instant is one too
        return value.isoformat()
    raise TypeError
