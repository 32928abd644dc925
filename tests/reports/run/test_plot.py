"""The plot over a run: every lane on the same minutes, every mark inside its frame, nothing at an invented minute."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niggle.reports.charts import LineChart, Point
from niggle.reports.run.plot import Lane, PainLane, Plot, draw_plot, pain_y_px
from niggle.vocabulary.units import Scale

SCORES = st.one_of(st.none(), st.integers(0, 10))


def _chart(minutes: int, height_px: int, onset_min: float | None = None) -> LineChart:
    points = [Point(float(i), i + 1.0, 50.0 + i % 3, True) for i in range(minutes)]
    return LineChart(
        chart_id="c", title="", description="", points=points, duration_min=float(minutes), band=(49.0, 51.0),
        onset_min=onset_min, scale=Scale("%", 1), height_px=height_px, least_span=3.0,
    )  # fmt: skip


def _pain(**scores: int | None) -> PainLane:
    known = dict.fromkeys(("before", "first", "peak", "end", "next_morning"))
    return PainLane(title="Pain, 0–10: Left calf", **{**known, **scores})


def _plot(minutes: int = 40, *, onset_min: float | None = None, pain: PainLane | None = None, lanes: int = 3) -> str:
    charts = [_chart(minutes, 220 if index == 0 else 52, onset_min) for index in range(lanes)]
    return draw_plot(
        Plot(
            plot_id="p",
            title="Balance & <co>",
            description="What it shows",
            lanes=[Lane(f"lane {index}", chart) for index, chart in enumerate(charts)],
            pain=pain,
        )
    )


def _height(svg: str) -> float:
    return float(re.search(r'<svg class="chart"[^>]* height="([\d.]+)"', svg)[1])


def _tops(svg: str) -> list[float]:
    return [float(top) for top in re.findall(r'<g transform="translate\(0 ([\d.]+)\)">', svg)]


def test_lanes_share_one_width_and_stand_one_below_the_other() -> None:
    svg = _plot(pain=_pain(peak=3))
    boxes = re.findall(r'<svg viewBox="0 0 (\d+) (\d+)" preserveAspectRatio="none" width="100%" height="(\d+)">', svg)
    paths = re.findall(r'<path class="line" d="([^"]*)"', svg)
    tops = _tops(svg)

    assert [(width, height == own) for width, height, own in boxes] == [("1000", True)] * 3
    assert len({tuple(re.findall(r"[ML](\d+) ", path)) for path in paths}) == 1  # the same minutes at the same places
    assert tops == sorted(tops)
    assert len(tops) == 3
    assert tops[0] >= 220
    assert tops[1] >= tops[0] + 52
    assert tops[2] >= tops[1] + 52
    assert _height(svg) >= tops[2] + pain_y_px(0)


def test_minutes_and_onset_run_through_all_lanes_at_one_place() -> None:
    svg = _plot(onset_min=10.0, pain=_pain(peak=3))
    through = re.findall(r'class="onset[^"]*" x1="([\d.]+%)" x2="([\d.]+%)" y1="([\d.]+)" y2="([\d.]+)"', svg)
    ticks = re.findall(r'class="minute" x1="([\d.]+)%" x2="[\d.]+%" y1="0" y2="([\d.]+)"', svg)

    assert {place for left, right, _, _ in through for place in (left, right)} == {"25%"}
    assert min(float(top) for _, _, top, _ in through) == 0
    assert max(float(bottom) for _, _, _, bottom in through) == _height(svg)
    assert svg.count("changed at min 10") == 1
    assert {float(bottom) for _, bottom in ticks} == {_height(svg)}
    assert [float(x) for x, _ in ticks] == [100 * minute / 40 for minute in (0, 10, 20, 30, 40)]


def test_without_an_onset_and_pain_neither_is_drawn() -> None:
    svg = _plot()

    assert "onset" not in svg
    assert "pain-" not in svg
    assert len(_tops(svg)) == 2


@pytest.mark.parametrize("minutes", [4, 10, 40, 240])
def test_the_first_ten_minutes_end_where_they_end(minutes: int) -> None:
    svg = _plot(minutes, pain=_pain(first=3))
    (found,) = re.findall(r'class="pain-first" x1="0" x2="([\d.]+)%"', svg)

    assert float(found) == pytest.approx(min(100 * 10 / minutes, 100), abs=0.06)


def test_the_worst_is_a_level_line_with_a_word_and_no_minute() -> None:
    svg = _plot(pain=_pain(peak=7))
    (line,) = re.findall(r'<line class="pain-peak" x1="0" x2="100%" y1="([\d.]+)" y2="([\d.]+)"/>', svg)

    assert line[0] == line[1] == f"{pain_y_px(7):g}"
    assert ">worst 7</text>" in svg


def test_before_and_the_next_morning_stand_outside_the_run() -> None:
    svg = _plot(pain=_pain(before=1, end=4, next_morning=2))

    assert re.search(r'class="pain-before" cx="-\d+"', svg)
    assert re.search(r'class="pain-end" cx="100%"', svg)
    assert re.search(r'<svg x="100%" y="[\d.]+" overflow="visible"><path class="pain-next_morning" d="M\d+ ', svg)
    assert re.search(r'x="100%" dx="\d+" y="[\d.]+" dy="16" text-anchor="middle">2<', svg)


@given(SCORES, SCORES, SCORES, SCORES, SCORES)
def test_what_is_known_is_drawn_once_at_its_level_and_nothing_else(
    before: int | None, first: int | None, peak: int | None, end: int | None, next_morning: int | None
) -> None:
    scores = {"before": before, "first": first, "peak": peak, "end": end, "next_morning": next_morning}
    svg = _plot(pain=_pain(**scores))

    for name, score in scores.items():
        assert svg.count(f'class="pain-{name}"') == (score is not None)
    numbers = [float(y) for y in re.findall(r'class="score"[^>]* y="([\d.]+)"', svg)]
    assert sorted(numbers) == sorted(pain_y_px(score) for score in scores.values() if score is not None)
    assert all(0 < y < pain_y_px(0) + 0.01 for y in numbers)


def test_more_pain_is_higher_up() -> None:
    levels = [pain_y_px(score) for score in range(11)]

    assert levels == sorted(levels, reverse=True)
    assert levels[-1] > 0


def test_title_description_and_lane_titles_are_there_and_escaped() -> None:
    svg = _plot(pain=PainLane(title="<b>", before=None, first=None, peak=1, end=None, next_morning=None))

    assert '<title id="p-t">Balance &amp; &lt;co&gt;</title><desc id="p-d">What it shows</desc>' in svg
    assert re.findall(r'class="lane"[^>]*>([^<]*)<', svg) == ["lane 1", "lane 2", "&lt;b&gt;"]
