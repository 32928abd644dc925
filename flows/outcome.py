"""What a night did, as data and in one line for the person who watches."""

from collections.abc import Mapping
from dataclasses import dataclass

from niggle.steps.athlete_result import AthleteNight, counted


@dataclass(frozen=True, slots=True)
class NightOutcome:
    """A whole night: the latest status of each athlete (see `steps.tonight`), what was done, and what went wrong."""

    rows: tuple[Mapping[str, str | None], ...]
    athletes: tuple[AthleteNight, ...]
    pages: int = 0
    messages: int = 0
    problems: tuple[str, ...] = ()

    @property
    def new_runs(self) -> int:
        """How many runs are new."""
        return sum(athlete.new_runs for athlete in self.athletes)

    @property
    def did_nothing(self) -> bool:
        """Whether all was as it is already."""
        return self.pages == 0 and self.messages == 0 and all(athlete.did_nothing for athlete in self.athletes)

    def __str__(self) -> str:
        if self.did_nothing and not self.problems:
            return "Nothing new: all runs are read and judged already."
        counts = (
            (self.new_runs, "new run", "new runs"),
            (sum(athlete.triaged for athlete in self.athletes), "status decided", "statuses decided"),
            (self.pages, "page written", "pages written"),
            (self.messages, "message sent", "messages sent"),
            (len(self.problems), "problem", "problems"),
        )
        return f"Done: {', '.join(counted(*count) for count in counts if count[0]) or 'nothing new'}."
