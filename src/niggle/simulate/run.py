"""One virtual run: what a watch with its sensors would have recorded, second by second."""

from dataclasses import dataclass

import numpy as np

from niggle.simulate.course import Course, lay_out
from niggle.simulate.model import Change, Floats, Offsets, Runner, RunPlan
from niggle.simulate.noise import autoregressive, correlated, smoothed
from niggle.simulate.population import population, triples
from niggle.vocabulary.columns import SAMPLE_COLUMNS

# Seconds of running that a sensor needs before it shows running dynamics.
_SETTLING_S = 4.0
_WALKING_CADENCE_SPM = 112.0
_NO_CHANGE = Change()

# What one unit of the FIT field is worth: a device cannot record finer.
RESOLUTION = {
    "distance_m": 0.01,
    "speed_mps": 0.001,
    "altitude_m": 0.2,
    "heart_rate_bpm": 1.0,
    "temperature_c": 1.0,
    "cadence_spm": 1.0,
    "stance_time_ms": 0.1,
    "stance_time_balance_left_pct": 0.01,
    "step_length_mm": 0.1,
    "vertical_oscillation_mm": 0.1,
    "vertical_ratio_pct": 0.01,
}
_FIT_OFFSET = {"altitude_m": 500.0}
_DYNAMICS = (
    "stance_time_ms",
    "stance_time_balance_left_pct",
    "step_length_mm",
    "vertical_oscillation_mm",
    "vertical_ratio_pct",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Situation:
    """All that bears on the stride of one run; arrays have one value a second.

    `share` is how much of `change` is there; `trend_pp` how far the balance has wandered; `noise` has 11 rows
    of independent standard normal values.
    """

    runner: Runner
    plan: RunPlan
    course: Course
    offsets: Offsets
    change: Change
    share: Floats
    hours: Floats
    trend_pp: Floats
    noise: Floats


def simulate_run(
    runner: Runner, plan: RunPlan, offsets: Offsets, change: Change | None, rng: np.random.Generator
) -> tuple[dict[str, Floats], Course]:
    """The samples of one run (columns of `SAMPLE_COLUMNS`, one row a second of running) and its course.

    `offsets` and `change` come on top of what the runner's own slopes, warm-up, fatigue and noise do. The
    random numbers drawn do not depend on them: a run with a change and the same run without differ by the
    change alone.
    """
    n = plan.duration_s
    course = lay_out(runner, plan, rng)
    noise = rng.standard_normal((11, n))
    today_pp_per_h = population()["balance_trend_sd_per_h"] * rng.standard_normal()
    hours = np.arange(n) / 3600.0
    situation = _Situation(
        runner=runner,
        plan=plan,
        course=course,
        offsets=offsets,
        change=change or _NO_CHANGE,
        share=_share_of_change(change, n),
        hours=hours,
        # Today's own trend turns about the middle of the run: the day's offset is that of the run as a whole.
        trend_pp=runner.balance_trend_pp_per_h * hours + today_pp_per_h * (hours - 0.5 * hours[-1]),
        noise=noise,
    )
    actual_mps = _actual_speed(situation)
    samples = _recorded_motion(situation, actual_mps) | _dynamics(situation, actual_mps)
    _finish_dynamics(samples, course, plan)
    return {name: _rounded(samples, name, n) for name in SAMPLE_COLUMNS}, course


def _share_of_change(change: Change | None, n: int) -> Floats:
    """How much of the change is there, second by second: 0 before its onset, 1 after."""
    if change is None:
        return np.zeros(n)
    onset_s = 0.0 if change.onset_s is None else change.onset_s
    return np.where(np.arange(n) >= onset_s, 1.0, 0.0)


def _actual_speed(s: _Situation) -> Floats:
    """Speed over ground in m/s: the intended one as legs with inertia, effort and fatigue follow it."""
    p = population()
    effort_sd_pct, effort_s, _ = triples()["effort_noise"]
    pct = p["fatigue_speed_per_h"] * s.hours + s.change.speed_pct * s.share + p["heat_speed"] * s.plan.is_hot
    if s.plan.surface != "treadmill":
        pct = pct + autoregressive(s.noise[0], sd=effort_sd_pct, time_constant=effort_s)
    speed_mps = smoothed(s.course.speed_mps * (1.0 + pct / 100.0), time_constant=4.0, start=1.0)
    return speed_mps * (1.0 - 0.8 * np.exp(-s.course.since_start_s / 3.0))


def _recorded_motion(s: _Situation, actual_mps: Floats) -> dict[str, Floats]:
    """What GPS, barometer, thermometer and heart rate sensor record."""
    sd_pct, gps_s, white_pct = triples()["gps_speed_noise"]
    gps_pct = autoregressive(s.noise[1], sd=sd_pct, time_constant=gps_s) + white_pct * s.noise[2]
    speed_mps = actual_mps * (1.0 + (s.offsets.gps_speed_pct + gps_pct) / 100.0)
    effort = actual_mps * (1.0 + 0.03 * s.course.grade_pct) / s.runner.easy_speed_mps
    heart_bpm = 88.0 + 54.0 * effort + 8.0 * s.plan.is_hot + 8.0 * s.hours
    motion = {
        "elapsed_s": s.course.elapsed_s,
        "distance_m": np.cumsum(speed_mps) - speed_mps[0],
        "speed_mps": speed_mps,
        "heart_rate_bpm": smoothed(heart_bpm, time_constant=45.0, start=85.0),
        "temperature_c": np.full(actual_mps.size, 29.0 if s.plan.is_hot else 9.0),
    }
    if s.plan.surface != "treadmill":
        motion["altitude_m"] = s.course.altitude_m
    return motion


def _dynamics(s: _Situation, actual_mps: Floats) -> dict[str, Floats]:
    """Cadence, contact time, balance and oscillation as the sensor measures them."""
    faster_mps = actual_mps - s.runner.easy_speed_mps
    cold = np.exp(-s.hours * (3600.0 / population()["warm_up_time_constant"]))
    oscillation_pct = s.offsets.vertical_oscillation_pct + _noise("vertical_oscillation_noise", s.noise[9], s.noise[10])
    return {
        "cadence_spm": _cadence(s, faster_mps, cold),
        "stance_time_ms": _stance_time(s, faster_mps, cold),
        "stance_time_balance_left_pct": _balance(s, faster_mps, cold),
        "vertical_oscillation_mm": s.runner.vertical_oscillation_mm * (1.0 + oscillation_pct / 100.0),
    }


def _cadence(s: _Situation, faster_mps: Floats, cold: Floats) -> Floats:
    p = population()
    level_spm = s.runner.cadence_spm + s.runner.cadence_per_mps * faster_mps
    pct = (
        s.offsets.cadence_pct
        + p["warm_up_cadence"] * cold
        + p["fatigue_cadence_per_h"] * s.hours
        + s.change.cadence_pct * s.share
        + _noise("cadence_noise", s.noise[3], s.noise[4])
    )
    return (level_spm + p["cadence_per_grade"] * s.course.grade_pct) * (1.0 + pct / 100.0)


def _stance_time(s: _Situation, faster_mps: Floats, cold: Floats) -> Floats:
    p = population()
    level_ms = s.runner.stance_time_ms + s.runner.stance_time_per_mps * faster_mps
    uphill_ms = p["stance_time_per_grade_uphill"] * np.maximum(s.course.grade_pct, 0.0)
    slow_noise = correlated(s.noise[5], s.noise[3], correlation=p["stance_cadence_correlation_within"])
    pct = (
        s.offsets.stance_time_pct
        + p["heat_stance_time"] * s.plan.is_hot
        + p["treadmill_stance_time"] * (s.plan.surface == "treadmill")
        + p["warm_up_stance_time"] * cold
        + p["fatigue_stance_time_per_h"] * s.hours
        + s.change.stance_time_pct * s.share
        + _noise("stance_time_noise", slow_noise, s.noise[6])
    )
    return (level_ms + uphill_ms) * (1.0 + pct / 100.0)


def _balance(s: _Situation, faster_mps: Floats, cold: Floats) -> Floats:
    runner = s.runner
    balance_pct: Floats = (
        runner.balance_left_pct
        + s.offsets.balance_pp
        + runner.balance_treadmill_pp * (s.plan.surface == "treadmill")
        + runner.balance_per_mps * faster_mps
        + runner.balance_per_grade * s.course.grade_pct
        + runner.balance_bend_pp * s.course.is_bend
        + runner.balance_warm_up_pp * cold
        + s.trend_pp
        + s.change.balance_pp * s.share
        + _noise("balance_noise", s.noise[7], s.noise[8])
    )
    return balance_pct


def _noise(name: str, slow: Floats, white: Floats) -> Floats:
    sd, time_constant_s, white_sd = triples()[name]
    return autoregressive(slow, sd=sd, time_constant=time_constant_s) + white_sd * white


def _finish_dynamics(samples: dict[str, Floats], course: Course, plan: RunPlan) -> None:
    """Derive step length and vertical ratio, and drop what this sensor does not give."""
    samples["cadence_spm"] = np.where(course.is_walking, _WALKING_CADENCE_SPM, samples["cadence_spm"])
    if plan.sensor == "wrist":
        for name in ("stance_time_ms", "stance_time_balance_left_pct", "vertical_oscillation_mm"):
            del samples[name]
        return
    samples["step_length_mm"] = samples["speed_mps"] * (60_000.0 / samples["cadence_spm"])
    samples["vertical_ratio_pct"] = 100.0 * samples["vertical_oscillation_mm"] / samples["step_length_mm"]
    has_dynamics = ~course.is_walking & (course.since_start_s >= _SETTLING_S)
    for name in _DYNAMICS:
        samples[name] = np.where(has_dynamics, samples[name], np.nan)
    if plan.sensor == "pod" or not plan.has_balance:
        del samples["stance_time_balance_left_pct"]


def _rounded(samples: dict[str, Floats], name: str, n: int) -> Floats:
    if name not in samples:
        return np.full(n, np.nan)
    if name not in RESOLUTION:
        return samples[name]
    # Dividing by the scale gives the very float that a decoder gets from the stored integer.
    per_unit, offset = round(1.0 / RESOLUTION[name]), _FIT_OFFSET.get(name, 0.0)
    rounded: Floats = np.rint((samples[name] + offset) * per_unit) / per_unit - offset
    return rounded
