"""What an athlete's page is drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """One run in the list of an athlete's runs; unknown numbers are None."""

    run_id: str
    local_start: datetime
    distance_m: float | None
    moving_time_s: float | None
    status: str
    provisional: bool
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AthleteView:
    """An athlete and all runs; the page sorts them itself, newest first."""

    athlete_id: str
    name: str
    runs: Sequence[RunLine]
    squad: str | None = None
