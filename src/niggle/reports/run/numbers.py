"""The numbers behind the plot as a table, for whoever cannot see it or wants to read them."""

from collections.abc import Sequence
from dataclasses import dataclass

from niggle.reports.charts import Point
from niggle.reports.run.figures import BESIDE, main_metric, measured_metrics, metric_points
from niggle.reports.run.view import RunView
from niggle.vocabulary.metrics import QUANTITIES
from niggle.vocabulary.units import METRIC, Units, number

_MOST_ROWS = 60
_NOTHING = "–"


@dataclass(frozen=True, slots=True)
class NumbersTable:
    """Column heads, and one row a stretch of the run: its minutes, the values, and how the main one compares."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


def numbers_table(view: RunView, units: Units = METRIC) -> NumbersTable | None:
    """The windows that the plot is drawn from, at most 60 rows; a longer run has medians. None without any."""
    measured = measured_metrics(view)
    main = main_metric(view)
    names = [name for name in (main, *BESIDE) if name is not None and name in measured]
    if not names:
        return None
    series = [metric_points(view, name, limit=_MOST_ROWS) for name in names]
    heads = [f"{QUANTITIES[name].title}, {QUANTITIES[name].shown_as(units)}" for name in names]
    band = None if main is None else view.bands.get(main)
    rows = []
    for points in zip(*series, strict=True):
        cells = [_cell(name, point, units) for name, point in zip(names, points, strict=True)]
        compared = [_against(points[0], band)] if main is not None else []
        rows.append([f"{number(points[0].start_min, 0)}–{number(points[0].end_min, 0)}", *cells, *compared])
    return NumbersTable(["Minutes", *heads, *(["Against usual"] if main is not None else [])], rows)


def _cell(name: str, point: Point, units: Units) -> str:
    return _NOTHING if point.value is None else QUANTITIES[name].scales[units].text(point.value)


def _against(point: Point, band: tuple[float, float] | None) -> str:
    if point.value is None or band is None:
        return _NOTHING
    if not point.is_compared:
        return "not compared"
    low, high = band
    return "below" if point.value < low else "above" if point.value > high else "within"
