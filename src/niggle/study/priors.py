"""What study tables say of the population: the priors of `rules.toml`, with how sure they are."""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from niggle.gait.model import Floats
from niggle.stride.rules import MetricRule, read_rules
from niggle.study.columns import METRICS, window_sd_of
from niggle.study.series import BALANCE, Series
from niggle.study.table import StudyRow
from niggle.study.variation import LEAST_RUNS, Course, Variation, variation
from niggle.study.windows import n_windows

LEAST_RUNNERS = 3
"""Runners below which neither spreads between runners nor intervals are told."""
_DRAWS = 2000
_SEED = 20_261_130
_MOST_PAIN = 1.0
_MAD_EFFICIENCY = 0.37  # of a median absolute deviation as an SD


@dataclass(frozen=True, slots=True)
class Estimate:
    """A prior and its 95 % interval over runners; `low` and `high` are NaN with too few of them."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Priors:
    """Estimates by section and entry of `rules.toml`, from how many runners and runs each section; who was too short.

    The intervals come from drawing runners with replacement.
    """

    sections: Mapping[str, Mapping[str, Estimate]]
    runners: Mapping[str, int]
    runs: Mapping[str, int]
    units: Mapping[str, str]
    skipped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Own:
    """One runner's variation of one metric: in the unit of differences, `level` in the metric's own."""

    variation: Variation
    level: float
    window_sd: float


type _Statistic = Callable[[Sequence[_Own]], float]


def priors(series: Sequence[Series]) -> Priors:
    """The population's priors, each metric's from the runners with at least twelve healthy runs on one surface."""
    sections: dict[str, dict[str, Estimate]] = {}
    runners, runs, units = {}, {}, {}
    used: set[str] = set()
    for metric in (metric for metric in read_rules().metrics if metric.name in METRICS):
        own = {one.label: found for one in series if (found := _own(one, metric)) is not None}
        used |= own.keys()
        for section, statistics in _statistics(metric).items():
            estimates = {name: _estimate(list(own.values()), statistic) for name, statistic in statistics.items()}
            estimates = {name: one for name, one in estimates.items() if math.isfinite(one.value)}
            if estimates:
                sections[section] = estimates
                runners[section], units[section] = len(own), metric.unit
                runs[section] = sum(one.variation.n for one in own.values())
    return Priors(sections, runners, runs, units, tuple(one.label for one in series if one.label not in used))


def _statistics(metric: MetricRule) -> dict[str, dict[str, _Statistic]]:
    """What is worked out of a metric, by section and entry of `rules.toml`."""
    sections: dict[str, dict[str, _Statistic]] = {
        f"metrics.{metric.name}": {
            "day_sd": lambda own: _median([one.variation.day_sd for one in own]),
            "day_log_sd": _log_spread,
            "drift_sd": lambda own: _median([one.variation.drift_sd for one in own]),
            "window_sd": lambda own: _median([one.window_sd for one in own]),
            "speed_slope": lambda own: _median([slope for slope, _ in _slopes(own, metric)]),
            "speed_slope_sd": lambda own: _slope_spread(own, metric),
        }
    }
    if metric.name == BALANCE:
        sections[f"shifts.{metric.name}"] = {
            "jump_sd": lambda own: _root_mean_square([move for one in own for move in one.variation.moves]),
            "jump_share": lambda own: _share(own, lambda variation: len(variation.moves)),
        }
        sections["change.artefact_share"] = {"value": lambda own: _share(own, lambda variation: variation.n_odd)}
    return sections


def _own(series: Series, metric: MetricRule) -> _Own | None:
    """A runner's variation on the surface with most of the runs; None with too few."""
    rows = [row for row in series.rows if _tells(row, metric.name)]
    surface = max(Counter(row.surface for row in rows).items(), key=lambda item: item[1], default=("", 0))[0]
    rows = [row for row in rows if row.surface == surface]
    if len(rows) < LEAST_RUNS:
        return None
    values = np.array([row.number(metric.name) for row in rows])
    level = float(np.median(values))
    unit = 100.0 / level if metric.is_relative else 1.0
    window_sd = unit * np.array([row.number(window_sd_of(metric.name)) for row in rows])
    course = Course(
        value=unit * (values - level),
        speed_mps=np.array([row.number("speed_mps") for row in rows]),
        noise=_noise(rows, window_sd, metric),
        sensor=_sensors(rows),
    )
    found = variation(course)
    return None if found is None else _Own(found, level, _median(window_sd.tolist()))


def _tells(row: StudyRow, name: str) -> bool:
    is_known = math.isfinite(row.number(name)) and math.isfinite(row.number("speed_mps"))
    return is_known and not row.number("pain_peak") > _MOST_PAIN


def _noise(rows: Sequence[StudyRow], window_sd: Floats, metric: MetricRule) -> Floats:
    """Variance that windows leave in each run's value: they resemble their neighbours, so they count for less."""
    n = np.array([max(n_windows(row), 1) for row in rows])
    sd = np.where(np.isfinite(window_sd), window_sd, metric.window_sd)
    return np.asarray(sd**2 * (1.0 + metric.window_lag1) / (1.0 - metric.window_lag1) / n, dtype=np.float64)


def _sensors(rows: Sequence[StudyRow]) -> NDArray[np.int64]:
    known: dict[str | None, int] = {}
    return np.array([known.setdefault(row.sensor, len(known)) for row in rows], dtype=np.int64)


def _estimate(own: Sequence[_Own], statistic: _Statistic) -> Estimate:
    value = statistic(own)
    if len(own) < LEAST_RUNNERS or not math.isfinite(value):
        return Estimate(value, math.nan, math.nan)
    rng = np.random.default_rng(_SEED)
    drawn = [statistic([own[at] for at in rng.integers(len(own), size=len(own))]) for _ in range(_DRAWS)]
    known = [one for one in drawn if math.isfinite(one)]
    low, high = np.percentile(known, [2.5, 97.5]).tolist()
    return Estimate(value, low, high)


def _median(values: Sequence[float]) -> float:
    known = sorted(value for value in values if math.isfinite(value))
    if not known:
        return math.nan
    return 0.5 * (known[(len(known) - 1) // 2] + known[len(known) // 2])


def _log_spread(own: Sequence[_Own]) -> float:
    """SD between runners of the logarithm of the day-to-day SD, less what few runs alone make of it."""
    if len(own) < LEAST_RUNNERS:
        return math.nan
    logs = [math.log(one.variation.day_sd) for one in own if one.variation.day_sd > 0.0]
    by_chance = sum(0.5 / (_MAD_EFFICIENCY * one.variation.n) for one in own) / len(own)
    return _beyond_chance(_variance(logs), by_chance) if len(logs) >= LEAST_RUNNERS else math.nan


def _slopes(own: Sequence[_Own], metric: MetricRule) -> list[tuple[float, float]]:
    """Each runner's slope and its standard error, in the metric's own unit per m/s."""
    found = [(one.variation, one.level / 100.0 if metric.is_relative else 1.0) for one in own]
    return [(v.speed_slope * unit, v.speed_slope_se * unit) for v, unit in found if math.isfinite(v.speed_slope)]


def _slope_spread(own: Sequence[_Own], metric: MetricRule) -> float:
    """SD of slopes between runners, less their errors; of the balance about 0, so that no side is preferred."""
    slopes = _slopes(own, metric)
    if len(slopes) < LEAST_RUNNERS:
        return math.nan
    by_chance = sum(error * error for _, error in slopes) / len(slopes)
    values = [slope for slope, _ in slopes]
    about_zero = sum(value * value for value in values) / len(values)
    return _beyond_chance(about_zero if metric.name == BALANCE else _variance(values), by_chance)


def _variance(values: Sequence[float]) -> float:
    mean = sum(values) / len(values)
    return sum((value - mean) ** 2 for value in values) / (len(values) - 1)


def _beyond_chance(variance: float, by_chance: float) -> float:
    """SD that is left; a tenth of the whole at least, since chance is only estimated too."""
    return math.sqrt(max(variance - by_chance, 0.01 * variance))


def _share(own: Sequence[_Own], count: Callable[[Variation], int]) -> float:
    n = sum(one.variation.n for one in own)
    return sum(count(one.variation) for one in own) / n if n else math.nan


def _root_mean_square(values: Sequence[float]) -> float:
    return math.sqrt(sum(value * value for value in values) / len(values)) if values else math.nan
