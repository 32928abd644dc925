"""Sessions out of records, session, lap, sport and event messages, complete or not."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np

from niggle.fit.clock import Clock
from niggle.fit.decode import FitFile
from niggle.fit.model import Floats, Indices, Session
from niggle.fit.samples import Records, records_of, steps_per_minute

RUNNING = "running"
# A file that does not name its sport is taken as a run at a running cadence and speed: medians of moving
# samples; walkers stay below 140 steps a minute and 1.8 m/s, cyclists' cadence (steps: 2 x 60-100) is told
# apart by speed, up to the 10,000 m world record's 6.4 m/s.
_RUN_CADENCE_SPM = (140.0, 230.0)
_RUN_SPEED_MPS = (1.8, 6.4)


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


def sessions_of(file: FitFile, clock: Clock) -> tuple[tuple[Session, ...], tuple[str, ...]]:
    """The sessions in order of their start, and what was odd about them."""
    records = records_of(file, clock)
    defects: list[str] = []
    if records.undated:
        defects.append(f"{records.undated} records without a time left out")
    spans = _spans(file, clock, records, defects)
    owners = _owners(spans, records)
    spans, owners = _with_unfinished(file, spans, owners, records, defects)
    outside = int((owners < 0).sum())
    if outside:
        defects.append(f"{outside} records outside any session left out")
    order = sorted(range(len(spans)), key=lambda index: spans[index].start)
    sessions = tuple(_session(file, clock, records, spans[index], np.flatnonzero(owners == index)) for index in order)
    return sessions, tuple(defects)


def _spans(file: FitFile, clock: Clock, records: Records, defects: list[str]) -> list[_Span]:
    """What the session messages say; where they lack a start or a length, from the records."""
    table = file["session"]
    sports, sub_sports = table.text("sport"), table.text("sub_sport")
    starts, ends = clock.times(table, "start_time"), clock.times(table, "timestamp")
    elapsed, timer = table.numbers("total_elapsed_time"), table.numbers("total_timer_time")
    distances = table.numbers("total_distance")
    parts = np.searchsorted(np.array(table.part_starts), np.arange(table.n_rows), side="right") - 1
    has_records = set(records.parts.tolist())
    spans: list[_Span] = []
    for row in range(table.n_rows):
        part = int(parts[row]) if int(parts[row]) in has_records else None
        start = starts[row] if np.isfinite(starts[row]) else ends[row] - elapsed[row]
        if not np.isfinite(start):
            start = records.times[0] if len(records.times) else np.nan
        if not np.isfinite(start):
            defects.append("a session without a date left out")
            continue
        length = elapsed[row] if np.isfinite(elapsed[row]) else timer[row]
        if not np.isfinite(length):
            later = records.times[records.times >= start]
            length = float(later[-1] - start) if len(later) else 0.0
        sport, is_run = _sport(file, sports[row], records, defects)
        running = timer[row] if np.isfinite(timer[row]) else length
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
            )
        )
    if _overlap(spans):
        defects.append("sessions overlap in time; records go to the one that started last")
    return spans


def _overlap(spans: list[_Span]) -> bool:
    """Whether sessions of one file share more than the second in which one hands over to the next."""
    ordered = sorted(spans, key=lambda span: span.start)
    return any(
        first.part == second.part and second.start < first.start + first.elapsed_s - 1.0
        for first, second in pairwise(ordered)
    )


def _sport(file: FitFile, named: str | None, records: Records, defects: list[str]) -> tuple[str | None, bool]:
    """The sport, and whether it counts as running."""
    if named is not None:
        return named, named == RUNNING
    others = {sport for sport in (*file["sport"].text("sport"), *file["lap"].text("sport")) if sport}
    if len(others) == 1:
        sport = others.pop()
        return sport, sport == RUNNING
    if others:
        defects.append("several sports and no session that tells them apart: not taken as a run")
        return None, False
    is_run = _looks_like_running(records)
    defects.append(
        "sport is not given: taken as a run from its cadence and speed"
        if is_run
        else "sport is not given: not taken as a run"
    )
    return (RUNNING if is_run else None), is_run


def _looks_like_running(records: Records) -> bool:
    speed = records.columns["speed_mps"]
    cadence = steps_per_minute(records.cadence, None)
    is_moving = (speed > 0) & (cadence > 0)
    if not is_moving.any():
        return False
    typical_cadence, typical_speed = np.median(cadence[is_moving]), np.median(speed[is_moving])
    return bool(
        _RUN_CADENCE_SPM[0] <= typical_cadence <= _RUN_CADENCE_SPM[1]
        and _RUN_SPEED_MPS[0] <= typical_speed <= _RUN_SPEED_MPS[1]
    )


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
    """With a session made up from the records for which the file has none.

    Devices write a session when it is over: a recording that was cut off has none for its last stretch.
    """
    last_end = max((span.start + span.elapsed_s for span in spans), default=-np.inf)
    is_left = (owners < 0) & (records.times > last_end)
    is_unfinished = not spans or file.is_truncated or bool(file.gaps)
    if is_left.sum() < 2 or not is_unfinished:
        return spans, owners
    times = records.times[is_left]
    named = None
    if spans:  # multisport: the message of the last sport begun stands before its records
        named = next((sport for sport in reversed(file["sport"].text("sport")) if sport), spans[-1].sport)
    sport, is_run = _sport(file, named, records, defects)
    defects.append("no session message for the last records: made up from them")
    length = float(times[-1] - times[0])
    span = _Span(sport, None, float(times[0]), length, np.nan, np.nan, None, is_run)
    owners = np.where(is_left, len(spans), owners)
    return [*spans, span], owners


def _session(
    file: FitFile,
    clock: Clock,
    records: Records,
    span: _Span,
    rows: Indices,
) -> Session:
    elapsed = records.times[rows] - span.start
    distance = records.columns["distance_m"]
    samples = {name: column[rows] for name, column in records.columns.items()}
    samples["elapsed_s"] = elapsed
    samples["distance_m"] = distance[rows] - _distance_before(distance, rows)
    samples["cadence_spm"] = steps_per_minute(records.cadence[rows], span.sport)
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
        distance_m=_distance(span, samples["distance_m"]),
        samples=samples,
        developer={name: column[rows] for name, column in records.developer.items()},
        pauses_s=pauses,
        lap_starts_s=np.unique(laps[(laps >= 0) & (laps <= span.elapsed_s)]),
    )


def _distance(span: _Span, distances: Floats) -> float | None:
    """The session's own distance in metres, else that of its last record."""
    if np.isfinite(span.distance_m):
        return span.distance_m
    present = distances[~np.isnan(distances)]
    return float(present.max()) if present.size else None


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
