"""What a person answered as text again: one cell, and a table of what several said."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from niggle.pain.reading import plain_lines
from niggle.vocabulary.spreadsheets import csv_of


def cell(answer: object) -> str:
    """An answer as the readers of tables read it back; nothing for None."""
    match answer:
        case None:
            return ""
        case bool():
            return "yes" if answer else "no"
        case datetime():
            return answer.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return answer.isoformat()
        case _:
            return plain_lines(str(answer))  # csv leaves a lone carriage return unquoted


def csv_text(columns: Sequence[str], answered: Iterable[object]) -> str:
    """CSV text with a header and a row for each, its cells the attributes named as the columns are.

    No cell starts a formula in a spreadsheet; `niggle.vocabulary.spreadsheets.text_of` is what one says.
    """
    return csv_of(columns, ([cell(getattr(one, column)) for column in columns] for one in answered))
