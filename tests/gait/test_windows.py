"""Medians over windows, and the grade."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from niggle.gait.windows import nan_median


@given(hnp.arrays(np.float64, (4, 9), elements=st.floats(-1e3, 1e3) | st.just(np.nan)))
def test_nan_median_is_numpys(values):
    expected = [np.median(row[~np.isnan(row)]) if (~np.isnan(row)).any() else np.nan for row in values]
    assert nan_median(values) == pytest.approx(np.array(expected), nan_ok=True)


def test_nan_median_of_nothing_is_nothing():
    assert np.isnan(nan_median(np.empty((3, 0)))).all()
