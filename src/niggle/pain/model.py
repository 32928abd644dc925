"""A pain report and its vocabulary (contract 4)."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal, get_args

type Site = Literal[
    "foot", "ankle", "achilles", "calf", "shin", "knee", "hamstring", "quad", "hip", "groin", "pelvis",
    "lower_back", "other",
]  # fmt: skip
type PainSide = Literal["left", "right", "both", "none"]
type Quality = Literal["sharp", "dull", "ache", "burning", "tight", "other"]
type ReducedTraining = Literal["no", "a_little", "moderately", "a_lot", "stopped"]

SITES: tuple[str, ...] = get_args(Site.__value__)
LEG_SITES = frozenset(SITES) - {"pelvis", "lower_back", "other"}
"""The sites of one leg or the other, which a stride can spare."""
SIDES: tuple[str, ...] = get_args(PainSide.__value__)
QUALITIES: tuple[str, ...] = get_args(Quality.__value__)
REDUCED_TRAINING: tuple[str, ...] = get_args(ReducedTraining.__value__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PainReport:
    """One row of the diary; None is "not answered", never "no".

    Scores are on the 0–10 numeric rating scale. `site` None means no pain (then `peak` is 0).
    `report_id` is a digest of the content, so the same row read twice is one report.
    `reported_at` is when it was entered, None when the diary does not tell. `source` "note": read from what the
    runner wrote about the activity where it was recorded.
    """

    report_id: str
    athlete_id: str
    run_id: str | None = None
    started_at: dt.datetime | None = None
    date: dt.date | None = None
    reported_at: dt.datetime | None = None
    site: Site | None = None
    side: PainSide | None = None
    before: int | None = None
    first: int | None = None
    peak: int | None = None
    end: int | None = None
    next_morning: int | None = None
    hours_to_settle: float | None = None
    quality: Quality | None = None
    limped: bool | None = None
    changed_how_i_ran: bool | None = None
    night_pain: bool | None = None
    bony_point: bool | None = None
    pain_on_hopping: bool | None = None
    affected_mood: bool | None = None
    affected_sleep: bool | None = None
    affected_confidence: bool | None = None
    reduced_training: ReducedTraining | None = None
    note: str | None = None
    source: Literal["diary", "note"] = "diary"
