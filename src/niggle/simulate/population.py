"""The numbers that virtual runners are drawn from: `population.toml`, in places overruled by `measured.toml`."""

import tomllib
from enum import IntEnum
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from niggle.simulate.model import Runner, World

_Z_OF_UPPER_QUARTILE = 0.6744897501960817


class Stream(IntEnum):
    """What the random streams of a runner are for; the keys are (seed, runner, stream, ...)."""

    RUNNER = 0
    DAYS = 1
    RUN = 2
    THING = 3
    PLAN = 4
    MOVES = 5


@cache
def population(world: World = "steady") -> dict[str, float]:
    """Every single-valued parameter of the population by name, in the unit that `population.toml` gives."""
    table = _table("population") | (_table("measured") if world == "measured" else {})
    return {name: row["value"] for name, row in table.items() if isinstance(row["value"], float)}


@cache
def triples() -> dict[str, tuple[float, float, float]]:
    """Every three-valued parameter: quartiles of a slope, or (SD, time constant, white SD) of a noise."""
    return {name: tuple(row["value"]) for name, row in _table("population").items() if isinstance(row["value"], list)}


@cache
def _table(name: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("niggle.simulate").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def generator(*key: int) -> np.random.Generator:
    """An independent random generator for a key such as (seed, runner, run): same key, same numbers."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(key)))


def draw_runner(rng: np.random.Generator, *, world: World = "steady", day_sd_median_pp: float | None = None) -> Runner:
    """A runner out of the population; `day_sd_median_pp` replaces the median day-to-day SD of balance."""
    p = population(world)
    z = rng.standard_normal(16)
    easy_mps = _within(p["easy_speed_mean"] + p["easy_speed_sd"] * z[0], 2.5, 3.5)
    median_pp = p["balance_day_sd_median"] if day_sd_median_pp is None else day_sd_median_pp
    correlation = p["stance_cadence_correlation_between"]
    stance_z = float(np.sqrt(1.0 - correlation * correlation) * z[3] + correlation * z[2])
    return Runner(
        easy_speed_mps=easy_mps,
        balance_left_pct=_within(p["balance_mean"] + p["balance_sd"] * z[1], 46.5, 53.5),
        cadence_spm=_within(p["cadence_mean"] + p["cadence_sd"] * z[2], 150.0, 182.0),
        stance_time_ms=_within(p["stance_time_mean"] + p["stance_time_sd"] * stance_z, 215.0, 310.0),
        vertical_oscillation_mm=_within(
            p["vertical_oscillation_mean"] + p["vertical_oscillation_sd"] * z[4], 65.0, 120.0
        ),
        cadence_per_mps=_from_quartiles("cadence_per_mps", z[5]),
        stance_time_per_mps=_from_quartiles("stance_time_per_mps", z[6]),
        balance_per_mps=_from_quartiles("balance_per_mps", z[7]),
        balance_per_grade=p["balance_per_grade_sd"] * z[8],
        balance_bend_pp=p["balance_bend_sd"] * z[9],
        balance_treadmill_pp=p["treadmill_balance_sd"] * z[10],
        balance_warm_up_pp=p["warm_up_balance_sd"] * z[11],
        balance_trend_pp_per_h=p["balance_own_trend_sd_per_h"] * z[12],
        balance_day_sd_pp=median_pp * float(np.exp(p["balance_day_sd_log_sd"] * z[13])),
        stance_time_day_sd_pct=p["stance_time_day_sd"] * float(np.exp(p["relative_day_sd_log_sd"] * z[14])),
        cadence_day_sd_pct=p["cadence_day_sd"] * float(np.exp(p["relative_day_sd_log_sd"] * z[15])),
        vertical_oscillation_day_sd_pct=p["vertical_oscillation_day_sd"],
        day_autocorrelation=p["day_autocorrelation"],
        day_tail_df=p["day_tail_df"],
        balance_drift_sd_pp=p["balance_drift_sd"],
        stance_time_drift_sd_pct=p["stance_time_drift_sd"],
        cadence_drift_sd_pct=p["cadence_drift_sd"],
        vertical_oscillation_drift_sd_pct=p["vertical_oscillation_drift_sd"],
        balance_move_share=p["balance_move_share"],
        balance_move_sd_pp=p["balance_move_sd"],
    )


def _within(value: float, low: float, high: float) -> float:
    return float(min(max(value, low), high))


def _from_quartiles(name: str, z: float) -> float:
    """A draw whose quartiles are the table's: two half-normals that meet at the median."""
    low, median, high = triples()[name]
    half_range = high - median if z > 0 else median - low
    return float(median + z * half_range / _Z_OF_UPPER_QUARTILE)
