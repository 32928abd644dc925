"""The numbers of `rules.toml`, read once."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from niggle.gait.model import Floats


@dataclass(frozen=True, slots=True)
class MetricRule:
    """What is usual of one metric before anything is known of the runner.

    `unit` is that of differences ("pp", or "%" of what is expected) and of `prior_sd` and `min_difference`;
    slopes are in the metric's own unit per m/s, (m/s)² and % of grade. `min_difference` is None when the
    metric is shown but never flagged.
    """

    name: str
    unit: str
    prior_sd: float
    min_difference: float | None
    speed_slope: float
    speed_slope_sd: float
    speed_curve_sd: float
    grade_slope: float
    grade_slope_sd: float

    @property
    def is_relative(self) -> bool:
        """Whether differences are in percent of what is expected."""
        return self.unit == "%"


@dataclass(frozen=True, slots=True)
class Rules:
    """Rule C2; the meaning, unit and source of each number stand in `rules.toml`."""

    baseline_runs: int
    lag_runs: int
    provisional_runs: int
    flagging_runs: int
    min_eligible_s: float
    max_pain: float
    prior_runs: float
    uncertainty: float
    settled_reported_runs: int
    settled_unreported_runs: int
    settled_share: float
    z: float
    provisional_z: float
    provisional_factor: float
    candidate_window_runs: int
    min_jump_pp: float
    min_jump_flagged_pp: float
    min_change_windows: int
    min_windows: int
    window_sd_pp: float
    window_lag1: float
    thirds_sd_pp: float
    thirds_z: float
    penalty_pp2: float
    median_gain_pp2: float
    limp_difference_pp: float
    limp_z: float
    composite_degrees_of_freedom: Floats
    composite_limits: dict[int, Floats]
    metrics: tuple[MetricRule, ...]


@cache
def read_rules() -> Rules:
    """The rules that come with this version."""
    table = tomllib.loads(files(__package__).joinpath("rules.toml").read_text(encoding="utf-8"))
    baseline, settled, candidate = (
        {name: row["value"] for name, row in table[section].items()} for section in ("baseline", "settled", "candidate")
    )
    within = {name: row["value"] for name, row in table["within"].items()}
    composite = table["composite"]
    return Rules(
        baseline_runs=baseline["runs"],
        lag_runs=baseline["lag"],
        provisional_runs=baseline["provisional"],
        flagging_runs=baseline["flagging"],
        min_eligible_s=baseline["min_eligible"],
        max_pain=baseline["max_pain"],
        prior_runs=baseline["prior_runs"],
        uncertainty=baseline["uncertainty"],
        settled_reported_runs=settled["reported"],
        settled_unreported_runs=settled["unreported"],
        settled_share=settled["agreeing"],
        z=candidate["z"],
        provisional_z=candidate["provisional_z"],
        provisional_factor=candidate["provisional_factor"],
        candidate_window_runs=candidate["window"],
        min_jump_pp=within["min_jump"],
        min_jump_flagged_pp=within["min_jump_flagged"],
        min_change_windows=within["min_length"],
        min_windows=within["min_windows"],
        window_sd_pp=within["window_sd"],
        window_lag1=within["window_lag1"],
        thirds_sd_pp=within["thirds_sd"],
        thirds_z=within["thirds_z"],
        penalty_pp2=within["penalty"],
        median_gain_pp2=within["median_gain"],
        limp_difference_pp=table["limp"]["difference"]["value"],
        limp_z=table["limp"]["z"]["value"],
        composite_degrees_of_freedom=np.array(composite["degrees_of_freedom"], dtype=np.float64),
        composite_limits={p: np.array(composite[str(p)], dtype=np.float64) for p in (2, 3, 4)},
        metrics=tuple(_metric(name, row) for name, row in table["metrics"].items()),
    )


def _metric(name: str, row: dict[str, Any]) -> MetricRule:
    return MetricRule(
        name=name,
        unit=row["unit"],
        prior_sd=row["prior_sd"],
        min_difference=row.get("min_difference"),
        speed_slope=row["speed_slope"],
        speed_slope_sd=row["speed_slope_sd"],
        speed_curve_sd=row.get("speed_curve_sd", 0.0),
        grade_slope=row["grade_slope"],
        grade_slope_sd=row["grade_slope_sd"],
    )
