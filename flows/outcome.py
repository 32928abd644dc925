"""What a night did, as data and in one line for the person who watches."""

from collections.abc import Mapping
from dataclasses import dataclass

from niggle.steps.collect import SourceTroubles


@dataclass(frozen=True, slots=True)
class AthleteNight:
    """What a night did for one athlete; problems are one line each, notes are of what needs nobody.

    `troubles` is what the visit to the sources found, None if there was none.
    """

    athlete_id: str
    new_files: int = 0
    new_runs: int = 0
    new_reports: int = 0
    measured: int = 0
    judged: int = 0
    triaged: int = 0
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    troubles: SourceTroubles | None = None
    is_complete: bool = True

    @property
    def did_nothing(self) -> bool:
        """Whether all was as it is already."""
        return self.is_complete and not (
            self.new_files or self.new_runs or self.new_reports or self.measured or self.judged or self.triaged
        )

    def __str__(self) -> str:
        counts = (
            (self.new_files, "new file", "new files"),
            (self.new_runs, "new run", "new runs"),
            (self.new_reports, "new pain report", "new pain reports"),
            (self.triaged, "status decided", "statuses decided"),
        )
        parts = [_counted(count, one, many) for count, one, many in counts if count]
        if not self.is_complete:
            parts = ["not finished"]
        elif not parts:
            parts = ["nothing new" if self.did_nothing else "brought up to date"]
        return f"{self.athlete_id}: {', '.join(parts)}"


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
        return f"Done: {', '.join(_counted(*count) for count in counts if count[0]) or 'nothing new'}."


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
