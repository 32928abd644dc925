"""One virtual run: what a watch with its sensors would have recorded, second by second."""

import numpy as np

from niggle.columns import SAMPLE_COLUMNS
from niggle.simulate.course import Course, lay_out
from niggle.simulate.model import Change, Floats, Offsets, Runner, RunPlan
from niggle.simulate.noise import autoregressive, smoothed
from niggle.simulate.population import population, triples

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
_DYNAMICS = (
    "stance_time_ms",
    "stance_time_balance_left_pct",
    "step_length_mm",
    "vertical_oscillation_mm",
    "vertical_ratio_pct",
)


def simulate_run(
    runner: Runner, plan: RunPlan, offsets: Offsets, change: Change | None, rng: np.random.Generator
) -> tuple[dict[str, Floats], Course]:
    """The samples of one run (columns of `SAMPLE_COLUMNS`, one row a second of running) and its course.

    `offsets` and `change` come on top of what the runner's own slopes, warm-up, fatigue and noise do. The
    random numbers drawn do not depend on them, so a run with a change and the same run without differ by the
    change alone.
    """
    course = lay_out(runner, plan, rng)
    noise = rng.standard_normal((11, plan.duration_s))
    today_pp_per_h = population()["balance_trend_sd_per_h"] * rng.standard_normal()
    hours = np.arange(plan.duration_s) / 3600.0
    # Today's own trend turns about the middle of the run: the day's offset is that of the run as a whole.
    trend_pp = runner.balance_trend_pp_per_h * hours + today_pp_per_h * (hours - 0.5 * hours[-1])
    share = _share_of_change(change, plan.duration_s)
    actual_mps = _actual_speed(plan, course, change or _NO_CHANGE, share, hours, noise)
    samples = _recorded_motion(runner, course, plan, offsets, actual_mps, noise)
    samples |= _dynamics(
        runner, course, plan, offsets, change or _NO_CHANGE, share, hours, actual_mps, trend_pp, noise
    )
    _finish_dynamics(samples, course, plan)
    return {name: _rounded(samples, name, plan.duration_s) for name in SAMPLE_COLUMNS}, course


def _share_of_change(change: Change | None, n: int) -> Floats:
    """How much of the change is there, second by second: 0 before its onset, 1 after."""
    if change is None:
        return np.zeros(n)
    onset_s = 0.0 if change.onset_s is None else change.onset_s
    return np.where(np.arange(n) >= onset_s, 1.0, 0.0)


def _actual_speed(
    plan: RunPlan, course: Course, change: Change, share: Floats, hours: Floats, noise: Floats
) -> Floats:
    """Speed over ground in m/s: the intended one as legs with inertia, effort and fatigue follow it."""
    p = population()
    effort_sd_pct, effort_s, _ = triples()["effort_noise"]
    pct = p["fatigue_speed_per_h"] * hours + change.speed_pct * share + p["heat_speed"] * plan.is_hot
    if plan.surface != "treadmill":
        pct = pct + autoregressive(noise[0], sd=effort_sd_pct, time_constant=effort_s)
    speed_mps = smoothed(course.speed_mps * (1.0 + pct / 100.0), time_constant=4.0, start=1.0)
    return speed_mps * (1.0 - 0.8 * np.exp(-course.since_start_s / 3.0))


def _recorded_motion(
    runner: Runner, course: Course, plan: RunPlan, offsets: Offsets, actual_mps: Floats, noise: Floats
) -> dict[str, Floats]:
    """What GPS, barometer, thermometer and heart rate sensor record."""
    sd_pct, gps_s, white_pct = triples()["gps_speed_noise"]
    gps_pct = (
        offsets.gps_speed_pct
        + autoregressive(noise[1], sd=sd_pct, time_constant=gps_s)
        + white_pct * noise[2]
    )
    speed_mps = actual_mps * (1.0 + gps_pct / 100.0)
    effort = actual_mps * (1.0 + 0.03 * course.grade_pct) / runner.easy_speed_mps
    heart_bpm = 88.0 + 54.0 * effort + 8.0 * plan.is_hot + 8.0 * np.arange(actual_mps.size) / 3600.0
    motion = {
        "elapsed_s": course.elapsed_s,
        "distance_m": np.cumsum(speed_mps) - speed_mps[0],
        "speed_mps": speed_mps,
        "heart_rate_bpm": smoothed(heart_bpm, time_constant=45.0, start=85.0),
        "temperature_c": np.full(actual_mps.size, 29.0 if plan.is_hot else 9.0),
    }
    if plan.surface != "treadmill":
        motion["altitude_m"] = course.altitude_m
    return motion


def _dynamics(
    runner: Runner,
    course: Course,
    plan: RunPlan,
    offsets: Offsets,
    change: Change,
    share: Floats,
    hours: Floats,
    actual_mps: Floats,
    trend_pp: Floats,
    noise: Floats,
) -> dict[str, Floats]:
    """Cadence, contact time, balance and oscillation as the sensor measures them."""
    p = population()
    faster_mps = actual_mps - runner.easy_speed_mps
    cold = np.exp(-hours * (3600.0 / p["warm_up_time_constant"]))
    on_belt = float(plan.surface == "treadmill")
    cadence_noise_pct = _noise("cadence_noise", noise[3], noise[4])
    # Steps that come quicker are shorter on the ground.
    stance_noise_pct = _noise("stance_time_noise", 0.87 * noise[5] - 0.5 * noise[3], noise[6])
    cadence_pct = (
        offsets.cadence_pct
        + p["warm_up_cadence"] * cold
        + p["fatigue_cadence_per_h"] * hours
        + change.cadence_pct * share
        + cadence_noise_pct
    )
    stance_pct = (
        offsets.stance_time_pct
        + p["heat_stance_time"] * plan.is_hot
        + p["treadmill_stance_time"] * on_belt
        + p["warm_up_stance_time"] * cold
        + p["fatigue_stance_time_per_h"] * hours
        + change.stance_time_pct * share
        + stance_noise_pct
    )
    cadence_spm = (
        runner.cadence_spm + runner.cadence_per_mps * faster_mps + p["cadence_per_grade"] * course.grade_pct
    )
    stance_ms = (
        runner.stance_time_ms
        + runner.stance_time_per_mps * faster_mps
        + p["stance_time_per_grade_uphill"] * np.maximum(course.grade_pct, 0.0)
    )
    balance_pct = (
        runner.balance_left_pct
        + offsets.balance_pp
        + runner.balance_treadmill_pp * on_belt
        + runner.balance_per_mps * faster_mps
        + runner.balance_per_grade * course.grade_pct
        + runner.balance_bend_pp * course.is_bend
        + runner.balance_warm_up_pp * cold
        + trend_pp
        + change.balance_pp * share
        + _noise("balance_noise", noise[7], noise[8])
    )
    oscillation_pct = offsets.vertical_oscillation_pct + _noise(
        "vertical_oscillation_noise", noise[9], noise[10]
    )
    return {
        "cadence_spm": cadence_spm * (1.0 + cadence_pct / 100.0),
        "stance_time_ms": stance_ms * (1.0 + stance_pct / 100.0),
        "stance_time_balance_left_pct": balance_pct,
        "vertical_oscillation_mm": runner.vertical_oscillation_mm * (1.0 + oscillation_pct / 100.0),
    }


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
    per_unit = 1.0 / RESOLUTION[name]
    rounded: Floats = np.rint(samples[name] * per_unit) / per_unit
    return rounded
