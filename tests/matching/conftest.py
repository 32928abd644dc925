"""Simulated runs, and what other devices and services make of them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from niggle.fit.activity import read_activity
from niggle.fit.decode import decode_fit
from niggle.fit.model import Session
from niggle.simulate.plans import draw_plans
from niggle.simulate.recording import record
from niggle.simulate.squad import simulate_runner, virtual_runner

SEED = 5
RUNNERS, RUNS = 8, 10


@pytest.fixture(scope="session")
def runs() -> list[list[Session]]:
    """Forty-minute runs, by runner."""
    first_at = datetime(2024, 1, 6, 6, 30, tzinfo=UTC)
    squad = []
    for runner in range(RUNNERS):
        plans = draw_plans(SEED, runner, RUNS, first_at=first_at, minutes=40.0)
        simulated = simulate_runner(SEED, runner, virtual_runner(SEED, runner), plans)
        squad.append(
            [read_activity(decode_fit(record(run, owner=1), path="simulated")).sessions[0] for run in simulated]
        )
    return squad


def rows(session: Session, start: int, end: int) -> Session:
    """A stretch of a session, as a recording of its own."""
    samples = {name: values[start:end] for name, values in session.samples.items()}
    before = float(samples["elapsed_s"][0])
    samples["elapsed_s"] = samples["elapsed_s"] - before
    first = samples["distance_m"][np.isfinite(samples["distance_m"])][0]
    samples["distance_m"] = samples["distance_m"] - first
    length = float(samples["elapsed_s"][-1])
    started_at = datetime.fromtimestamp(session.started_at.timestamp() + before, UTC)
    return replace(
        session, samples=samples, started_at=started_at, elapsed_s=length, moving_time_s=length, timer_s=length,
        distance_m=float(np.nanmax(samples["distance_m"])), pauses_s=np.empty((0, 2)),
    )  # fmt: skip


@pytest.fixture(scope="session")
def cut() -> Callable[[Session, int, int], Session]:
    return rows
