"""What runs measured comes back out of the store as it went in."""

import numpy as np

from niggle.gait.model import RunGait
from niggle.records.gait import RUN_VALUES, gaits, insert_gaits
from niggle.store import Store
from niggle.vocabulary.columns import METRIC_COLUMNS, WINDOW_COLUMNS

VALUES = dict.fromkeys(RUN_VALUES, np.nan)
WINDOWS = {name: np.array([float(number), np.nan, 7.5]) for number, name in enumerate(WINDOW_COLUMNS)}
WINDOWS |= {"start_s": np.arange(0.0, 180.0, 60.0), "end_s": np.arange(60.0, 240.0, 60.0), "usable_s": np.full(3, 55.0)}
MEASURED = RunGait(
    surface="road",
    windows=WINDOWS,
    is_eligible=np.array([True, False, True]),
    values=VALUES | {"cadence_spm": 172.0},
    eligible_s=110.0,
    sensors={"cadence_spm": "garmin:strap:1"},
    excluded_s={"warm-up": 600.0},
)
NOTHING = RunGait("unknown", {name: np.empty(0) for name in WINDOW_COLUMNS}, np.empty(0, np.bool_), VALUES, 0.0)


def test_a_run_comes_back_as_it_was_measured(store: Store) -> None:
    with store.write() as writer:
        insert_gaits(writer, {"ada-1": NOTHING, "ada-2": MEASURED}, {"ada-1": "a", "ada-2": "b"})
    with store.read_main() as reader:
        found = gaits(reader, ["ada-1", "ada-2", "ada-3"])
    assert set(found) == {"ada-1", "ada-2"}
    for run_id, gait in (("ada-1", NOTHING), ("ada-2", MEASURED)):
        stored = found[run_id]
        for name in WINDOW_COLUMNS:
            np.testing.assert_array_equal(stored.windows[name], gait.windows[name])
        np.testing.assert_array_equal(stored.is_eligible, gait.is_eligible)
        np.testing.assert_equal(dict(stored.values), dict(gait.values))
        assert (stored.surface, stored.eligible_s) == (gait.surface, gait.eligible_s)
        assert (stored.sensors, stored.excluded_s) == (gait.sensors, gait.excluded_s)


def test_every_metric_is_among_the_values_of_a_run() -> None:
    assert set(METRIC_COLUMNS) <= set(RUN_VALUES)
