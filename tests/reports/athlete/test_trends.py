"""Trends: what is drawn, and what it says in words."""

import re
from dataclasses import replace
from datetime import timedelta

from niggle.reports.athlete.trends import trend_figures, usual_of


def svg_of(trend):
    (figure,) = trend_figures([trend])
    assert figure.svg is not None
    return figure, str(figure.svg)


def test_each_run_is_a_mark_and_what_is_altered_has_a_shape_of_its_own(make_trend):
    figure, svg = svg_of(make_trend("stance_time_balance_left_pct", [50.0, 50.2, 50.1, 50.3, 50.2, 52.5]))
    assert svg.count('class="dot open"') == 2  # nothing was expected of them
    assert svg.count('class="dot"') == 3
    assert svg.count('class="off"') == 1
    assert (figure.has_band, figure.has_learning, figure.has_altered, figure.has_change) == (True,) * 4


def test_the_chart_says_in_words_what_it_shows(make_trend):
    _, svg = svg_of(make_trend("stance_time_balance_left_pct", [50.0, 50.2, 50.1, 50.3, 50.2, 52.5]))
    told = re.search(r"<desc[^>]*>(.*?)</desc>", svg)
    assert told is not None
    assert "6 runs from 16 Feb to 3 Mar" in told[1].replace("\N{NO-BREAK SPACE}", " ")
    assert "Not the usual stride: 3" in told[1]
    assert "The sensor changed once." in told[1]


def test_another_sensor_is_marked_in_a_word(make_trend):
    trend = make_trend("stance_time_balance_left_pct", [50.0] * 12)
    _, svg = svg_of(trend)
    assert svg.count('class="change"') == 1
    assert ">new strap<" in svg
    back = [*trend.points[:8], *(replace(point, sensor="garmin:hrm_pro:a") for point in trend.points[8:])]
    assert ">other strap<" in svg_of(replace(trend, points=back))[1]


def test_no_words_lie_upon_others(make_trend):
    trend = make_trend("stance_time_ms", [250.0 + number % 3 for number in range(20)])
    flipping = [replace(point, sensor=f"garmin:hrm_pro:{number % 2}") for number, point in enumerate(trend.points)]
    _, svg = svg_of(replace(trend, points=flipping))
    assert svg.count('class="change"') == 19
    assert 1 <= svg.count('class="word"') <= 4


def test_the_band_breaks_where_nothing_was_run_for_weeks(make_trend):
    trend = make_trend("cadence_spm", [170.0] * 8)
    points = [replace(point, band=(168.0, 172.0)) for point in trend.points]
    assert svg_of(replace(trend, points=points))[1].count("Z") == 1
    later = [*points[:4], *(replace(point, at=point.at + timedelta(days=20)) for point in points[4:])]
    assert svg_of(replace(trend, points=later))[1].count("Z") == 2


def test_one_strap_far_off_does_not_flatten_the_rest(make_trend):
    trend = make_trend("stance_time_balance_left_pct", [50.0, 50.2, 50.1, 50.3, 50.2, 50.4])
    far = [*trend.points[:5], replace(trend.points[5], value=41.0)]
    _, svg = svg_of(replace(trend, points=far))
    ticks = [float(text) for text in re.findall(r'text-anchor="end">([\d.]+)<', svg)]
    assert min(ticks) > 46
    assert "from 41.0" in svg


def test_few_runs_are_told_and_not_drawn(make_trend):
    (figure,) = trend_figures([make_trend("cadence_spm", [170.0, 172.0])])
    assert figure.svg is None
    assert "steps/min so far" in figure.meaning
    assert trend_figures([]) == []


def test_what_the_numbers_mean_ends_with_what_is_usual(make_trend):
    trend = make_trend("stance_time_balance_left_pct", [50.0, 51.0, 50.5])
    plain = usual_of(trend).replace("\N{WORD JOINER}", "").replace("\N{NO-BREAK SPACE}", " ")
    assert plain == "usually 49.5–50.5 %"
    learning = replace(trend, points=[replace(point, band=None) for point in trend.points])
    assert "still being learnt" in usual_of(learning)


def test_where_another_niggle_keeps_the_band_nothing_is_said_to_be_learnt(make_trend):
    trend = make_trend("stance_time_balance_left_pct", [50.0, 51.0, 50.5, 52.5])
    points = [replace(point, band=None) for point in trend.points]
    figure, svg = svg_of(replace(trend, points=points, is_shared=True))
    assert figure.meaning.endswith("the usual band is not among what is shared")
    assert not figure.has_learning
    assert "dot open" not in svg
    assert "learn" not in svg


def test_balance_comes_first(make_trend):
    names = ("cadence_spm", "stance_time_balance_left_pct", "stance_time_ms")
    figures = trend_figures([make_trend(name, [50.0, 51.0, 52.0]) for name in names])
    assert [figure.name for figure in figures] == ["stance_time_balance_left_pct", "cadence_spm", "stance_time_ms"]


def test_runs_of_one_day_and_equal_values_can_be_drawn(make_trend):
    trend = make_trend("flight_time_ms", [100.0] * 4)
    same = [replace(point, at=trend.points[0].at, band=(100.0, 100.0)) for point in trend.points]
    _, svg = svg_of(replace(trend, points=same))
    assert not re.search(r"\b(nan|inf)\b", svg)
