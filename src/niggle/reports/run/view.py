"""What the page of a run is drawn from: finished results, names and words, no way back to the store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from niggle.consent import OWN, Visibility
from niggle.pain.model import PainReport
from niggle.vocabulary.places import Where


@dataclass(frozen=True, slots=True)
class Told:
    """One report: `source` is that of `PainReport`; `at`, when it was entered, is aware and local, None if unknown."""

    source: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ComplaintView:
    """One site and side as all reports on the run tell it, with what of it may be seen, and where it was told."""

    report: PainReport
    told: Sequence[Told] = ()
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """What the runner called the run and said of it where it was recorded: `rpe` 0–10, `feel` 0–100.

    `device` is named where the terms of the source ask for that.
    """

    title: str | None = None
    description: str | None = None
    rpe: float | None = None
    feel: float | None = None
    gear: str | None = None
    device: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """One run, as its page shows it.

    `run` is the object of contract 3, with what `visibility` leaves of it. `local_start` is aware, in the athlete's own
    zone. `windows` has the columns of `niggle.vocabulary.columns.WINDOW_COLUMNS` as lists of equal length (empty
    mapping or lists: nothing was measured), None where there is no value; `is_eligible` tells which windows the verdict
    compared. `bands` gives for a metric the lowest and highest value expected of this run, in the metric's own unit.
    `shown_status` is the status as people see it, `headline` the answer in four words at most ("": not told).
    `question_ids` and `question_places`, the complaint that each is about, stand beside `run["questions"]`.
    `complaints` are all that was reported, the worst first. `titles` names the criteria for people by id; `references`
    holds author, year, title and address by citation key, as far as they are known; `provenance` is printed as it is:
    what it is, and the value. `confidence` and `pattern` are those of `niggle.stride.model.StrideVerdict`.
    `is_shared`: the athlete's own niggle told of it, without recording.
    """

    run: Mapping[str, Any]
    athlete_name: str
    local_start: datetime
    visibility: Visibility = OWN
    windows: Mapping[str, Sequence[float | None]] = field(default_factory=dict)
    is_eligible: Sequence[bool] = ()
    bands: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    shown_status: str = ""
    headline: str = ""
    choices: Sequence[str] = ()
    look_again: str = ""
    question_ids: Sequence[str] = ()
    question_places: Sequence[Where] = ()
    complaints: Sequence[ComplaintView] = ()
    own_words: OwnWords = OwnWords()
    explanations: Sequence[str] = ()
    confidence: float | None = None
    pattern: str | None = None
    is_learning: bool = False
    titles: Mapping[str, str] = field(default_factory=dict)
    references: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    provenance: Mapping[str, str] = field(default_factory=dict)
    is_shared: bool = False
