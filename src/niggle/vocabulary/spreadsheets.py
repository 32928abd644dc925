"""Cells of text that no spreadsheet takes for a formula, in every table that is handed on, and what they say."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable

# A spreadsheet takes a cell that begins so for something to work out, even in quotes or behind blanks.
_STARTS_FORMULA = frozenset("=+-@\N{MINUS SIGN}")
_STARTS_CELL_ANEW = ("\t", "\r", "\n")
_SKIPPED = re.compile(
    r"[\s\x00-\x1f\x7f\"'`´‘’“”„‚«»\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]*"
)


def safe_text(text: str) -> str:
    """The text, with an apostrophe before it if a spreadsheet might take it for a formula.

    >>> safe_text("=1+1"), safe_text("easy run")
    ("'=1+1", 'easy run')
    """
    if text[:1].isalnum():  # as nearly all of them
        return text
    first = unicodedata.normalize("NFKC", _SKIPPED.sub("", text, count=1)[:1])
    # What begins with an apostrophe of its own needs another, where a reader would take that for one of these.
    is_formula = text.lstrip("'").startswith(_STARTS_CELL_ANEW) or first[:1] in _STARTS_FORMULA
    return f"'{text}" if is_formula else text


def csv_of(names: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    r"""CSV text with a header; no cell of text starts a formula, numbers stay numbers, and None is an empty cell.

    >>> csv_of(("name", "runs"), [("=1+1", -3), (None, 4)])
    "name,runs\n'=1+1,-3\n,4\n"
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    for row in (names, *rows):
        writer.writerow([safe_text(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue()


def text_of(cell: str) -> str:
    """What a cell says that `safe_text` may have made safe.

    >>> text_of("'=1+1"), text_of("'tis")
    ('=1+1', "'tis")
    """
    text = cell[1:]
    return text if cell.startswith("'") and safe_text(text) == cell else cell
