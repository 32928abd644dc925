"""What a virtual runner is, what a run is planned to be, and what comes out with its truth."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]
type RunKind = Literal["easy", "long", "tempo", "intervals", "all_intervals"]
type Surface = Literal["road", "track", "treadmill"]
type SensorKind = Literal["strap", "pod", "wrist"]
type World = Literal["steady", "measured"]
"""How runners vary from day to day: as was assumed before there were data, or as real ones were seen to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """How one runner runs: values at easy speed on the level, warmed up, on a usual day.

    Slopes are per m/s of speed and per percent of grade; `_sd` fields are how much this runner varies: from day
    to day (normal, or Student's t with `day_tail_df` degrees of freedom), in the slow drift a run, and in the
    lasting moves of the balance that come without an injury, on a share of the runs.
    """

    easy_speed_mps: float
    balance_left_pct: float
    cadence_spm: float
    stance_time_ms: float
    vertical_oscillation_mm: float
    cadence_per_mps: float
    stance_time_per_mps: float
    balance_per_mps: float
    balance_per_grade: float
    balance_bend_pp: float
    balance_treadmill_pp: float
    balance_warm_up_pp: float
    balance_trend_pp_per_h: float
    balance_day_sd_pp: float
    stance_time_day_sd_pct: float
    cadence_day_sd_pct: float
    vertical_oscillation_day_sd_pct: float
    day_autocorrelation: float
    day_tail_df: float
    balance_drift_sd_pp: float
    stance_time_drift_sd_pct: float
    cadence_drift_sd_pct: float
    vertical_oscillation_drift_sd_pct: float
    balance_move_share: float
    balance_move_sd_pp: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPlan:
    """What one run is going to be, nuisances included.

    `relief_m` is the height of the hills, `pauses` the number of stops at traffic lights (timer stopped),
    `walks` the number of walking breaks in the last third. `strap`, `shoes` and `watch` count what the runner
    owns: a new number is a new thing, with an offset of its own. `is_strap_shifted`: the strap sits askew on
    this run.
    """

    started_at: datetime
    kind: RunKind = "easy"
    duration_s: int = 2400
    surface: Surface = "road"
    relief_m: float = 4.0
    pauses: int = 1
    walks: int = 0
    sensor: SensorKind = "strap"
    strap: int = 0
    shoes: int = 0
    watch: int = 0
    is_strap_shifted: bool = False
    is_hot: bool = False
    has_balance: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Offsets:
    """What shifts one whole run: the day, slow drift, strap, shoes, surface, watch."""

    balance_pp: float = 0.0
    stance_time_pct: float = 0.0
    cadence_pct: float = 0.0
    vertical_oscillation_pct: float = 0.0
    gps_speed_pct: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How pain alters the stride on one run: from `onset_s` of the timer on, or all of it when None.

    A positive balance change means that the left foot is on the ground for longer: the right one is spared.
    """

    balance_pp: float = 0.0
    stance_time_pct: float = 0.0
    cadence_pct: float = 0.0
    speed_pct: float = 0.0
    onset_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunTruth:
    """What is true of one run and no detector is told.

    `usual_balance_left_pct` is what an oracle would expect: the runner's balance with slow drift and this
    strap and these shoes, without the day's variation; `usual_stance_time_pct` and `usual_cadence_pct` are
    what drift, strap and shoes make of those, percent. `change` is None on an unaltered run; `onset_s` is the
    elapsed time at which the change began within this run, None when there is none or it was so from the
    start.
    """

    usual_balance_left_pct: float
    usual_stance_time_pct: float
    usual_cadence_pct: float
    day_balance_pp: float
    change: Change | None
    onset_s: float | None
    nuisances: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualRun:
    """One run as a device would have recorded it, and the truth.

    `samples` has the columns of `niggle.vocabulary.columns.SAMPLE_COLUMNS`, one row a second of running, NaN where
    there is no value, rounded to what FIT can hold. `pauses_s` (n, 2) are elapsed times of timer stop and start.
    """

    index: int
    plan: RunPlan
    samples: Mapping[str, Floats]
    pauses_s: Floats
    lap_starts_s: Floats
    truth: RunTruth
