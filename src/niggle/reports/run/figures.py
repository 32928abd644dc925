"""The charts of a run's page: which metrics were measured, in which order, and what each shows in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from niggle.reports.charts import LineChart, Point, line_chart, points_of
from niggle.reports.run.view import RunView
from niggle.reports.words import METRICS, metric_value, metric_words, number, with_unit

MAIN_METRIC = "stance_time_balance_left_pct"
_MAIN_HEIGHT_PX, _SMALL_HEIGHT_PX = 230, 84
_MAIN_LIMIT, _SMALL_LIMIT = 180, 60  # points a chart: a day's run still fits the page

# The least an axis spans, in the metric's own unit, so that noise does not look like a mountain range.
_LEAST_SPANS: Mapping[str, float] = {
    "stance_time_balance_left_pct": 3.0,
    "stance_time_ms": 40.0,
    "cadence_spm": 12.0,
    "step_length_mm": 150.0,
    "vertical_oscillation_mm": 15.0,
    "vertical_ratio_pct": 1.5,
    "duty_factor_pct": 4.0,
    "flight_time_ms": 40.0,
    "speed_mps": 0.6,
    "grade_pct": 4.0,
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One chart with its heading, the values beside the heading, and what its marks mean."""

    name: str
    title: str
    unit: str
    svg: Markup
    note: str
    has_band: bool
    has_aside: bool
    has_outside: bool
    has_onset: bool


def figures(view: RunView) -> tuple[Figure | None, list[Figure]]:
    """The chart of stance balance, None when it was not measured, and the smaller ones of all else that was."""
    measured = [name for name in METRICS if any(value is not None for value in view.windows.get(name, ()))]
    small = [_figure(view, name, is_main=False) for name in measured if name != MAIN_METRIC]
    return (_figure(view, MAIN_METRIC, is_main=True) if MAIN_METRIC in measured else None), small


def _figure(view: RunView, name: str, *, is_main: bool) -> Figure:
    words = metric_words(name)
    points = points_of(
        view.windows["start_s"],
        view.windows["end_s"],
        [None if value is None else value * words.factor for value in view.windows[name]],
        view.is_eligible,
        limit=_MAIN_LIMIT if is_main else _SMALL_LIMIT,
    )
    expected = view.bands.get(name)
    band = None if expected is None else (expected[0] * words.factor, expected[1] * words.factor)
    onset_s = view.run["stride"]["onset_s"]
    outside, compared = _outside(points, band)
    chart = LineChart(
        chart_id=f"chart-{name}",
        title=f"{words.title} over the run",
        description=_description(view, name, points, band),
        points=points,
        duration_min=max(point.end_min for point in points),
        band=band,
        onset_min=None if onset_s is None else onset_s / 60,
        digits=words.digits,
        height_px=_MAIN_HEIGHT_PX if is_main else _SMALL_HEIGHT_PX,
        least_span=_LEAST_SPANS.get(name, 1.0) * words.factor,
    )
    return Figure(
        name=name,
        title=words.title,
        unit=words.unit,
        svg=line_chart(chart),
        note=_usual(name, expected),
        has_band=band is not None,
        has_aside=any(not point.is_compared and point.value is not None for point in points),
        has_outside=band is not None and outside > 0 and compared > 0,
        has_onset=onset_s is not None,
    )


def _usual(name: str, expected: tuple[float, float] | None) -> str:
    if expected is None:
        return ""
    words = metric_words(name)
    low, high = (number(value * words.factor, words.digits) for value in expected)
    return f"usual {with_unit(f'{low} to {high}', words.unit)}"


def _outside(points: Sequence[Point], band: tuple[float, float] | None) -> tuple[int, int]:
    """How many of the compared points lie outside the band, and how many were compared."""
    values = [point.value for point in points if point.is_compared and point.value is not None]
    if band is None:
        return 0, len(values)
    return sum(not band[0] <= value <= band[1] for value in values), len(values)


def _description(view: RunView, name: str, points: Sequence[Point], band: tuple[float, float] | None) -> str:
    values = [value for value in view.windows[name] if value is not None]
    sentences = [
        f"Measured in {len(values)} of {len(view.windows['start_s'])} stretches of the run,"
        f" from {metric_value(name, min(values))} to {metric_value(name, max(values))}."
    ]
    if band is not None:
        outside, compared = _outside(points, band)
        usual = _usual(name, view.bands[name])
        sentences.append(
            f"{usual.capitalize()} for this run. {outside} of {compared} compared points lie outside that band."
        )
    onset_s = view.run["stride"]["onset_s"]
    if onset_s is not None:
        sentences.append(f"The change starts at minute {onset_s / 60:.0f}.")
    return " ".join(sentences)
