"""Values that a program drew or held between samples are told from those that were measured."""

import numpy as np
import pytest

from niggle.gait.measure import measure
from niggle.gait.measured import truly_measured

SECONDS = np.arange(1800.0)
EVERY_S = 5.1  # about as often as an Apple Watch measures
KNOTS = np.arange(0.0, 1810.0, EVERY_S)


def samples_of(seed: int, sd: float = 5.0) -> np.ndarray:
    return np.round(250.0 + np.random.default_rng(seed).normal(0.0, sd, KNOTS.size))


def drawn(seed: int) -> np.ndarray:
    return np.round(np.interp(SECONDS, KNOTS, samples_of(seed)), 1)


def held(seed: int) -> np.ndarray:
    return samples_of(seed)[(SECONDS // EVERY_S).astype(int)]


def run(stance_ms: np.ndarray, times: np.ndarray = SECONDS):
    nothing = np.full(times.size, np.nan)
    samples = dict.fromkeys(
        ("stance_time_balance_left_pct", "step_length_mm", "vertical_oscillation_mm", "vertical_ratio_pct",
         "altitude_m", "heart_rate_bpm", "power_w", "temperature_c"), nothing,
    )  # fmt: skip
    samples |= {"elapsed_s": times, "distance_m": 3.0 * times, "speed_mps": np.full(times.size, 3.0)}
    samples |= {"cadence_spm": np.full(times.size, 170.0), "stance_time_ms": stance_ms}
    return measure(samples, pauses_s=np.empty((0, 2)), surface="road", sensors={"stance_time_ms": "a:wrist"})


@pytest.mark.parametrize("make", [drawn, held])
def test_one_value_in_five_seconds_was_measured(make):
    flags = truly_measured(make(1), SECONDS)
    assert np.count_nonzero(flags) == pytest.approx(SECONDS.size / EVERY_S, rel=0.12)


@pytest.mark.parametrize("values", [
    np.round(250 + np.random.default_rng(2).normal(0, 5, 1800), 1),
    np.round(250 + np.convolve(np.random.default_rng(3).normal(0, 15, 1807), np.ones(8) / 8, "valid"), 1),  # smoothed
    np.round(250 + np.random.default_rng(4).normal(0, 0.6, 1800)),  # calm, in whole ms
    np.round(250 + np.convolve(np.random.default_rng(6).normal(0, 2, 1815), np.ones(16) / 16, "valid")),  # and smoothed
    np.repeat(np.round(250 + np.random.default_rng(5).normal(0, 5, 900), 1), 2),  # a watch's own two seconds
    np.full(1800, 250.0), np.full(1800, np.nan), np.linspace(240, 260, 1800),
])  # fmt: skip
def test_values_of_devices_are_all_measured(values):
    assert truly_measured(values, SECONDS) is None


@pytest.mark.parametrize("make", [drawn, held])
def test_a_run_counts_by_what_was_measured(make):
    gait = run(make(1))
    assert gait.measured_share == pytest.approx(1 / EVERY_S, rel=0.12)
    assert np.isfinite(gait.windows["stance_time_ms"]).all()
    assert run(np.round(250 + np.random.default_rng(2).normal(0, 5, 1800), 1)).measured_share == 1.0


def test_a_window_with_few_measured_values_has_none():
    values = drawn(1)
    values[(SECONDS >= 600) & (SECONDS < 660) & (SECONDS % 60 >= 8)] = np.nan  # eight seconds of it: one or two
    stance = run(values).windows
    is_thin = stance["start_s"] == 600.0
    assert np.isnan(stance["stance_time_ms"][is_thin]).all()
    assert np.isfinite(stance["stance_time_ms"][~is_thin]).all()
