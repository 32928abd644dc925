"""Runners with the traits of Table F of the science, as public activity lists show them: averages of whole runs."""

from collections.abc import Callable

import numpy as np
import pytest

from niggle.study.series import Series, gather
from niggle.study.table import StudyRow

# Of each runner: runs, day SD of balance, drift a run, level, slope per m/s (Table F and what it rests on).
REAL = {
    "A": (471, 0.56, 0.063, 49.7, 0.29), "B": (142, 0.36, 0.120, 49.4, 0.02), "C": (196, 0.59, 0.047, 50.0, -0.50),
    "D": (73, 0.51, 0.037, 51.1, 0.36), "E": (19, 0.25, 0.079, 52.0, 0.82), "F": (96, 0.42, 0.1, 49.8, 0.0),
    "G": (37, 0.6, 0.09, 51.2, 0.14), "H": (153, 0.45, 0.05, 50.4, 0.0),
}  # fmt: skip


def real_runner(
    label: str, seed: int, *, n: int, day_sd: float, drift: float, level: float, slope: float, jumps: float = 0.01,
    metrics: bool = True,
) -> list[StudyRow]:  # fmt: skip
    """Heavy-tailed days (t with 5 degrees of freedom), a level that drifts and, in 1 % of runs, jumps by 1 pp."""
    rng = np.random.default_rng([seed, sum(map(ord, label))])
    day = np.cumsum(rng.gamma(2.0, 1.3, n)).round(2)
    speed = (2.9 + 0.25 * rng.standard_normal(n)).round(2)
    steps = drift * rng.standard_normal(n) + (rng.random(n) < jumps) * rng.standard_normal(n)
    tails = rng.standard_t(5, n) / np.sqrt(5 / 3)
    numbers = {
        "duration_s": (60.0 * rng.gamma(8.0, 5.5, n) + 600.0).round(),
        "speed_mps": speed,
        # To 0.1 pp, as the lists have it.
        "stance_time_balance_left_pct": (level + np.cumsum(steps) + day_sd * tails + slope * (speed - 2.9)).round(1),
    }
    if metrics:
        cadence = 1.0 + 0.012 * rng.standard_normal(n)
        stance = 1.0 + 0.025 * rng.standard_t(5, n) / np.sqrt(5 / 3) - 0.7 * (cadence - 1.0)
        numbers["cadence_spm"] = (168.0 * cadence + 7.0 * (speed - 2.9)).round()
        numbers["stance_time_ms"] = (255.0 * stance - 28.0 * (speed - 2.9)).round()
        numbers["vertical_oscillation_mm"] = (88.0 * (1.0 + 0.03 * rng.standard_normal(n))).round()
    return [
        StudyRow(label, float(day[i] - day[0]), {name: float(column[i]) for name, column in numbers.items()})
        for i in range(n)
    ]


def real_world(seed: int = 1, *, metrics: bool = True) -> list[StudyRow]:
    """Runs of eight runners."""
    return [
        row
        for label, (n, day_sd, drift, level, slope) in REAL.items()
        for row in real_runner(
            label, seed, n=n, day_sd=day_sd, drift=drift, level=level, slope=slope, metrics=metrics
        )
    ]  # fmt: skip


@pytest.fixture(scope="session")
def world() -> Callable[..., list[StudyRow]]:
    """Runs of eight runners with the traits of real ones: world(seed, metrics=True)."""
    return real_world


@pytest.fixture(scope="session")
def runner() -> Callable[..., list[StudyRow]]:
    """Runs of one runner: runner(label, seed, n=..., day_sd=..., drift=..., level=..., slope=...)."""
    return real_runner


@pytest.fixture(scope="session")
def series() -> Callable[[list[StudyRow]], Series]:
    """The one runner of some rows."""

    def make(rows: list[StudyRow]) -> Series:
        (one,) = gather({"table.csv": rows})
        return one

    return make
