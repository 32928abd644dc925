"""Ledoit and Wolf's shrinkage and the distance of several metrics together."""

import numpy as np
import pytest

from niggle.stride.composite import are_unusual_together, shrunk_covariance
from niggle.stride.rules import read_rules


def test_shrinkage_keeps_the_trace_and_pulls_correlations_to_zero():
    rng = np.random.default_rng(1)
    rows = rng.multivariate_normal([0, 0, 0], [[1, 0.8, 0], [0.8, 1, 0], [0, 0, 1]], 25)
    sample, shrunk = rows.T @ rows / 25, shrunk_covariance(rows)
    assert np.trace(shrunk) == pytest.approx(np.trace(sample))
    assert 0.2 < shrunk[0, 1] < sample[0, 1]
    assert np.linalg.eigvalsh(shrunk).min() > np.linalg.eigvalsh(sample).min()


def test_shrinkage_vanishes_with_many_rows():
    rng = np.random.default_rng(2)
    rows = rng.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], 20_000)
    assert shrunk_covariance(rows) == pytest.approx(np.cov(rows.T), abs=0.02)


def test_against_the_pattern_is_unusual_and_along_it_is_not():
    rng = np.random.default_rng(3)
    residuals = rng.multivariate_normal([0, 0], [[1, 0.9], [0.9, 1]], 30)
    z = np.array([[2.2, 2.2], [2.2, -2.2], [np.nan, 1.0]])
    is_out, _ = are_unusual_together(residuals, z, 37.0, read_rules())
    assert is_out.tolist() == [False, True, False]
