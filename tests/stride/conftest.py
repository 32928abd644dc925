"""A small world of runs for the stride room: windows drawn straight from Tables B and E of the science."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import numpy as np
import pytest

from niggle.gait.model import RunGait, Surface
from niggle.stride.model import PainTold, PastRun, StrideVerdict
from niggle.stride.verdict import judge
from niggle.vocabulary.columns import METRIC_COLUMNS

type Chance = Any  # the state of a generator of random numbers

STRAP = "garmin:hrm_pro:aaaaaa"


def _noise(rng: np.random.Generator, n: int, sd: float, lag1: float) -> np.ndarray:
    draws = rng.standard_normal(n)
    for i in range(1, n):
        draws[i] = lag1 * draws[i - 1] + np.sqrt(1 - lag1**2) * draws[i]
    return sd * draws


@dataclass(frozen=True)
class Runner:
    """A virtual runner; `run` draws one run."""

    balance_pct: float = 50.4
    run_sd_pp: float = 0.35
    stance_ms: float = 250.0
    cadence_spm: float = 168.0

    def run(
        self, rng: np.random.Generator, *, shift_pp: float = 0.0, from_s: float = 0.0,
        until_s: float = np.inf, stance_factor: float = 1.0, cadence_factor: float = 1.0,
        speed_mps: float | None = None,
        minutes: int = 45, sensor: str = STRAP, surface: Surface = "road", without: Sequence[str] = (),
    ) -> RunGait:  # fmt: skip
        start_s = 60.0 * np.arange(minutes)
        mean_mps = 3.0 + 0.25 * rng.standard_normal() if speed_mps is None else speed_mps
        speed = mean_mps + 0.1 * rng.standard_normal(minutes)
        is_on = (start_s >= from_s) & (start_s < until_s)
        balance = self.balance_pct + self.run_sd_pp * rng.standard_normal() + 0.2 * (speed - 3.0)
        balance = balance + _noise(rng, minutes, 0.48, 0.63) + shift_pp * is_on
        stance = self.stance_ms - 26.0 * (speed - 3.0) + 3.5 * rng.standard_normal()
        stance = (stance + rng.standard_normal(minutes)) * np.where(is_on, stance_factor, 1.0)
        cadence = self.cadence_spm + 6.8 * (speed - 3.0) + 1.4 * rng.standard_normal()
        cadence = (cadence + 0.6 * rng.standard_normal(minutes)) * np.where(is_on, cadence_factor, 1.0)
        step = 60_000.0 * speed / cadence + 3.0 * rng.standard_normal(minutes)
        bounce = 88.0 + rng.standard_normal(minutes)
        windows = {
            "start_s": start_s,
            "end_s": start_s + 60.0,
            "usable_s": np.full(minutes, 60.0),
            "speed_mps": speed,
            "grade_pct": 0.5 * rng.standard_normal(minutes),
            "stance_time_balance_left_pct": balance,
            "stance_time_ms": stance,
            "cadence_spm": cadence,
            "step_length_mm": step,
            "vertical_oscillation_mm": bounce,
            "vertical_ratio_pct": 100.0 * bounce / step,
            "duty_factor_pct": stance * cadence / 1200.0,
            "flight_time_ms": 60_000.0 / cadence - stance,
        }
        windows |= {name: np.full(minutes, np.nan) for name in without}
        sensors = {name: sensor for name in METRIC_COLUMNS if name not in without}
        return summarise(RunGait(surface, windows, start_s >= 120.0, {}, 0.0, sensors, {}))


def summarise(gait: RunGait) -> RunGait:
    keep = gait.is_eligible
    names = ("speed_mps", "grade_pct", *METRIC_COLUMNS)
    kept = {name: gait.windows[name][keep] for name in names}
    known = {name: column[np.isfinite(column)] for name, column in kept.items()}
    values = {name: float(np.median(column)) if column.size else np.nan for name, column in known.items()}
    return replace(gait, values=values, eligible_s=float(gait.windows["usable_s"][keep].sum()))


def mirrored(gait: RunGait) -> RunGait:
    name = "stance_time_balance_left_pct"
    windows = {**gait.windows, name: 100.0 - gait.windows[name]}
    return replace(gait, windows=windows, values={**gait.values, name: 100.0 - gait.values[name]})


class Season:
    """Runs one after the other, each judged on those before it."""

    _beginnings: ClassVar[dict[tuple[int, Runner], list[tuple[Chance, PastRun, Chance]]]] = {}

    def __init__(self, seed: int, runner: Runner) -> None:
        self.rng, self.runner, self.history = np.random.default_rng(seed), runner, list[PastRun]()
        self._seed = seed

    def add(self, gait: RunGait, peak_pain: float | None = None, told: PainTold | None = None) -> StrideVerdict:
        pain = PainTold(peak_pain) if told is None and peak_pain is not None else told
        verdict = judge(gait, self.history[-60:], pain=pain)
        number = len(self.history)
        started_at = datetime(2026, 1, 1, 7, tzinfo=UTC) + timedelta(days=number)
        self.history.append(PastRun(f"run-{number:03d}", started_at, gait, verdict, pain))
        return verdict

    def add_usual(self, n: int, **changes: object) -> None:
        """Runs that were called usual, without the time that judging them takes."""
        usual = StrideVerdict("usual", None, None, None, (), is_learning=False, confidence=0.01)
        for number in range(len(self.history), len(self.history) + n):
            started_at = datetime(2026, 1, 1, 7, tzinfo=UTC) + timedelta(days=number)
            gait = self.runner.run(self.rng, **changes)  # type: ignore[arg-type]
            self.history.append(PastRun(f"run-{number:03d}", started_at, gait, usual))

    def run(self, n: int = 1, peak_pain: float | None = None, **changes: object) -> list[StrideVerdict]:
        if not changes and peak_pain is None:
            return [self._usual() for _ in range(n)]
        return [self.add(self.runner.run(self.rng, **changes), peak_pain) for _ in range(n)]  # type: ignore[arg-type]

    def _usual(self) -> StrideVerdict:
        """A run as usual. Those that a season begins with are the same in every test and judged once: read only."""
        beginning = self._beginnings.setdefault((self._seed, self.runner), [])
        number, before = len(self.history), self.rng.bit_generator.state
        is_beginning = all(mine is past for mine, (_, past, _) in zip(self.history, beginning, strict=False))
        if is_beginning and number < len(beginning) and beginning[number][0] == before:
            _, past, self.rng.bit_generator.state = beginning[number]
            self.history.append(past)
            return past.verdict
        verdict = self.add(self.runner.run(self.rng))
        if is_beginning and number == len(beginning):
            for column in self.history[-1].gait.windows.values():
                column.setflags(write=False)
            beginning.append((before, self.history[-1], self.rng.bit_generator.state))
        return verdict


@pytest.fixture
def season() -> Callable[..., Season]:
    """A season of a runner: season(seed), then .run(n, shift_pp=...)."""

    def make(seed: int = 1, runner: Runner | None = None) -> Season:
        return Season(seed, Runner() if runner is None else runner)

    return make


@pytest.fixture(scope="session")
def mirror() -> Callable[[RunGait], RunGait]:
    """The same run with left and right foot exchanged."""
    return mirrored


@pytest.fixture(scope="session")
def summary() -> Callable[[RunGait], RunGait]:
    """A run with its values worked out from its windows."""
    return summarise


@pytest.fixture(scope="session")
def season_of() -> Callable[[int], Season]:
    """As `season`, for tests with generated seeds."""
    return lambda seed: Season(seed, Runner())
