"""Charts: gaps stay gaps, the axis is round, nothing leaves the frame that matters."""

import math
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niggle.reports.charts import LineChart, Point, line_chart, points_of, scale_bar
from niggle.vocabulary.units import Scale


def _chart(points: list[Point], **changes: Any) -> LineChart:
    values: dict[str, Any] = {
        "chart_id": "c",
        "title": "Balance",
        "description": "What it shows",
        "points": points,
        "duration_min": max(point.end_min for point in points),
        "band": (49.0, 51.0),
        "onset_min": None,
        "scale": Scale("%", 1),
        "height_px": 200,
        "least_span": 3.0,
    }
    return LineChart(**(values | changes))


def _points(*values: float | None, compared: bool = True) -> list[Point]:
    return [Point(float(i), i + 1.0, value, compared) for i, value in enumerate(values)]


def _path(svg: str, name: str) -> str:
    found = re.search(rf'<path class="{name}" d="([^"]*)"', svg)
    return "" if found is None else found[1]


def test_missing_value_breaks_the_line() -> None:
    svg = line_chart(_chart(_points(50.0, 50.1, None, 50.2, 50.0)))

    assert _path(svg, "line").count("M") == 2
    assert _path(svg, "line").count("L") == 2


def test_a_pause_between_windows_breaks_the_line() -> None:
    points = [Point(0, 1, 50.0, True), Point(1, 2, 50.1, True), Point(5, 6, 50.0, True), Point(6, 7, 50.2, True)]

    assert _path(line_chart(_chart(points)), "line").count("M") == 2


def test_what_was_not_compared_is_drawn_apart_and_never_marked() -> None:
    points = [*_points(56.0, 50.5, compared=False), Point(2, 3, 50.0, True), Point(3, 4, 50.1, True)]
    svg = line_chart(_chart(points))

    assert _path(svg, "aside").count("L") == 2
    assert _path(svg, "line").count("L") == 1
    assert not _path(svg, "out")


def test_compared_points_outside_the_band_are_marked_and_its_edge_is_inside() -> None:
    svg = line_chart(_chart(_points(49.0, 51.0, 51.2, 48.0, 50.0)))

    assert _path(svg, "out").count("M") == 2


def test_without_band_and_onset_neither_is_drawn() -> None:
    svg = line_chart(_chart(_points(50.0, 50.1), band=None))

    assert 'class="band"' not in svg
    assert 'class="onset"' not in svg
    assert not _path(svg, "out")


@pytest.mark.parametrize(("onset_min", "anchor"), [(10.0, "start"), (55.0, "end")])
def test_onset_is_marked_and_its_label_stays_in_the_frame(onset_min: float, anchor: str) -> None:
    svg = line_chart(_chart(_points(*[50.0] * 60), onset_min=onset_min))

    assert f"changed at min {onset_min:.0f}" in svg
    assert re.search(rf'class="mark"[^>]*text-anchor="{anchor}"', svg)


def test_title_and_description_are_tied_to_the_image_and_escaped() -> None:
    svg = line_chart(_chart(_points(50.0, 51.0), title="<b>", description='"&'))

    assert 'role="img"' in svg
    assert 'aria-labelledby="c-t c-d"' in svg
    assert '<title id="c-t">&lt;b&gt;</title>' in svg
    assert '<desc id="c-d">&#34;&amp;</desc>' in svg


@pytest.mark.parametrize("minutes", [1, 7, 31, 60, 95, 240, 1500])
def test_time_axis_starts_at_zero_and_has_few_ticks(minutes: int) -> None:
    svg = line_chart(_chart([Point(0, float(minutes), 50.0, True)]))
    ticks = re.findall(r'text-anchor="middle">(\d+)', svg)

    assert ticks[0] == "0"
    assert 1 <= len(ticks) <= 7
    assert int(ticks[-1]) <= minutes


@given(
    st.lists(st.one_of(st.none(), st.floats(30, 70)), min_size=1, max_size=80).filter(
        lambda values: any(value is not None for value in values)
    ),
    st.floats(45, 50),
    st.floats(0.1, 5),
)
def test_compared_points_and_band_lie_within_the_frame(values: list[float | None], low: float, width: float) -> None:
    svg = line_chart(_chart(_points(*values), band=(low, low + width)))
    numbers = [float(y) for y in re.findall(r"[ML][\d.]+ (-?[\d.]+)", _path(svg, "line"))]
    edges = [float(y) for y in re.findall(r'class="edge"[^>]*y1="(-?[\d.]+)"', svg)]

    assert len(numbers) == sum(value is not None for value in values)
    assert all(0 <= y <= 200 for y in (*numbers, *edges))
    assert 1 <= len(re.findall(r'text-anchor="end">[−\d]', svg)) <= 5


def test_short_run_keeps_its_windows_and_nan_is_no_value() -> None:
    points = points_of([0.0, 60.0], [60.0, 120.0], [50.0, math.nan], [True, False], limit=10)

    assert points == [Point(0.0, 1.0, 50.0, True), Point(1.0, 2.0, None, False)]


def test_long_run_has_medians_of_what_was_compared() -> None:
    starts: list[float | None] = [60.0 * i for i in range(100)]
    values: list[float | None] = [50.0, 90.0, 52.0, 54.0, None] * 20
    is_compared = [True, False, True, True, False] * 20
    points = points_of(starts, [60.0 * i + 60 for i in range(100)], values, is_compared, limit=20)

    assert len(points) == 20
    assert {point.value for point in points} == {52.0}
    assert all(point.is_compared for point in points)
    assert [point.start_min for point in points] == list(range(0, 100, 5))


@pytest.mark.parametrize("score", [0, 3, 10])
def test_scale_bar_fills_as_many_cells_as_the_score(score: int) -> None:
    assert scale_bar(score).count('class="full"') == score
    assert scale_bar(score).count('class="empty"') == 10 - score
