"""Lines for a terminal: styled where it shows styles, and no longer than it is wide."""

import os
import shutil

import click

from niggle.vocabulary.statuses import STATUSES

# A sign as well as a colour: neither colour-blind readers nor pipes see colours.
_STATUS_STYLE = {
    "clear": ("✓", "green"),
    "monitor": ("○", "cyan"),
    "check_in": ("?", "yellow"),
    "adapt": ("△", "yellow"),
    "concern": ("▲", "red"),
    "red_flag": ("⚑", "red"),
}


def status_text(status: str, provisional: bool) -> str:
    """A status with its sign and colour; a provisional one says so."""
    sign, colour = _STATUS_STYLE[status]
    word = STATUSES[status].label.lower()
    text = f"{sign} {word}{' (provisional)' if provisional else ''}"
    return click.style(text, fg=colour, bold=status == "red_flag" or None)


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
