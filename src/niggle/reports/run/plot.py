"""One picture of a run: a metric over its band, and beneath it, on the same minutes, what went on beside it.

The lanes share one width, so a minute is at the same place in all of them; lines at round minutes and the onset run
through from top to bottom. Pain is a step of marks, told apart by shape: what was before and what came the next
morning stand outside the run, and the worst, whose minute nobody knows, is a level line with a word.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from niggle.reports.charts import Drawing, LineChart, picture, time_ticks, trim

MOST_PAIN = 10
FIRST_MIN = 10.0  # what the diary calls first

_AXIS_PX, _TITLE_PX = 24, 30  # below the main chart for its minutes; above a lane for its title
_PAIN_TOP_PX, _PAIN_STEP_PX, _PAIN_BOTTOM_PX = 18, 8, 18
_BESIDE_PX = 24  # how far outside the frame the next morning stands; before stands half as far


@dataclass(frozen=True, slots=True)
class Lane:
    """A chart of the plot, with the words above it; those of the first stand outside the picture."""

    title: str
    chart: LineChart


@dataclass(frozen=True, slots=True, kw_only=True)
class PainLane:
    """Scores of 0 to 10 around a run; None is not drawn."""

    title: str
    before: int | None
    first: int | None
    peak: int | None
    end: int | None
    next_morning: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """What the picture shows: at least one lane, all of one duration; the first is the main one."""

    plot_id: str
    title: str
    description: str
    lanes: Sequence[Lane]
    pain: PainLane | None


def draw_plot(plot: Plot) -> Markup:
    """The plot as an `<svg>` element with a title and a description for who cannot see it."""
    main, *others = plot.lanes
    parts = [*_main(main)]
    y = float(main.chart.height_px + _AXIS_PX)
    for lane in others:
        y += _TITLE_PX
        parts += _at(y, [*_words_above(lane.title), *_lane(lane)])
        y += lane.chart.height_px
    if plot.pain is not None:
        y += _TITLE_PX
        parts += _at(y, [*_words_above(plot.pain.title), *_pain(plot.pain, main.chart.duration_min)])
        y += pain_y_px(0) + _PAIN_BOTTOM_PX
    through = [*_minutes(main.chart, y), *_onset(main.chart, y)]
    return picture(plot.plot_id, plot.title, plot.description, y, [*through, *parts])


def pain_y_px(score: float) -> float:
    """Where a score is in the lane of pain, in pixels from its top."""
    return _PAIN_TOP_PX + _PAIN_STEP_PX * (MOST_PAIN - score)


def _main(lane: Lane) -> Iterator[str]:
    draw = Drawing(lane.chart)
    yield from draw.expected_band()
    yield from draw.value_axis()
    yield from draw.time_axis()
    yield from draw.lines()
    yield from draw.onset()


def _lane(lane: Lane) -> Iterator[str]:
    draw = Drawing(lane.chart)
    bottom = lane.chart.height_px
    yield from draw.value_axis()
    yield f'<line class="axis" x1="0" x2="100%" y1="{bottom}" y2="{bottom}"/>'
    yield from draw.lines()


def _at(y: float, parts: Sequence[str]) -> Iterator[str]:
    yield f'<g transform="translate(0 {trim(y)})">'
    yield from parts
    yield "</g>"


def _words_above(title: str) -> Iterator[str]:
    yield f'<text class="lane" x="0" y="-9">{escape(title)}</text>'


def _minutes(chart: LineChart, height_px: float) -> Iterator[str]:
    for tick in time_ticks(chart.duration_min):
        x = f"{trim(100 * tick / chart.duration_min)}%"
        yield f'<line class="minute" x1="{x}" x2="{x}" y1="0" y2="{trim(height_px)}"/>'


def _onset(chart: LineChart, height_px: float) -> Iterator[str]:
    """The mark of the onset from the main chart's minutes on down; the chart draws the rest of it."""
    if chart.onset_min is None or not 0 <= chart.onset_min <= chart.duration_min:
        return
    x = f"{trim(100 * chart.onset_min / chart.duration_min)}%"
    top = chart.height_px + _AXIS_PX
    if height_px > top:
        yield f'<line class="onset through" x1="{x}" x2="{x}" y1="{top}" y2="{trim(height_px)}"/>'


def _pain(pain: PainLane, duration_min: float) -> Iterator[str]:
    for tick in (0, 5, MOST_PAIN):
        y = trim(pain_y_px(tick))
        yield f'<line class="{"grid" if tick else "axis"}" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
        yield f'<text x="{-_BESIDE_PX}" y="{y}" dy=".35em" text-anchor="end">{tick}</text>'
    if pain.peak is not None:
        y = trim(pain_y_px(pain.peak))
        yield f'<line class="pain-peak" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
        yield f'<text class="score" x="50%" y="{y}" dy="-5" text-anchor="middle">worst {pain.peak}</text>'
    if pain.before is not None:
        x, y = -_BESIDE_PX // 2, trim(pain_y_px(pain.before))
        yield f'<circle class="pain-before" cx="{x}" cy="{y}" r="4"/>'
        yield _number(pain.before, "0", x)
    if pain.first is not None:
        share, y = 100 * min(FIRST_MIN / duration_min, 1), trim(pain_y_px(pain.first))
        yield f'<line class="pain-first" x1="0" x2="{trim(share)}%" y1="{y}" y2="{y}"/>'
        yield _number(pain.first, f"{trim(share / 2)}%")
    if pain.end is not None:
        yield f'<circle class="pain-end" cx="100%" cy="{trim(pain_y_px(pain.end))}" r="4.5"/>'
        yield _number(pain.end, "100%")
    if pain.next_morning is not None:
        y = trim(pain_y_px(pain.next_morning))
        diamond = f'<path class="pain-next_morning" d="M{_BESIDE_PX} -5.5l5 5.5-5 5.5-5-5.5z"/>'
        yield f'<svg x="100%" y="{y}" overflow="visible">{diamond}</svg>'
        yield _number(pain.next_morning, "100%", _BESIDE_PX)


def _number(score: int, x: str, shift_px: int = 0) -> str:
    """A score below its mark."""
    shift = f' dx="{shift_px}"' if shift_px else ""
    return (
        f'<text class="score" x="{x}"{shift} y="{trim(pain_y_px(score))}" dy="16" text-anchor="middle">{score}</text>'
    )
