"""What the plot is about, and the numbers behind it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from niggle.reports.run.figures import figures, main_metric, pain_lane
from niggle.reports.run.numbers import numbers_table
from niggle.reports.run.view import RunView
from niggle.vocabulary.columns import WINDOW_COLUMNS

BALANCE = "stance_time_balance_left_pct"


def _without(view: RunView, *names: str) -> RunView:
    empty = [None] * len(view.windows["start_s"])
    return replace(view, windows={**view.windows, **dict.fromkeys(names, empty)})


def _judged(view: RunView, verdict: str, *metrics: tuple[str, float | None, bool]) -> RunView:
    rows = [{"name": name, "z": z, "is_altered": altered} for name, z, altered in metrics]
    return replace(view, run={**view.run, "stride": {**view.run["stride"], "verdict": verdict, "metrics": rows}})


def test_balance_comes_first(run_view: RunView) -> None:
    view = _judged(run_view, "altered", (BALANCE, 0.1, False), ("cadence_spm", -5.0, True))
    assert main_metric(view) == BALANCE


def test_without_balance_the_metric_that_changed_most(run_view: RunView) -> None:
    metrics = (("stance_time_ms", 2.6, True), ("cadence_spm", -3.0, True), ("step_length_mm", 9.0, False))
    assert main_metric(_without(_judged(run_view, "altered", *metrics), BALANCE)) == "cadence_spm"


@pytest.mark.parametrize(("verdict", "name"), [("usual", "stance_time_ms"), ("insufficient_data", "cadence_spm")])
def test_without_a_change_the_most_telling_one(run_view: RunView, verdict: str, name: str) -> None:
    assert main_metric(_without(_judged(run_view, verdict, ("step_length_mm", 2.0, False)), BALANCE)) == name


def test_nothing_of_the_stride_leaves_speed_and_grade(run_view: RunView) -> None:
    stride = [name for name in WINDOW_COLUMNS if name not in ("start_s", "end_s", "usable_s", "speed_mps", "grade_pct")]
    view = _without(run_view, *stride)
    plot, small = figures(view)
    assert main_metric(view) is None
    assert plot is not None
    assert plot.name == "speed_mps"
    assert small == []


def test_what_is_in_the_plot_is_not_drawn_again(run_view: RunView) -> None:
    plot, small = figures(run_view)
    assert plot is not None
    assert not {BALANCE, "speed_mps", "grade_pct"} & {figure.name for figure in small}
    assert "Pace, min/km" in plot.svg
    assert "Grade, %" in plot.svg
    assert [kind for kind, _ in plot.pain_marks] == ["before", "first", "peak", "end"]


def test_the_description_tells_all_that_the_picture_does(run_view: RunView) -> None:
    plot, _ = figures(run_view)
    assert plot is not None
    text = plot.svg.partition("<desc")[2].partition("</desc>")[0].replace("\N{NO-BREAK SPACE}", " ")
    told = (
        "Left–right balance: measured in",
        "Usual 49.4 to 51.0 % left",
        "outside that band",
        "Pace: measured in",
        "Grade: measured in",
        "The change starts at minute 23.",
        "worst 5 of 10",
        "next morning not reported",
    )
    for part in told:
        assert part in text


@pytest.mark.parametrize(
    "pain", [None, dict.fromkeys(("before", "first", "peak", "end", "next_morning", "site", "side"))]
)
def test_no_word_on_pain_is_no_lane(run_view: RunView, pain: dict[str, Any] | None) -> None:
    view = replace(run_view, run={**run_view.run, "pain": pain})
    plot, _ = figures(view)
    assert plot is not None
    assert pain_lane(pain) is None
    assert plot.pain_marks == []
    assert "Nobody has said how it felt." in plot.svg


def test_no_pain_is_a_lane_at_zero(run_view: RunView, variant: Callable[[str], RunView]) -> None:
    lane = pain_lane(variant("usual").run["pain"])
    assert lane is not None
    assert (lane.before, lane.peak, lane.next_morning) == (0, 0, None)
    assert lane.title == "Pain, 0–10"


def test_numbers_are_those_of_the_windows(run_view: RunView) -> None:
    table = numbers_table(run_view)
    assert table is not None
    assert table.heads == ["Minutes", "Left–right balance, % left", "Pace, min/km", "Grade, %", "Against usual"]
    assert len(table.rows) == len(run_view.windows["start_s"])
    assert table.rows[0] == ["0–1", "50.2", "5:23", "0.0", "not compared"]
    assert table.rows[5][1] == "–"
    assert {row[4] for row in table.rows} == {"not compared", "within", "below", "–"}


def test_plot_and_numbers_are_in_the_units_of_the_reader(run_view: RunView) -> None:
    plot, small = figures(run_view, "imperial")
    table = numbers_table(run_view, "imperial")
    assert plot is not None
    assert table is not None
    assert "Pace, min/mile" in plot.svg
    assert table.heads[2] == "Pace, min/mile"
    assert table.rows[0][2] == "8:39"
    assert {figure.unit for figure in small if figure.name == "step_length_mm"} == {"ft"}


def test_numbers_of_a_long_run_are_medians_of_at_most_sixty_stretches(run_view: RunView) -> None:
    minutes = 500
    table = {name: [50.0] * minutes for name in WINDOW_COLUMNS}
    table |= {"start_s": [60.0 * i for i in range(minutes)], "end_s": [60.0 * i + 60 for i in range(minutes)]}
    numbers = numbers_table(replace(run_view, windows=table, is_eligible=[True] * minutes))
    assert numbers is not None
    assert 40 < len(numbers.rows) <= 60


def test_without_windows_there_are_no_numbers(variant: Callable[[str], RunView]) -> None:
    assert numbers_table(variant("without_windows")) is None
