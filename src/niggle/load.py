"""How much, and how hard, lately."""

import tomllib
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from math import fsum
from statistics import median
from typing import Any, Protocol

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Load:
    """Load around one run. Unknown is None, never 0.

    `longest_30d_m` is the longest run in the 30 days before this one, `distance_over_longest_pct` how much longer
    this one was (negative: shorter), `minutes_7d` minutes of running in the 7 days that end with it,
    `is_reduced` whether training was cut against the weeks before (rule C3), None when there are too few to tell.
    """

    longest_30d_m: float | None
    distance_over_longest_pct: float | None
    minutes_7d: float | None
    is_reduced: bool | None


@dataclass(frozen=True, slots=True)
class RunLoad:
    """What one run adds to the load; `distance_m` is None where nothing measured it."""

    run_id: str
    started_at: datetime
    distance_m: float | None
    moving_time_s: float


class TimedRun(Protocol):
    """Any run with a start and a moving time."""

    @property
    def started_at(self) -> datetime:
        """When it started, with a time zone."""

    @property
    def moving_time_s(self) -> float:
        """Seconds in motion."""


@cache
def thresholds() -> tuple[dict[str, Any], ...]:
    """The rows of `load.toml`: name, value, unit, basis, citation keys, why."""
    text = files("niggle").joinpath("load.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["thresholds"])


@cache
def limits() -> dict[str, float]:
    """The values of the thresholds by name."""
    return {row["name"]: float(row["value"]) for row in thresholds()}


def loads(runs: Sequence[RunLoad], *, of: Collection[str] | None = None) -> list[Load]:
    """The load around each run, in the order given; only around the runs with these ids, if `of` is given.

    Causal: a run's load rests on itself and on runs that started before it, in whatever order they come. Sums
    are exactly rounded over their own window, so that an old run that arrives late changes nothing beyond its
    reach.
    """
    order = sorted(range(len(runs)), key=lambda at: (runs[at].started_at, runs[at].run_id))
    ordered = [runs[at] for at in order]
    longest = _longest_before(ordered)
    result: dict[int, Load] = {}
    for at, run, longest_m in zip(order, ordered, longest, strict=True):
        if of is not None and run.run_id not in of:
            continue
        over_pct = None
        if longest_m is not None and run.distance_m is not None and longest_m > 0:
            over_pct = 100.0 * (run.distance_m / longest_m - 1.0)
        result[at] = Load(
            longest_30d_m=longest_m,
            distance_over_longest_pct=over_pct,
            minutes_7d=minutes_in(ordered, after=run.started_at - _WEEK, until=run.started_at),
            is_reduced=_is_reduced(ordered, run.started_at),
        )
    return [result[at] for at in range(len(runs)) if at in result]


def minutes_in(runs: Sequence[TimedRun], *, after: datetime, until: datetime) -> float:
    """Minutes of running in runs that started later than `after` and not later than `until`.

    `runs` in order of start.
    """
    first = bisect_right(runs, after, key=_start)
    last = bisect_right(runs, until, key=_start)
    return fsum(runs[at].moving_time_s for at in range(first, last)) / 60.0


def usual_week_min(runs: Sequence[TimedRun], *, before: datetime) -> float | None:
    """Median minutes a week of the four active weeks that end before an instant; None with fewer than four.

    Weeks are counted back from `before`, seven days each; an active one has running in it. `runs` in order of
    start. Weeks further back than the file's limit are too old to be usual. Science, rule C3.
    """
    wanted = int(limits()["reference_active_weeks"])
    active: list[float] = []
    end = bisect_left(runs, before, key=_start)
    for week in range(1, int(limits()["reference_reach_weeks"]) + 1):
        if end == 0 or len(active) == wanted:
            break
        first = bisect_left(runs, before - week * _WEEK, hi=end, key=_start)
        seconds = fsum(runs[at].moving_time_s for at in range(first, end))
        if seconds > 0:
            active.append(seconds / 60.0)
        end = first
    return median(active) if len(active) == wanted else None


def is_cut(minutes_a_week: float, usual_min: float) -> bool:
    """True when a week's minutes are at least the threshold (25 %) below the usual ones. Rule C3."""
    return minutes_a_week <= usual_min * (1.0 - limits()["reduced_by_pct"] / 100.0) + 1e-9


def _is_reduced(ordered: Sequence[RunLoad], until: datetime) -> bool | None:
    span = timedelta(days=limits()["reduced_days"])
    # The fortnight is half open at its start, the weeks before it take the rest: no run counts twice.
    usual_min = usual_week_min(ordered, before=until - span + timedelta.resolution)
    if usual_min is None:
        return None
    recent_min = minutes_in(ordered, after=until - span, until=until)
    return is_cut(recent_min / (span / _WEEK), usual_min)


def _longest_before(ordered: Sequence[RunLoad]) -> list[float | None]:
    """Longest distance in metres among runs of the days before each run; one pass, by a falling queue."""
    reach = timedelta(days=limits()["longest_run_days"])
    result: list[float | None] = []
    queue: deque[tuple[datetime, float]] = deque()
    entered = 0
    for run in ordered:
        while ordered[entered].started_at < run.started_at:
            earlier = ordered[entered]
            entered += 1
            if earlier.distance_m is None:
                continue
            while queue and queue[-1][1] <= earlier.distance_m:
                queue.pop()
            queue.append((earlier.started_at, earlier.distance_m))
        while queue and queue[0][0] < run.started_at - reach:
            queue.popleft()
        result.append(queue[0][1] if queue else None)
    return result


def _start(run: TimedRun) -> datetime:
    return run.started_at
