"""Sessions out of records, session, lap, sport and event messages, complete or not."""

from datetime import UTC, datetime

import numpy as np

from niggle.fit.clock import Clock, utc_offset_of
from niggle.fit.decode import FitFile
from niggle.fit.model import Floats, Indices, Session
from niggle.fit.motion import (
    MOST_MPS,
    MOST_ON_FOOT_MPS,
    counted_from_first,
    distance_by_speed,
    pauses_of,
    possible,
    since_growth,
    speed_or_from_distance,
)
from niggle.fit.samples import ON_FOOT, Records, records_of, steps_per_minute
from niggle.fit.spans import Span, owners_of, spans_of, sport_of

UNDATABLE = "nothing in it tells when it was: its times count from when the device was switched on"
_LEAST_LEFT_S = 60.0  # of records that belong to no session, to make one of them
_CONTRADICTED = 2.0  # times as far
_FIRST_STEP_M = 100.0  # that may stand in the first record
_LEAP_M = 100.0  # of a count in all, and more than positions that are off add up to
_MOVING_MPS = 1.0
# Of the seconds in which the records show somebody moving: a timer that ran for less did not time this session.
_LEAST_TIMER_SHARE, _LEAST_TIMER_SHARE_IF_CUT = 0.5, 0.95
_SAME_TIMER_S = 5.0


def sessions_of(file: FitFile, clock: Clock) -> tuple[tuple[Session, ...], tuple[str, ...]]:
    """The sessions in order of their start, and what was odd about them."""
    records = records_of(file, clock, length_s=_length_without_rests(file), end_s=_end_of_only_session(file, clock))
    defects: list[str] = []
    if records.undated:
        defects.append(f"{records.undated} records without a time left out")
    if records.moved:
        defects.append(f"the clock was set during the recording; {records.moved} records put where they belong")
    spans = spans_of(file, clock, records, defects)
    owners = owners_of(spans, records)
    spans, owners = _with_unfinished(file, spans, owners, records, defects)
    outside = int((owners < 0).sum())
    if outside:
        defects.append(f"{outside} records outside any session left out")
    order = sorted(range(len(spans)), key=lambda index: spans[index].start)
    sessions = tuple(_session(file, clock, records, spans[index], np.flatnonzero(owners == index)) for index in order)
    if not sessions and records.undated:
        defects.append(UNDATABLE)
    return sessions, tuple(defects)


def _length_without_rests(file: FitFile) -> float | None:
    """How long a recording is by its only session, if the timer never stood still in it."""
    table, events = file["session"], file["event"]
    kinds = [
        kind for event, kind in zip(events.text("event"), events.text("event_type"), strict=True) if event == "timer"
    ]
    has_rest = any(kind and kind.startswith("stop") for kind in kinds[:-1])
    elapsed = table.numbers("total_elapsed_time")
    return float(elapsed[0]) if table.n_rows == 1 and not has_rest and elapsed[0] > 0 else None


def _end_of_only_session(file: FitFile, clock: Clock) -> float | None:
    """When a recording ended by its only session, on the clock that the device had then."""
    ends = clock.times(file["session"], "timestamp")
    return float(ends[0]) if ends.size == 1 and np.isfinite(ends[0]) else None


def _with_unfinished(
    file: FitFile,
    spans: list[Span],
    owners: Indices,
    records: Records,
    defects: list[str],
) -> tuple[list[Span], Indices]:
    """With a session made up from the last records if the file has none for them.

    Devices write a session when it is over: a recording that was cut off has none for its last stretch, and one that
    was stopped in a hurry may have none either.
    """
    last_end = max((span.start + span.elapsed_s for span in spans), default=-np.inf)
    is_left = (owners < 0) & (records.times > last_end)
    is_unfinished = not spans or file.is_truncated or bool(file.gaps)
    times = records.times[is_left]
    if times.size < 2 or (not is_unfinished and times[-1] - times[0] < _LEAST_LEFT_S):
        return spans, owners
    named = None
    if spans:  # multisport: the message of the last sport begun stands before its records
        named = next((sport for sport in reversed(file["sport"].text("sport")) if sport), spans[-1].sport)
    sport, is_run = sport_of(file, named, None, records, is_left, defects)
    defects.append("no session message for the last records: made up from them")
    length = float(times[-1] - times[0])
    span = Span(sport, None, float(times[0]), length, np.nan, np.nan, None, is_run)
    return [*spans, span], np.where(is_left, len(spans), owners)


def _session(
    file: FitFile,
    clock: Clock,
    records: Records,
    span: Span,
    rows: Indices,
) -> Session:
    times = records.times[rows]
    elapsed = times - span.start
    on_foot = span.sport in ON_FOOT
    most_mps = MOST_ON_FOOT_MPS if on_foot else MOST_MPS
    distance = records.columns["distance_m"]
    samples = {name: column[rows] for name, column in records.columns.items()}
    samples["elapsed_s"] = elapsed
    samples["distance_m"] = _distances(distance, rows, elapsed, most_mps)
    speed = speed_or_from_distance(samples["speed_mps"], samples["distance_m"], elapsed)
    samples["speed_mps"] = np.where(speed > most_mps, np.nan, speed) if on_foot else speed
    samples["cadence_spm"] = steps_per_minute(records.cadence[rows], span.sport, samples["speed_mps"])
    pauses = _pauses(file, clock, span)
    if pauses is None:
        pauses = _silences(span, samples)
    timer = _timer(span, elapsed, samples, pauses)
    laps = clock.times(file["lap"], "start_time") - span.start
    return Session(
        sport=span.sport,
        sub_sport=span.sub_sport,
        is_run=span.is_run,
        started_at=datetime.fromtimestamp(span.start, UTC),
        elapsed_s=span.elapsed_s,
        timer_s=timer,
        moving_time_s=timer,
        distance_m=_distance(span, distance[rows], samples, records.columns["speed_mps"][rows], most_mps),
        samples=samples,
        developer={name: column[rows] for name, column in records.developer.items()},
        pauses_s=pauses,
        lap_starts_s=np.unique(laps[(laps >= 0) & (laps <= span.elapsed_s)]),
        utc_offset_s=utc_offset_of(file) if clock.is_dated else None,
        is_dated=clock.is_dated,
        rpe=span.rpe,
        feel=span.feel,
        workout_id=span.workout_id,
    )


def _timer(span: Span, elapsed: Floats, samples: dict[str, Floats], pauses: Floats) -> float:
    """Seconds that the timer ran: as told, unless pauses are in it or the records show more running."""
    without_pauses = span.elapsed_s - float((pauses[:, 1] - pauses[:, 0]).sum())
    told = span.timer_s
    if not np.isfinite(told) or (told >= span.elapsed_s - 1.0 and told > 1.02 * without_pauses + _SAME_TIMER_S):
        return without_pauses
    steps = np.diff(elapsed, prepend=elapsed[:1])
    usual = float(np.median(steps[steps > 0])) if (steps > 0).any() else 1.0
    moving = float(np.minimum(steps, usual)[samples["speed_mps"] > _MOVING_MPS].sum())
    least = _LEAST_TIMER_SHARE_IF_CUT if span.is_stretched else _LEAST_TIMER_SHARE
    return told if told >= least * moving - _SAME_TIMER_S else without_pauses


def _distance(
    span: Span, counts: Floats, samples: dict[str, Floats], recorded_speed: Floats, most_mps: float
) -> float | None:
    """The session's own distance in metres, unless its records contradict it or no body could do it."""
    present = samples["distance_m"][~np.isnan(samples["distance_m"])]
    counted = float(present.max()) if present.size else None
    by_speed = distance_by_speed(recorded_speed, samples["elapsed_s"])
    told = span.distance_m
    if not np.isfinite(told) or told > most_mps * max(span.elapsed_s, 1.0):
        return by_speed if counted is None else counted
    if counted is None or counted <= 0:
        return told
    if not counted / _CONTRADICTED <= told <= counted * _CONTRADICTED:
        return told if by_speed is not None and _is_nearer(by_speed, told, counted) else counted
    leaping = counted_from_first(counts, samples["elapsed_s"], np.inf)[~np.isnan(counts)][-1]
    is_leaping = leaping > counted + _LEAP_M and abs(told - leaping) < abs(told - counted)
    return counted if is_leaping or (span.is_stretched and told < counted) else told


def _is_nearer(value: float, one: float, other: float) -> bool:
    """Whether a value is nearer, in proportion, to one than to another; 0 is near to nothing."""
    return one > 0 and abs(np.log(value / one)) < abs(np.log(value / other))


def _distances(distance: Floats, rows: Indices, elapsed: Floats, most_mps: float) -> Floats:
    """Metres since the session's start at each of its records; what its device counted where a body can do that."""
    own: Floats = distance[rows] - _distance_before(distance, rows)
    present = own[~np.isnan(own)]
    steps = np.diff(present)
    times = elapsed[~np.isnan(own)]
    begins = not present.size or float(present[0]) <= most_mps * max(float(times[0]), 1.0) + _FIRST_STEP_M
    if begins and (steps >= 0).all() and possible(steps, since_growth(present, times), most_mps).all():
        return own
    return counted_from_first(own, elapsed, most_mps)


def _distance_before(distance: Floats, rows: Indices) -> float:
    """What the file had counted before the session's first record, if it goes on counting; metres."""
    if not len(rows) or rows[0] == 0:
        return 0.0
    before, own = distance[: rows[0]], distance[rows]
    before, own = before[~np.isnan(before)], own[~np.isnan(own)]
    if not before.size or not own.size or own[0] < before[-1]:
        return 0.0
    return float(before[-1])


def _silences(span: Span, samples: dict[str, Floats]) -> Floats:
    """Where nobody recorded and nobody ran, for a session whose timer tells of no pauses; (n, 2) of elapsed seconds."""
    times = samples["elapsed_s"]
    if np.isfinite(span.timer_s) and span.timer_s < span.elapsed_s - 1.0:
        return np.empty((0, 2))
    return pauses_of(times, samples["distance_m"], np.zeros(times.size, bool))


def _pauses(file: FitFile, clock: Clock, span: Span) -> Floats | None:
    """Where the timer stood still, (n, 2) of elapsed seconds; a stop that ends the session is none.

    None where nothing tells of a timer.
    """
    table = file["event"]
    times = clock.times(table, "timestamp") - span.start
    is_timer = np.array([event == "timer" for event in table.text("event")], bool)
    kinds = table.text("event_type")
    usable = [int(row) for row in np.flatnonzero(is_timer & ~np.isnan(times))] if table.n_rows else []
    if not any((kinds[row] or "").startswith("stop") for row in usable):
        return None
    pauses: list[tuple[float, float]] = []
    stopped: float | None = None
    for row in sorted(usable, key=lambda row: times[row]):
        kind = kinds[row] or ""
        if kind.startswith("stop") and stopped is None:
            stopped = float(times[row])
        elif kind == "start" and stopped is not None:
            pauses.append((stopped, float(times[row])))
            stopped = None
    inside = [
        (max(0.0, stop), min(span.elapsed_s, start))
        for stop, start in pauses
        if stop < span.elapsed_s and start > 0 and start > stop
    ]
    return np.array(inside, dtype=np.float64).reshape(-1, 2)
