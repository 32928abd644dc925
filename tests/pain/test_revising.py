"""What a further report on a run replaces, and what it denies."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from niggle.pain.complaints import tells_of
from niggle.pain.join import merge_reports
from niggle.pain.model import PainReport
from niggle.pain.revising import denied, leaves_out, none_after_all, replaced

AT = datetime(2026, 3, 1, 8, 12, tzinfo=UTC)
DOUBTFUL = ("limped", "affected_sleep")


def said(report_id="r", at=AT, **answers):
    return PainReport(report_id=report_id, athlete_id="me", run_id="run", reported_at=at, **answers)


KNEE = {"site": "knee", "side": "left"}


def test_an_answer_given_otherwise_replaces_the_one_before_and_others_are_added():
    before = said(**KNEE, first=1, peak=3)
    found = replaced(said(**KNEE, peak=2, end=1), [before])
    assert (found.before.peak, found.before.first, found.said_at) == (3, None, AT)
    assert replaced(said(**KNEE, end=1), [before]) is None
    assert replaced(said(**KNEE, peak=3), [before]) is None
    assert replaced(said(site="calf", side="left", peak=2), [before]) is None
    assert replaced(said(**KNEE, peak=2), []) is None


def test_it_replaces_what_was_said_last():
    later = AT.replace(hour=9)
    found = replaced(said(**KNEE, peak=1), [said(**KNEE, peak=3), said(**KNEE, peak=2, at=later), said(**KNEE, end=0)])
    assert (found.before.peak, found.said_at) == (2, later)
    assert replaced(said(**KNEE, peak=1), [said(**KNEE, peak=3, at=None)]).said_at is None


def test_pain_replaces_the_word_that_there_was_none():
    found = replaced(said(**KNEE, peak=3), [said(peak=0)])
    assert (found.before.peak, found.before.site, found.said_at) == (0, None, AT)


def test_a_note_that_goes_on_replaces_nothing():
    assert replaced(said(**KNEE, note="a\nb"), [said(**KNEE, note="a")]) is None
    assert replaced(said(**KNEE, note="b"), [said(**KNEE, note="a")]).before.note == "a"


@pytest.mark.parametrize(
    ("report", "is_denial"),
    [
        ({"peak": 0}, True),
        ({**KNEE, "peak": 0}, True),
        ({"site": "knee", "peak": 0}, True),
        ({"site": "knee", "side": "right", "peak": 0}, False),
        ({"site": "calf", "side": "left", "peak": 0}, False),
        ({**KNEE, "peak": 1}, False),
        ({**KNEE, "end": 0}, False),
        ({**KNEE, "peak": 0, "first": 2}, False),
    ],
)
def test_no_pain_denies_the_pain_of_the_run_or_of_its_place(report, is_denial):
    complaint = said(**KNEE, first=2, peak=3)
    assert denied(said(**report), [complaint]) == ((complaint,) if is_denial else ())


def test_nothing_is_denied_where_no_pain_was_said_of_the_run_itself():
    assert denied(said(peak=0), [said(**KNEE, peak=0, next_morning=2), said(site="calf")]) == ()


def test_none_after_all_leaves_no_pain_and_keeps_what_else_was_said():
    before = [said(**KNEE, before=0, first=2, peak=3, limped=True, night_pain=True), said(site="calf", peak=1)]
    report = said(peak=0, note="it was the shoe")
    reports = none_after_all(report, denied(report, before), DOUBTFUL)
    assert len({one.report_id for one in reports}) == 3
    merged = {one.site: one for one in merge_reports([*before, *reports])}
    assert {tells_of(one) for one in merged.values()} == {"pain_free"}
    assert (merged["knee"].limped, merged["knee"].night_pain, merged["knee"].first) == (False, True, 0)
    assert merged[None].note == "it was the shoe"


def test_none_after_all_of_one_place_is_one_report():
    report = said(**KNEE, peak=0, next_morning=1)
    (one,) = none_after_all(report, [said(**KNEE, first=2, peak=3, next_morning=4)], DOUBTFUL)
    assert (one.first, one.peak, one.next_morning) == (0, 0, 1)
    assert none_after_all(report, [], DOUBTFUL) == (report,)


def test_what_is_left_out_or_elsewhere_would_go_on_standing():
    former = said(**KNEE, peak=3, end=1)
    assert not leaves_out(replace(former, peak=4, first=1), former)
    assert leaves_out(replace(former, end=None), former)
    assert leaves_out(replace(former, site="calf"), former)
