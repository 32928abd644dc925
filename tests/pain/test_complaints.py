from itertools import permutations
from typing import Any

import pytest

from niggle.pain.complaints import is_same_complaint, pain_during, tells_of, worst_complaint, worst_pain
from niggle.pain.model import PainReport


def report(**answers: Any) -> PainReport:
    return PainReport(report_id="r", athlete_id="me", **answers)


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ({}, "silent"),
        ({"note": "warm"}, "silent"),
        ({"limped": True}, "silent"),
        ({"first": 0, "end": 0}, "silent"),
        ({"peak": 0}, "pain_free"),
        ({"site": "knee", "peak": 0}, "pain_free"),
        ({"site": "knee", "peak": 0, "end": 2}, "pain"),
        ({"peak": 0, "next_morning": 1}, "pain"),
        ({"site": "knee"}, "pain"),
        ({"site": "knee", "first": 0}, "pain"),
        ({"site": "knee", "peak": 3}, "pain"),
    ],
)
def test_silence_is_not_freedom_from_pain(answers: dict[str, Any], kind: str) -> None:
    assert tells_of(report(**answers)) == kind


def test_the_worst_is_never_below_another_score() -> None:
    one = report(before=4, first=3, peak=2, end=1, next_morning=5)
    assert (pain_during(one), worst_pain(one)) == (3, 5)
    assert (pain_during(report(before=4)), worst_pain(report())) == (None, None)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("knee", "left"), ("knee", "left"), True),
        (("knee", "left"), ("knee", "right"), False),
        (("knee", "left"), ("knee", None), True),
        (("knee", "both"), ("knee", "right"), True),
        (("knee", "left"), ("calf", "left"), False),
    ],
)
def test_same_site_and_no_opposite_side(one: tuple[Any, Any], other: tuple[Any, Any], same: bool) -> None:
    first, second = report(site=one[0], side=one[1]), report(site=other[0], side=other[1])
    assert is_same_complaint(first, second) is is_same_complaint(second, first) is same


def test_the_worst_complaint_is_the_same_in_any_order() -> None:
    reports = [
        report(site="knee", side="left", peak=3),
        report(site="shin", side="right", peak=5),
        report(site="shin", side="left", peak=5),
        report(peak=0),
    ]
    assert {worst_complaint(order) for order in permutations(reports)} == {reports[2]}


def test_without_pain_the_report_that_says_so_is_the_worst() -> None:
    assert worst_complaint([]) is None
    painless = report(site="knee", peak=0)
    assert worst_complaint([report(note="warm"), painless]) == painless
    assert worst_complaint([report(note="warm"), report(peak=0)]) == report(peak=0, note="warm")


def test_amended_reports_are_merged_first() -> None:
    merged = worst_complaint([report(site="knee", peak=3), report(site="knee", next_morning=1)])
    assert merged == report(site="knee", peak=3, next_morning=1)
