"""What the page of a run is drawn from: finished results, names and words, no way back to the store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


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
