"""What `niggle doctor` finds: what needs a person, and what only somebody wants to know who looks closer."""

from dataclasses import dataclass, field
from enum import IntEnum


class Urgency(IntEnum):
    """How soon somebody should do something, the soonest first."""

    RUNS_STOP = 0  # nothing new comes in
    RUNS_MISSING = 1  # some of it does not
    NOBODY_TOLD = 2
    TIDY_UP = 3


@dataclass(slots=True)
class Findings:
    """Lines of both kinds; `needs` as they were found."""

    needs: list[tuple[Urgency, str]] = field(default_factory=list)
    details: list[str] = field(default_factory=list)

    def need(self, urgency: Urgency, line: str) -> None:
        """Note what a person should do."""
        self.needs.append((urgency, line))

    def detail(self, line: str) -> None:
        """Note what is well, or what nobody need do anything about."""
        self.details.append(line)

    @property
    def by_urgency(self) -> list[str]:
        """What a person should do, the most urgent first."""
        return [line for _, line in sorted(self.needs, key=lambda need: need[0])]
