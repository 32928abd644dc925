"""A pain report (contract 4)."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from niggle.vocabulary.diary import (
    ChangeWas,
    Course,
    ExplainedBy,
    LimpedFor,
    NightPainWhen,
    PainKind,
    Quality,
    ReducedTraining,
)
from niggle.vocabulary.places import PainSide, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class PainReport:
    """One row of the diary; None is "not answered", never "no".

    Scores are on the 0–10 numeric rating scale. `site` None means no pain (then `peak` is 0). `course` is how the end
    was against the start, for whoever has no scores of those. A `twinge` was sharp for a stride or two.

    `chest_signs`: chest, jaw or arm hurt too, or one felt faint; `calf_signs`: the calf is swollen, warm, or sore at
    rest; `joint_signs`: the joint is swollen, locks, or does not bend or straighten; `back_signs`: numb between the
    legs, trouble with bladder or bowel, or weak legs.

    `explained_by` is what the runner says has changed the stride, from the day `explained_since` on (None: since the
    run). `shoes` is the name of the pair that the run was in.

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
    kind: PainKind | None = None
    limped: bool | None = None
    changed_how_i_ran: bool | None = None
    night_pain: bool | None = None
    bony_point: bool | None = None
    pain_on_hopping: bool | None = None
    affected_mood: bool | None = None
    affected_sleep: bool | None = None
    affected_confidence: bool | None = None
    reduced_training: ReducedTraining | None = None
    course: Course | None = None
    limped_for: LimpedFor | None = None
    change_was: ChangeWas | None = None
    night_pain_when: NightPainWhen | None = None
    calf_signs: bool | None = None
    joint_signs: bool | None = None
    chest_signs: bool | None = None
    back_signs: bool | None = None
    explained_by: ExplainedBy | None = None
    explained_since: dt.date | None = None
    shoes: str | None = None
    note: str | None = None
    source: Literal["diary", "note"] = "diary"
