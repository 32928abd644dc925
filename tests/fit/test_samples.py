"""What the records of a run become: one sample a second, in units that mean the same for every watch."""

import numpy as np

from niggle.fit.samples import steps_per_minute


def test_steps_and_strides_are_told_apart_by_the_fast_part():
    speed = np.array([1.4] * 400 + [3.2] * 200)
    steps = np.array([112.0] * 400 + [172.0] * 200)  # somebody who walks for long before the run
    np.testing.assert_array_equal(steps_per_minute(steps, "running", speed), steps)
    np.testing.assert_array_equal(steps_per_minute(steps / 2, "running", speed), steps)
