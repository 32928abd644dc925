"""What the forms, and what is asked of a runner, are drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from niggle.pain.model import PainReport
from niggle.vocabulary.places import Where


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """A run as its runner knows it; `local_start` is aware, in the athlete's own zone."""

    run_id: str
    local_start: datetime
    distance_m: float | None
    moving_time_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """The one number that is missing: how a complaint was on the morning after a run; `is_today`: this morning."""

    run: RunLine
    where: Where
    is_today: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What to ask of a runner now, most wanted first.

    `runs`: those without a word on how they felt, newest first. `last_week`: the day of the last weekly check-in.
    `lacks_today`: there is no run of today.
    """

    athlete_id: str
    runs: Sequence[RunLine] = ()
    morning: Morning | None = None
    is_week_due: bool = False
    last_week: date | None = None
    lacks_today: bool = False

    @property
    def is_anything(self) -> bool:
        """Whether there is anything to ask."""
        return bool(self.runs) or self.morning is not None or self.is_week_due

    @property
    def is_morning_first(self) -> bool:
        """Whether the morning goes before the runs: what is newest does."""
        if self.morning is None:
            return False
        return not self.runs or self.morning.run.local_start > self.runs[0].local_start


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """One entry that came through these pages and can be taken back."""

    entry_id: str
    report: PainReport
    local_time: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunTold:
    """One run and all that was said about it: `said` by site and side, `entries` one by one as they came.

    `status` is None while the run has none. `asks_morning`: the morning after it has come.
    """

    athlete_id: str
    athlete_name: str
    run: RunLine
    status: str | None
    provisional: bool
    asks_morning: bool
    said: Sequence[PainReport] = ()
    entries: Sequence[EntryLine] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DayTold:
    """An athlete's day `today`, for a report on a day without a run, and the entries that wait for one."""

    athlete_id: str
    athlete_name: str
    today: date
    entries: Sequence[EntryLine] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What became of what was just sent; shown at the top of the page that one lands on.

    `undo_path` is where an undo is posted, with `entry_id`; None when there is nothing to take back. `run_id` is the
    run that it is about, None while there is none. `status` is the run's now and `was` its former one, None where they
    are not known.
    """

    text: str
    entry_id: str
    undo_path: str | None = None
    run_id: str | None = None
    status: str | None = None
    provisional: bool = False
    was: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekScore:
    """One weekly check-in: 0 (no problem) to 100; `score` is None when too little was answered."""

    day: date
    score: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """The weekly check-in of an athlete: the seven days up to `until`, and those before, newest first."""

    athlete_id: str
    athlete_name: str
    until: date
    scores: Sequence[WeekScore] = ()
