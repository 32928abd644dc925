"""What `niggle import` says of what came of it."""

from collections import Counter

import pytest

from niggle.cli.bringing_in import Brought
from niggle.steps.decode import Decoded
from niggle.steps.raw_files import NO_RECORDING, NOT_READ


@pytest.mark.parametrize(
    ("files", "runs", "held", "text"),
    [
        (0, 0, {}, "nothing new: every file here is known already"),
        (1, 1, {"running": 1}, "1 new file: 1 run; 1 run is new. See them with `niggle flags`"),
        (
            7,
            2,
            {"cycling": 3, "running": 2, NOT_READ: 1, NO_RECORDING: 1},
            "7 new files: 2 runs, 3 rides, 1 without a recording, 1 not read (see `niggle doctor`); 2 runs are new. "
            "See them with `niggle flags`",
        ),
    ],
)
def test_runs_are_counted_first_and_what_is_none_last(files: int, runs: int, held: dict[str, int], text: str) -> None:
    assert str(Brought(files, Decoded(runs, held=Counter(held)))) == text
