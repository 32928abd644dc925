"""Tables and figures in Markdown."""

from collections.abc import Iterable, Sequence
from typing import Any

type Plain = dict[str, Any]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; the first column is text, the others figures."""
    lines = [f"| {' | '.join(head)} |", f"|---|{'---:|' * (len(head) - 1)}"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines)


def figure(cell: Plain | None, digits: int = 1) -> str:
    """A figure with its interval, as in "0.29 (0.21–0.38)"; a dash where there is none."""
    if cell is None or cell["value"] is None:
        return "–"
    if cell["low"] is None or cell["high"] is None:
        return f"{cell['value']:.{digits}f}"
    return f"{cell['value']:.{digits}f} ({cell['low']:.{digits}f}–{cell['high']:.{digits}f})"


def number(value: float | None, digits: int = 1) -> str:
    """A number, or a dash where there is none."""
    return "–" if value is None else f"{value:.{digits}f}"


def out_of(count: int, total: int) -> str:
    """Like "3 of 20"; a dash out of none."""
    return f"{count} of {total}" if total else "–"
