"""What is written as FIT is read again as it was simulated, by our own decoder."""

from datetime import UTC, datetime

import numpy as np
import pytest

from niggle.fit.activity import read_activity
from niggle.fit.decode import decode_fit
from niggle.gait.sensors import choose_sensors
from niggle.simulate.model import RunPlan, VirtualRun
from niggle.simulate.recording import record
from niggle.simulate.squad import simulate_runner, virtual_runner
from niggle.vocabulary.columns import SAMPLE_COLUMNS

FIRST_AT = datetime(2026, 1, 5, 7, 0, tzinfo=UTC)
# The files leave it out, to be small.
NOT_WRITTEN = {"temperature_c"}

PLANS = [
    RunPlan(started_at=FIRST_AT, duration_s=1200, pauses=3, relief_m=20.0),
    RunPlan(started_at=FIRST_AT, duration_s=1200, surface="track", pauses=0, walks=2),
    RunPlan(started_at=FIRST_AT, duration_s=900, surface="treadmill", pauses=0),
    RunPlan(started_at=FIRST_AT, duration_s=900, sensor="pod"),
    RunPlan(started_at=FIRST_AT, duration_s=900, sensor="wrist"),
]


def simulated(plan: RunPlan) -> VirtualRun:
    return next(simulate_runner(8, 3, virtual_runner(8, 3), [plan]))


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: f"{plan.surface}-{plan.sensor}")
def test_decoder_gives_back_every_sample_pause_and_lap(plan: RunPlan) -> None:
    run = simulated(plan)
    activity = read_activity(decode_fit(record(run, owner=3), path="virtual.fit"))
    assert activity.defects == ()
    (session,) = activity.sessions
    assert session.is_run
    assert session.started_at == FIRST_AT
    for name in set(SAMPLE_COLUMNS) - NOT_WRITTEN:
        assert np.array_equal(session.samples[name], run.samples[name], equal_nan=True), name
    assert np.array_equal(session.pauses_s, run.pauses_s)
    assert np.array_equal(session.lap_starts_s, run.lap_starts_s)
    assert session.timer_s == plan.duration_s - 1
    assert session.elapsed_s == run.samples["elapsed_s"][-1]
    assert session.distance_m == pytest.approx(run.samples["distance_m"][-1])


def test_another_strap_is_another_sensor() -> None:
    keys = []
    for strap in (0, 1):
        run = simulated(RunPlan(started_at=FIRST_AT, duration_s=900, strap=strap))
        activity = read_activity(decode_fit(record(run, owner=3), path="virtual.fit"))
        keys.append(choose_sensors(activity.sessions[0], activity.devices)[1])
    assert keys[0]["stance_time_balance_left_pct"].startswith("garmin:dynamics:")
    assert keys[0]["stance_time_ms"] != keys[1]["stance_time_ms"]
