"""What a night did for one athlete, as data that costs nothing to load."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from niggle.steps.collect import SourceTroubles

_COUNTS = ("new_files", "new_runs", "new_reports", "measured", "judged", "triaged", "pages")
_LINES = ("problems", "notes")


@dataclass(frozen=True, slots=True)
class AthleteNight:
    """What a night did for one athlete, in lines and numbers.

    `problems` need somebody, one line each; `hitches` are problems that may pass by themselves, so that it is worth to
    try once more; `notes` need nobody. `troubles` is what the visit to the sources found, None if there was none.
    `failure` names the error that ended the night before it was through, `trace` says where a programming error was.
    """

    athlete_id: str
    new_files: int = 0
    new_runs: int = 0
    new_reports: int = 0
    measured: int = 0
    judged: int = 0
    triaged: int = 0
    pages: int = 0
    problems: tuple[str, ...] = ()
    hitches: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    troubles: "SourceTroubles | None" = None
    failure: str | None = None
    trace: str | None = None

    @classmethod
    def failed(cls, athlete_id: str, reason: str, error: BaseException, *, may_pass: bool = False) -> Self:
        """A night that an error ended, for a reason in words; `may_pass`: so that it is worth to try once more."""
        said, name = (f"{athlete_id}: {reason}",), type(error).__name__
        if may_pass:
            return cls(athlete_id, hitches=said, failure=name)
        return cls(athlete_id, problems=said, failure=name)

    @property
    def is_complete(self) -> bool:
        """Whether the night was through."""
        return self.failure is None

    @property
    def did_nothing(self) -> bool:
        """Whether all was as it is already."""
        return self.is_complete and not any(getattr(self, name) for name in _COUNTS[:-1])

    def after(self, earlier: "AthleteNight") -> "AthleteNight":
        """This night as the second try of an earlier one that had hitches: what both did and found."""
        both: dict[str, Any] = {name: getattr(earlier, name) + getattr(self, name) for name in _COUNTS}
        both |= {name: tuple(dict.fromkeys((*getattr(earlier, name), *getattr(self, name)))) for name in _LINES}
        return replace(self, **both)

    def __str__(self) -> str:
        counts = (
            (self.new_files, "new file", "new files"),
            (self.new_runs, "new run", "new runs"),
            (self.new_reports, "new pain report", "new pain reports"),
            (self.triaged, "status decided", "statuses decided"),
        )
        parts = [counted(count, one, many) for count, one, many in counts if count]
        if not self.is_complete:
            parts = ["not finished"]
        elif not parts:
            parts = ["nothing new" if self.did_nothing else "brought up to date"]
        return f"{self.athlete_id}: {', '.join(parts)}"


def counted(count: int, one: str, many: str) -> str:
    """A number with the word for what is counted."""
    return f"{count} {one if count == 1 else many}"
