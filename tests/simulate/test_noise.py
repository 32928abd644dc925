"""Noise with a memory, against its closed forms and SciPy's filter."""

import numpy as np
import pytest
from scipy.signal import lfilter

from niggle.simulate.noise import autoregressive, correlated, smoothed


@pytest.fixture
def innovations():
    return np.random.default_rng(11).standard_normal(200_000)


def test_autoregressive_noise_has_its_sd_and_its_memory(innovations):
    noise = autoregressive(innovations, sd=0.7, time_constant=20.0)
    assert noise.std() == pytest.approx(0.7, rel=0.03)
    for lag in (1, 20, 40):
        assert np.corrcoef(noise[lag:], noise[:-lag])[0, 1] == pytest.approx(np.exp(-lag / 20.0), abs=0.02)


def test_autoregressive_noise_is_stationary_from_the_first_value_on():
    first = [
        autoregressive(np.random.default_rng(n).standard_normal(1), sd=2.0, time_constant=50.0)[0] for n in range(4000)
    ]
    assert np.std(first) == pytest.approx(2.0, rel=0.05)


def test_smoothed_follows_a_step_exponentially():
    steps = np.arange(1, 61)
    followed = smoothed(np.full(60, 5.0), time_constant=12.0, start=1.0)
    np.testing.assert_allclose(followed, 5.0 - 4.0 * np.exp(-steps / 12.0))


def test_correlated_noise_is_standard_and_as_correlated_as_said(innovations):
    own, other = innovations[:100_000], innovations[100_000:]
    noise = correlated(own, other, correlation=-0.6)
    assert noise.std() == pytest.approx(1.0, rel=0.02)
    assert np.corrcoef(noise, other)[0, 1] == pytest.approx(-0.6, abs=0.01)


def test_filters_are_those_of_scipy_to_the_last_bit(innovations):
    memory = float(np.exp(-1.0 / 30.0))
    scaled = innovations * (0.4 * np.sqrt(1.0 - memory * memory))
    scaled[0] = 0.4 * innovations[0]
    noise = autoregressive(innovations, sd=0.4, time_constant=30.0)
    np.testing.assert_array_equal(noise, lfilter([1.0], [1.0, -memory], scaled))
    followed, _ = lfilter([1.0 - memory], [1.0, -memory], innovations, zi=np.array([memory * 1.5]))
    np.testing.assert_array_equal(smoothed(innovations, time_constant=30.0, start=1.5), followed)


def test_nothing_stays_nothing():
    assert smoothed(np.empty(0), time_constant=5.0, start=1.0).size == 0
