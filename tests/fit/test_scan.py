"""The pass over a file: which messages there are, where each begins, and where it ends."""

import numpy as np

from niggle.fit.activity import read_activity
from niggle.fit.damage import with_garbage
from niggle.fit.decode import decode_fit
from niggle.fit.write import Block, write_fit
from tests.fit.files import SECONDS, T0, N


def test_behind_damage_reading_goes_on_at_the_next_definition():
    half = N // 2
    head = [
        Block("file_id", {"type": "activity"}, local=1),
        Block("record", {"timestamp": T0 + SECONDS[:half], "distance": 3.0 * SECONDS[:half]}, local=0),
    ]
    joined = {"timestamp": T0 + SECONDS[half:], "distance": 3.0 * SECONDS[half:], "stance_time": 240.0}
    data = write_fit([*head, Block("record", joined, local=0)])  # a sensor joins: another layout in the same place
    before = len(write_fit(head)) - 2
    found = read_activity(decode_fit(with_garbage(data, before, b"\x45" * 16), path="a.fit"))
    assert found.sessions[0].samples["elapsed_s"].size == N
    assert np.count_nonzero(np.isfinite(found.sessions[0].samples["stance_time_ms"])) == N - half
