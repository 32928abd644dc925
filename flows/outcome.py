"""What a night did, as data and in one line for the person who watches."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AthleteNight:
    """What a night did for one athlete; problems are one line each."""

    athlete_id: str
    new_files: int = 0
    new_runs: int = 0
    new_reports: int = 0
    measured: int = 0
    judged: int = 0
    triaged: int = 0
    problems: tuple[str, ...] = ()

    @property
    def did_nothing(self) -> bool:
        """Whether all was as it is already."""
        return not (self.new_files or self.new_runs or self.new_reports or self.measured or self.judged or self.triaged)

    def __str__(self) -> str:
        counts = (
            (self.new_files, "new file", "new files"),
            (self.new_runs, "new run", "new runs"),
            (self.new_reports, "new pain report", "new pain reports"),
            (self.triaged, "status decided", "statuses decided"),
        )
        parts = [f"{count} {one if count == 1 else many}" for count, one, many in counts if count]
        return f"{self.athlete_id}: {', '.join(parts) or ('nothing new' if self.did_nothing else 'brought up to date')}"


@dataclass(frozen=True, slots=True)
class NightOutcome:
    """A whole night: the latest status of each athlete (see `steps.tonight`), what was done, and what went wrong."""

    rows: tuple[Mapping[str, str | None], ...]
    athletes: tuple[AthleteNight, ...]
    pages: int = 0
    problems: tuple[str, ...] = ()

    @property
    def new_runs(self) -> int:
        """How many runs are new."""
        return sum(athlete.new_runs for athlete in self.athletes)

    @property
    def did_nothing(self) -> bool:
        """Whether all was as it is already."""
        return self.pages == 0 and all(athlete.did_nothing for athlete in self.athletes)

    def __str__(self) -> str:
        if self.did_nothing and not self.problems:
            return "Nothing new: all runs are read and judged already."
        decided = sum(athlete.triaged for athlete in self.athletes)
        counts = (
            (self.new_runs, "new run"),
            (decided, "status"),
            (self.pages, "page"),
            (len(self.problems), "problem"),
        )
        return "Done: " + ", ".join(_counted(count, noun) for count, noun in counts) + "."


def _counted(count: int, noun: str) -> str:
    plural = "es" if noun.endswith("s") else "s"
    return f"{count} {noun}{'' if count == 1 else plural}"
