"""What the gait room hands on: a run's windows and its values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:  # whoever reads results knows these types, and has no need of NumPy
    import numpy as np
    from numpy.typing import NDArray

type Floats = NDArray[np.float64]
type Bools = NDArray[np.bool_]
type Surface = Literal["road", "track", "treadmill"]


@dataclass(frozen=True, slots=True)
class RunGait:
    """Gait of one run.

    `windows` has the columns of `niggle.vocabulary.columns.WINDOW_COLUMNS`, all of length n, in time order and NaN
    where there is no value: every stretch with enough running in it, warm-up and hills included. `is_eligible` (n
    bools) marks those that rule C2 may compare: warmed up, level, steady. `values` has every name of
    `METRICS` and `CONDITIONS`: the median over the eligible windows, NaN when there is
    none. `sensors` names, for each metric that has values, what measured it: a baseline never mixes two.
    `excluded_s` tells by reason how many seconds did not count. `measured_share` is the share of the values that were
    truly measured, 1 unless a program drew or held the others (of the metric of which it is smallest).
    """

    surface: Surface
    windows: Mapping[str, Floats]
    is_eligible: Bools
    values: Mapping[str, float]
    eligible_s: float
    sensors: Mapping[str, str] = field(default_factory=dict)
    excluded_s: Mapping[str, float] = field(default_factory=dict)
    measured_share: float = 1.0
