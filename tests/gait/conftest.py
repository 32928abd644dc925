"""Samples of a simple run, a session around them, devices."""

from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import pytest

from niggle.fit.model import Device, Session
from niggle.vocabulary.columns import SAMPLE_COLUMNS

type Samples = dict[str, np.ndarray]


def _samples(seconds: int = 2400, every_s: int = 1, **changes: object) -> Samples:
    """A steady, level run with all metrics; `changes` replace columns (None: without)."""
    elapsed_s = np.arange(0.0, seconds, every_s)
    n = elapsed_s.size
    rng = np.random.default_rng(n)
    speed = 3.0 + 0.05 * rng.standard_normal(n)
    columns = {
        "elapsed_s": elapsed_s,
        "distance_m": np.cumsum(speed) * every_s,
        "speed_mps": speed,
        "altitude_m": np.full(n, 40.0),
        "heart_rate_bpm": np.full(n, 150.0),
        "power_w": np.full(n, np.nan),
        "temperature_c": np.full(n, 12.0),
        "stance_time_balance_left_pct": 50.6 + 0.8 * rng.standard_normal(n),
        "stance_time_ms": 248.0 + 4.0 * rng.standard_normal(n),
        "cadence_spm": 166.0 + rng.standard_normal(n),
        "step_length_mm": 1084.0 + 8.0 * rng.standard_normal(n),
        "vertical_oscillation_mm": 88.0 + 2.0 * rng.standard_normal(n),
        "vertical_ratio_pct": 8.1 + 0.2 * rng.standard_normal(n),
    }
    for name, value in changes.items():
        columns[name] = np.full(n, np.nan) if value is None else np.broadcast_to(value, n).astype(float)
    assert list(columns) == list(SAMPLE_COLUMNS)
    return columns


@pytest.fixture(scope="session")
def samples() -> Callable[..., Samples]:
    """Makes samples: samples(seconds, every_s, speed_mps=..., stance_time_ms=None)."""
    return _samples


@pytest.fixture
def session() -> Callable[..., Session]:
    """Makes a session around samples and developer fields."""

    def make(columns: Samples, developer: dict[tuple[str, str], np.ndarray] | None = None) -> Session:
        return Session(
            sport="running",
            sub_sport="generic",
            is_run=True,
            started_at=datetime(2026, 3, 2, 6, 31, 5, tzinfo=UTC),
            elapsed_s=float(columns["elapsed_s"][-1]),
            timer_s=float(columns["elapsed_s"][-1]),
            moving_time_s=float(columns["elapsed_s"][-1]),
            distance_m=float(columns["distance_m"][-1]),
            samples=columns,
            developer=developer or {},
            pauses_s=np.empty((0, 2)),
            lap_starts_s=np.array([0.0]),
        )

    return make


@pytest.fixture
def device() -> Callable[..., Device]:
    """Makes a device: device(index, manufacturer, product, device_type, serial_number)."""

    def make(
        index: int, manufacturer: str | None = None, product: str | None = None,
        device_type: str | None = None, serial_number: int | None = None, source_type: str | None = None,
    ) -> Device:  # fmt: skip
        return Device(index, manufacturer, product, device_type, source_type, serial_number, None)

    return make
