"""Columns of a track as the activity that a FIT file would give."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeGuard

import numpy as np
from numpy.typing import NDArray

from niggle.columns import SAMPLE_COLUMNS
from niggle.fit.model import Activity, Device, FileId, Session
from niggle.fit.samples import steps_per_minute

type Floats = NDArray[np.float64]

RUNNING = "running"
_FIRST_YEAR, _LAST_YEAR = 1970, 9000
_PAUSE_S = 30.0  # nobody's device skips half a minute while it records


def activity_of(
    samples: Mapping[str, Floats],
    *,
    started_at: datetime,
    sport: str | None,
    sub_sport: str | None = None,
    elapsed_s: float | None = None,
    moving_time_s: float | None = None,
    distance_m: float | None = None,
    device: str | None = None,
    defects: tuple[str, ...] = (),
) -> Activity:
    """An activity of one session; columns that are left out are all missing."""
    times = samples["elapsed_s"]
    columns = {name: samples.get(name, np.full(times.size, np.nan)) for name in SAMPLE_COLUMNS}
    length = float(times[-1]) if elapsed_s is None and times.size else float(elapsed_s or 0.0)
    pauses = _pauses(times)
    moving = length - float((pauses[:, 1] - pauses[:, 0]).sum()) if moving_time_s is None else moving_time_s
    reached = columns["distance_m"][np.isfinite(columns["distance_m"])]
    session = Session(
        sport=sport,
        sub_sport=sub_sport,
        is_run=sport == RUNNING,
        started_at=started_at.astimezone(UTC),
        elapsed_s=length,
        timer_s=moving,
        moving_time_s=moving,
        distance_m=float(reached.max()) if distance_m is None and reached.size else distance_m,
        samples=columns,
        developer={},
        pauses_s=pauses,
        lap_starts_s=np.empty(0),
    )
    file_id = FileId("activity", None, device, None, started_at.astimezone(UTC), None)
    creator = Device(0, None, device, None, None, None, None)
    return Activity(file_id, (creator,), (session,), defects)


def has_time(moment: datetime | None) -> TypeGuard[datetime]:
    """Whether a point has a time that can be one: weeks around it and every time zone must still have dates."""
    return moment is not None and _FIRST_YEAR <= moment.year <= _LAST_YEAR


def seconds_since_first(moments: list[datetime]) -> tuple[datetime, Floats]:
    """The first moment in UTC, and each one's seconds after it; one without a zone is UTC."""
    aware = [moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment for moment in moments]
    start = min(aware).astimezone(UTC)
    return start, np.array([(moment - start) / timedelta(seconds=1) for moment in aware])


def column(values: list[float | None]) -> Floats:
    """Numbers as a column; None is NaN."""
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def cadence_of_both_feet(strides: Floats) -> Floats:
    """Steps a minute of both feet: these formats count either."""
    return steps_per_minute(strides, RUNNING)


def speed_from(distance: Floats, times: Floats) -> Floats:
    """Speed in m/s from how far had been run when, over five seconds or more."""
    speed = np.full(times.size, np.nan)
    known = np.flatnonzero(np.isfinite(distance))
    if known.size < 2:
        return speed
    before = known[np.maximum(np.searchsorted(times[known], times[known] - 5.0, side="right") - 1, 0)]
    seconds = times[known] - times[before]
    np.divide(distance[known] - distance[before], seconds, out=seconds, where=seconds > 0)
    speed[known] = np.where(times[known] > times[before], seconds, np.nan)
    speed[speed < 0] = np.nan
    return speed


def _pauses(times: Floats) -> Floats:
    gaps = np.flatnonzero(np.diff(times) >= _PAUSE_S) if times.size > 1 else np.empty(0, np.intp)
    return np.column_stack([times[gaps], times[gaps + 1]]) if gaps.size else np.empty((0, 2))
