"""The numbers of `rules.toml`, read once."""

import math
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from niggle.gait.model import Floats


@dataclass(frozen=True, slots=True)
class MetricRule:
    """What is usual of one metric before anything is known of the runner.

    `unit` is that of differences ("pp", or "%" of the usual level) and of every SD without another; slopes of
    speed and grade are in the metric's own unit per m/s, (m/s)² and % of grade. `min_difference` is None when
    the metric is shown but never flagged. The rest stands in `rules.toml`.
    """

    name: str
    unit: str
    min_difference: float | None
    day_sd: float
    day_log_sd: float
    drift_sd: float
    window_sd: float
    window_lag1: float
    trend_sd: float
    hour_slope: float
    hour_slope_sd: float
    warm_up: float
    warm_up_sd: float
    speed_slope: float
    speed_slope_sd: float
    speed_curve_sd: float
    grade_slope: float
    grade_slope_sd: float
    artefact_sd: float
    jump_sd: float
    jump_share: float

    @property
    def is_relative(self) -> bool:
        """Whether differences are in percent of the usual level."""
        return self.unit == "%"


@dataclass(frozen=True, slots=True)
class ShiftPrior:
    """By how much one kind of change moves one metric: normal `parts` of (share, mean, SD).

    `artefact_sd` is what a sensor that got one run wrong does to it, in at most `max_artefacts` of the newest.
    """

    parts: tuple[tuple[float, float, float], ...]
    is_two_sided: bool
    artefact_sd: float
    max_artefacts: int

    @property
    def mean(self) -> float:
        """Mean size of the change."""
        return sum(share * mean for share, mean, _ in self.parts)

    @property
    def sd(self) -> float:
        """SD of the size of the change about its mean."""
        return math.sqrt(sum(share * (sd * sd + (mean - self.mean) ** 2) for share, mean, sd in self.parts))


@dataclass(frozen=True, slots=True)
class Rules:
    """Rule C2; the meaning, unit and source of each number stand in `rules.toml`."""

    baseline_runs: int
    lag_runs: int
    provisional_runs: int
    flagging_runs: int
    min_eligible_s: float
    max_pain: float
    most_unusual: float
    prior_runs: float
    prior_windows: float
    grid: Floats
    settled_reported_runs: int
    settled_unreported_runs: int
    settled_share: float
    onset: float
    recovery: float
    artefact_share: float
    max_artefacts: int
    confirm: float
    confirm_with_pain: float
    confirm_at_once: float
    ask: float
    stays: float
    far_z: float
    far_factor: float
    band_z: float
    trend_pp: float
    share: dict[str, float]
    prior_moves: float
    shifts: dict[tuple[str, str], ShiftPrior]
    quiet_runs: int
    grown: float
    relook_runs: int
    most_questions: int
    pain_least: float
    pain_factor: float
    sparing_share: float
    cadence_share: float
    cadence_sd: float
    unexplained: float
    altered_before: float
    part_share: tuple[float, float, float]
    confirm_within: float
    min_size_pp: float
    min_change_windows: int
    min_windows: int
    limp_difference_pp: float
    limp_z: float
    metrics: tuple[MetricRule, ...]


@cache
def read_rules() -> Rules:
    """The rules that come with this version."""
    table = tomllib.loads(files(__package__).joinpath("rules.toml").read_text(encoding="utf-8"))
    baseline, settled, change, asking, kinds, moves, pain, within, limp = (
        {name: row["value"] for name, row in table[section].items()}
        for section in ("baseline", "settled", "change", "asking", "kinds", "moves", "pain", "within", "limp")
    )
    return Rules(
        baseline_runs=baseline["runs"],
        lag_runs=baseline["lag"],
        provisional_runs=baseline["provisional"],
        flagging_runs=baseline["flagging"],
        min_eligible_s=baseline["min_eligible"],
        max_pain=baseline["max_pain"],
        most_unusual=baseline["most_unusual"],
        prior_runs=baseline["prior_runs"],
        prior_windows=baseline["prior_windows"],
        grid=np.array(baseline["grid"], dtype=np.float64),
        settled_reported_runs=settled["reported"],
        settled_unreported_runs=settled["unreported"],
        settled_share=settled["agreeing"],
        onset=change["onset"],
        recovery=change["recovery"],
        artefact_share=change["artefact_share"],
        max_artefacts=change["max_artefacts"],
        confirm=change["confirm"],
        confirm_with_pain=change["confirm_with_pain"],
        confirm_at_once=change["confirm_at_once"],
        ask=change["ask"],
        stays=change["stays"],
        far_z=change["far_z"],
        far_factor=change["far_factor"],
        band_z=change["band_z"],
        trend_pp=change["trend"],
        share=kinds | moves,
        prior_moves=baseline["prior_moves"],
        shifts=_shifts(table["shifts"], kinds | moves),
        quiet_runs=asking["quiet"],
        grown=asking["grown"],
        relook_runs=asking["relook"],
        most_questions=asking["most"],
        pain_least=pain["least"],
        pain_factor=pain["factor"],
        sparing_share=pain["sparing"],
        cadence_share=change["cadence_share"],
        cadence_sd=change["cadence_sd"],
        unexplained=change["unexplained"],
        altered_before=within["altered"],
        part_share=(within["from_minute"], within["until_minute"], within["between_minutes"]),
        confirm_within=within["confirm"],
        min_size_pp=within["min_size"],
        min_change_windows=within["min_length"],
        min_windows=within["min_windows"],
        limp_difference_pp=limp["difference"],
        limp_z=limp["z"],
        metrics=tuple(_metric(name, row, table["shifts"]) for name, row in table["metrics"].items()),
    )


def _shifts(table: dict[str, Any], kinds: Iterable[str]) -> dict[tuple[str, str], ShiftPrior]:
    return {
        (name, kind): ShiftPrior(
            parts=tuple((share, mean, sd) for share, mean, sd in row[kind]),
            is_two_sided=row["is_two_sided"],
            artefact_sd=row["artefact_sd"],
            max_artefacts=row["max_artefacts"],
        )
        for name, row in table.items()
        for kind in kinds
        if kind in row
    }


def _metric(name: str, row: dict[str, Any], shifts: dict[str, Any]) -> MetricRule:
    numbers = {key: value for key, value in row.items() if key not in ("unit", "basis", "reference")}
    # Metrics that are shown only are as often wrong, by as many times their day-to-day SD as the balance.
    unusual = shifts.get(name, {"artefact_sd": 3.4 * row["day_sd"], "jump_sd": row["day_sd"], "jump_share": 0.01})
    numbers |= {key: unusual[key] for key in ("artefact_sd", "jump_sd", "jump_share")}
    return MetricRule(name=name, unit=row["unit"], **{"min_difference": None, "speed_curve_sd": 0.0, **numbers})
