"""The numbers of `limits.toml`, read once, beside the believable range of each metric."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from niggle.vocabulary.metrics import METRICS


@dataclass(frozen=True, slots=True)
class Limits:
    """What counts as usable running; units in the names, sources in `limits.toml`.

    `plausible` gives the lowest and highest believable value of each measured metric, as `vocabulary/metrics.py` has
    them; values outside are dropped, that metric alone.
    """

    window_s: float
    min_window_usable_s: float
    min_metric_seconds_s: float
    warm_up_s: float
    pause_margin_s: float
    min_gap_s: float
    gap_factor: float
    min_speed_mps: float
    max_speed_mps: float
    min_cadence_spm: float
    max_cadence_spm: float
    max_grade_pct: float
    min_grade_distance_m: float
    altitude_smoothing_s: float
    same_sensor_days: float
    plausible: dict[str, tuple[float, float]]


@cache
def read_limits() -> Limits:
    """The limits that come with this version."""
    table = tomllib.loads(files(__package__).joinpath("limits.toml").read_text(encoding="utf-8"))

    def value(name: str) -> float:
        return float(table[name]["value"])

    return Limits(
        window_s=value("window"),
        min_window_usable_s=value("min_window_usable"),
        min_metric_seconds_s=value("min_metric_seconds"),
        warm_up_s=value("warm_up"),
        pause_margin_s=value("pause_margin"),
        min_gap_s=value("min_gap"),
        gap_factor=value("gap_factor"),
        min_speed_mps=value("min_speed"),
        max_speed_mps=value("max_speed"),
        min_cadence_spm=value("min_cadence"),
        max_cadence_spm=value("max_cadence"),
        max_grade_pct=value("max_grade"),
        min_grade_distance_m=value("min_grade_distance"),
        altitude_smoothing_s=value("altitude_smoothing"),
        same_sensor_days=value("same_sensor"),
        plausible={
            name: (metric.plausible.low, metric.plausible.high)
            for name, metric in METRICS.items()
            if metric.plausible is not None
        },
    )
