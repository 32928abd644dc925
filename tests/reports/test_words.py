"""Words and numbers: signs, missing values, and the vocabulary of the other rooms."""

from typing import get_args

import pytest

from niggle.columns import METRIC_COLUMNS
from niggle.pain.model import SIDES, SITES
from niggle.reports import words
from niggle.stride.model import Pattern
from niggle.triage.model import STATUS_ORDER


def test_every_status_and_metric_of_the_house_has_words() -> None:
    assert tuple(words.STATUSES) == STATUS_ORDER[::-1]
    assert set(METRIC_COLUMNS) <= set(words.METRICS)


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
    assert words.number(value, digits) == plain
    assert words.signed(value, digits) == signed


def test_metric_values_carry_their_unit_on_the_same_line() -> None:
    assert words.metric_value("step_length_mm", 1088.0) == "1.09\N{NO-BREAK SPACE}m"
    assert words.metric_value("stance_time_balance_left_pct", 49.96).replace("\N{NO-BREAK SPACE}", " ") == "50.0 % left"
    assert words.metric_value("cadence_spm", None) == "no value"
    assert words.metric_value("new_metric_x", 1.0) == "1.0"


@pytest.mark.parametrize(
    ("seconds", "text"), [(None, "duration not known"), (0.0, "0 min"), (2511.0, "42 min"), (3899.0, "1 h 05 min")]
)
def test_durations(seconds: float | None, text: str) -> None:
    assert words.duration(seconds).replace("\N{NO-BREAK SPACE}", " ") == text


@pytest.mark.parametrize("site", [*SITES, None])
@pytest.mark.parametrize("side", [*SIDES, None])
def test_every_place_of_pain_has_words(site: str | None, side: str | None) -> None:
    text = words.pain_place(site, side)

    assert text[0].isupper()
    assert "_" not in text


def test_places() -> None:
    assert words.pain_place("achilles", "left") == "Left Achilles"
    assert words.pain_place("lower_back", "none") == "Lower back"
    assert words.pain_place("shin", "both") == "Shin, both sides"
    assert words.pain_place("other", "left") == "Another place, left"
    assert words.pain_place(None, "left") == "Place not given"


def test_load_says_what_is_not_known_and_keeps_zero() -> None:
    unknown = dict.fromkeys(("longest_30d_m", "distance_over_longest_pct", "minutes_7d", "is_reduced"))
    assert len(words.load_sentences(unknown)) == 3

    known = {"longest_30d_m": 12000.0, "distance_over_longest_pct": 0.0, "minutes_7d": 0.0, "is_reduced": True}
    sentences = " ".join(words.load_sentences(known)).replace("\N{NO-BREAK SPACE}", " ")
    assert "This one was as long." in sentences
    assert "0 min of running" in sentences
    assert "Training is reduced" in sentences


def test_every_pattern_of_the_verdict_has_words() -> None:
    assert set(words.PATTERNS) == set(get_args(Pattern.__value__))
