"""Which stretches of a file are sessions: what session messages say, held against the records."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from niggle.fit.clock import Clock
from niggle.fit.decode import FitFile
from niggle.fit.model import Flags, Floats, Indices
from niggle.fit.motion import speed_or_from_distance
from niggle.fit.samples import Records, steps_per_minute
from niggle.fit.sport import RUNNING, has_cadence_of_running, is_silent, looks_like_running, sport_named
from niggle.fit.table import Table

# A session's start and end are believed if its records begin and end about there: a watch may wait for a start, and
# may be left running behind the last record.
_NEAR_START_S, _NEAR_END_S = 600.0, 120.0
_GRACE_S = 1.5  # sessions give their length to the millisecond and start at a full second
_JOINS_S = 60.0  # records before the first session that go on right up to it are its own
_MOST_STEP_S = 60.0
_WORKOUT_ID = "SESSION UUID"


@dataclass(frozen=True, slots=True)
class Span:
    """A session's place in the file: Unix seconds, and which file of a chain (None: any).

    `timer_s` and `distance_m` are NaN where they are not told or cannot be true; `is_stretched` says that the records
    go on for longer than the session says.
    """

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
    is_stretched: bool = False
    workout_id: str | None = None


@dataclass(frozen=True, slots=True)
class _Times:
    """When a session was, as its message says it: Unix seconds and seconds, NaN for what it does not say."""

    start: float
    end: float
    elapsed_s: float
    timer_s: float


def spans_of(file: FitFile, clock: Clock, records: Records, defects: list[str]) -> list[Span]:
    """What the session messages say; where they say nothing that can be, from the records."""
    table = file["session"]
    sports, sub_sports = table.text("sport"), table.text("sub_sport")
    distances = table.numbers("total_distance")
    efforts, feelings = table.numbers("workout_rpe"), table.numbers("workout_feel")
    workout_ids = _workout_ids(table)
    parts = np.searchsorted(np.array(table.part_starts), np.arange(table.n_rows), side="right") - 1
    has_records = set(records.parts.tolist())
    has_one_sport = len({sport for sport in file["sport"].text("sport") if sport}) <= 1
    told = [_with_start(times, records.times) for times in _told(table, clock)]
    spans: list[Span] = []
    for row, times in enumerate(told):
        if not np.isfinite(times.start):
            defects.append("a session without a date left out")
            continue
        part = int(parts[row]) if int(parts[row]) in has_records else None
        own = records.times if part is None else records.times[records.parts == part]
        siblings = [told[other].start for other in np.flatnonzero(parts == parts[row]).tolist()]
        start, length = times.start, _length(times)
        if part is not None and own.size > 1:
            if len(siblings) == 1 and has_one_sport:
                start, length, odd = _of_only_session(times, length, own)
                defects += [odd] if odd else []
            else:
                start, length = _of_one_of_several(times, length, siblings, own)
        if not np.isfinite(length):
            later = own[own >= start]
            length = float(later[-1] - start) if later.size else 0.0
        is_stretched = np.isfinite(_length(times)) and length > _length(times) + _GRACE_S
        timer = times.elapsed_s if times.timer_s > times.elapsed_s + 1.0 > 1.0 else times.timer_s
        timer = _length(times) if np.isnan(timer) else timer
        if not 0 < timer <= length + 1.0:
            timer = np.nan if part is not None else length
        is_own = (records.times >= start) & (records.times <= start + length + 1.0)
        sport, is_run = sport_of(file, sports[row], sub_sports[row], records, is_own, defects)
        span = Span(
            sport, sub_sports[row], start, length, timer, float(distances[row]), part, is_run,
            _answer(efforts[row] / 10.0, 10.0), _answer(feelings[row], 100.0), bool(is_stretched),
            workout_ids[row],
        )  # fmt: skip
        if not any((one.part, one.start, one.elapsed_s, one.sport) == (part, start, length, sport) for one in spans):
            spans.append(span)  # some devices write a session twice
    if _overlap(spans):
        defects.append("sessions overlap in time; records go to the one that started last")
    return spans


def _workout_ids(table: Table) -> list[str | None]:
    """The id that HealthFit gives a workout in each of its exports, as hex digits."""
    ids: list[str | None] = [None] * table.n_rows
    for key, column in table.developer.items():
        if key.name.strip().upper() != _WORKOUT_ID or column.ndim != 2 or column.dtype != np.float64:
            continue
        for row in np.flatnonzero(np.isfinite(column).all(axis=1) & (column > 0).any(axis=1)).tolist():
            ids[row] = bytes(column[row].astype(np.uint8)).hex()
    return ids


def _told(table: Table, clock: Clock) -> list[_Times]:
    columns = (
        clock.times(table, "start_time"), clock.times(table, "timestamp"), table.numbers("total_elapsed_time"),
        table.numbers("total_timer_time"),
    )  # fmt: skip
    return [_Times(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]


def _with_start(times: _Times, records: Floats) -> _Times:
    start = times.start if np.isfinite(times.start) else times.end - times.elapsed_s
    if not np.isfinite(start) and records.size:
        start = float(records[0])
    return _Times(start, times.end, times.elapsed_s, times.timer_s)


def _length(times: _Times) -> float:
    """Seconds from start to end as the message says them: the timer never ran for longer than that."""
    if np.isnan(times.elapsed_s) or (times.elapsed_s > 0 and times.timer_s > times.elapsed_s + 1.0):
        return times.timer_s
    return times.elapsed_s


def _of_only_session(times: _Times, length: float, own: Floats) -> tuple[float, float, str | None]:
    """Start and length of the only session of a file, whose records are all its own, and what was odd about them."""
    start, first, last = times.start, float(own[0]), float(own[-1])
    odd = None
    if not -_NEAR_START_S <= start - first <= 1.0:
        start, odd = first, "session and records disagree on the time: the records count"
    covered = last - start
    ends_there = np.isfinite(times.end) and abs(times.end - start - length) <= _NEAR_END_S
    if not np.isfinite(length) or length < covered - _GRACE_S or (length > covered + _NEAR_START_S and not ends_there):
        length = covered
    return start, length, odd


def _of_one_of_several(times: _Times, length: float, siblings: Sequence[float], own: Floats) -> tuple[float, float]:
    """Start and length of a session that shares its file with others.

    It ends at its own timestamp and where its records end if these contradict its elapsed time, and before the next
    one begins. Records that go right up to the first one are its own.
    """
    start = times.start
    following = min((other for other in siblings if other > start), default=np.inf)
    ends = times.end if times.end > start else np.inf
    latest = min(ends, following, float(own[-1]))
    lies_in = own[(own > start + length + _GRACE_S) & (own < latest)] if np.isfinite(length) else own[:0]
    is_too_long = start + length > min(following, float(own[-1])) + _GRACE_S and ends < start + length - _GRACE_S
    if not length > 0 or lies_in.size or is_too_long:
        length = max(latest - start, 0.0)
    before = own[own < start]
    if (
        start == min(siblings)
        and before.size
        and start - before[-1] <= _JOINS_S
        and np.diff(before).max(initial=0) <= _JOINS_S
    ):
        return float(before[0]), length + start - float(before[0])
    return start, length


def _overlap(spans: list[Span]) -> bool:
    """Whether sessions of one file share more than the second in which one hands over to the next."""
    ordered = sorted(spans, key=lambda span: span.start)
    return any(
        first.part == second.part and second.start < first.start + first.elapsed_s - 1.0
        for first, second in pairwise(ordered)
    )


def _answer(value: float, most: float) -> float | None:
    """What a runner answered, None for no answer."""
    return float(value) if 0 <= value <= most else None


def sport_of(
    file: FitFile, named: str | None, sub_sport: str | None, records: Records, is_own: Flags, defects: list[str]
) -> tuple[str | None, bool]:
    """The sport, and whether it counts as running; `is_own` tells the records of the session."""
    if named is not None:
        is_open = named != RUNNING and is_silent(named, sub_sport)
        if not is_open or not _looks_like_running(records, is_own, sub_sport):
            return named, named == RUNNING
        defects.append(f"{named} taken as a run from its cadence and speed")
        return RUNNING, True
    others = {sport for sport in (*file["sport"].text("sport"), *file["lap"].text("sport")) if sport}
    if len(others) == 1:
        return sport_of(file, others.pop(), sub_sport, records, is_own, defects)
    if others:
        defects.append("several sports and no session that tells them apart: not taken as a run")
        return None, False
    is_run = _looks_like_running(records, is_own, sub_sport)
    defects.append(
        "sport is not given: taken as a run from its cadence and speed"
        if is_run
        else "sport is not given: not taken as a run"
    )
    return (RUNNING if is_run else None), is_run


def _looks_like_running(records: Records, is_own: Flags, sub_sport: str | None) -> bool:
    times = records.times[is_own]
    speed = speed_or_from_distance(records.columns["speed_mps"][is_own], records.columns["distance_m"][is_own], times)
    cadence = steps_per_minute(records.cadence[is_own], None, speed)
    lasting = np.minimum(np.diff(times, append=times[-1:]), _MOST_STEP_S)
    if not (speed > 0).any() and sport_named(sub_sport) == RUNNING:  # a treadmill that told the watch nothing
        return has_cadence_of_running(cadence, lasting)
    return looks_like_running(speed, cadence, lasting)


def owners_of(spans: list[Span], records: Records) -> Indices:
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
