"""Lines over bands, as inline SVG that fits any width without a script.

The outer `<svg>` has no viewBox: horizontal positions are per cent of whatever width the page gives it, vertical
ones are pixels, so text and strokes keep their size on a phone. Only the line itself is in a nested `<svg>` that is
stretched. Axis labels lie outside the box; the style sheet leaves room for them.
Nothing is told by colour alone: the band has edges, what was not compared is dashed, what is outside has a dot.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from statistics import median

from markupsafe import Markup, escape

from niggle.reports.axis import ticks
from niggle.vocabulary.units import Scale

_TICK_STEPS_MIN = (5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 720)
_MOST_TICKS = 7
_LARGE_PX = 120  # from this height on a chart has room for words and for more ticks
_WIDTH = 1000  # units of the stretched box across the whole run


@dataclass(frozen=True, slots=True)
class Point:
    """A value over the stretch from `start_min` to `end_min`; None when there is none."""

    start_min: float
    end_min: float
    value: float | None
    is_compared: bool

    @property
    def middle_min(self) -> float:
        """The middle of the stretch, in minutes."""
        return (self.start_min + self.end_min) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChart:
    """What one chart shows: values and band in the stored unit, shown by `scale`; minutes from 0 to `duration_min`."""

    chart_id: str
    title: str
    description: str
    points: Sequence[Point]
    duration_min: float
    band: tuple[float, float] | None
    onset_min: float | None
    scale: Scale
    height_px: int
    least_span: float


def points_of(
    starts_s: Sequence[float | None],
    ends_s: Sequence[float | None],
    values: Sequence[float | None],
    is_compared: Sequence[bool],
    *,
    limit: int,
) -> list[Point]:
    """The windows as points, at most about `limit` of them: a longer run has medians of several windows each."""
    windows = [
        Point(start / 60, end / 60, value if value is not None and math.isfinite(value) else None, compared)
        for start, end, value, compared in zip(starts_s, ends_s, values, is_compared, strict=True)
        if start is not None and end is not None
    ]
    if len(windows) <= limit:
        return windows
    span_min = math.ceil(windows[-1].end_min / limit)
    bins: dict[int, list[Point]] = {}
    for window in windows:
        bins.setdefault(int(window.start_min // span_min), []).append(window)
    return [_merged(members, key * span_min, (key + 1) * span_min) for key, members in bins.items()]


def _merged(members: Sequence[Point], start_min: float, end_min: float) -> Point:
    compared = [member.value for member in members if member.is_compared and member.value is not None]
    values = compared or [member.value for member in members if member.value is not None]
    return Point(start_min, end_min, median(values) if values else None, bool(compared))


def line_chart(chart: LineChart) -> Markup:
    """The chart as an `<svg>` element with a title and a description for who cannot see it."""
    draw = Drawing(chart)
    parts = (draw.value_axis(), draw.time_axis(), draw.expected_band(), draw.lines(), draw.onset())
    return picture(chart.chart_id, chart.title, chart.description, chart.height_px, chain(*parts))


def picture(picture_id: str, title: str, description: str, height_px: float, parts: Iterable[str]) -> Markup:
    """An `<svg>` of the full width with a title and a description that are escaped, and parts that are SVG."""
    name = escape(picture_id)
    return Markup(
        f'<svg class="chart" role="img" width="100%" height="{trim(height_px)}" aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{escape(title)}</title><desc id="{name}-d">{escape(description)}</desc>'
        f"{''.join(parts)}</svg>"
    )


def scale_bar(score: int, *, highest: int = 10) -> Markup:
    """A score of 0 to `highest` as filled cells; hidden from screen readers, which read the number."""
    step = 100 / highest
    cells = "".join(
        f'<rect class="{"full" if cell < score else "empty"}" x="{trim(cell * step)}%" y="1"'
        f' width="{trim(step * 0.8)}%" height="8" rx="2"/>'
        for cell in range(highest)
    )
    return Markup(f'<svg class="scale" aria-hidden="true" width="100%" height="10">{cells}</svg>')


class Drawing:
    """The parts of a chart as pieces of SVG, in a frame of the full width whose top is at 0."""

    def __init__(self, chart: LineChart) -> None:
        self.chart = chart
        self.low, self.high = _domain(chart)

    @property
    def _is_large(self) -> bool:
        return self.chart.height_px >= _LARGE_PX

    def x_pct(self, minutes: float) -> float:
        """Where a minute is, in per cent of the width."""
        return 100 * minutes / self.chart.duration_min

    def y_px(self, value: float) -> float:
        """Where a value is, in pixels from the top."""
        return self.chart.height_px * (self.high - value) / (self.high - self.low)

    def value_axis(self) -> Iterator[str]:
        """Round values with a line each, labelled at the left."""
        for tick, text in ticks(self.chart.scale, self.low, self.high, most=5 if self._is_large else 3):
            y = trim(self.y_px(tick))
            yield f'<line class="grid" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
            yield f'<text x="-8" y="{y}" dy=".35em" text-anchor="end">{text}</text>'

    def time_axis(self) -> Iterator[str]:
        """Round minutes below the frame."""
        bottom = self.chart.height_px
        yield f'<line class="axis" x1="0" x2="100%" y1="{bottom}" y2="{bottom}"/>'
        for tick in time_ticks(self.chart.duration_min, most=_MOST_TICKS if self._is_large else 4):
            x = f"{trim(self.x_pct(tick))}%"
            yield f'<line class="axis" x1="{x}" x2="{x}" y1="{bottom}" y2="{bottom + 4}"/>'
            yield f'<text x="{x}" y="{bottom + 18}" text-anchor="middle">{tick}{" min" if tick == 0 else ""}</text>'

    def expected_band(self) -> Iterator[str]:
        """What is usual, if that is known."""
        if self.chart.band is None:
            return
        top, bottom = (self.y_px(value) for value in reversed(self.chart.band))
        yield f'<rect class="band" x="0" width="100%" y="{trim(top)}" height="{trim(bottom - top)}"/>'
        for y in (top, bottom):
            yield f'<line class="edge" x1="0" x2="100%" y1="{trim(y)}" y2="{trim(y)}"/>'

    def lines(self) -> Iterator[str]:
        """What was measured: compared, not compared, and dots where it lies outside of the band."""
        solid: list[str] = []
        dashed: list[str] = []
        for stretch in _stretches(self.chart.points):
            for is_compared, piece in _pieces(stretch):
                (solid if is_compared else dashed).append("M" + "L".join(map(self._at, piece)) + "h.1")
        dots = [f"M{self._at(point)}h.1" for point in self.chart.points if self._is_outside(point)]
        box = f'viewBox="0 0 {_WIDTH} {self.chart.height_px}" preserveAspectRatio="none"'
        yield f'<svg {box} width="100%" height="{self.chart.height_px}">'
        for name, pieces in (("aside", dashed), ("line", solid), ("out", dots)):
            if pieces:
                yield f'<path class="{name}" d="{"".join(pieces)}"/>'
        yield "</svg>"

    def _at(self, point: Point) -> str:
        assert point.value is not None  # `_stretches` and `_is_outside` pass only points that have one
        x = _WIDTH / 100 * self.x_pct(point.middle_min)
        return f"{x:.0f} {trim(self.y_px(point.value))}"

    def _is_outside(self, point: Point) -> bool:
        if self.chart.band is None or not point.is_compared or point.value is None:
            return False
        return not self.chart.band[0] <= point.value <= self.chart.band[1]

    def onset(self) -> Iterator[str]:
        """When the change began, if there was one within the run."""
        onset_min = self.chart.onset_min
        if onset_min is None or not 0 <= onset_min <= self.chart.duration_min:
            return
        x = trim(self.x_pct(onset_min))
        yield f'<line class="onset" x1="{x}%" x2="{x}%" y1="0" y2="{self.chart.height_px}"/>'
        if self._is_large:
            is_late = onset_min > 0.6 * self.chart.duration_min
            anchor, shift = ("end", "4") if is_late else ("start", "-4")
            text = f"changed at min {onset_min:.0f}"
            yield f'<text class="mark" x="{x}%" dx="{shift}" y="-5" text-anchor="{anchor}">{text}</text>'


def _stretches(points: Sequence[Point]) -> Iterator[list[Point]]:
    """Points in a row that have values and follow one another without a pause."""
    stretch: list[Point] = []
    for point in points:
        is_gap = bool(stretch) and point.start_min - stretch[-1].end_min > 1 / 60
        if stretch and (is_gap or point.value is None):
            yield stretch
            stretch = []
        if point.value is not None:
            stretch.append(point)
    if stretch:
        yield stretch


def _pieces(stretch: Sequence[Point]) -> Iterator[tuple[bool, list[Point]]]:
    """A stretch cut where comparing starts or stops; the joint belongs to the part that was not compared."""
    if len(stretch) == 1:
        yield stretch[0].is_compared, list(stretch)
        return
    piece, is_solid = [stretch[0]], stretch[0].is_compared and stretch[1].is_compared
    for before, point in pairwise(stretch):
        joins_solid = before.is_compared and point.is_compared
        if joins_solid != is_solid:
            yield is_solid, piece
            piece, is_solid = [before], joins_solid
        piece.append(point)
    yield is_solid, piece


def _domain(chart: LineChart) -> tuple[float, float]:
    """The lowest and highest value of the axis: all that was compared and the band; the rest may leave the frame."""
    compared = [point.value for point in chart.points if point.is_compared and point.value is not None]
    others = [point.value for point in chart.points if not point.is_compared and point.value is not None]
    core = [*compared, *(chart.band or ())] or others
    low, high = min(core), max(core)
    room = max(high - low, chart.least_span)
    near = [value for value in others if low - room <= value <= high + room]
    low, high = min([low, *near]), max([high, *near])
    spare = max(chart.least_span - (high - low), 0) / 2
    margin = 0.08 * max(high - low, chart.least_span)
    return low - spare - margin, high + spare + margin


def time_ticks(duration_min: float, *, most: int = _MOST_TICKS) -> list[int]:
    """Round minutes from 0 on, at most `most` of them."""
    step = next((step for step in _TICK_STEPS_MIN if duration_min / step < most), math.ceil(duration_min / most))
    return list(range(0, math.floor(duration_min) + 1, step))


def trim(value: float) -> str:
    """A coordinate to a tenth, in as few characters as it takes."""
    return f"{value:.1f}".removesuffix(".0")
