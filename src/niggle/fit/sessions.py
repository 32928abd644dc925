"""Sessions out of records, session, lap, sport and event messages, complete or not."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np

from niggle.fit.clock import Clock, utc_offset_of
from niggle.fit.decode import FitFile
from niggle.fit.model import Flags, Floats, Indices, Session
from niggle.fit.motion import (
    MOST_MPS,
    MOST_ON_FOOT_MPS,
    counted_from_first,
    possible,
    since_growth,
    speed_or_from_distance,
)
from niggle.fit.samples import ON_FOOT, Records, records_of, steps_per_minute
from niggle.fit.sport import RUNNING, is_silent, looks_like_running

# A session's start and end are believed if its records begin and end about there: a watch may wait for a start, and
# may be left running behind the last record.
_NEAR_START_S, _NEAR_END_S = 600.0, 120.0
_LEAST_LEFT_S = 60.0  # of records that belong to no session, to make one of them
_CONTRADICTED = 2.0  # times as far
_FIRST_STEP_M = 100.0  # that may stand in the first record


@dataclass(frozen=True, slots=True)
class _Span:
    """A session's place in the file: Unix seconds, and which file of a chain (None: any)."""

    sport: str | None
    sub_sport: str | None
    start: float
    elapsed_s: float
    timer_s: float
    distance_m: float
    part: int | None
    is_run: bool
    rpe: float | None = None
    feel: float | None = None


def sessions_of(file: FitFile, clock: Clock) -> tuple[tuple[Session, ...], tuple[str, ...]]:
    """The sessions in order of their start, and what was odd about them."""
    records = records_of(file, clock, length_s=_length_without_rests(file))
    defects: list[str] = []
    if records.undated:
        defects.append(f"{records.undated} records without a time left out")
    if records.moved:
        defects.append(f"the clock was set during the recording; {records.moved} records put where they belong")
    spans = _spans(file, clock, records, defects)
    owners = _owners(spans, records)
    spans, owners = _with_unfinished(file, spans, owners, records, defects)
    outside = int((owners < 0).sum())
    if outside:
        defects.append(f"{outside} records outside any session left out")
    order = sorted(range(len(spans)), key=lambda index: spans[index].start)
    sessions = tuple(_session(file, clock, records, spans[index], np.flatnonzero(owners == index)) for index in order)
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


def _spans(file: FitFile, clock: Clock, records: Records, defects: list[str]) -> list[_Span]:
    """What the session messages say; where they say nothing that can be, from the records."""
    table = file["session"]
    sports, sub_sports = table.text("sport"), table.text("sub_sport")
    starts, ends = clock.times(table, "start_time"), clock.times(table, "timestamp")
    elapsed, timer = table.numbers("total_elapsed_time"), table.numbers("total_timer_time")
    distances = table.numbers("total_distance")
    efforts, feelings = table.numbers("workout_rpe"), table.numbers("workout_feel")
    parts = np.searchsorted(np.array(table.part_starts), np.arange(table.n_rows), side="right") - 1
    has_records = set(records.parts.tolist())
    spans: list[_Span] = []
    begun = {sport for sport in file["sport"].text("sport") if sport}
    for row in range(table.n_rows):
        part = int(parts[row]) if int(parts[row]) in has_records else None
        of_part = records.times if part is None else records.times[records.parts == part]
        start = starts[row] if np.isfinite(starts[row]) else ends[row] - elapsed[row]
        if not np.isfinite(start):
            start = of_part[0] if len(of_part) else np.nan
        if not np.isfinite(start):
            defects.append("a session without a date left out")
            continue
        length = elapsed[row] if np.isfinite(elapsed[row]) else timer[row]
        running = timer[row] if np.isfinite(timer[row]) else length
        if np.isfinite(running) and np.isfinite(length) and running > length + 1.0 and length > 0:
            length, running = running, length
        is_only = np.count_nonzero(parts == parts[row]) == 1 and len(begun) <= 1
        if is_only and part is not None and len(of_part) > 1:
            start, length, told = _of_only_session(float(start), float(length), float(ends[row]), of_part)
            if told:
                defects.append(told)
        if not np.isfinite(length):
            later = of_part[of_part >= start]
            length = float(later[-1] - start) if len(later) else 0.0
        if not (np.isfinite(running) and 0 < running <= length + 1.0):
            running = np.nan if part is not None else length
        is_own = (records.times >= start) & (records.times <= start + length + 1.0)
        sport, is_run = _sport(file, sports[row], sub_sports[row], records, is_own, defects)
        spans.append(
            _Span(
                sport,
                sub_sports[row],
                float(start),
                float(length),
                float(running),
                float(distances[row]),
                part,
                is_run,
                _told(efforts[row] / 10.0, 10.0),
                _told(feelings[row], 100.0),
            )
        )
    if _overlap(spans):
        defects.append("sessions overlap in time; records go to the one that started last")
    return spans


def _told(value: float, most: float) -> float | None:
    """What a runner answered, None for no answer."""
    return float(value) if 0 <= value <= most else None


def _of_only_session(start: float, length: float, end: float, times: Floats) -> tuple[float, float, str | None]:
    """Start and length of the only session of a file, whose records are all its own, and what was odd about them."""
    first, last = float(times[0]), float(times[-1])
    told = None
    if not -_NEAR_START_S <= start - first <= 1.0:
        start, told = first, "session and records disagree on the time: the records count"
    covered = last - start
    ends_there = np.isfinite(end) and abs(end - start - length) <= _NEAR_END_S
    if not np.isfinite(length) or length < covered - 1.5 or (length > covered + _NEAR_START_S and not ends_there):
        length = covered
    return start, length, told


def _overlap(spans: list[_Span]) -> bool:
    """Whether sessions of one file share more than the second in which one hands over to the next."""
    ordered = sorted(spans, key=lambda span: span.start)
    return any(
        first.part == second.part and second.start < first.start + first.elapsed_s - 1.0
        for first, second in pairwise(ordered)
    )


def _sport(
    file: FitFile, named: str | None, sub_sport: str | None, records: Records, is_own: Flags, defects: list[str]
) -> tuple[str | None, bool]:
    """The sport, and whether it counts as running; `is_own` tells the records of the session."""
    if named is not None:
        if named == RUNNING or not is_silent(named, sub_sport) or not _looks_like_running(records, is_own):
            return named, named == RUNNING
        defects.append(f"{named} taken as a run from its cadence and speed")
        return RUNNING, True
    others = {sport for sport in (*file["sport"].text("sport"), *file["lap"].text("sport")) if sport}
    if len(others) == 1:
        return _sport(file, others.pop(), sub_sport, records, is_own, defects)
    if others:
        defects.append("several sports and no session that tells them apart: not taken as a run")
        return None, False
    is_run = _looks_like_running(records, is_own)
    defects.append(
        "sport is not given: taken as a run from its cadence and speed"
        if is_run
        else "sport is not given: not taken as a run"
    )
    return (RUNNING if is_run else None), is_run


def _looks_like_running(records: Records, is_own: Flags) -> bool:
    times = records.times[is_own]
    speed = speed_or_from_distance(records.columns["speed_mps"][is_own], records.columns["distance_m"][is_own], times)
    cadence = steps_per_minute(records.cadence[is_own], None, speed)
    return looks_like_running(speed, cadence, np.minimum(np.diff(times, append=times[-1:]), 60.0))


def _owners(spans: list[_Span], records: Records) -> Indices:
    """For each record the session it is in (the one that started last, if in several); -1 for none.

    Sessions give their length to the millisecond and start at a full second, hence the second of grace.
    """
    owners = np.full(len(records.times), -1, np.intp)
    for index in sorted(range(len(spans)), key=lambda index: spans[index].start):
        span = spans[index]
        is_in = (records.times >= span.start) & (records.times <= span.start + span.elapsed_s + 1.0)
        if span.part is not None:
            is_in &= records.parts == span.part
        owners[is_in] = index
    return owners


def _with_unfinished(
    file: FitFile,
    spans: list[_Span],
    owners: Indices,
    records: Records,
    defects: list[str],
) -> tuple[list[_Span], Indices]:
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
    sport, is_run = _sport(file, named, None, records, is_left, defects)
    defects.append("no session message for the last records: made up from them")
    length = float(times[-1] - times[0])
    span = _Span(sport, None, float(times[0]), length, np.nan, np.nan, None, is_run)
    return [*spans, span], np.where(is_left, len(spans), owners)


def _session(
    file: FitFile,
    clock: Clock,
    records: Records,
    span: _Span,
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
    timer = span.timer_s
    if not np.isfinite(timer):
        timer = span.elapsed_s - float((pauses[:, 1] - pauses[:, 0]).sum())
    laps = clock.times(file["lap"], "start_time") - span.start
    return Session(
        sport=span.sport,
        sub_sport=span.sub_sport,
        is_run=span.is_run,
        started_at=datetime.fromtimestamp(span.start, UTC),
        elapsed_s=span.elapsed_s,
        timer_s=timer,
        moving_time_s=timer,
        distance_m=_distance(span, samples["distance_m"], most_mps),
        samples=samples,
        developer={name: column[rows] for name, column in records.developer.items()},
        pauses_s=pauses,
        lap_starts_s=np.unique(laps[(laps >= 0) & (laps <= span.elapsed_s)]),
        utc_offset_s=utc_offset_of(file) if clock.is_dated else None,
        is_dated=clock.is_dated,
        rpe=span.rpe,
        feel=span.feel,
    )


def _distance(span: _Span, distances: Floats, most_mps: float) -> float | None:
    """The session's own distance in metres, unless its records contradict it or no body could do it."""
    present = distances[~np.isnan(distances)]
    counted = float(present.max()) if present.size else None
    told = span.distance_m
    if np.isfinite(told) and told > most_mps * max(span.elapsed_s, 1.0):
        told = np.nan
    if not np.isfinite(told):
        return counted
    if counted is not None and counted > 0 and not counted / _CONTRADICTED <= told <= counted * _CONTRADICTED:
        return counted
    return told


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


def _pauses(file: FitFile, clock: Clock, span: _Span) -> Floats:
    """Where the timer stood still, (n, 2) of elapsed seconds; a stop that ends the session is none."""
    table = file["event"]
    times = clock.times(table, "timestamp") - span.start
    is_timer = np.array([event == "timer" for event in table.text("event")], bool)
    kinds = table.text("event_type")
    usable = [int(row) for row in np.flatnonzero(is_timer & ~np.isnan(times))] if table.n_rows else []
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
