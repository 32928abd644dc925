"""The trend of each metric: a mark a run over the band that was expected of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from markupsafe import Markup, escape

from niggle.reports.athlete.plot import (
    Days,
    Values,
    across,
    day_axis,
    day_number,
    frame,
    stretched,
    trim,
    value_axis,
)
from niggle.reports.athlete.sensors import sensor_word
from niggle.reports.athlete.view import Trend, TrendPoint
from niggle.reports.words import day_month, metric_value, number, with_unit
from niggle.vocabulary.metrics import BALANCE, METRICS

LEAST_POINTS = 3  # fewer are no trend
_MAIN_HEIGHT_PX, _SMALL_HEIGHT_PX = 170, 96
_BAND_REACH_DAYS = 3.5  # a run says nothing of what was expected weeks later
_LABEL_PCT = 26  # how much of the width the words of a sensor change may need

_TO = "\N{WORD JOINER}–\N{WORD JOINER}"  # a range stays on one line


@dataclass(frozen=True, slots=True)
class TrendFigure:
    """One trend with its heading and what its numbers mean; `svg` is None with too few runs to draw."""

    name: str
    title: str
    meaning: str
    svg: Markup | None
    has_band: bool
    has_learning: bool
    has_altered: bool
    has_change: bool

    @property
    def is_main(self) -> bool:
        """Whether it is the one to look at first."""
        return self.name == BALANCE


def trend_figures(trends: Sequence[Trend]) -> list[TrendFigure]:
    """A figure for each metric, stance balance first, all over the same days."""
    starts = [point.at.date() for trend in trends for point in trend.points]
    if not starts:
        return []
    days = Days(min(starts), max(max(starts), min(starts) + timedelta(days=6)), margin_pct=1.5)
    return [_figure(trend, days) for trend in sorted(trends, key=lambda trend: trend.name != BALANCE)]


def usual_of(trend: Trend) -> str:
    """What was last expected, such as "yours is usually 50.1–51.0 %", or why there is nothing to say."""
    band = next((point.band for point in reversed(trend.points) if point.band is not None), None)
    if band is None and trend.is_shared:
        return "the usual band is not among what is shared"
    if band is None:
        return "what is usual is still being learnt"
    metric = METRICS[trend.name]
    low, high = (number(value * metric.factor, metric.digits) for value in band)
    return f"usually {with_unit(f'{low}{_TO}{high}', metric.shown_unit)}"


def _figure(trend: Trend, days: Days) -> TrendFigure:
    points = trend.points
    meaning = METRICS[trend.name].explained
    if len(points) < LEAST_POINTS:
        told = " and ".join(metric_value(trend.name, point.value) for point in points)
        meaning = f"{meaning}: {told} so far"
    else:
        meaning = "; ".join(part for part in (meaning, usual_of(trend)) if part)
    changes = _sensor_changes(points)
    is_drawn = len(points) >= LEAST_POINTS
    return TrendFigure(
        name=trend.name,
        title=METRICS[trend.name].title,
        meaning=meaning,
        svg=Markup(_drawn(trend, days, changes)) if is_drawn else None,
        has_band=is_drawn and any(point.band is not None for point in points),
        has_learning=is_drawn and not trend.is_shared and any(point.band is None for point in points),
        has_altered=is_drawn and any(point.is_altered for point in points),
        has_change=is_drawn and bool(changes),
    )


def _drawn(trend: Trend, days: Days, changes: Sequence[tuple[float, str]]) -> str:
    is_main = trend.name == BALANCE
    metric = METRICS[trend.name]
    height_px = _MAIN_HEIGHT_PX if is_main else _SMALL_HEIGHT_PX
    low, high = _domain(trend.points, metric.axis_over)
    values = Values(low * metric.factor, high * metric.factor, height_px)
    parts = [
        *value_axis(values, most=5 if is_main else 3, digits=metric.digits),
        *day_axis(days, height_px, most=5 if is_main else 4),
        stretched(height_px, _band(trend.points, days, values, metric.factor)),
        *_changes(changes, days, height_px),
        *(_mark(trend, point, days, values, metric.factor, is_told=is_main) for point in trend.points),
    ]
    title = f"{metric.title} from run to run"
    return frame(f"trend-{trend.name}", title, _description(trend, changes), height_px, parts)


def _domain(points: Sequence[TrendPoint], least_span: float) -> tuple[float, float]:
    """The lowest and highest value of the axis: what was expected, and what lies near; the rest is put on the edge."""
    bands = [bound for point in points if point.band is not None for bound in point.band]
    others = [point.value for point in points]
    low, high = (min(bands), max(bands)) if bands else (min(others), max(others))
    room = max(high - low, least_span)
    near = [value for value in others if low - room <= value <= high + room]
    low, high = min([low, *near]), max([high, *near])
    spare = max(least_span - (high - low), 0) / 2
    margin = 0.08 * max(high - low, least_span)
    return low - spare - margin, high + spare + margin


def _band(points: Sequence[TrendPoint], days: Days, values: Values, factor: float) -> list[tuple[str, Sequence[str]]]:
    """The expected bands as steps, each reaching half-way to the runs beside it."""
    at = [day_number(point.at) for point in points]
    areas, edges = [], []
    for stretch in _stretches(points):
        tops, bottoms = [], []
        for index in stretch:
            band = points[index].band
            assert band is not None  # `_stretches` passes only those that have one
            before = at[index] - at[index - 1] if index > 0 else 0.0
            after = at[index + 1] - at[index] if index + 1 < len(at) else 0.0
            left, right = (
                across(days.x_pct(at[index] + sign * min(gap / 2 or 0.5, _BAND_REACH_DAYS)))
                for sign, gap in ((-1, before), (1, after))
            )
            low, high = (trim(values.y_px(value * factor)) for value in band)
            tops.append(f"{left} {high}L{right} {high}")
            bottoms.append(f"{left} {low}L{right} {low}")
        backwards = [f"{right}L{left}" for left, right in (bottom.split("L") for bottom in reversed(bottoms))]
        areas.append("M" + "L".join([*tops, *backwards]) + "Z")
        edges += ["M" + "L".join(tops), "M" + "L".join(bottoms)]
    return [("band", areas), ("edge", edges)]


def _stretches(points: Sequence[TrendPoint]) -> Iterator[list[int]]:
    """The places of points with a band that follow one another without too long a gap."""
    stretch: list[int] = []
    for index, point in enumerate(points):
        is_gap = bool(stretch) and day_number(point.at) - day_number(points[index - 1].at) > 2 * _BAND_REACH_DAYS
        if stretch and (point.band is None or is_gap):
            yield stretch
            stretch = []
        if point.band is not None:
            stretch.append(index)
    if stretch:
        yield stretch


def _mark(trend: Trend, point: TrendPoint, days: Days, values: Values, factor: float, *, is_told: bool) -> str:
    x, y = trim(days.x_pct(day_number(point.at))), trim(values.y_px(point.value * factor))
    title = f"<title>{escape(_told(trend, point))}</title>" if is_told else ""
    if point.is_altered:
        return f'<svg class="off" x="{x}%" y="{y}"><path d="M0-6 6 0 0 6-6 0z"/>{title}</svg>'
    kind = "dot" if point.band is not None or trend.is_shared else "dot open"
    return f'<circle class="{kind}" cx="{x}%" cy="{y}" r="3.5">{title}</circle>'


def _told(trend: Trend, point: TrendPoint) -> str:
    value = f"{day_month(point.at)}: {metric_value(trend.name, point.value)}"
    if point.band is None:
        return value if trend.is_shared else f"{value}, still learning"
    low, high = (metric_value(trend.name, bound) for bound in point.band)
    return f"{value}, usual {low} to {high}"


def _sensor_changes(points: Sequence[TrendPoint]) -> list[tuple[float, str]]:
    """Where another sensor took over, as a day number, and what to call it."""
    changes = []
    seen = {points[0].sensor}
    for before, point in pairwise(points):
        if point.sensor != before.sensor:
            word = sensor_word(point.sensor)
            changes.append(
                (
                    (day_number(before.at) + day_number(point.at)) / 2,
                    f"other {word}" if point.sensor in seen else f"new {word}",
                )
            )
        seen.add(point.sensor)
    return changes


def _changes(changes: Sequence[tuple[float, str]], days: Days, height_px: float) -> Iterator[str]:
    free_pct = 0.0  # from here on there is room for words
    for day, word in changes:
        x = days.x_pct(day)
        yield f'<line class="change" x1="{trim(x)}%" x2="{trim(x)}%" y1="-4" y2="{trim(height_px)}"/>'
        is_late = x > 100 - _LABEL_PCT
        left = x - _LABEL_PCT if is_late else x
        if left >= free_pct:
            anchor, shift = ("end", "3") if is_late else ("start", "-3")
            yield f'<text class="word" x="{trim(x)}%" dx="{shift}" y="-7" text-anchor="{anchor}">{escape(word)}</text>'
            free_pct = left + _LABEL_PCT


def _description(trend: Trend, changes: Sequence[tuple[float, str]]) -> str:
    points = trend.points
    values = [point.value for point in points]
    sentences = [
        f"{len(points)} runs from {day_month(points[0].at)} to {day_month(points[-1].at)},"
        f" from {metric_value(trend.name, min(values))} to {metric_value(trend.name, max(values))}."
    ]
    compared = [point for point in points if point.band is not None]
    if compared:
        outside = sum(1 for point in compared if point.band and not point.band[0] <= point.value <= point.band[1])
        sentences.append(f"{outside} of {len(compared)} runs that could be compared lie outside what was expected.")
    altered = [day_month(point.at) for point in points if point.is_altered]
    if altered:
        sentences.append(f"Not the usual stride: {', '.join(altered)}.")
    if changes:
        count = "once" if len(changes) == 1 else f"{len(changes)} times"
        sentences.append(f"The sensor changed {count}.")
    return " ".join(sentences)
