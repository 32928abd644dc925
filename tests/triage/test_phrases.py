from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from niggle.triage.phrases import hours_text, label_text, place_text, points, reason_text, stride_sentence, stride_text

type Make = Callable[..., Any]


@pytest.mark.parametrize(
    ("site", "side", "place"),
    [
        ("achilles", "left", "your left Achilles"),
        ("calf", "both", "both calves"),
        ("lower_back", "none", "your lower back"),
        ("knee", None, "your knee"),
        ("other", "right", "your right sore spot"),
        (None, None, "your sore spot"),
    ],
)
def test_places_read_as_one_says_them(site: str | None, side: str | None, place: str, report: Make) -> None:
    assert place_text(report(site=site, side=side)) == place
    assert label_text(report(site=site, side=side)) == place.removeprefix("your ")


@pytest.mark.parametrize(
    ("hours", "text"), [(0.5, "30 min"), (1, "1 h"), (5, "5 h"), (2.5, "2.5 h"), (47, "47 h"), (72, "3 days")]
)
def test_durations(hours: float, text: str) -> None:
    assert hours_text(hours) == text


def test_points_are_of_ten() -> None:
    assert points(3) == "3/10"


def test_a_stride_says_since_when_and_by_how_much(stride: Make) -> None:
    altered = stride("altered")
    share = "left foot's share of ground contact 49.1 %, usually 50.3 %"
    assert stride_text(altered) == f"the stride measured as altered after about 23 min: {share}"
    told = stride_sentence(altered, is_answered=True)
    assert told == f"your stride was different from usual after about 23 min ({share})"
    assert stride_sentence(replace(altered, onset_s=0.0, metrics=()), is_answered=True) == (
        "your stride was different from usual from the start"
    )
    assert stride_sentence(replace(altered, onset_s=None, word="possibly_altered"), is_answered=False) == (
        "your stride may have been different from usual"
    )
    later = replace(altered, onset_s=None, asked_at=datetime(2026, 5, 3, 7, tzinfo=UTC))
    assert stride_sentence(later, is_answered=False) == "your stride has been different from usual since 3 May"


def test_a_long_reason_is_told_in_its_first_words(stride: Make) -> None:
    long = replace(
        stride("insufficient_data"), reason="new strap: 4 more runs until one can be compared (balance; why)"
    )
    assert reason_text(long) == "new strap: 4 more runs until one can be compared"


def test_an_unmeasured_stride_says_why(stride: Make) -> None:
    unmeasured = stride("insufficient_data")
    assert stride_text(unmeasured) == "the stride could not be measured (only 3 earlier runs)"
    assert stride_text(replace(unmeasured, reason=None)) == "the stride could not be measured (too little data)"
