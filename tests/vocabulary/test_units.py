"""Numbers with their units: one formatter a quantity, and what is kept in metric turned into miles and feet."""

import pytest

from niggle.vocabulary.metrics import CONDITIONS, METRICS
from niggle.vocabulary.units import UNITS, distance, in_units, units_named


@pytest.mark.parametrize(
    ("name", "value", "metric", "imperial"),
    [
        ("speed_mps", 3.0, "5:33 min/km", "8:56 min/mile"),
        ("speed_mps", 0.0, "– min/km", "– min/mile"),
        ("speed_mps", 2.7797, "6:00 min/km", "9:39 min/mile"),  # never 5:60
        ("step_length_mm", 1103.0, "1.10 m", "3.62 ft"),
        ("vertical_oscillation_mm", 92.0, "9.2 cm", "3.62 in"),
        ("stance_time_ms", 245.4, "245 ms", "245 ms"),
    ],
)
def test_a_quantity_is_shown_in_the_units_of_the_reader(name: str, value: float, metric: str, imperial: str) -> None:
    scales = {**METRICS, **CONDITIONS}[name].scales
    assert (scales["metric"].with_unit(value), scales["imperial"].with_unit(value)) == (metric, imperial)


def test_distances() -> None:
    assert (distance(8012.0), distance(8012.0, "imperial")) == ("8.0 km", "5.0 mi")
    assert distance(None, "imperial") == "distance not known"


@pytest.mark.parametrize(
    ("text", "imperial"),
    [
        (
            "step length 1.10 m, usually 1.15\N{NO-BREAK SPACE}m",
            "step length 3.61 ft, usually 3.77\N{NO-BREAK SPACE}ft",
        ),
        ("vertical oscillation 9.2 cm.", "vertical oscillation 3.62 in."),
        ("your longest was 12.0 km", "your longest was 7.5 mi"),
        ("after about 12 min, 51.9 %, 245 ms, 3.0 m/s", "after about 12 min, 51.9 %, 245 ms, 3.0 m/s"),
    ],
)
def test_lengths_in_a_kept_text_are_converted_and_nothing_else_is(text: str, imperial: str) -> None:
    assert in_units(text, "imperial") == imperial
    assert in_units(text, "metric") == text


def test_only_systems_that_there_are_have_a_name() -> None:
    assert [units_named(name) for name in (*UNITS, "furlongs", "", None)] == ["metric", "imperial", None, None, None]
