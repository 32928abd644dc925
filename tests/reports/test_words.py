"""Numbers, units and what is not known, as pages show them."""

import pytest

from niggle.reports import words
from niggle.vocabulary.units import number


@pytest.mark.parametrize(
    ("value", "digits", "plain", "signed"),
    [
        (1.75, 1, "1.8", "+1.8"),
        (-1.75, 1, "−1.8", "−1.8"),
        (-0.04, 1, "0.0", "0.0"),
        (0.0, 0, "0", "0"),
        (10.0, 0, "10", "+10"),
    ],
)
def test_numbers_have_true_signs(value: float, digits: int, plain: str, signed: str) -> None:
    assert number(value, digits) == plain
    assert words.signed(value, digits) == signed


def test_metric_values_carry_their_unit_on_the_same_line() -> None:
    assert words.metric_value("step_length_mm", 1088.0) == "1.09\N{NO-BREAK SPACE}m"
    assert words.metric_value("stance_time_balance_left_pct", 49.96).replace("\N{NO-BREAK SPACE}", " ") == "50.0 % left"
    assert words.metric_value("cadence_spm", None) == "no value"


def test_a_difference_of_shares_is_in_points_and_any_other_in_per_cent() -> None:
    assert words.metric_difference(1.66, "pp") == "+1.7\N{NO-BREAK SPACE}points"
    assert words.metric_difference(-3.0, "%") == "−3.0\N{NO-BREAK SPACE}%"


@pytest.mark.parametrize(
    ("seconds", "text"), [(None, "duration not known"), (0.0, "0 min"), (2511.0, "42 min"), (3899.0, "1 h 05 min")]
)
def test_durations(seconds: float | None, text: str) -> None:
    assert words.duration(seconds).replace("\N{NO-BREAK SPACE}", " ") == text


def test_load_says_what_is_not_known_and_keeps_zero() -> None:
    unknown = dict.fromkeys(("longest_30d_m", "distance_over_longest_pct", "minutes_7d", "is_reduced"))
    assert len(words.load_sentences(unknown)) == 3

    known = {"longest_30d_m": 12000.0, "distance_over_longest_pct": 0.0, "minutes_7d": 0.0, "is_reduced": True}
    sentences = " ".join(words.load_sentences(known)).replace("\N{NO-BREAK SPACE}", " ")
    assert "This one was as long." in sentences
    assert "0 min of running" in sentences
    assert "Training is reduced" in sentences
