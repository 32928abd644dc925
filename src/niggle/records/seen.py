"""Store → the runs of an athlete that a viewer may see, in few words each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from niggle.config import Athlete
from niggle.consent import KEPT_REASON, Visibility, keeps_reason
from niggle.records.rows import by_run
from niggle.records.visibility import viewer
from niggle.store import Reader
from niggle.store.database import local_start
from niggle.vocabulary.statuses import shown


@dataclass(frozen=True, slots=True)
class SeenRun:
    """A run that may be seen; `local_start` is aware, in the athlete's own zone; unknown numbers are None."""

    run_id: str
    local_start: datetime
    distance_m: float | None
    moving_time_s: float | None
    status: str
    provisional: bool
    is_known: bool = True

    @property
    def shown(self) -> str:
        """The status as people see it."""
        return shown(self.status, is_known=self.is_known)


@dataclass(frozen=True, slots=True)
class SaidOfRun:
    """What is said of a run: the answer in four words, one sentence why, the choices, and when to look again."""

    summary: str = ""
    look_again: str = ""
    headline: str = ""
    choices: Sequence[str] = ()


def seen_runs(reader: Reader, athlete: Athlete, *, visibility: Visibility, now: datetime) -> list[SeenRun]:
    """Every finished run of an athlete that `visibility` lets be seen now, oldest first."""
    zone = athlete.zone
    return [
        SeenRun(
            run_id=row["run_id"],
            local_start=local_start(row, zone),
            distance_m=row["distance_m"],
            moving_time_s=row["moving_time_s"],
            status=row["status"],
            provisional=row["provisional"],
            is_known=row["is_known"],
        )
        for row in reader.rows("athlete_runs", **viewer([(athlete, visibility)], now))
    ]


def said_of(reader: Reader, run_ids: Sequence[str], *, visibility: Visibility) -> dict[str, SaidOfRun]:
    """What is said of these runs, as far as `visibility` lets it be read: nothing where only the status may be seen."""
    if visibility.level != "details" or not run_ids:
        return {}
    kept: set[str] = set()
    if not visibility.mood:
        met = by_run(reader.rows("met_criteria_of", run_ids=list(run_ids)))
        kept = {run_id for run_id, criteria in met.items() if keeps_reason({"criteria": criteria})}
    return {
        row["run_id"]: SaidOfRun(KEPT_REASON)
        if row["run_id"] in kept
        else SaidOfRun(row["summary"], row["look_again"], row["headline"] or "", row["choices"])
        for row in reader.rows("words_of", run_ids=list(run_ids))
    }
