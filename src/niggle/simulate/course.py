"""Where and how fast a run is meant to go: pace by kind of run, hills, stops."""

from dataclasses import dataclass

import numpy as np

from niggle.simulate.model import Floats, Runner, RunPlan

WALKING_MPS = 1.45
_LAP_TRACK_M = 400.0
_BEND_TRACK_M = 100.0
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
    elapsed_s: Floats
    since_start_s: Floats
    is_walking: np.ndarray[tuple[int], np.dtype[np.bool_]]
    is_bend: np.ndarray[tuple[int], np.dtype[np.bool_]]
    pauses_s: Floats
    lap_starts_s: Floats


def lay_out(runner: Runner, plan: RunPlan, rng: np.random.Generator) -> Course:
    """The course of this run: intended speed in m/s with the effect of the hills, and where the stops are."""
    intended_mps = runner.easy_speed_mps * (1.0 + 0.02 * rng.standard_normal()) * _pace(plan)
    distance_m = np.cumsum(intended_mps)
    grade_pct = _grade(plan, distance_m, rng)
    # Uphill costs far more speed than downhill gives back.
    speed_mps = intended_mps * (
        1.0 - 0.030 * np.maximum(grade_pct, 0.0) + 0.012 * np.maximum(-grade_pct, 0.0)
    )
    is_walking = _walks(plan, rng)
    speed_mps[is_walking] = WALKING_MPS
    elapsed_s, since_start_s, pauses_s = _clock(plan, rng)
    lap_m = _LAP_TRACK_M if plan.surface == "track" else 1000.0
    lap_index = np.searchsorted(distance_m, np.arange(0.0, distance_m[-1], lap_m))
    return Course(
        speed_mps=speed_mps,
        grade_pct=grade_pct,
        elapsed_s=elapsed_s,
        since_start_s=since_start_s,
        is_walking=is_walking,
        is_bend=(plan.surface == "track") & (distance_m % (2.0 * _BEND_TRACK_M) < _BEND_TRACK_M),
        pauses_s=pauses_s,
        lap_starts_s=elapsed_s[lap_index],
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


def _grade(plan: RunPlan, distance_m: Floats, rng: np.random.Generator) -> Floats:
    """Rise over distance in percent: long hills with short ones on top; flat on track and treadmill."""
    long_m, short_m, long_phase, short_phase = rng.uniform(
        [900.0, 300.0, 0.0, 0.0], [1500.0, 500.0, 6.28, 6.28]
    )
    if plan.surface != "road":
        return np.zeros_like(distance_m)
    long_rad, short_rad = 2.0 * np.pi / long_m, 2.0 * np.pi / short_m
    height_m = plan.relief_m / 2.0
    grade: Floats = 100.0 * (
        0.8 * height_m * long_rad * np.cos(long_rad * distance_m + long_phase)
        + 0.2 * height_m * short_rad * np.cos(short_rad * distance_m + short_phase)
    )
    return grade


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
