"""Lines for a terminal: styled where it shows styles, and no longer than it is wide."""

import os
import shutil
from collections.abc import Mapping
from typing import Any

import click

from niggle.vocabulary.statuses import NOT_KNOWN, SHOWN, shown_status

# A sign as well as a colour: neither colour-blind readers nor pipes see colours.
_STATUS_STYLE = {
    "clear": ("✓", "green"),
    NOT_KNOWN: ("–", "bright_black"),
    "monitor": ("○", "cyan"),
    "check_in": ("?", "yellow"),
    "adapt": ("△", "yellow"),
    "concern": ("▲", "red"),
    "red_flag": ("⚑", "red"),
}


def run_status_text(run: Mapping[str, Any]) -> str:
    """The status of an object of contract 3 as people see it, with its sign and colour."""
    status = shown_status(run)
    by_word = " (by your word)" if status == "clear" and run["provisional"] else ""
    return status_text(status) + by_word


def status_text(status: str) -> str:
    """One of `SHOWN` with its sign and colour."""
    sign, colour = _STATUS_STYLE[status]
    return click.style(f"{sign} {SHOWN[status].label.lower()}", fg=colour, bold=status == "red_flag" or None)


def bold(text: str) -> str:
    """A text that stands out."""
    return click.style(text, bold=True)


def dim(text: str) -> str:
    """A text that stands back."""
    return click.style(text, dim=True)


def say(text: str = "", *, indent: int = 0) -> None:
    """Print a text on as many lines as it needs, all of them that far from the edge."""
    width = shutil.get_terminal_size().columns
    margin = " " * indent
    lines = (click.wrap_text(line, width, margin, margin) for line in text.split("\n"))
    click.echo("\n".join(lines), color=False if os.environ.get("NO_COLOR") else None)
