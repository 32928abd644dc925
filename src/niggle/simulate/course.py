"""Where and how fast a run is meant to go: pace by kind of run, hills, stops."""

from dataclasses import dataclass

import numpy as np

from niggle.simulate.model import Floats, Runner, RunPlan
from niggle.simulate.population import population

WALKING_MPS = 1.45
_BEND_TRACK_M = 100.0
_START_ALTITUDE_M = 60.0
_GRID_M = 5.0
_MIN_PAUSE_S, _MAX_PAUSE_S = 15, 60
_MIN_WALK_S, _MAX_WALK_S = 40, 75


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The outer circumstances of a run, one value a second of the timer.

    `elapsed_s` counts pauses too; `since_start_s` is the time since the start or the last stop; `is_walking`
    marks walking breaks; `pauses_s` (n, 2) are elapsed times of stop and start.
    """

    speed_mps: Floats
    grade_pct: Floats
    altitude_m: Floats
    elapsed_s: Floats
    since_start_s: Floats
    is_walking: np.ndarray[tuple[int], np.dtype[np.bool_]]
    is_bend: np.ndarray[tuple[int], np.dtype[np.bool_]]
    pauses_s: Floats


def lay_out(runner: Runner, plan: RunPlan, rng: np.random.Generator) -> Course:
    """The course of this run: intended speed in m/s with the effect of the hills, and where the stops are."""
    intended_mps = (
        runner.easy_speed_mps * (1.0 + population()["easy_speed_day_sd"] * rng.standard_normal()) * _pace(plan)
    )
    is_walking = _walks(plan, rng)
    intended_mps[is_walking] = WALKING_MPS
    hills = _draw_hills(plan, rng)
    distance_m = _covered(np.cumsum(intended_mps), hills)
    grade_pct = _grade_pct(hills, distance_m)
    elapsed_s, since_start_s, pauses_s = _clock(plan, rng)
    return Course(
        speed_mps=intended_mps * _speed_on(grade_pct),
        grade_pct=grade_pct,
        altitude_m=_START_ALTITUDE_M + _height_m(hills, distance_m),
        elapsed_s=elapsed_s,
        since_start_s=since_start_s,
        is_walking=is_walking,
        is_bend=(plan.surface == "track") & (distance_m % (2.0 * _BEND_TRACK_M) < _BEND_TRACK_M),
        pauses_s=pauses_s,
    )


def _pace(plan: RunPlan) -> Floats:
    """Intended speed over easy speed, one value a second."""
    n = plan.duration_s
    pace = np.ones(n)
    if plan.kind == "long":
        pace[:] = 0.96
    elif plan.kind == "tempo":
        pace[min(720, n // 3) : n - 300] = 1.12
    elif plan.kind == "intervals":
        _repeat(pace, start=660, stop=n - 300, hard_s=180, easy_s=90)
    elif plan.kind == "all_intervals":
        _repeat(pace, start=120, stop=n, hard_s=120, easy_s=60)
    return pace


def _repeat(pace: Floats, *, start: int, stop: int, hard_s: int, easy_s: int) -> None:
    for at in range(start, stop - hard_s, hard_s + easy_s):
        pace[at : at + hard_s] = 1.20
        pace[at + hard_s : at + hard_s + easy_s] = 0.90


@dataclass(frozen=True, slots=True)
class _Hill:
    """A wave in the ground: half its height, radians a metre, phase."""

    amplitude_m: float
    rad_per_m: float
    phase: float


def _draw_hills(plan: RunPlan, rng: np.random.Generator) -> tuple[_Hill, ...]:
    """Long hills with short ones on top; none on track and treadmill."""
    lowest, highest = (900.0, 300.0, 0.0, 0.0), (1500.0, 500.0, 6.28, 6.28)
    long_m, short_m, long_phase, short_phase = rng.uniform(lowest, highest)
    if plan.surface != "road":
        return ()
    height_m = plan.relief_m / 2.0
    return (
        _Hill(0.8 * height_m, 2.0 * np.pi / long_m, long_phase),
        _Hill(0.2 * height_m, 2.0 * np.pi / short_m, short_phase),
    )


def _height_m(hills: tuple[_Hill, ...], distance_m: Floats) -> Floats:
    height_m = np.zeros_like(distance_m)
    for hill in hills:
        height_m += hill.amplitude_m * (np.sin(hill.rad_per_m * distance_m + hill.phase) - np.sin(hill.phase))
    return height_m


def _grade_pct(hills: tuple[_Hill, ...], distance_m: Floats) -> Floats:
    grade_pct = np.zeros_like(distance_m)
    for hill in hills:
        steepest_pct = 100.0 * hill.amplitude_m * hill.rad_per_m
        grade_pct += steepest_pct * np.cos(hill.rad_per_m * distance_m + hill.phase)
    return grade_pct


def _speed_on(grade_pct: Floats) -> Floats:
    """Speed over speed on the level: uphill costs far more than downhill gives back."""
    p = population()
    lost = p["uphill_speed_loss_per_grade"] * np.maximum(grade_pct, 0.0)
    gained = p["downhill_speed_gain_per_grade"] * np.maximum(-grade_pct, 0.0)
    factor: Floats = 1.0 - lost + gained
    return factor


def _covered(intended_m: Floats, hills: tuple[_Hill, ...]) -> Floats:
    """Distance over hilly ground in the time in which `intended_m` would have been covered on the level."""
    if not hills:
        return intended_m
    ground_m = np.arange(0.0, 1.2 * intended_m[-1], _GRID_M)
    level_m = np.cumsum(_GRID_M / _speed_on(_grade_pct(hills, ground_m)))
    return np.interp(intended_m, level_m, ground_m)


def _walks(plan: RunPlan, rng: np.random.Generator) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    n = plan.duration_s
    is_walking = np.zeros(n, dtype=np.bool_)
    for _ in range(plan.walks):
        at = int(rng.integers(2 * n // 3, n - 2 * _MAX_WALK_S))
        is_walking[at : at + int(rng.integers(_MIN_WALK_S, _MAX_WALK_S))] = True
    return is_walking


def _clock(plan: RunPlan, rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    """Elapsed time and time since the last start of every sample, and the pauses."""
    n = plan.duration_s
    stops = np.sort(rng.integers(n // 8, 7 * n // 8, size=plan.pauses))
    lengths = rng.integers(_MIN_PAUSE_S, _MAX_PAUSE_S, size=plan.pauses)
    timer_s = np.arange(n, dtype=np.float64)
    elapsed_s, since_start_s = timer_s.copy(), timer_s.copy()
    for stop, length in zip(stops, lengths, strict=True):
        elapsed_s[stop:] += length
        since_start_s[stop:] = timer_s[stop:] - stop
    pauses_s = np.stack([elapsed_s[stops - 1], elapsed_s[stops] - 1.0], axis=1).reshape(-1, 2)
    return elapsed_s, since_start_s, pauses_s
