"""The charts of a run's page: which metrics were measured, in which order, and what each shows in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from niggle.reports.charts import LineChart, Point, line_chart, points_of
from niggle.reports.run.plot import Lane, PainLane, Plot, draw_plot
from niggle.reports.run.view import RunView
from niggle.reports.told import pain_place
from niggle.reports.words import metric_value, with_unit
from niggle.vocabulary.diary import SCORES
from niggle.vocabulary.metrics import BALANCE, CONDITIONS, METRICS, QUANTITIES
from niggle.vocabulary.units import METRIC, Units

BESIDE = tuple(CONDITIONS)  # what went on beside the stride
_MAIN_HEIGHT_PX, _LANE_HEIGHT_PX, _SMALL_HEIGHT_PX = 220, 52, 84
_MAIN_LIMIT, _SMALL_LIMIT = 180, 60  # points a chart: a day's run still fits the page


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its heading, the values beside the heading, and what its marks mean.

    `pain_marks` are the kinds of marks in the lane of pain, and what each stands for.
    """

    name: str
    title: str
    unit: str
    svg: Markup
    note: str
    has_band: bool
    has_aside: bool
    has_outside: bool
    pain_marks: Sequence[tuple[str, str]] = ()


def figures(view: RunView, units: Units = METRIC) -> tuple[Figure | None, list[Figure]]:
    """The plot over the run, None when nothing was measured, and the small charts of what it does not show."""
    measured = measured_metrics(view)
    main = main_metric(view)
    lanes = [name for name in (main, *BESIDE) if name in measured]
    small = [_small(view, name, units) for name in measured if name not in lanes]
    return (_plot(view, lanes, units) if lanes else None), small


def measured_metrics(view: RunView) -> list[str]:
    """What has a value in any window, most telling first."""
    return [name for name in QUANTITIES if any(value is not None for value in view.windows.get(name, ()))]


def main_metric(view: RunView) -> str | None:
    """What the plot is about: the balance, else what the verdict rests on most, else cadence.

    None when nothing of the stride was measured.
    """
    measured = [name for name in measured_metrics(view) if name in METRICS]
    if BALANCE in measured or not measured:
        return BALANCE if measured else None
    stride = view.run["stride"]
    altered = [
        row for row in stride["metrics"] if row["name"] in measured and row["is_altered"] and row["z"] is not None
    ]
    if altered:
        return str(max(altered, key=lambda row: abs(row["z"]))["name"])
    if stride["verdict"] == "insufficient_data" and "cadence_spm" in measured:
        return "cadence_spm"
    return measured[0]


def _plot(view: RunView, names: Sequence[str], units: Units) -> Figure:
    main, *beside = names
    charts = [_chart(view, main, units, _MAIN_HEIGHT_PX, _MAIN_LIMIT)]
    charts += [_chart(view, name, units, _LANE_HEIGHT_PX, _MAIN_LIMIT) for name in beside]
    pain = pain_lane(view.run["pain"])
    words = [_description(view, name, chart, units) for name, chart in zip(names, charts, strict=True)]
    plot = Plot(
        plot_id=f"plot-{main}",
        title=", ".join(QUANTITIES[name].title for name in names) + (" and pain" if pain else ""),
        description=" ".join([*words, *_onset_words(view), _pain_words(pain)]),
        lanes=[Lane(_axis_title(name, units), chart) for name, chart in zip(names, charts, strict=True)],
        pain=pain,
    )
    return _figure(view, main, charts[0], draw_plot(plot), units, list(_pain_marks(pain)))


def _small(view: RunView, name: str, units: Units) -> Figure:
    chart = _chart(view, name, units, _SMALL_HEIGHT_PX, _SMALL_LIMIT)
    return _figure(view, name, chart, line_chart(chart), units, [])


def _figure(
    view: RunView, name: str, chart: LineChart, svg: Markup, units: Units, pain_marks: Sequence[tuple[str, str]]
) -> Figure:
    quantity = QUANTITIES[name]
    outside, compared = _outside(chart.points, chart.band)
    return Figure(
        name=name,
        title=quantity.title,
        unit=quantity.shown_as(units),
        svg=svg,
        note=_usual(name, view.bands.get(name), units),
        has_band=chart.band is not None,
        has_aside=any(not point.is_compared and point.value is not None for point in chart.points),
        has_outside=chart.band is not None and outside > 0 and compared > 0,
        pain_marks=pain_marks,
    )


def _chart(view: RunView, name: str, units: Units, height_px: int, limit: int) -> LineChart:
    quantity = QUANTITIES[name]
    points = metric_points(view, name, limit=limit)
    onset_s = view.run["stride"]["onset_s"]
    chart = LineChart(
        chart_id=f"chart-{name}",
        title=f"{quantity.title} over the run",
        description="",
        points=points,
        duration_min=max(point.end_min for point in points),
        band=view.bands.get(name),
        onset_min=None if onset_s is None else onset_s / 60,
        scale=quantity.scales[units],
        height_px=height_px,
        least_span=quantity.axis_within,
    )
    return replace(chart, description=" ".join([_description(view, name, chart, units), *_onset_words(view)]))


def metric_points(view: RunView, name: str, *, limit: int) -> list[Point]:
    """The windows as points of one metric."""
    return points_of(
        view.windows["start_s"],
        view.windows["end_s"],
        view.windows[name],
        # What went on beside the stride was not compared at all, so nothing of it is left out.
        [True] * len(view.windows["start_s"]) if name in BESIDE else view.is_eligible,
        limit=limit,
    )


def pain_lane(pain: Mapping[str, Any] | None) -> PainLane | None:
    """The scores of a run's pain as a lane; None when nobody gave one."""
    scores = {} if pain is None else {one.name: pain[one.name] for one in SCORES if pain[one.name] is not None}
    if pain is None or not scores:
        return None
    where = pain_place(pain["site"], pain["side"]) if pain["site"] is not None else ""
    title = f"Pain, 0–10{': ' if where else ''}{where}"
    return PainLane(title=title, **{one.name: scores.get(one.name) for one in SCORES})


def _pain_marks(pain: PainLane | None) -> Iterator[tuple[str, str]]:
    for one in SCORES:
        if pain is not None and getattr(pain, one.name) is not None:
            yield one.name, "worst, at some minute" if one.name == "peak" else one.short.lower()


def _pain_words(pain: PainLane | None) -> str:
    if pain is None:
        return "Nobody has said how it felt."
    known = [(one.short.lower(), getattr(pain, one.name)) for one in SCORES]
    told = [f"{title} {'not reported' if score is None else f'{score} of 10'}" for title, score in known]
    return f"Pain: {', '.join(told)}."


def _onset_words(view: RunView) -> Iterator[str]:
    onset_s = view.run["stride"]["onset_s"]
    if onset_s is not None:
        yield f"The change starts at minute {onset_s / 60:.0f}."


def _axis_title(name: str, units: Units) -> str:
    return f"{QUANTITIES[name].title}, {QUANTITIES[name].shown_as(units)}"


def _usual(name: str, expected: tuple[float, float] | None, units: Units) -> str:
    if expected is None:
        return ""
    quantity = QUANTITIES[name]
    low, high = map(quantity.scales[units].text, expected)
    return f"usual {with_unit(f'{low} to {high}', quantity.shown_as(units))}"


def _outside(points: Sequence[Point], band: tuple[float, float] | None) -> tuple[int, int]:
    """How many of the compared points lie outside the band, and how many were compared."""
    values = [point.value for point in points if point.is_compared and point.value is not None]
    if band is None:
        return 0, len(values)
    return sum(not band[0] <= value <= band[1] for value in values), len(values)


def _description(view: RunView, name: str, chart: LineChart, units: Units) -> str:
    values = [value for value in view.windows[name] if value is not None]
    text = (
        f"{QUANTITIES[name].title}: measured in {len(values)} of {len(view.windows['start_s'])} stretches of the run,"
        f" from {metric_value(name, min(values), units)} to {metric_value(name, max(values), units)}."
    )
    if chart.band is None:
        return text
    outside, compared = _outside(chart.points, chart.band)
    usual = _usual(name, view.bands[name], units).capitalize()
    return f"{text} {usual} for this run. {outside} of {compared} compared points lie outside that band."
