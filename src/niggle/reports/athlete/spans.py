"""How far back a trend reaches, and the stretches of time that it shows as one mark where runs are too many."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median
from typing import Literal, cast, get_args

from niggle.reports.athlete.view import TrendPoint

type Span = Literal["months", "year", "all"]
type Period = Literal["run", "week", "month", "quarter", "year"]

SPANS: Mapping[Span, str] = {"months": "Three months", "year": "A year", "all": "All"}
"""The spans of a trend, and what a link to each says."""

PERIOD_DAYS: Mapping[Period, float] = {"run": 0.0, "week": 7.0, "month": 30.4, "quarter": 91.3, "year": 365.2}

MOST_MARKS = 120  # a mark is 7 px wide: more of them lie upon one another
_DAYS: Mapping[Span, int] = {"months": 84, "year": 365}


@dataclass(frozen=True, slots=True)
class Grouped:
    """The points of a trend and the period that each stands for."""

    points: Sequence[TrendPoint]
    period: Period


def span_named(name: str | None) -> Span:
    """The span of that name; three months for anything else."""
    return cast(Span, name) if name in get_args(Span.__value__) else "months"


def reaches_back_to(span: Span, newest: datetime) -> datetime | None:
    """The earliest start of a run that the span has, if the newest run starts then; None for all of them."""
    days = _DAYS.get(span)
    return None if days is None else newest - timedelta(days=days)


def grouped(points: Sequence[TrendPoint]) -> Grouped:
    """The points (oldest first), or one a week, month, quarter or year where these are more than can be told apart.

    A mark of several runs is their median, and is of one sensor: two that took turns in a week give two marks.
    """
    if len(points) <= MOST_MARKS:
        return Grouped(points, "run")
    # Sorted: where sensors take turns the middle of one stretch may come after that of the next.
    found = [
        Grouped(sorted(map(_as_one, _by(points, key)), key=lambda point: point.at), period)
        for period, key in _KEYS.items()
    ]
    return next((one for one in found if len(one.points) <= MOST_MARKS), found[-1])


def _by(points: Iterable[TrendPoint], key: Callable[[datetime], object]) -> Iterable[list[TrendPoint]]:
    found: dict[tuple[object, str], list[TrendPoint]] = {}
    for point in points:
        found.setdefault((key(point.at), point.sensor), []).append(point)
    return found.values()


_KEYS: Mapping[Period, Callable[[datetime], object]] = {
    "week": lambda at: at.isocalendar()[:2],
    "month": lambda at: (at.year, at.month),
    "quarter": lambda at: (at.year, (at.month - 1) // 3),
    "year": lambda at: at.year,
}


def _as_one(members: Sequence[TrendPoint]) -> TrendPoint:
    bands = [member.band for member in members if member.band is not None]
    return replace(
        members[len(members) // 2],
        value=median(member.value for member in members),
        band=(median(low for low, _ in bands), median(high for _, high in bands)) if bands else None,
        is_altered=any(member.is_altered for member in members),
        runs=len(members),
    )
