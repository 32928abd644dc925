"""How a thing is called in front of people."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """A label, and one sentence on what it means."""

    label: str
    meaning: str
