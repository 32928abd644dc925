"""Columns of a track as the activity that a FIT file would give."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from niggle.errors import DecodeError
from niggle.fit.model import Activity, Device, FileId, Session
from niggle.fit.motion import MOST_MPS, MOST_ON_FOOT_MPS, pauses_of, speed_or_from_distance
from niggle.fit.samples import steps_per_minute
from niggle.fit.sport import RUNNING, looks_like_running, sport_named
from niggle.tracks.course import Course, course_of
from niggle.tracks.elements import TIME
from niggle.tracks.points import Points
from niggle.vocabulary.columns import SAMPLE_COLUMNS

type Floats = NDArray[np.float64]

NO_POINTS = "no points that have a time: a route, or a workout of which only the name was kept"
UNDATED = "its times cannot be ones: the clock was never set"
_FIRST_DAY = datetime(2000, 1, 1, tzinfo=UTC)
_LEAST_TIMER_SHARE = 0.5  # laps whose times add up to less are not the laps of these points


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
    utc_offset_s: float | None = None,
    defects: tuple[str, ...] = (),
) -> Activity:
    """An activity of one session; columns that are left out are all missing."""
    times = samples["elapsed_s"]
    columns = {name: samples.get(name, np.full(times.size, np.nan)) for name in SAMPLE_COLUMNS}
    pauses = pauses_of(times, columns["distance_m"], np.zeros(times.size, bool))
    session = _session(
        columns, pauses, started_at=started_at.timestamp(), sport=sport, sub_sport=sub_sport, elapsed_s=elapsed_s,
        moving_time_s=moving_time_s, distance_m=distance_m, utc_offset_s=utc_offset_s,
    )  # fmt: skip
    return _activity((session,), device, defects)


def activity_of_points(
    tracks: Sequence[Points], *, device: str | None, defects: tuple[str, ...], path: str
) -> Activity:
    """An activity of a session for each track that has points with a time, or laps that say when and how long.

    Raises:
        DecodeError: if there are times and none of them can be one.
    """
    found = [_of_points(points) for points in tracks]
    sessions = sorted((session for session, _ in found if session is not None), key=lambda one: one.started_at)
    if sessions and sessions[0].started_at < _FIRST_DAY:
        sessions = [session for session in sessions if session.started_at >= _FIRST_DAY]
        defects = (*defects, UNDATED)
    if not sessions and (UNDATED in defects or any(points.count > 1 and TIME in points.columns for points in tracks)):
        raise DecodeError(UNDATED, path=path, offset=0)
    told = tuple(dict.fromkeys((*defects, *(defect for _, own in found for defect in own))))
    return _activity(tuple(sessions), device, told if sessions else (*told, NO_POINTS))


def _of_points(points: Points) -> tuple[Session | None, list[str]]:
    named = sport_named(points.kind)
    course = course_of(points, MOST_ON_FOOT_MPS if named in (None, RUNNING) else MOST_MPS)
    if course is None:
        return _of_laps(points, named), []
    samples = course.samples(points)
    times = samples["elapsed_s"]
    samples["speed_mps"] = speed_or_from_distance(samples["speed_mps"], samples["distance_m"], times)
    strides = _strides(course, points)
    is_run = named == RUNNING or (named is None and _looks_like_running(samples, strides))
    sport = RUNNING if is_run else named or _plain(points.kind)
    samples["cadence_spm"] = steps_per_minute(strides, sport if named or is_run else None, samples["speed_mps"])
    pauses = pauses_of(times, samples["distance_m"], course.is_break)
    session = _session(
        samples, pauses, started_at=course.started, sport=sport, moving_time_s=_moving_time(points, times, pauses),
        distance_m=course.total_m, lap_starts=[lap.started - course.started for lap in points.laps if lap.started],
    )  # fmt: skip
    return session, course.doubts


def _strides(course: Course, points: Points) -> Floats:
    own, other = course.column(points, "run_cadence"), course.column(points, "cadence")
    return np.where(np.isnan(own), other, own)


def _looks_like_running(samples: Mapping[str, Floats], strides: Floats) -> bool:
    times = samples["elapsed_s"]
    lasting = np.minimum(np.diff(times, append=times[-1:]), 60.0)
    return looks_like_running(samples["speed_mps"], steps_per_minute(strides, None, samples["speed_mps"]), lasting)


def _moving_time(points: Points, times: Floats, pauses: Floats) -> float:
    """How long it went on without pauses; laps that were shorter know of more of them."""
    moving = float(times[-1] - (pauses[:, 1] - pauses[:, 0]).sum())
    known = [lap.duration_s for lap in points.laps if lap.duration_s is not None]
    total = sum(known) if len(known) == len(points.laps) else 0.0
    return total if _LEAST_TIMER_SHARE * moving < total < moving else moving


def _of_laps(points: Points, named: str | None) -> Session | None:
    """What laps without points tell: when, how long and how far, and where nothing else does by that the sport."""
    starts = [lap.started for lap in points.laps if lap.started is not None]
    durations = [lap.duration_s for lap in points.laps if lap.duration_s]
    if not starts or not durations:
        return None
    metres = [lap.distance_m for lap in points.laps if lap.distance_m is not None]
    known = [lap for lap in points.laps if lap.duration_s and lap.distance_m]
    seconds = np.array([lap.duration_s for lap in known], np.float64)
    speeds = np.array([lap.distance_m for lap in known], np.float64) / seconds
    is_run = named == RUNNING or (named is None and looks_like_running(speeds, None, seconds))
    sport = RUNNING if is_run else named or _plain(points.kind)
    empty = {name: np.empty(0) for name in SAMPLE_COLUMNS}
    last = max(points.laps, key=lambda lap: lap.started or 0.0)
    length = max(sum(durations), (last.started or 0.0) + (last.duration_s or 0.0) - min(starts))
    return _session(
        empty, np.empty((0, 2)), started_at=min(starts), sport=sport, elapsed_s=length, moving_time_s=sum(durations),
        distance_m=sum(metres) if metres else None,
    )  # fmt: skip


def _session(
    samples: Mapping[str, Floats],
    pauses: Floats,
    *,
    started_at: float,
    sport: str | None,
    sub_sport: str | None = None,
    elapsed_s: float | None = None,
    moving_time_s: float | None = None,
    distance_m: float | None = None,
    lap_starts: Sequence[float] = (),
    utc_offset_s: float | None = None,
) -> Session:
    times = samples["elapsed_s"]
    length = float(times[-1]) if elapsed_s is None and times.size else float(elapsed_s or 0.0)
    moving = length - float((pauses[:, 1] - pauses[:, 0]).sum()) if moving_time_s is None else moving_time_s
    reached = samples["distance_m"][np.isfinite(samples["distance_m"])]
    return Session(
        sport=sport,
        sub_sport=sub_sport,
        is_run=sport == RUNNING,
        started_at=datetime.fromtimestamp(started_at, UTC),
        elapsed_s=length,
        timer_s=moving,
        moving_time_s=moving,
        distance_m=float(reached[-1] - reached[0]) if distance_m is None and reached.size else distance_m,
        samples={name: samples[name] for name in SAMPLE_COLUMNS},
        developer={},
        pauses_s=pauses,
        lap_starts_s=np.unique([start for start in lap_starts if 0 <= start <= length]),
        utc_offset_s=utc_offset_s,
    )


def _activity(sessions: tuple[Session, ...], device: str | None, defects: tuple[str, ...]) -> Activity:
    created = sessions[0].started_at if sessions else None
    file_id = FileId("activity", None, device, None, created, None)
    return Activity(file_id, (Device(0, None, device, None, None, None, None),), sessions, defects)


def _plain(kind: str | None) -> str | None:
    return (kind or "").strip().lower().replace(" ", "_") or None
