"""What the pages are drawn from: finished results, names and words, no way back to the store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

type Sharing = Literal["none", "status", "details"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """One run, as its page shows it.

    `run` is the object of contract 3. `local_start` is aware, in the athlete's own zone. `windows` has the columns of
    `niggle.columns.WINDOW_COLUMNS` as lists of equal length (empty mapping or lists: nothing was measured), None
    where there is no value; `is_eligible` tells which windows the verdict compared. `bands` gives for a metric
    the lowest and highest value expected of this run, in the metric's own unit. `titles` names the criteria for
    people by id; `references` holds author, year, title and address by citation key,
    as far as they are known; `provenance` is printed as it is: what it is, and the value. `confidence` and the four
    after it are those of `niggle.stride.model.StrideVerdict`.
    """

    run: Mapping[str, Any]
    athlete_name: str
    local_start: datetime
    windows: Mapping[str, Sequence[float | None]] = field(default_factory=dict)
    is_eligible: Sequence[bool] = ()
    bands: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    choices: Sequence[str] = ()
    look_again: str = ""
    explanations: Sequence[str] = ()
    confidence: float | None = None
    pattern: str | None = None
    runs_since: int | None = None
    trend_pp_per_30_runs: float | None = None
    is_learning: bool = False
    titles: Mapping[str, str] = field(default_factory=dict)
    references: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    provenance: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SquadRow:
    """One athlete on the squad's page; every date is the athlete's own calendar day.

    `status` is that of the latest run, None when there is no run yet; `reason` says why in words; `since` is the
    day of the first run in a row with this status. `may_be_chance`: a stride among so many that need not stand
    out. `shares` is what the athlete lets the coach see: with "status" neither reason nor reports are shown,
    with "none" nothing is.
    """

    athlete_id: str
    name: str
    status: str | None = None
    provisional: bool = False
    reason: str = ""
    since: date | None = None
    last_run: date | None = None
    last_report: date | None = None
    run_id: str | None = None
    may_be_chance: bool = False
    shares: Sharing = "details"


@dataclass(frozen=True, slots=True, kw_only=True)
class SquadView:
    """A squad as of the day of its newest run, None before there is one; the page sorts the rows, worst first."""

    name: str
    as_of: date | None
    rows: Sequence[SquadRow]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexEntry:
    """One athlete on the first page; `status` is that of the latest run, None when there is no run yet."""

    athlete_id: str
    name: str
    squad: str | None = None
    status: str | None = None
    provisional: bool = False
    last_run: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexView:
    """Everyone here; the page puts them under their squads."""

    athletes: Sequence[IndexEntry]
