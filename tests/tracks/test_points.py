"""The points of the recordings in one document."""

import numpy as np
import pytest

from niggle.tracks.elements import TIME, Elements
from niggle.tracks.points import Points, filled


def elements(*, is_cut: bool = False) -> Elements:
    return Elements(10, {TIME: np.arange(10.0)}, (), lambda _: None, is_cut)


def test_each_recording_reaches_to_where_the_next_begins():
    first, second = filled([Points(first=0), Points(first=4)], elements())
    assert (first.count, second.count) == (4, 6)
    np.testing.assert_array_equal(first.times(), [0, 1, 2, 3])
    np.testing.assert_array_equal(second.times(), np.arange(4.0, 10.0))


@pytest.mark.parametrize(("is_cut", "count"), [(False, 10), (True, 9)])
def test_the_point_that_the_end_cut_is_left_out(is_cut, count):
    (only,) = filled([Points()], elements(is_cut=is_cut))
    assert only.times().size == count


def test_a_column_that_the_document_lacks_is_nan():
    (only,) = filled([Points()], elements())
    assert only.column("heart_rate_bpm").size == 10
    assert np.isnan(only.column("heart_rate_bpm")).all()
